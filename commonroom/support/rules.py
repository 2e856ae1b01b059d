"""What holds of schedules, half-terms, days and bookings. Pure: no database, no clock."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.terms import HalfTerm

WAYS_OF_TALKING = {
    "meeting": "Meeting",
    "telephone": "By telephone",
    "video": "By video",
    "letter": "By letter or e-mail",
}
"""How the council talks with a responsible body."""
FOR_ALL = frozenset({"cluster", "offer"})
"""Kinds of lines that every school has: the table of all schools leaves them out."""
ALWAYS = FOR_ALL | {"remote"}
"""Kinds that go on all the time: nobody says that they were done."""
ADVISER = "adviser"
_BEGINNINGS = ((9, 1), (11, 1), (1, 1), (2, 21), (4, 13), (6, 1))
"""Month and day on which each half-term begins where a partnership has not given its own dates."""


class LineState(StrEnum):
    """Where a line of a schedule stands."""

    PLANNED = "planned"
    DONE = "done"
    LEFT_OUT = "left_out"


class RunState(StrEnum):
    """Where a proposal of who goes where stands: it waits to be worked out, is done, or could not be."""

    WAITING = "waiting"
    DONE = "done"
    REFUSED = "refused"


class BookingState(StrEnum):
    """Where a booked day stands."""

    BOOKED = "booked"
    DONE = "done"
    CALLED_OFF = "called_off"


# ---- half-terms


@dataclass(frozen=True)
class Span:
    """The first and the last day of a half-term."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def half_terms(year: AcademicYear, settings: Mapping[str, Any]) -> dict[int, Span]:
    """The six half-terms of a year: a partnership's own dates (its settings, `half_terms` → “2025-26” → six pairs of
    days), else the usual ones. Dates differ by council. Raises ValueError with a sentence for dates out of order.
    """
    given = settings.get("half_terms", {}).get(year.slug)
    if given is None:
        begins = [date(year.start + (month < 9), month, day) for month, day in _BEGINNINGS]
        ends = [date.fromordinal(day.toordinal() - 1) for day in begins[1:]]
        spans = [Span(*pair) for pair in zip(begins, [*ends, date(year.start + 1, 7, 31)], strict=True)]
    else:
        spans = [Span(date.fromisoformat(first), date.fromisoformat(last)) for first, last in given]
        days = [day for span in spans for day in (span.first, span.last)]
        if len(spans) != 6 or days != sorted(days):
            raise ValueError(f"The half-terms of {year} must be six pairs of days in their order. Mend the settings.")
    return dict(enumerate(spans, 1))


def why_not_half_terms(year: AcademicYear, spans: Mapping[int, Span]) -> list[str]:
    """Why six spans cannot be the half-terms of a year, a sentence each with what to mend; empty where they can."""
    wrong = []
    for number, span in spans.items():
        name = HalfTerm(number).words
        if span.last <= span.first:
            wrong.append(f"{name} ends on {_day(span.last)}. Give a last day after its first, {_day(span.first)}.")
        for day in (span.first, span.last):
            if not year.first_day <= day <= year.last_day:
                bounds = f"{_day(year.first_day)} and {_day(year.last_day)}"
                wrong.append(f"{name}: {_day(day)} lies outside {year}. Give a day between {bounds}.")
        if number > 1 and span.first <= spans[number - 1].last:
            before = spans[number - 1]
            wrong.append(
                f"{name} begins on {_day(span.first)}, and {HalfTerm(number - 1).words} ends on {_day(before.last)}. "
                "Let one end before the next begins."
            )
    return wrong


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def column_of(day: date, year: AcademicYear, spans: Mapping[int, Span]) -> int:
    """The column of a schedule in which a day falls: 0 before the year, 1 to 6 in it (holidays count to the half-term
    before them), 6 after it.
    """
    if day < year.first_day:
        return 0
    return max((number for number, span in spans.items() if span.first <= day), default=1)


def whole_span(column: int, year: AcademicYear, spans: Mapping[int, Span]) -> Span:
    """All days that count to a half-term: from its first day (the first from the year's) to the day before the next."""
    first = year.first_day if column == 1 else spans[column].first
    return Span(first, spans[column + 1].first - timedelta(days=1) if column < 6 else year.last_day)


# ---- schedules


@dataclass(frozen=True)
class Wanted:
    """One thing that a level brings in one column, by the support model."""

    column: int
    kind: str
    what: str
    who: str
    days: Decimal


@dataclass(frozen=True)
class Stands:
    """One line that a school's year has already, with the days of it that were used."""

    key: int
    column: int
    kind: str
    state: LineState
    used: Decimal
    days: Decimal


@dataclass(frozen=True)
class Planned:
    """A line to write; with a reason where it is left out from the beginning."""

    wanted: Wanted
    days: Decimal
    because: str = ""


@dataclass(frozen=True)
class Plan:
    """What a schedule writes: new lines, lines before it that are left out, and lines that end with what was used."""

    lines: tuple[Planned, ...]
    leave_out: tuple[int, ...] = ()
    ends_as_done: tuple[int, ...] = ()


