"""The doors to schedules, days, calendars and talks with trusts. Others answer like what does not exist.

Leads reach every school, advisers the schools given to them, a head and a chair their own. The database says the same
by row policies.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from commonroom.partnerships.models import Partnership
from commonroom.people.access import Refused
from commonroom.risk import access as levels
from commonroom.support.models import Booking, Dialogue, Line

LEADS, ADVISERS, SCHOOLS = levels.LEADS, levels.ADVISERS, levels.SCHOOLS
DEEDS: dict[str, tuple[str, ...]] = {
    "make a schedule": LEADS,
    "give an adviser days": LEADS,
    "book a day": (*ADVISERS, *LEADS),
    "say what was done": (*ADVISERS, *LEADS),
    "note what is expected": (*SCHOOLS, *ADVISERS, *LEADS),
    "log a talk": LEADS,
    "assign advisers": LEADS,
}
"""Who may do what; each role for the schools that it reaches."""


def role_for(deed: str, *, by: Any, partnership: Partnership, urn: int | None = None) -> str:
    """The role by which a person may do something for a school, for the audit; empty where she may not."""
    return levels.role_of(by, partnership=partnership, urn=urn, among=DEEDS[deed])


def check(deed: str, *, by: Any, partnership: Partnership, urn: int | None = None) -> str:
    """The role by which a person does something. Raises Refused with a sentence where she may not."""
    if role := role_for(deed, by=by, partnership=partnership, urn=urn):
        return role
    raise Refused(f"You may not {deed} here. Ask the school improvement lead if you need to.")


def reach(person: Any, *, partnership: Partnership) -> frozenset[int] | None:
    """The schools whose schedules a person may read; None for a lead, who reaches every school."""
    if levels.is_lead(person, partnership=partnership):
        return None
    return levels.schools_of(person, partnership=partnership, roles=(*ADVISERS, *SCHOOLS))


def reached(person: Any, *, partnership: Partnership) -> Q:
    """The same as a condition on rows with a `urn`."""
    urns = reach(person, partnership=partnership)
    return Q() if urns is None else Q(urn__in=urns)


def role_to_read(person: Any, *, partnership: Partnership, urn: int) -> str:
    """The role by which a person reads a school's schedule. Raises Http404 where she may not."""
    if role := levels.cleared_for(person, partnership=partnership, urn=urn):
        return role
    raise Http404


def is_adviser(person: Any, *, partnership: Partnership) -> bool:
    """Whether a person advises schools here."""
    return bool(levels.role_of(person, partnership=partnership, among=ADVISERS))


def visible_bookings(*, to: Any, partnership: Partnership) -> QuerySet[Booking]:
    """Bookings at the schools that a person reaches, and her own as an adviser."""
    mine = Q(person_id=to.pk) if is_adviser(to, partnership=partnership) else Q(pk__in=[])
    return Booking.objects.filter(reached(to, partnership=partnership) | mine, partnership=partnership)


def open_line(public_id: UUID, *, to: Any, partnership: Partnership) -> Line:
    """A line that a person may read. Raises Http404 for others as for none; so does its sister below."""
    rows = Line.objects.filter(reached(to, partnership=partnership), partnership=partnership)
    found = rows.select_related("schedule").filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def open_booking(public_id: UUID, *, to: Any, partnership: Partnership) -> Booking:
    """A booking that a person may read."""
    found = visible_bookings(to=to, partnership=partnership).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def visible_dialogues(*, to: Any, partnership: Partnership) -> QuerySet[Dialogue]:
    """Talks with responsible bodies: all for leads, those about her schools for an adviser, none for schools."""
    rows = Dialogue.objects.filter(partnership=partnership)
    if levels.is_lead(to, partnership=partnership):
        return rows
    return rows.filter(urn__in=levels.schools_of(to, partnership=partnership, roles=ADVISERS))
