"""Local intelligence about any school of the area that is shared with an office outside: each time a line (E21)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from commonroom.audit import services as audit
from commonroom.partnerships.models import Partnership
from commonroom.people.models import Person
from commonroom.register import access
from commonroom.register.models import Disclosure
from commonroom.register.rules import sharing
from commonroom.register.services.disclosures import CannotDisclose, fingerprint
from commonroom.register.services.guards import day_of
from commonroom.schools.models import School


def share_intelligence(
    *,
    partnership: Partnership,
    urn: int,
    office: str,
    what: str,
    purpose: str,
    ground: str,
    shared_on: date,
    school_reads: bool,
    by: Person,
    at: datetime,
    who: str = "",
) -> Disclosure:
    """Keep what was told to whom outside about a school, for what purpose and on what lawful basis (E21).

    `office` is a slug of `sharing.OFFICES`, `who` the person or, for another office, its name. By the keepers for any
    school of the area, by an adviser for those that her posts name. Never changed. Raises CannotDisclose.
    """
    role = access.role_to_share(by, partnership=partnership, urn=urn)
    if not role:
        raise CannotDisclose("Keepers of the register keep this for any school, an adviser for the schools allocated.")
    if not School.objects.filter(pk=urn, la_code__in=partnership.la_codes).exists():
        raise CannotDisclose("This school is not in the area of your partnership. Choose one that is.")
    said, reason, basis, whom = (" ".join(words.split()) for words in (what, purpose, ground, who))
    if wrong := sharing.problem(
        office=office, who=whom, what=said, purpose=reason, ground=basis, shared_on=shared_on, today=day_of(at)
    ):
        raise CannotDisclose(wrong)
    to = sharing.name_of(office, whom, on=shared_on)
    rows = [["What was shared", str(shared_on), to, said]]
    with transaction.atomic():
        made = Disclosure.objects.create(
            partnership=partnership,
            urn=urn,
            entry=None,
            kind="intelligence",
            to=to[:300],
            office=office,
            purpose=reason[:300],
            ground=basis[:500],
            shared_on=shared_on,
            school_reads=school_reads,
            acting_as=role,
            parts=["intelligence"],
            rows=rows,
            sha256=fingerprint(rows),
            at=at,
            by_id=by.pk,
            by_name=by.name,
        )
        audit.record(
            verb="intelligence shared",
            by=by,
            at=at,
            chain=partnership,
            acting_as=role,
            kind="disclosure",
            object_id=made.public_id,
            urn=urn,
            because=made.purpose,
            data={"office": office, "ground": made.ground, "shared_on": shared_on, "sha256": made.sha256},
        )
    return made
