"""Academic years: September to August, named by both years."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_FORMS = re.compile(r"^\s*(20\d\d|19\d\d)\s*[-/–_ ]?\s*(20\d\d|19\d\d|\d\d)?\s*$")


@dataclass(frozen=True, order=True)
class AcademicYear:
    """The academic year that starts in September of `start`; `AcademicYear(2018)` is 2018-19."""

    start: int

    def __post_init__(self) -> None:
        if not 1900 <= self.start <= 2199:
            raise ValueError(f"An academic year starts between 1900 and 2199, not in {self.start}.")

    @classmethod
    def parse(cls, text: str) -> AcademicYear:
        """Read "2018-19", "2018-2019", "2018/19" or "201819".

        Raises ValueError for anything else, a single calendar year included: it names no academic year.
        """
        found = _FORMS.match(text)
        if not found or found.group(2) is None:
            raise ValueError(f"“{text}” is no academic year. Write it like 2018-19.")
        start, end = int(found.group(1)), found.group(2)
        if int(end) % 100 != (start + 1) % 100 or (len(end) == 4 and int(end) != start + 1):
            raise ValueError(f"“{text}” is no academic year: the second year must follow the first.")
        return cls(start)

    @classmethod
    def of(cls, day: date) -> AcademicYear:
        """The academic year in which a day falls (1 September begins a new one)."""
        return cls(day.year if day.month >= 9 else day.year - 1)

    @property
    def first_day(self) -> date:
        return date(self.start, 9, 1)

    @property
    def last_day(self) -> date:
        return date(self.start + 1, 8, 31)

    def __str__(self) -> str:
        return f"{self.start}–{(self.start + 1) % 100:02d}"

    @property
    def slug(self) -> str:
        """For addresses and file names: 2018-19."""
        return f"{self.start}-{(self.start + 1) % 100:02d}"
