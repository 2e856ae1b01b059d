"""Reads over schedules, days and bookings, within what the reader may see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Sum

from commonroom.kit.academic_year import AcademicYear
from commonroom.partnerships.models import Partnership
from commonroom.people.selectors import posts_of_partnership
from commonroom.risk import selectors as risk
from commonroom.risk import support_model
from commonroom.risk.models import LevelDecision
from commonroom.schools.models import School
from commonroom.schools.selectors import listing
from commonroom.support import access, rules
from commonroom.support.models import AdviserYear, Booking, Line, Schedule
from commonroom.support.rules import BookingState, Days, LineState, Span
from commonroom.web.numbers import count

NOTHING = Decimal(0)


def half_terms(partnership: Partnership, year: AcademicYear) -> dict[int, Span]:
    """The six half-terms of a year here: the partnership's own dates, else the usual ones."""
    return rules.half_terms(year, partnership.settings)


def resting_on(partnership: Partnership, *, year: AcademicYear, spans: Mapping[int, Span]) -> list[str]:
    """What already rests on the half-terms of a year and would not fit other dates, in sentences, as far as the reader
    is cleared. Two statements.
    """
    made = Schedule.objects.filter(partnership=partnership, year=year.start).values("urn").distinct().count()
    if not made:
        return ["No schedule is made for the year yet, so nothing rests on its dates."]
    rows = Booking.objects.filter(partnership=partnership, line__schedule__year=year.start, line__column__gt=0)
    days = rows.exclude(state=BookingState.CALLED_OFF).values_list("line__column", "on", "state")
    outside = [(column, on, state) for column, on, state in days if on not in spans[column]]
    found = [f"{count(made, 'school has', 'schools have', capital=True)} a schedule by these half-terms. It follows."]
    if not outside:
        return [*found, "Every booked day still lies in the half-term for which it was booked."]
    to_come = sum(1 for _, _, state in outside if state == BookingState.BOOKED)
    lie = count(len(outside), "booked day lies", "booked days lie", capital=True)
    found.append(f"{lie} outside the half-term for which it was booked, {to_come} of them still to come. They stay.")
    return found


# ---- one school's year


@dataclass(frozen=True)
class LineRow:
    """A line with what was booked for it and used of it."""

    line: Line
    bookings: tuple[Booking, ...] = ()

    @property
    def used(self) -> Decimal:
        """Days of it that were had."""
        return sum((b.days for b in self.bookings if b.state == BookingState.DONE), NOTHING)

    @property
    def booked(self) -> Decimal:
        """Days of it that are booked and not had yet."""
        return sum((b.days for b in self.bookings if b.state == BookingState.BOOKED), NOTHING)


@dataclass(frozen=True)
class SchoolYear:
    """One school's schedule of a year: its columns, and the bookings that stand beside no line."""

    urn: int
    year: AcademicYear
    schedule: Schedule
    rows: tuple[LineRow, ...]
    extra: tuple[Booking, ...] = ()

    def column(self, number: int) -> list[LineRow]:
        """The lines of one column that count: planned or done."""
        return [row for row in self.rows if row.line.column == number and row.line.state != LineState.LEFT_OUT]

    def to_book(self, columns: Collection[int]) -> Decimal:
        """Adviser days of some columns that are neither had nor booked."""
        rows = [row for row in self.rows if row.line.column in columns and row.line.state == LineState.PLANNED]
        return sum((max(row.line.days - row.used - row.booked, NOTHING) for row in rows), NOTHING)

    @property
    def left_out(self) -> list[LineRow]:
        """Lines that are left out, with their reasons; those of an earlier level are not said again."""
        return [r for r in self.rows if r.line.state == LineState.LEFT_OUT and r.line.schedule_id == self.schedule.pk]

    @property
    def days(self) -> Days:
        """Adviser days planned, used and booked in the year; extra days count as used and booked, not as planned."""
        return _days([row.line for row in self.rows], [b for row in self.rows for b in row.bookings] + [*self.extra])


def _days(lines: Iterable[Line], bookings: Iterable[Booking]) -> Days:
    planned = sum((line.days for line in lines if line.state != LineState.LEFT_OUT), NOTHING)
    found = list(bookings)
    used = sum((b.days for b in found if b.state == BookingState.DONE), NOTHING)
    booked = sum((b.days for b in found if b.state == BookingState.BOOKED), NOTHING)
    return Days(planned, used, booked)


