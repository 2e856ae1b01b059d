"""What every deed of this room needs: the guard, a locked row, the trail, and letters that say nothing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, TypeVar

from django.db.models import Model
from django.utils import timezone

from commonroom.audit import services as audit
from commonroom.mail import services as mail
from commonroom.partnerships.models import Partnership
from commonroom.people import access as people
from commonroom.visits import access, selectors
from commonroom.visits.rules.states import Table

Row = TypeVar("Row", bound=Model)
SUBJECT = "There is something to read in Commonroom"


def day_of(at: datetime) -> date:
    """The day on which something is done, by the clocks of this country."""
    return timezone.localtime(at).date()


def locked(row: Row) -> Row:
    """The row as the database has it now, held until the transaction ends."""
    return type(row)._default_manager.select_for_update().get(pk=row.pk)


def step(table: Table, row: Any, deed: str, refusal: type[people.Refused]) -> str:
    """The state to which a deed leads from where a row is. Raises `refusal` where it leads nowhere."""
    if sentence := table.why_not(row.state, deed):
        raise refusal(sentence)
    found = table.step(row.state, deed)
    assert found is not None
    return found.end


def filled(words: str, what: str, refusal: type[people.Refused]) -> str:
    """Words that must be there. Raises `refusal` with what to fill in."""
    if not words.strip():
        raise refusal(what)
    return words.strip()


def made(by: Any, at: datetime) -> dict[str, Any]:
    """Who made a row, and when."""
    return {"made_at": at, "made_by_id": by.pk, "made_by_name": by.name}


def noted(verb: str, row: Any, *, by: Any, at: datetime, role: str, because: str = "", **data: Any) -> None:
    """Write the deed into the partnership's trail: ids, counts and states, never a record's words."""
    audit.record(
        verb=verb,
        at=at,
        by=by,
        chain=row.partnership,
        acting_as=role,
        kind=row._meta.model_name,
        object_id=getattr(row, "public_id", row.pk),
        urn=row.urn,
        because=because,
        data=data,
    )


def tell(row: Any, roles: tuple[str, ...], *, key: str, at: datetime, site: str = "") -> int:
    """Post a letter to whoever holds these roles at the row's school: that there is something to read, never what.

    Recipients follow from their posts; nobody types an address. Returns to how many.
    """
    people_ = selectors.holders(row.partnership, roles=roles, urn=row.urn, on=day_of(at))
    where = f"\n\n{site}" if site else ""
    for person in people_:
        mail.post(
            key=f"visits-{key}-{row.public_id}-{person.pk}",
            to=person.email,
            subject=SUBJECT,
            body=f"{SUBJECT}. Sign in as you always do.{where}",
            at=at,
        )
    return len(people_)


def check(deed: str, row: Any, *, by: Any) -> str:
    """The role by which somebody does a deed about the school of a row. Raises Refused."""
    return access.check(deed, by=by, partnership=row.partnership, urn=row.urn)


def opened(row: Any, *, by: Any, at: datetime) -> None:
    """Write into the trail that somebody opened a confidential record, and in which role."""
    held = sorted(access.roles_at(by, partnership=row.partnership, urn=row.urn))
    noted(f"{row._meta.model_name}.opened", row, by=by, at=at, role=", ".join(held))


def opened_school(*, partnership: Partnership, urn: int, by: Any, at: datetime) -> None:
    """Write into the trail that somebody opened the page of our work with a school, and in which role."""
    held = sorted(access.roles_at(by, partnership=partnership, urn=urn))
    audit.record(
        verb="support.opened",
        at=at,
        by=by,
        chain=partnership,
        acting_as=", ".join(held),
        kind="school",
        object_id=urn,
        urn=urn,
    )
