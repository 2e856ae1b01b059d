"""What waits for a person in this room, for home: schedules to make, days to book, days to say something of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from commonroom.kit.academic_year import AcademicYear
from commonroom.partnerships.models import Partnership
from commonroom.risk import access as levels
from commonroom.risk.selectors import Waiting
from commonroom.support import access, rules, selectors
from commonroom.support.models import Booking
from commonroom.support.rules import BookingState
from commonroom.web.numbers import count

ROLES = (*access.LEADS, *access.ADVISERS)


def waiting_for(person: Any, *, partnership: Partnership, today: date) -> list[Waiting]:
    """What waits for a person here, oldest first; empty for everybody who neither leads nor advises. Kinds: “make”
    (leads), “book” (until the half-term ends) and “confirm” (advisers).
    """
    if not levels.role_of(person, partnership=partnership, among=ROLES):
        return []
    year = AcademicYear.of(today)
    found = [*_to_make(person, partnership, year)]
    if access.is_adviser(person, partnership=partnership):
        found += [*_to_confirm(person, partnership, today), *_to_book(person, partnership, year, today)]
    return sorted(found, key=lambda one: (one.since, one.what))


def _to_make(person: Any, partnership: Partnership, year: AcademicYear) -> Iterator[Waiting]:
    if not access.role_for("make a schedule", by=person, partnership=partnership):
        return
    if unmade := selectors.without_schedule(partnership, year=year):
        unmet = count(len(unmade), "agreed level has", "agreed levels have", capital=True)
        words = f"{unmet} no schedule for {year} yet"
        yield Waiting(words, min(d.decided_at for d in unmade).date(), "support:team", kind="make")


def _to_confirm(person: Any, partnership: Partnership, today: date) -> Iterator[Waiting]:
    past = Booking.objects.filter(partnership=partnership, person_id=person.pk, state=BookingState.BOOKED, on__lt=today)
    if days := sorted(past.values_list("on", flat=True)):
        booked = count(len(days), "booked day whether it was", "booked days whether they were")
        yield Waiting(f"Say of {booked} had", days[0], "support:adviser", (person.pk,), kind="confirm")


def _to_book(person: Any, partnership: Partnership, year: AcademicYear, today: date) -> Iterator[Waiting]:
    urns = levels.schools_of(person, partnership=partnership, roles=access.ADVISERS)
    lines = selectors.to_book(partnership, urns=urns, year=year, on=today)
    if not lines:
        return
    spans = selectors.half_terms(partnership, year)
    now = rules.column_of(today, year, spans)
    total = sum((line.days for line in lines), Decimal(0))
    until = spans[max(now, 1)].last
    words = f"Book {rules.said(total)} for your schools"
    yield Waiting(words, until, "support:adviser", (person.pk,), kind="book")
