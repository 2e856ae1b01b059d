"""What stands out: proposed from figures, with numbers, comparator and how many schools."""

import pytest

from commonroom.measures import themes
from commonroom.measures.catalogue import catalogue
from commonroom.measures.sentences import Outcomes
from commonroom.measures.themes import GroupLine, Line

RWM, ABSENCE = catalogue()["ks2_rwm_exp"], catalogue()["absence_overall"]
NO_CARDS = Outcomes(0, 0, 0, 0)


def line(area, england, *, spec=RWM, neighbours=None, spread=12.0, schools=80):
    years = range(2025 - len(area), 2025)
    beside = dict(zip(range(2025 - len(england), 2025), england, strict=True))
    return Line(spec, "primary", dict(zip(years, area, strict=True)), beside, neighbours or {}, spread, schools)


def found(*lines, cards=NO_CARDS, schools=98, strengths=(), groups=()):
    return themes.themes(lines, cards, schools, strengths, groups)


def test_measure_when_above_two_years_running_then_worth_sharing():
    (theme,) = found(line((67, 68), (62, 62))).sharing

    assert (theme.title, theme.numbers) == (
        "Reading, writing and maths",
        "68%, England 62%, in 2024–25: above two years running, 80 schools",
    )


def test_measure_when_lower_is_better_and_it_is_higher_then_needs_thought():
    (theme,) = found(line((6.0, 6.1), (5.2, 5.2), spec=ABSENCE, spread=1.5)).thought

    assert theme.numbers == "6.1%, England 5.2%, in 2024–25: higher two years running, 80 schools"


def test_measure_when_different_for_the_first_year_then_too_early_to_say():
    made = found(line((62, 68), (62, 62)))

    assert (len(made.sharing), [theme.title for theme in made.early]) == (0, ["Reading, writing and maths"])


def test_measure_when_few_schools_have_it_then_too_early_to_say():
    (theme,) = found(line((90, 90), (62, 62), schools=3)).early

    assert theme.numbers == "Three schools with a figure in 2024–25: too few to say"


def test_measure_when_close_to_england_but_not_to_neighbours_then_the_neighbours_are_named():
    (theme,) = found(line((62, 62), (62, 62), neighbours={2023: 56.0, 2024: 57.0})).sharing

    assert theme.numbers == "62%, neighbours 57%, in 2024–25: above two years running, 80 schools"


@pytest.mark.parametrize(("area", "side"), [((57, 60, 61, 62), "sharing"), ((66, 64, 62, 61), "thought")])
def test_measure_when_it_moved_over_three_years_otherwise_than_england_then_a_theme(area, side):
    made = found(line(area, (61, 61, 61, 61), spread=10.0))

    assert [theme.title for theme in getattr(made, side)] == [
        "Reading, writing and maths, rising" if side == "sharing" else "Reading, writing and maths, falling"
    ]


def test_measure_when_it_moved_as_england_did_then_no_theme():
    made = found(line((57, 59, 61, 62), (57, 59, 61, 62)))

    assert made == themes.Themes()


def test_cards_when_most_schools_have_none_then_too_early_with_of_how_many():
    (theme,) = found(cards=Outcomes(24, 31, 780, 1000)).early

    assert (theme.title, theme.numbers) == (
        "Report cards: 67 schools have none yet",
        "31 of 98 inspected since November 2025",
    )


def test_cards_when_an_area_is_strong_more_often_than_in_england_then_worth_sharing():
    (theme,) = found(strengths=[("Inclusion", Outcomes(12, 31, 170, 1000))]).sharing

    assert theme.numbers == "12 of 31 report cards a strong standard or better; England 17 in 100"


def test_themes_when_there_are_many_then_four_at_most():
    lines = [line((70 + n, 70 + n), (62, 62), spec=spec) for n, spec in enumerate(list(catalogue().values())[:12])]

    assert len(found(*lines).sharing) <= themes.MOST


def part(number, *, schools=16, name="the Mill cluster", only_better=False):
    return GroupLine(line((62,), (62,)).standing_of(number, schools), name, "cluster:1", only_better)


def test_cluster_when_far_above_england_then_worth_sharing_with_a_way_to_its_schools():
    (theme,) = found(groups=[part(75)]).sharing

    assert (theme.title, theme.numbers, theme.where) == (
        "Reading, writing and maths in the Mill cluster",
        "75%, England 62%, in 2024–25: 16 schools",
        "cluster:1",
    )


def test_cluster_when_within_three_errors_then_not_named():
    assert found(groups=[part(69)]) == themes.Themes()


def test_schools_with_many_free_meals_when_below_england_then_not_named():
    assert found(groups=[part(40, only_better=True)]) == themes.Themes()
