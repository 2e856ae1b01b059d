"""Words and shades beside a figure, and places that say of how many."""

import pytest

from commonroom.measures import rules
from commonroom.measures.rules import Standing


@pytest.mark.parametrize(
    ("number", "cohort", "expected"),
    [
        (60, None, Standing.CLOSE),
        (66, None, Standing.HIGHER),
        (72, None, Standing.FAR_HIGHER),
        (54, None, Standing.LOWER),
        (48, None, Standing.FAR_LOWER),
        (54, 30, Standing.CLOSE),
        (53, 30, Standing.LOWER),
        (None, 30, Standing.CLOSE),
    ],
)
def test_stand_when_england_is_60_and_schools_spread_by_12(number, cohort, expected):
    assert rules.stand(number, 60, spread=12, unit="percent", cohort=cohort) == expected


@pytest.mark.parametrize(
    ("standing", "direction", "shade", "word"),
    [
        (Standing.FAR_LOWER, "up", "b2", "well below"),
        (Standing.HIGHER, "up", "a1", "above"),
        (Standing.HIGHER, "down", "b1", "higher"),
        (Standing.FAR_LOWER, "down", "a2", "far lower"),
        (Standing.FAR_HIGHER, "none", "", ""),
        (Standing.CLOSE, "up", "", ""),
    ],
)
def test_reading_when_shade_means_favour_then_word_means_size(standing, direction, shade, word):
    assert rules.read(standing, direction) == rules.Reading(standing, shade, word)


@pytest.mark.parametrize(("number", "expected"), [(-1, 0), (0, 0), (50, 50), (100, 100), (200, 100)])
def test_centile_when_schools_run_from_0_to_100(number, expected):
    assert rules.centile(number, list(range(101))) == expected


@pytest.mark.parametrize(
    ("number", "direction", "expected"),
    [
        (9, "up", rules.Rank(1, 4, False)),
        (5, "up", rules.Rank(2, 4, True)),
        (1, "down", rules.Rank(1, 4, False)),
        (9, "down", rules.Rank(4, 4, False)),
    ],
)
def test_rank_when_among_four_then_says_of_four(number, direction, expected):
    assert rules.rank(number, [1, 5, 5, 9], direction=direction) == expected


@pytest.mark.parametrize(("last", "told"), [(53, False), (57, True), (50, False)])
def test_change_when_one_pupil_is_worth_3_points_then_two_pupils_count(last, told):
    assert rules.change(50, last, unit="percent", cohort=30).told is told
