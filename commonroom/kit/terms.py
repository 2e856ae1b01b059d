"""Terms and half-terms of an academic year. Dates differ by council, so only their order lives here."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from commonroom.kit.academic_year import AcademicYear


class HalfTerm(IntEnum):
    """The six half-terms, in their order."""

    AUTUMN_1 = 1
    AUTUMN_2 = 2
    SPRING_1 = 3
    SPRING_2 = 4
    SUMMER_1 = 5
    SUMMER_2 = 6

    @property
    def words(self) -> str:
        """How people say it: “Autumn 1”."""
        return f"{('Autumn', 'Spring', 'Summer')[(self - 1) // 2]} {1 + (self - 1) % 2}"


@dataclass(frozen=True, order=True)
class Term:
    """One of the three terms of an academic year: 1 autumn, 2 spring, 3 summer."""

    year: AcademicYear
    number: int

    def __post_init__(self) -> None:
        if self.number not in (1, 2, 3):
            raise ValueError(f"A year has three terms; there is no term {self.number}.")

    @property
    def words(self) -> str:
        """“Spring term 2025–26”."""
        return f"{('Autumn', 'Spring', 'Summer')[self.number - 1]} term {self.year}"

    @property
    def half_terms(self) -> tuple[HalfTerm, HalfTerm]:
        return HalfTerm(self.number * 2 - 1), HalfTerm(self.number * 2)

    @property
    def before(self) -> Term:
        """The term before this one."""
        return Term(self.year, self.number - 1) if self.number > 1 else Term(AcademicYear(self.year.start - 1), 3)

    @property
    def after(self) -> Term:
        """The term after this one."""
        return Term(self.year, self.number + 1) if self.number < 3 else Term(AcademicYear(self.year.start + 1), 1)
