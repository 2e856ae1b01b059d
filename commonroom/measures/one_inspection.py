"""When several rows tell of one inspection, and which of them tells it best. Pure; pages and assessments use it alike.

Files tell one inspection by its first day, its last, or the day of its report. On the files of 2018 and 2022 together,
7,051 inspections of England stand a day apart with the same grade, and 68 more within a fortnight.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, TypeVar

T = TypeVar("T")
NEAR = timedelta(days=14)
"""Two tellings from different files that are this near are one inspection."""
MONITORING = "monitoring"


@dataclass(frozen=True, slots=True)
class Telling:
    """What of one row decides. `at` is the predecessor that was inspected, 0 for the school itself; `says` counts the
    judgements it gives; `published` is the day of the report, `number` Ofsted's own, both where the file has them.
    """

    on: date | None
    regime: str
    overall: str
    says: int
    loading_id: int
    row: int
    event: str = ""
    number: str = ""
    published: date | None = None
    at: int = 0


@dataclass(frozen=True, slots=True)
class Told(Generic[T]):
    """One inspection: its newest day, the row that says most, and every row that tells of it, newest day first."""

    on: date | None
    best: T
    rows: tuple[T, ...]


def once(rows: Iterable[T], telling: Callable[[T], Telling]) -> list[Told[T]]:
    """Each inspection once, newest first."""
    pairs = sorted(((telling(row), row) for row in rows), key=lambda pair: _newness(pair[0]), reverse=True)
    groups: list[list[tuple[Telling, T]]] = []
    for said, row in pairs:
        same = next((group for group in groups if all(is_one(held, said) for held, _ in group)), None)
        if same is None:
            groups.append([(said, row)])
        else:
            same.append((said, row))
    return [_told(group) for group in groups]


def is_one(one: Telling, other: Telling) -> bool:
    """Whether two rows tell of the same inspection."""
    if one.regime != other.regime or (one.event == MONITORING) != (other.event == MONITORING):
        return False
    if one.at and other.at and one.at != other.at:
        return False
    if one.number and other.number:
        return one.number == other.number
    if one.on is None or other.on is None or (one.loading_id == other.loading_id and one.on != other.on):
        return False
    same_words = one.overall.casefold() == other.overall.casefold() or not (one.overall and other.overall)
    return same_words and (abs(one.on - other.on) <= NEAR or one.on == other.published or other.on == one.published)


def _newness(one: Telling) -> tuple[date, int, int, int]:
    return (one.on or date.min, one.says, one.loading_id, one.row)


def _told(group: list[tuple[Telling, T]]) -> Told[T]:
    best = max(group, key=lambda pair: (pair[0].says, *_newness(pair[0])))
    return Told(group[0][0].on, best[1], tuple(row for _, row in group))