def plan_year(wanted: Iterable[Wanted], stands: Sequence[Stands], *, since: int, adviser_days: bool) -> Plan:
    """The lines of a level that stands since a column (G12).

    The first schedule of a year has all seven columns; half-terms that were over say so. A later one takes the place of
    what was still planned from its column on, and at the start of the year; what was done stays and counts.
    `adviser_days` is false where the school has no right to adviser days (academies, by the support model).
    """
    lines = []
    for each in wanted:
        if stands and 0 < each.column < since:
            continue
        days = max(each.days - _used(each, stands), Decimal(0))
        if _is_had(each, stands) or (each.days and not days):
            continue
        lines.append(Planned(each, days, _why_left_out(each, since=since, adviser_days=adviser_days)))
    moved = [s for s in stands if s.state == LineState.PLANNED and (s.column == 0 or s.column >= since)]
    return Plan(
        tuple(lines),
        leave_out=tuple(s.key for s in moved if not s.used),
        ends_as_done=tuple(s.key for s in moved if s.used),
    )


def _used(wanted: Wanted, stands: Iterable[Stands]) -> Decimal:
    same = [s for s in stands if (s.column, s.kind) == (wanted.column, wanted.kind)]
    return sum((s.used for s in same), Decimal(0))


def _is_had(wanted: Wanted, stands: Iterable[Stands]) -> bool:
    """Whether something without days was done already in its column."""
    return not wanted.days and any(
        s.state == LineState.DONE and (s.column, s.kind) == (wanted.column, wanted.kind) for s in stands
    )


def _why_left_out(wanted: Wanted, *, since: int, adviser_days: bool) -> str:
    if not adviser_days and wanted.who == ADVISER and wanted.days:
        return "Days of the council’s advisers are for maintained schools. Support is suggested and schools are linked."
    if 0 < wanted.column < since:
        return f"{HalfTerm(wanted.column).words} was over when this level was agreed."
    return ""


# ---- days


def number(days: Decimal) -> str:
    """Days as a figure without needless noughts: “0”, “2.5”, “12”."""
    return f"{days.normalize():f}" if days else "0"


def said(days: Decimal) -> str:
    """Days as a sentence says them: “no days”, “half a day”, “1 day”, “2.5 days”."""
    if days == Decimal("0.5"):
        return "half a day"
    many = number(days) if days else "no"
    return f"{many} day" if days == 1 else f"{many} days"


@dataclass(frozen=True)
class Days:
    """Days planned, used and booked beyond those: what is left, and what goes beyond (G11)."""

    planned: Decimal = Decimal(0)
    used: Decimal = Decimal(0)
    booked: Decimal = Decimal(0)

    @property
    def left(self) -> Decimal:
        """Days planned that are not used yet."""
        return max(self.planned - self.used, Decimal(0))

    @property
    def to_book(self) -> Decimal:
        """Days planned that are neither used nor booked."""
        return max(self.planned - self.used - self.booked, Decimal(0))

    @property
    def overrun(self) -> Decimal:
        """Days used beyond those planned."""
        return max(self.used - self.planned, Decimal(0))

    @property
    def sentence(self) -> str:
        """All of it in plain words."""
        if not (self.planned or self.used or self.booked):
            return "No adviser days are planned."
        first = f"{number(self.used)} of {said(self.planned)} used"
        if self.overrun:
            more = said(self.overrun)
            return f"{first}: {more} more than planned." + (f" {said(self.booked)} booked." if self.booked else "")
        if self.booked > self.left:
            ahead = said(self.booked - self.left)
            return f"{first}, {said(self.booked)} booked: that will be {ahead} more than planned."
        booked = f", {said(self.booked)} booked" if self.booked else ""
        return f"{first}{booked}, {said(self.left)} left."

    def __add__(self, other: Days) -> Days:
        return Days(self.planned + other.planned, self.used + other.used, self.booked + other.booked)


# ---- bookings


def why_not_book(
    on: date, *, column: int | None, year: AcademicYear, spans: Mapping[int, Span], days: Decimal, taken: Decimal
) -> str:
    """Why a day cannot be booked, with what to do; empty where it can.

    `column` is that of the line (None for an extra day); `taken` what the adviser has booked on that day already.
    What stands at the start of the year may be had on any day of it: the strategy names no last day.
    """
    day = f"{on:%A} {on.day} {on:%B %Y}"
    if not year.first_day <= on <= year.last_day:
        return (
            f"{day} lies outside {year}. Choose a day between 1 September {year.start} and 31 August {year.start + 1}."
        )
    if on.weekday() >= 5:
        return f"{day} is no school day. Choose a day from Monday to Friday."
    if column and on not in spans[column]:
        span = spans[column]
        between = f"{span.first.day} {span.first:%B %Y} and {span.last.day} {span.last:%B %Y}"
        return (
            f"{day} lies outside {HalfTerm(column).words}. Choose a day between {between}, "
            "or book an extra day for the school."
        )
    if taken + days > 1:
        return f"{said(taken).capitalize()} is booked on {day} already. Choose another day, or half a day."
    return ""
