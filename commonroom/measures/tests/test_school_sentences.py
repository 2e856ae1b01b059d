"""What is said of a school: numbers in hundreds, pupils, England, never a change of fewer than two pupils."""

import pytest

from commonroom.measures import rules
from commonroom.measures import sentences_school as sentences
from commonroom.measures.sentences_school import OTHERS, OWN, Said


def said(slug="ks2_rwm_exp", number=58.0, **more):
    values = {
        "name": "Reading, writing and maths",
        "unit": "percent",
        "direction": "up",
        "decimals": 0,
        "england": 62.0,
        "like": None,
        "spread": 10.0,
        "cohort": 60,
        "year": "2024–25",
    }
    return Said(slug=slug, number=number, **{**values, **more})


def spoken(measures, voice=OTHERS):
    return "".join(piece.words for piece in sentences.opening(measures, voice))


def test_opening_when_under_england_then_hundreds_pupils_and_worth_of_one():
    assert spoken([said()]) == (
        "58 in 100 pupils here reach the expected standard in reading, writing and maths in 2024–25 (35 of 60 pupils), "
        "four points under England’s 62 in 100; one pupil is worth 1.7 points."
    )


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (62.0, "the same as England’s 62 in 100"),
        (60.0, "within two pupils of England’s 62 in 100"),
        (72.0, "10 points above England’s 62 in 100"),
        (61.9, "within two pupils of England’s 62 in 100"),
    ],
)
def test_opening_when_near_or_far_then_so_said(number, words):
    assert words.replace("10 points", "ten points") in spoken([said(number=number)])


def test_opening_when_ones_own_then_your_pupils():
    assert spoken([said()], OWN).startswith("58 in 100 of your pupils reach")


def test_opening_when_others_stand_apart_then_grouped_without_blame():
    others = [
        said("ks2_maths_exp", 63, name="Maths"),
        said("phonics_year1", 90, name="Phonics, year 1"),
        said("absence_persistent", 80, name="Persistent absence", direction="down"),
    ]

    assert " Beside England, maths is about the same, and phonics and persistent absence are higher." in spoken(
        [said(), *others]
    )


def test_opening_when_far_from_schools_alike_then_the_furthest_alone():
    measures = [said(like=52.0), said("absence_persistent", 30, name="Persistent absence", like=14.0, cohort=400)]

    assert spoken(measures, OWN).endswith(" Furthest from schools like yours: persistent absence, 30% against 14%.")


def test_opening_when_under_eleven_pupils_then_no_hundreds():
    assert spoken([said(number=50.0, cohort=8)]).startswith(
        "4 of 8 pupils here reach the expected standard in reading, writing and maths in 2024–25, within two pupils"
    )


def test_opening_when_nothing_is_known_then_nothing():
    assert sentences.opening([], OWN) == ()


@pytest.mark.parametrize(
    ("latest", "england", "previous", "words"),
    [
        (
            58,
            62,
            62,
            "Four points under England, which is between two and three pupils; down four points on the year before.",
        ),
        (
            58,
            62,
            59,
            "Four points under England, which is between two and three pupils; little changed on the year before.",
        ),
        (62, 62, None, "The same as England."),
        (70, None, 60, "Up ten points on the year before."),
        (70, None, None, ""),
    ],
)
def test_beside_when_told_then_england_pupils_and_change(latest, england, previous, words):
    assert sentences.beside(latest, england, previous, unit="percent", decimals=0, cohort=60) == words


def test_placed_when_ranked_then_always_of_how_many():
    told = sentences.placed(rules.Rank(3, 98, True), "primary schools here", 40, 14000, kind="primary schools")

    assert told == [
        "3rd of 98 primary schools here, shared.",
        "40 in 100 of the 14,000 primary schools in England have a lower figure.",
    ]


@pytest.mark.parametrize(
    ("n", "words"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (112, "112th"), (21, "21st")]
)
def test_ordinal_when_written_then_its_ending(n, words):
    assert sentences.ordinal(n) == words


def test_questions_when_all_is_close_then_three_that_suit_any_school():
    asked = sentences.questions([said(number=62)], "schools like it")

    assert (len(asked), asked[0]) == (3, "Which pupils do these figures not show, because the groups are too small?")