def schedules(
    partnership: Partnership, *, year: AcademicYear, urns: Collection[int] | None = None
) -> dict[int, SchoolYear]:
    """The schedules of a year by URN, as far as the reader is cleared; of some schools, or of all. Four statements."""
    asked: dict[str, Any] = {"partnership": partnership}
    if urns is not None:
        asked["urn__in"] = urns
    newest = {s.urn: s for s in Schedule.objects.filter(**asked, year=year.start).order_by("made_at", "pk")}
    lines = Line.objects.filter(**asked, schedule__year=year.start).order_by("column", "pk")
    bookings = Booking.objects.filter(**asked, on__range=(year.first_day, year.last_day)).order_by("on", "starts", "pk")
    by_line: dict[int | None, list[Booking]] = defaultdict(list)
    extra: dict[int, list[Booking]] = defaultdict(list)
    for booking in bookings.exclude(state=BookingState.CALLED_OFF):
        (by_line[booking.line_id] if booking.line_id else extra[booking.urn]).append(booking)
    rows: dict[int, list[LineRow]] = defaultdict(list)
    for line in lines:
        rows[line.urn].append(LineRow(line, tuple(by_line[line.pk])))
    return {
        urn: SchoolYear(urn, year, schedule, tuple(rows[urn]), tuple(extra[urn])) for urn, schedule in newest.items()
    }


def schedule(partnership: Partnership, *, urn: int, year: AcademicYear) -> SchoolYear | None:
    """One school's schedule of a year; None where none was made or the reader is not cleared."""
    return schedules(partnership, year=year, urns=[urn]).get(urn)


def without_schedule(partnership: Partnership, *, year: AcademicYear) -> list[LevelDecision]:
    """The levels that stand and have no schedule in a year, for open schools of the area."""
    made = set(Schedule.objects.filter(partnership=partnership, year=year.start).values_list("decision_id", flat=True))
    standing = [d for d in risk.levels(partnership).values() if d.pk not in made]
    is_open = set(listing.open_in(partnership.la_codes).values_list("pk", flat=True))
    return [d for d in standing if d.urn in is_open]


def open_lines(partnership: Partnership, *, urn: int, on: date) -> list[Line]:
    """The lines of a school's schedule that are still planned in the year of a day, without what goes on all the time:
    those of the day's own half-term first, then in the order of the year. One statement.
    """
    year = AcademicYear.of(on)
    now = rules.column_of(on, year, half_terms(partnership, year))
    rows = Line.objects.filter(partnership=partnership, urn=urn, schedule__year=year.start, state=LineState.PLANNED)
    rows = rows.exclude(kind__in=rules.ALWAYS).order_by("column", "pk")
    return sorted(rows, key=lambda line: (line.column != now, line.column))


# ---- the team's page


@dataclass(frozen=True)
class TeamRow:
    """A school beside the others: its level and its year."""

    school: School
    level: str
    year: SchoolYear
    advisers: tuple[tuple[int, str], ...]


def team(partnership: Partnership, *, to: Any, year: AcademicYear, on: date) -> list[TeamRow]:
    """Every school with a schedule that a person reaches: most support first, then by name."""
    urns = access.reach(to, partnership=partnership)
    found = schedules(partnership, year=year, urns=urns)
    schools = School.objects.only("urn", "name", "type", "phase_group").in_bulk(list(found))
    who = risk.advisers(partnership, on=on)
    order = list(support_model.document(partnership, on=on).levels)
    rows = [
        TeamRow(
            schools[urn],
            each.schedule.level,
            each,
            tuple((person_id, name) for _, person_id, name in who.get(urn, ())),
        )
        for urn, each in found.items()
    ]
    place = {slug: index for index, slug in enumerate(order)}
    return sorted(rows, key=lambda r: (place.get(r.level, len(order)), r.school.name, r.school.pk))


# ---- advisers


@dataclass(frozen=True)
class AdviserRow:
    """An adviser's year: the days she has, those that her schools' schedules ask for, booked and used."""

    person_id: int
    name: str
    year: AdviserYear | None
    schools: tuple[int, ...]
    days: Days

    @property
    def sentence(self) -> str:
        """Whether her days are enough, in plain words."""
        if self.year is None:
            return "The days for the year are not given yet."
        capacity = self.year.days
        if self.days.planned > capacity:
            return (
                f"{rules.said(self.days.planned - capacity).capitalize()} more than the {rules.said(capacity)} given."
            )
        return f"{rules.said(capacity - self.days.planned).capitalize()} free of {rules.said(capacity)}."


