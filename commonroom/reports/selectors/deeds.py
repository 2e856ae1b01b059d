"""What was done between two moments: notes shared, reviews, actions of plans, notes of teams, adviser days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone

from commonroom.kit.academic_year import AcademicYear
from commonroom.partnerships.models import Partnership
from commonroom.risk.document import TEAMS
from commonroom.risk.models import Intelligence
from commonroom.support.models import AdviserYear, Booking
from commonroom.support.rules import BookingState
from commonroom.visits import selectors as visits
from commonroom.visits.models import Action, Edition, Review
from commonroom.visits.rules import days as working


@dataclass(frozen=True)
class Row:
    """One thing behind a figure: the school (None: of no school), its name, and what about it."""

    urn: int | None
    school: str
    words: str

    def as_data(self) -> dict[str, Any]:
        """As it is kept in the database."""
        return asdict(self)


@dataclass(frozen=True)
class Window:
    """The time that a report tells of: after one moment, up to another. No two reports tell of the same time."""

    after: datetime
    until: datetime

    @property
    def days(self) -> tuple[date, date]:
        """The days after which and up to which: the day of the report before is the last that it told of."""
        return timezone.localdate(self.after), timezone.localdate(self.until)


@dataclass(frozen=True)
class Days:
    """Adviser days: how many there are for the year, how many were used in the window, at how many schools."""

    available: Decimal
    used: Decimal
    schools: int
    rows: tuple[Row, ...]


def _school(names: Mapping[int, str], urn: int | None) -> str:
    return "All schools" if urn is None else names.get(urn, f"URN {urn}")


def notes(partnership: Partnership, window: Window, names: Mapping[int, str], *, within: int) -> dict[str, list[Row]]:
    """First editions of notes shared in the window: within so many working days of the visit, or later."""
    off = visits.settings_for(partnership, on=timezone.localdate(window.until)).days_off
    rows = Edition.objects.filter(partnership=partnership, note__isnull=False, number=1).select_related("note__visit")
    found: dict[str, list[Row]] = {"on-time": [], "late": []}
    for row in rows.filter(made_at__gt=window.after, made_at__lte=window.until).order_by("made_at"):
        assert row.note is not None
        on, shared = row.note.visit.on, timezone.localdate(row.made_at)
        what = "on-time" if shared <= working.add_working(on, within, off) else "late"
        words = f"Visit on {on:%-d %B %Y}, shared on {shared:%-d %B %Y}"
        found[what].append(Row(row.urn, _school(names, row.urn), words))
    return found


def reviews(partnership: Partnership, window: Window, names: Mapping[int, str]) -> dict[str, list[Row]]:
    """Reviews in the window whose timetable was agreed in time, or not."""
    settings = visits.settings_for(partnership, on=timezone.localdate(window.until))
    after, until = window.days
    rows = Review.objects.filter(partnership=partnership, on__gt=after, on__lte=until).exclude(state="cancelled")
    found: dict[str, list[Row]] = {"on-time": [], "late": []}
    for row in rows.order_by("on"):
        agreed = row.timetable_agreed_on
        in_time = agreed is not None and row.on >= working.earliest_review(agreed, settings)
        words = f"Review on {row.on:%-d %B %Y}, " + (
            f"timetable agreed on {agreed:%-d %B %Y}" if agreed else "no timetable agreed"
        )
        found["on-time" if in_time else "late"].append(Row(row.urn, _school(names, row.urn), words))
    return found


def actions(partnership: Partnership, window: Window, names: Mapping[int, str]) -> dict[str, list[Row]]:
    """Actions of agreed plans that were due in the window: done by their day, or not."""
    after, until = window.days
    rows = Action.objects.filter(partnership=partnership, due_on__gt=after, due_on__lte=until)
    rows = rows.exclude(state="dropped").exclude(priority__plan__state__in=("draft", "withdrawn"))
    found: dict[str, list[Row]] = {"on-time": [], "late": []}
    for row in rows.order_by("due_on"):
        in_time = row.state == "done" and row.ended_on is not None and row.ended_on <= row.due_on
        ended = f"done on {row.ended_on:%-d %B %Y}" if row.state == "done" and row.ended_on else "not done yet"
        words = f"{row.what}: due on {row.due_on:%-d %B %Y}, {ended}"
        found["on-time" if in_time else "late"].append(Row(row.urn, _school(names, row.urn), words))
    return found


def teams(partnership: Partnership, window: Window, names: Mapping[int, str]) -> dict[str, list[Row]]:
    """Notes that council teams wrote in the window, by team; a team that never wrote one does not stand here."""
    rows = Intelligence.objects.filter(partnership=partnership, written_at__lte=window.until).order_by("written_at")
    found: dict[str, list[Row]] = {}
    for row in rows:
        told = found.setdefault(row.team, [])
        if row.written_at > window.after:
            told.append(
                Row(row.urn, _school(names, row.urn), f"Written on {timezone.localdate(row.written_at):%-d %B %Y}")
            )
    return {team: found[team] for team in TEAMS if team in found}


def days(partnership: Partnership, window: Window, names: Mapping[int, str]) -> Days:
    """Days that advisers had for schools in the window, and what the year has of them.

    What was planned is not told: plans follow from levels by a public table, so that their sum would tell on levels.
    """
    after, until = window.days
    year = AcademicYear.of(until)
    held = AdviserYear.objects.filter(partnership=partnership, year=year.start).values_list("days", flat=True)
    rows = Booking.objects.filter(partnership=partnership, on__gt=after, on__lte=until)
    rows = rows.exclude(state=BookingState.CALLED_OFF).order_by("on", "pk")
    listed = tuple(
        Row(row.urn, _school(names, row.urn), f"{row.on:%-d %B %Y}, {row.days} of a day, {row.person_name}")
        for row in rows
    )
    used = sum((row.days for row in rows), Decimal(0))
    return Days(sum(held, Decimal(0)), used, len({row.urn for row in rows}), listed)
