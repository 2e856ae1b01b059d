"""Days that advisers book for schools, and what was done of a schedule."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Sum

from commonroom.kit.academic_year import AcademicYear
from commonroom.partnerships.models import Partnership
from commonroom.people.access import Refused
from commonroom.support import access, rules, selectors
from commonroom.support.models import Booking, Line
from commonroom.support.rules import BookingState, LineState
from commonroom.support.services import common

LENGTHS = (Decimal("0.5"), Decimal(1))


class CannotBook(Refused):
    """A day that cannot be booked, moved or called off; the message says what to do."""


@transaction.atomic
def book_day(
    *,
    partnership: Partnership,
    urn: int,
    on: date,
    days: Decimal,
    by: Any,
    at: datetime,
    line: Line | None = None,
    what: str = "",
    starts: time | None = None,
    person: Any = None,
) -> Booking:
    """Book half a day or a day for a school: for a line of its schedule, or extra (`what` says for what). `person` is
    the adviser where a lead books for her. More than planned is said, not forbidden. Raises CannotBook, Refused.
    """
    role = access.check("book a day", by=by, partnership=partnership, urn=urn)
    who = person or by
    if days not in LENGTHS:
        raise CannotBook("Book half a day or a whole day. For more, book each day by itself.")
    held = _held(line, urn) if line else None
    if held is None and not what.strip():
        raise CannotBook("Say what the extra day is for: the school reads it.")
    year = AcademicYear(held.schedule.year) if held else AcademicYear.of(on)
    _one_at_a_time(who.pk)
    taken = selectors.taken_on(partnership, person_id=who.pk, on=on)
    spans = selectors.half_terms(partnership, year)
    column = held.column if held else None
    if sentence := rules.why_not_book(on, column=column, year=year, spans=spans, days=days, taken=taken):
        raise CannotBook(sentence)
    booking = Booking.objects.create(
        partnership=partnership,
        line=held,
        urn=urn,
        person_id=who.pk,
        person_name=who.name,
        on=on,
        starts=starts,
        days=days,
        what=what.strip() or (held.what if held else ""),
        **common.made(by, at),
    )
    _noted("booked a day", booking, by=by, at=at, role=role)
    return booking


def _one_at_a_time(person_id: int) -> None:
    """Two presses at once do not fill one day of a diary twice: the second waits for the first."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(hashtext('support_booking'), %s)", [person_id % 2**31])


def _held(line: Line, urn: int) -> Line:
    """The line as the database has it now, held until the transaction ends."""
    held = Line.objects.select_for_update(of=("self",)).select_related("schedule").get(pk=line.pk)
    if held.urn != urn:
        raise CannotBook("That line is of another school’s schedule.")
    if held.state == LineState.LEFT_OUT:
        raise CannotBook("This line is left out of the schedule. Book an extra day for the school instead.")
    return held


@transaction.atomic
def day_had(*, booking: Booking, by: Any, at: datetime) -> Booking:
    """Say that a booked day was had. Its line is done when all its days are used. Raises CannotBook, Refused."""
    role = access.check("say what was done", by=by, partnership=booking.partnership, urn=booking.urn)
    held = _locked(booking)
    if held.on > common.day_of(at):
        raise CannotBook(f"{held.on:%A} {held.on.day} {held.on:%B} is still to come. Say so once the day was had.")
    held.state = BookingState.DONE
    held.save(update_fields=["state"])
    _end_line(held, by=by)
    _noted("had a day", held, by=by, at=at, role=role)
    return held


@transaction.atomic
def call_off(*, booking: Booking, by: Any, at: datetime) -> Booking:
    """Call a booked day off; it stays in the books as called off. Raises CannotBook, Refused."""
    role = access.check("book a day", by=by, partnership=booking.partnership, urn=booking.urn)
    held = _locked(booking)
    held.state = BookingState.CALLED_OFF
    held.save(update_fields=["state"])
    _noted("called a day off", held, by=by, at=at, role=role)
    return held


def _locked(booking: Booking) -> Booking:
    held = Booking.objects.select_for_update(of=("self",)).get(pk=booking.pk)
    if held.state != BookingState.BOOKED:
        raise CannotBook("This day was confirmed or called off already.")
    return held