def advisers(partnership: Partnership, *, year: AcademicYear, on: date) -> list[AdviserRow]:
    """Every adviser with her schools and days, by name. Days planned are those of the schools given to her; where two
    share a school, each has half of them. Days used and booked are her own.
    """
    by_person: dict[int, tuple[str, list[int]]] = {}
    given = risk.advisers(partnership, on=on)
    for urn, posts in given.items():
        for _, person_id, name in posts:
            by_person.setdefault(person_id, (name, []))[1].append(urn)
    years = {row.person_id: row for row in AdviserYear.objects.filter(partnership=partnership, year=year.start)}
    for person_id, row in years.items():
        by_person.setdefault(person_id, (row.name, []))
    planned = _planned(partnership, year)
    had = _had(partnership, year)
    rows = []
    for person_id, (name, urns) in by_person.items():
        share = sum((planned.get(urn, NOTHING) / len(given[urn]) for urn in urns), NOTHING)
        days = Days(share, had[person_id, BookingState.DONE], had[person_id, BookingState.BOOKED])
        rows.append(AdviserRow(person_id, name, years.get(person_id), tuple(sorted(urns)), days))
    return sorted(rows, key=lambda row: (row.name, row.person_id))


def _planned(partnership: Partnership, year: AcademicYear) -> dict[int, Decimal]:
    rows = Line.objects.filter(partnership=partnership, schedule__year=year.start, who=rules.ADVISER)
    rows = rows.exclude(state=LineState.LEFT_OUT)
    return dict(rows.values("urn").annotate(sum=Sum("days")).values_list("urn", "sum"))


def _had(partnership: Partnership, year: AcademicYear) -> dict[tuple[int, str], Decimal]:
    rows = Booking.objects.filter(partnership=partnership, on__range=(year.first_day, year.last_day))
    summed = rows.values("person_id", "state").annotate(sum=Sum("days")).values_list("person_id", "state", "sum")
    found: dict[tuple[int, str], Decimal] = defaultdict(lambda: NOTHING)
    found.update({(person, state): days for person, state, days in summed})
    return found


def adviser_names(partnership: Partnership, *, on: date) -> list[tuple[int, str]]:
    """Everybody who advises schools here on a day, by name: (person id, name)."""
    rows = posts_of_partnership(partnership).filter(role=rules.ADVISER, person__is_active=True)
    found = {post.person_id: post.person.name for post in rows if post.holds_on(on)}
    return sorted(found.items(), key=lambda pair: (pair[1], pair[0]))


def adviser(partnership: Partnership, *, person_id: int, year: AcademicYear, on: date) -> AdviserRow | None:
    """One adviser's year; None for somebody who is no adviser."""
    rows = advisers(partnership, year=year, on=on)
    return next((row for row in rows if row.person_id == person_id), None)


def bookings_of(partnership: Partnership, *, person_id: int, year: AcademicYear) -> list[Booking]:
    """An adviser's bookings of a year that were not called off, by day."""
    rows = Booking.objects.filter(
        partnership=partnership, person_id=person_id, on__range=(year.first_day, year.last_day)
    )
    return list(rows.exclude(state=BookingState.CALLED_OFF).order_by("on", "starts", "pk"))


def next_booking(partnership: Partnership, *, person_id: int, on: date) -> tuple[Booking, str] | None:
    """An adviser's next booked day from a day on, that day included, with the name of its school; None without one."""
    rows = Booking.objects.filter(
        partnership=partnership, person_id=person_id, on__gte=on, state=BookingState.BOOKED
    ).order_by("on", "starts", "pk")
    if (found := rows.first()) is None:
        return None
    name = School.objects.filter(pk=found.urn).values_list("name", flat=True).first()
    return found, name or f"URN {found.urn}"


def taken_on(partnership: Partnership, *, person_id: int, on: date) -> Decimal:
    """How much of a day an adviser has booked already."""
    rows = Booking.objects.filter(partnership=partnership, person_id=person_id, on=on)
    return rows.exclude(state=BookingState.CALLED_OFF).aggregate(sum=Sum("days"))["sum"] or NOTHING


@dataclass(frozen=True)
class ToBook:
    """A line of the current half-term, or of the start of the year, that has days to book."""

    row: LineRow
    school: str

    @property
    def days(self) -> Decimal:
        """Days of it that are neither used nor booked."""
        return self.row.line.days - self.row.used - self.row.booked


def to_book(partnership: Partnership, *, urns: Collection[int], year: AcademicYear, on: date) -> list[ToBook]:
    """What advisers have to book now for some schools: lines of today's half-term and of the start of the year."""
    now = rules.column_of(on, year, half_terms(partnership, year))
    found = schedules(partnership, year=year, urns=urns)
    names = dict(School.objects.filter(pk__in=found).values_list("pk", "name"))
    rows = [
        ToBook(row, names[urn])
        for urn, each in found.items()
        for row in each.rows
        if row.line.state == LineState.PLANNED and row.line.column in (0, now) and row.line.who == rules.ADVISER
    ]
    return sorted((row for row in rows if row.days > 0), key=lambda r: (r.row.line.column, r.school))
