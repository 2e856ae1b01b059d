"""How a figure stands beside its comparator, in words and shade; ranks and centiles that say of how many. Pure.

A difference counts only where it is more than noise: at least half a standard deviation of England's schools, and,
where the number of pupils is known, at least two pupils (design 7: a change of fewer than two pupils is never called
a rise or fall).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

NOTABLE, MARKED = 0.5, 1.0
"""Standard deviations of schools in England from which a figure differs, and differs markedly."""
FEWEST_PUPILS = 2
FEW = 11
"""Under this many pupils no chart is drawn and the cohort is always said."""


class Standing(IntEnum):
    """Where a number stands beside its comparator, by its size alone."""

    FAR_LOWER = -2
    LOWER = -1
    CLOSE = 0
    HIGHER = 1
    FAR_HIGHER = 2


@dataclass(frozen=True)
class Reading:
    """A standing as a page shows it. `shade`: "b2", "b1", "a1", "a2" or ""; `word`: what stands beside the number."""

    standing: Standing
    shade: str
    word: str


_UP_WORDS = {-2: "well below", -1: "below", 0: "", 1: "above", 2: "well above"}
_DOWN_WORDS = {-2: "far lower", -1: "lower", 0: "", 1: "higher", 2: "far higher"}
_SHADES = {-2: "b2", -1: "b1", 0: "", 1: "a1", 2: "a2"}


def worth_of_one(unit: str, cohort: int | None) -> float | None:
    """How many points one pupil is worth in a percentage of `cohort` pupils; None where that has no meaning."""
    return 100 / cohort if unit == "percent" and cohort else None


def stand(
    number: float | None, comparator: float | None, *, spread: float | None, unit: str = "", cohort: int | None = None
) -> Standing:
    """Where a number stands beside a comparator, in standard deviations (`spread`) of schools in England."""
    if number is None or comparator is None or not spread:
        return Standing.CLOSE
    difference = number - comparator
    one = worth_of_one(unit, cohort)
    if abs(difference) < NOTABLE * spread or (one is not None and abs(difference) < FEWEST_PUPILS * one):
        return Standing.CLOSE
    size = 2 if abs(difference) >= MARKED * spread else 1
    return Standing(size if difference > 0 else -size)


def read(standing: Standing, direction: str) -> Reading:
    """Word and shade of a standing: the word follows more or less, the shade more or less favourable.

    A measure without direction (free school meals) is never shaded and has no word.
    """
    if direction == "none":
        return Reading(standing, "", "")
    if direction == "up":
        return Reading(standing, _SHADES[standing], _UP_WORDS[standing])
    return Reading(standing, _SHADES[-standing], _DOWN_WORDS[standing])


def centile(number: float, centiles: Sequence[float]) -> int | None:
    """Of 100 schools, how many have a lower figure, from the 101 centiles of all; None without centiles."""
    if len(centiles) != 101:
        return None
    low, high = bisect_left(centiles, number), bisect_right(centiles, number)
    return max(0, min(100, round((low + max(low, high - 1)) / 2)))


@dataclass(frozen=True)
class Rank:
    """A place among schools, always with of how many. Place 1 is the most favourable, or highest without direction."""

    place: int
    of: int
    shared: bool


def rank(number: float, among: Sequence[float], *, direction: str) -> Rank:
    """The place of a number among numbers that include it (J04, K08: outcome facts with rank)."""
    better = sum(1 for other in among if (other < number if direction == "down" else other > number))
    return Rank(better + 1, len(among), sum(1 for other in among if other == number) > 1)


def favourable(standing: Standing, direction: str) -> int:
    """-1 less favourable, 1 more, 0 close or without direction."""
    if direction == "none" or standing == Standing.CLOSE:
        return 0
    return (1 if standing > 0 else -1) * (1 if direction == "up" else -1)


@dataclass(frozen=True)
class Change:
    """A change between two years: its size, and whether it is more than fewer than two pupils."""

    difference: float
    told: bool


def change(first: float, last: float, *, unit: str, cohort: int | None) -> Change:
    """The change from one figure to a later one; told only where it is two pupils or more (design 7)."""
    one = worth_of_one(unit, cohort)
    difference = last - first
    return Change(difference, bool(difference) and (one is None or abs(difference) >= FEWEST_PUPILS * one))