def _end_line(booking: Booking, *, by: Any) -> None:
    if booking.line_id is None:
        return
    line = Line.objects.select_for_update(of=("self",)).get(pk=booking.line_id)
    had = Booking.objects.filter(partnership_id=booking.partnership_id, line=line, state=BookingState.DONE)
    if line.state == LineState.PLANNED and (had.aggregate(sum=Sum("days"))["sum"] or 0) >= line.days:
        line.state, line.done_on, line.done_by_name = LineState.DONE, booking.on, by.name
        line.save(update_fields=["state", "done_on", "done_by_name"])


@transaction.atomic
def line_done(*, line: Line, by: Any, at: datetime, on: date | None = None) -> Line:
    """Say that something of a schedule was done: a plan agreed, a task group met. A line with days is done by its days.

    Raises CannotBook, Refused.
    """
    role = access.check("say what was done", by=by, partnership=line.partnership, urn=line.urn)
    held = _held(line, line.urn)
    day = on or common.day_of(at)
    if held.state == LineState.DONE:
        raise CannotBook("This was done already.")
    if held.days:
        raise CannotBook("This line has days. Book them and say that they were had; then it is done.")
    if day > common.day_of(at):
        raise CannotBook("Give the day on which it was done, not one still to come.")
    held.state, held.done_on, held.done_by_name = LineState.DONE, day, by.name
    held.save(update_fields=["state", "done_on", "done_by_name"])
    _line_noted("did a line of a schedule", held, by=by, at=at, role=role)
    return held


@transaction.atomic
def leave_out(*, line: Line, because: str, by: Any, at: datetime) -> Line:
    """Leave a line out, with a reason that the school reads. Raises CannotBook, Refused."""
    role = access.check("say what was done", by=by, partnership=line.partnership, urn=line.urn)
    held = _held(line, line.urn)
    if held.state == LineState.DONE or Booking.objects.filter(line=held).exclude(state="called_off").exists():
        raise CannotBook("Days of this line were booked or had. Call the booked ones off first.")
    if not because.strip():
        raise CannotBook("Say why it is left out: the school reads it.")
    held.state, held.because = LineState.LEFT_OUT, because.strip()
    held.save(update_fields=["state", "because"])
    _line_noted("left a line out", held, by=by, at=at, role=role)
    return held


@transaction.atomic
def visit_had(
    *,
    partnership: Partnership,
    urn: int,
    on: date,
    person_id: int,
    by: Any,
    at: datetime,
    line_id: int | None = None,
) -> Booking | None:
    """A note of visit was shared: the day that its writer had booked at the school counts as had. Where none was
    booked, but the visit names a planned line with days, a day of it counts; one without days is done. None where no
    day fits. For visits.
    """
    mine = Booking.objects.filter(partnership=partnership, urn=urn, person_id=person_id, on=on)
    booked = mine.filter(state=BookingState.BOOKED).order_by("pk").first()
    line = None
    if line_id is not None:
        line = Line.objects.filter(partnership=partnership, urn=urn, pk=line_id, state=LineState.PLANNED).first()
    if line is not None and not line.days:
        line_done(line=line, on=on, by=by, at=at)
    if booked is not None:
        return day_had(booking=booked, by=by, at=at)
    if line is None or not line.days or mine.filter(state=BookingState.DONE).exists():
        return None
    role = access.check("say what was done", by=by, partnership=partnership, urn=urn)
    names = dict(selectors.adviser_names(partnership, on=on))
    booking = Booking.objects.create(
        partnership=partnership,
        line=line,
        urn=urn,
        person_id=person_id,
        person_name=names.get(person_id, by.name),
        on=on,
        days=min(line.days, Decimal(1)),
        what=line.what,
        state=BookingState.DONE,
        **common.made(by, at),
    )
    _end_line(booking, by=by)
    _noted("had a day", booking, by=by, at=at, role=role)
    return booking


def _noted(verb: str, booking: Booking, *, by: Any, at: datetime, role: str) -> None:
    common.noted(
        verb,
        "booking",
        booking.public_id,
        partnership=booking.partnership,
        urn=booking.urn,
        by=by,
        at=at,
        role=role,
        days=str(booking.days),
        person=booking.person_id,
    )


def _line_noted(verb: str, line: Line, *, by: Any, at: datetime, role: str) -> None:
    common.noted(
        verb,
        "line",
        line.public_id,
        partnership=line.partnership,
        urn=line.urn,
        by=by,
        at=at,
        role=role,
        kind=line.kind,
    )
