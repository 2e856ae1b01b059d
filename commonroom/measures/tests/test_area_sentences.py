"""What a director would say: sentences and what is more than chance."""

import pytest

from commonroom.measures import sentences
from commonroom.measures.catalogue import catalogue
from commonroom.measures.sentences import Outcomes, Standing

RWM, ABSENCE, FSM, GAP = (
    catalogue()[slug] for slug in ("ks2_rwm_exp", "absence_overall", "context_fsm_ever", "ks2_rwm_exp_gap")
)


def standing(spec=RWM, area=66.0, beside=62.0, *, spread=12.0, schools=80, phase="primary"):
    return Standing(spec, phase, 2024, area, beside, spread, schools)


@pytest.mark.parametrize(
    ("made", "told"),
    [
        (standing(), True),
        (standing(area=64.0), False),
        (standing(schools=20), False),
        (standing(schools=5, area=99.0), False),
        (standing(area=62.4, spread=0.1), False),
        (standing(spec=FSM, area=50.0), False),
        (standing(spread=0.0), False),
        (standing(ABSENCE, 5.9, 5.2, spread=1.5), True),
    ],
    ids=["beyond", "within", "fewer schools", "too few schools", "same as written", "no side", "no spread", "absence"],
)
def test_difference_when_measured_against_chance_then_told_or_not(made, told):
    assert made.told is told


def test_effect_when_lower_is_better_then_its_sign_turns():
    assert standing(ABSENCE, 6.7, 5.2, spread=1.5).effect == pytest.approx(-1.0)


def test_furthest_when_all_are_within_chance_then_neither_is_named():
    assert sentences.furthest([standing(area=63.0)]) == (None, None)


def test_standing_when_above_and_below_then_both_with_numbers_comparator_and_year():
    parts = sentences.standing_sentence(
        [standing(), standing(ABSENCE, 5.9, 5.2, spread=1.5)], "neighbours", "our statistical neighbours"
    )

    assert "".join(words for words, _ in parts) == (
        "We stand furthest ahead of our statistical neighbours in reading, writing and maths "
        "(66%, neighbours 62%, in 2024–25) and furthest behind in absence in primary schools "
        "(5.9%, neighbours 5.2%, in 2024–25)."
    )


def test_standing_when_nothing_differs_then_says_so():
    ((words, strong),) = sentences.standing_sentence([standing(area=62.0)], "England", "England")

    assert (words, strong) == (
        "In no headline measure does the area differ from England by more than chance would bring.",
        False,
    )


@pytest.mark.parametrize(
    ("schools", "pupils", "known", "expected"),
    [
        (98, 46310, 98, "98 schools teach 46,310 pupils."),
        (1, 210, 1, "One school teaches 210 pupils."),
        (98, 44000, 95, "98 schools teach 44,000 pupils (95 of them say how many)."),
        (3, 0, 0, "Three schools are open in the area."),
    ],
)
def test_schools_when_counted_then_one_sentence(schools, pupils, known, expected):
    assert sentences.schools_sentence(schools, pupils, known) == expected


@pytest.mark.parametrize(
    ("here", "england", "ending"), [(63, 62, "and 62 in England"), (62.4, 61.9, "as in England"), (63, None, "")]
)
def test_result_when_beside_england_then_says_both(here, england, ending):
    said = sentences.result_sentence(RWM, 2024, here, england)

    start = f"At the end of primary school {here:.0f} in 100 pupils reach the expected standard in reading, writing"
    assert said == f"{start} and maths{', ' if ending else ''}{ending} (2024–25)"


def test_cards_when_counted_then_of_how_many_here_and_in_england():
    assert sentences.cards_sentence(Outcomes(24, 31, 780, 1000), 98) == (
        "Of 31 report cards so far, for 98 schools, 24 meet the expected standard or better in every area "
        "(78 in 100 of 1,000 in England)."
    )


def test_grades_when_all_are_good_then_says_all():
    assert sentences.grades_sentence(Outcomes(67, 67, 900, 1000), True) == (
        "67 schools still go by a single grade, as Ofsted gave until September 2024: all are good or outstanding "
        "(90 in 100 of 1,000 in England)."
    )


def test_sentences_when_nothing_was_inspected_then_nothing_is_said():
    none = Outcomes(0, 0, 5, 9)

    assert (sentences.cards_sentence(none, 9), sentences.grades_sentence(none, False)) == ("", "")


@pytest.mark.parametrize(
    ("place", "expected"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (22, "22nd"), (113, "113th"), (121, "121st")],
)
def test_ordinal_when_written_then_as_people_say_it(place, expected):
    assert sentences.ordinal(place) == expected


def test_place_when_there_is_no_better_side_then_says_highest_and_of_how_many():
    assert sentences.place_words(2, 151, highest=True) == "2nd highest of 151 authorities"


@pytest.mark.parametrize(
    ("slug", "phase", "expected"),
    [
        ("absence_persistent", "secondary", "persistent absence in secondary schools"),
        ("ks4_att8", "secondary", "Attainment 8"),
        ("ks2_maths_exp", "primary", "maths at the expected standard"),
    ],
)
def test_measure_when_named_in_a_sentence_then_small_unless_a_name(slug, phase, expected):
    assert sentences.naming(catalogue()[slug], phase) == expected
