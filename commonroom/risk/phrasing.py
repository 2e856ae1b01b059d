"""How numbers and lists stand in the sentences of findings. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonroom.web import numbers

_CHANGE = {"percent": "points"}


@dataclass(frozen=True, slots=True)
class Measured:
    """What a sentence needs of a measure: its short name, its unit and how many decimals it is told with."""

    short: str
    unit: str
    decimals: int


def figure(value: float, measure: Measured, *, change: bool = False) -> str:
    """A number with its unit; a change of a percentage is in points."""
    unit = _CHANGE.get(measure.unit, measure.unit) if change else measure.unit
    whole = change and float(value).is_integer()
    return numbers.figure(value, unit, 0 if whole else max(measure.decimals, 1 if measure.unit == "percent" else 0))


def count(n: int, one: str, *, capital: bool = False) -> str:
    """“three indicators”: words to twelve."""
    return numbers.count(n, one, capital=capital)


def listed(words: Sequence[str]) -> str:
    """“a, b and c”."""
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
