"""Opening a record with a stated purpose, closing it, printing it: each is one event of the trail."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from commonroom.audit import services as audit
from commonroom.partnerships.models import Partnership
from commonroom.people.access import Refused
from commonroom.people.models import Person
from commonroom.register import access
from commonroom.register.models import Entry, Opening
from commonroom.register.rules.placing import OPEN_MINUTES, Reason
from commonroom.register.services.guards import day_of


class CannotOpen(Refused):
    """A record was not opened; the message says why."""


def open_record(
    *,
    entry: Entry | None,
    reason: str,
    words: str,
    partnership: Partnership,
    by: Person,
    at: datetime,
    session: str = "",
) -> Opening:
    """Open an entry (None: the list) for 15 minutes, for a purpose that is kept for good. One audit event.

    `session` is a hash of the session that opens it: the opening is good there alone. Raises CannotOpen.
    """
    purpose = " ".join(words.split())
    if reason not in {r.value for r in Reason} or len(purpose) < 5:
        raise CannotOpen("Say in a few words why you need it now. Your reason is kept with your name.")
    role = _role(entry, by, partnership, at)
    if not role:
        raise CannotOpen("You have no sight of this record.")
    with transaction.atomic():
        opening = Opening.objects.create(
            partnership=partnership,
            entry=entry,
            urn=entry.urn if entry else None,
            person_id=by.pk,
            person_name=by.name,
            acting_as=role,
            reason=reason,
            words=purpose[:300],
            session_hash=session,
            opened_at=at,
            closes_at=at + timedelta(minutes=OPEN_MINUTES),
        )
        audit.record(
            verb="record opened",
            by=by,
            at=at,
            chain=partnership,
            acting_as=role,
            kind="register entry" if entry else "register list",
            object_id=entry.public_id if entry else "",
            urn=opening.urn,
            because=purpose[:300],
            data={"reason": reason, "opening": str(opening.public_id), "until": opening.closes_at.isoformat()},
        )
    return opening


def _role(entry: Entry | None, by: Person, partnership: Partnership, at: datetime) -> str:
    if entry is not None:
        seen = access.visible_entries(to=by, partnership=partnership, on=day_of(at)).filter(pk=entry.pk).exists()
        return access.role_for(entry, person=by, partnership=partnership, on=day_of(at)) if seen else ""
    return next((h.role for h in access.access.posts_in(by, partnership)), "")


def close_record(*, opening: Opening, by: Person, at: datetime) -> None:
    """Close one’s own opening before its time. Raises CannotOpen for somebody else’s."""
    if opening.person_id != by.pk:
        raise CannotOpen("Only the person who opened a record closes it.")
    with transaction.atomic():
        closed = Opening.objects.filter(pk=opening.pk, closed_at=None).update(closed_at=at)
        if closed:
            _note("record closed", opening, by, at)


def record_print(*, opening: Opening, by: Person, at: datetime) -> None:
    """Keep that a record was printed: by whom and when stands on each sheet too."""
    with transaction.atomic():
        _note("record printed", opening, by, at)


def _note(verb: str, opening: Opening, by: Person, at: datetime) -> None:
    audit.record(
        verb=verb,
        by=by,
        at=at,
        chain=opening.partnership,
        acting_as=opening.acting_as,
        kind="register entry" if opening.entry_id else "register list",
        object_id=opening.entry.public_id if opening.entry else "",
        urn=opening.urn,
        data={"opening": str(opening.public_id)},
    )
