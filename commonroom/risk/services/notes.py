"""What council teams know, and schools that ask for more support themselves."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from commonroom.audit import services as audit
from commonroom.partnerships.models import Partnership
from commonroom.people.access import Refused
from commonroom.risk import access
from commonroom.risk.document import TEAMS
from commonroom.risk.models import Intelligence, SelfReferral
from commonroom.schools.models import School


class CannotNote(Refused):
    """A note that cannot be kept, with the reason."""


@transaction.atomic
def note_intelligence(
    *,
    partnership: Partnership,
    urn: int,
    team: str,
    said_on: date,
    text: str,
    by: Any,
    at: datetime,
    indicator: str = "",
) -> Intelligence:
    """Keep a dated note by a named person of a council team (F07). The school never reads it. Raises CannotNote."""
    role = access.role_to_write(by, partnership=partnership, urn=urn)
    if not role:
        raise CannotNote("Notes are written by council teams and the school’s adviser.")
    if team not in TEAMS:
        raise CannotNote("Choose the team that tells this.")
    if not text.strip():
        raise CannotNote("Write what is known, and how.")
    if said_on > timezone.localdate(at):
        raise CannotNote("The day lies ahead. Give the day on which it was known.")
    if not School.objects.filter(pk=urn, la_code__in=partnership.la_codes, is_open=True).exists():
        raise CannotNote("That is no open school of this area. Choose one from the list.")
    note = Intelligence.objects.create(
        partnership=partnership,
        urn=urn,
        team=team,
        said_on=said_on,
        text=text.strip(),
        indicator=indicator,
        written_at=at,
        written_by_id=by.pk,
        written_by_name=by.name,
    )
    _record(partnership, "noted intelligence", note, by, at, role, {"team": team, "indicator": indicator})
    return note


class CannotRefer(Refused):
    """A request that cannot be taken, with the reason."""


@transaction.atomic
def refer_oneself(*, partnership: Partnership, urn: int, text: str, by: Any, at: datetime) -> SelfReferral:
    """A school leader asks for more support (F15). Raises CannotRefer."""
    role = access.role_of(by, partnership=partnership, urn=urn, among=access.SCHOOLS)
    if not role:
        raise CannotRefer("A school’s head or chair of governors asks for it.")
    if not text.strip():
        raise CannotRefer("Say in a sentence or two what you would like help with.")
    row = SelfReferral.objects.create(
        partnership=partnership,
        urn=urn,
        text=text.strip(),
        made_at=at,
        made_by_id=by.pk,
        made_by_name=by.name,
        made_by_role=role,
    )
    _record(partnership, "asked for support", row, by, at, role, {})
    return row


def _record(
    partnership: Partnership,
    verb: str,
    row: Intelligence | SelfReferral,
    by: Any,
    at: datetime,
    role: str,
    data: dict[str, str],
) -> None:
    kind = "intelligence" if isinstance(row, Intelligence) else "self-referral"
    audit.record(
        verb=verb,
        at=at,
        by=by,
        chain=partnership,
        acting_as=role,
        kind=kind,
        object_id=row.pk,
        urn=row.urn,
        data=data,
    )
