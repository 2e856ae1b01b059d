"""Working days, and what a partnership may set about visits. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date, timedelta
from typing import Any


@dataclass(frozen=True)
class Settings:
    """What a partnership may set about its work with schools; each default is the Hillingdon strategy's of 2022."""

    reply_days: int = 10
    """Working days in which a head may reply to a note before it says “no reply yet”."""
    review_notice_days: int = 5
    """Days between agreeing a review's timetable and the review."""
    review_notice_working: bool = True
    """Whether those are working days; the strategy does not say."""
    reviews_least: Mapping[str, int] = field(default_factory=lambda: {"priority-1": 3, "priority-2": 2})
    """Reviews a school has at least in an academic year, by level."""
    chair_levels: tuple[str, ...] = ("priority-1", "priority-2")
    """Levels at which a note is shown to the chair of governors unless the note says otherwise."""
    groups_a_year: Mapping[str, int] = field(default_factory=lambda: {"priority-1": 3, "priority-2": 3})
    """Task-group meetings a year, by level."""
    meeting_levels: tuple[str, ...] = ("priority-1", "priority-2")
    """Levels whose move calls for a meeting with head and chair (G16)."""
    meeting_days: int = 15
    """Working days within which that meeting, or a first conversation (G03), is held; the strategy does not say."""
    days_off: frozenset[date] = frozenset()
    """Bank holidays and other weekdays that are no working days."""


def settings_of(document: Mapping[str, Any], base: Settings | None = None) -> Settings:
    """The settings of a partnership from its stored document; what it does not name stays as in `base`."""
    known = {one.name for one in fields(Settings)}
    given = {key: value for key, value in document.get("visits", {}).items() if key in known}
    if "days_off" in given:
        given["days_off"] = frozenset(date.fromisoformat(day) for day in given["days_off"])
    for key in ("chair_levels", "meeting_levels"):
        if key in given:
            given[key] = tuple(given[key])
    return replace(base or Settings(), **given)


def is_working(day: date, days_off: Collection[date] = ()) -> bool:
    """Whether a day is a working day: Monday to Friday and no day off."""
    return day.weekday() < 5 and day not in days_off


def add_working(day: date, count: int, days_off: Collection[date] = ()) -> date:
    """The day that lies `count` working days after a day."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working(day, days_off)
    return day


def earliest_review(agreed_on: date, settings: Settings) -> date:
    """The first day on which a review may be whose timetable was agreed on a day (G27)."""
    if settings.review_notice_working:
        return add_working(agreed_on, settings.review_notice_days, settings.days_off)
    return agreed_on + timedelta(days=settings.review_notice_days)


def said(day: date) -> str:
    """A date as a sentence says it: “Friday 20 March 2026”."""
    return f"{day:%A} {day.day} {day:%B %Y}"
