"""Giving one named person sight of one entry for a time, and declaring one’s own interests."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from commonroom.audit import services as audit
from commonroom.partnerships.models import Partnership
from commonroom.people.access import Refused
from commonroom.people.models import Person, Post
from commonroom.register import access
from commonroom.register.models import Conflict, Entry, Grant, Opening
from commonroom.register.rules.placing import GRANTABLE, grant_problem
from commonroom.register.services.guards import day_of, keeper_role, tell


class CannotGrant(Refused):
    """Sight was not given; the message says why and what to do."""


def give_sight(
    *, entry: Entry, person: Person, purpose: str, until: date, by: Person, at: datetime, renews: Grant | None = None
) -> Grant:
    """Give a named person sight of one entry, for a purpose, until a day: one term at most (G06). CannotGrant."""
    acting = keeper_role(by, partnership=entry.partnership, urn=entry.urn)
    role = grantable_role(person, partnership=entry.partnership, on=day_of(at))
    if wrong := grant_problem(role=role, purpose=purpose, starts_on=day_of(at), until=until):
        raise CannotGrant(wrong)
    if entry.closed_at is not None:
        raise CannotGrant("This entry is closed. Nobody is given sight of it any more.")
    if person.pk == by.pk:
        raise CannotGrant("Nobody gives sight to herself. Ask a colleague.")
    if has_interest(person, partnership=entry.partnership, urn=entry.urn, on=day_of(at)):
        raise CannotGrant("This person has an interest in the school. Choose somebody who has none.")
    with transaction.atomic():
        if renews is not None:
            _end(renews, by, at, "Renewed")
        elif Grant.objects.filter(entry=entry, person_id=person.pk, ended_at=None, until__gte=day_of(at)).exists():
            raise CannotGrant("This person has sight of this entry already. Renew it, or let it end.")
        grant = Grant.objects.create(
            partnership=entry.partnership,
            urn=entry.urn,
            entry=entry,
            person_id=person.pk,
            person_name=person.name,
            role=role,
            purpose=purpose.strip(),
            starts_on=day_of(at),
            until=until,
            renews=renews,
            at=at,
            by_id=by.pk,
            by_name=by.name,
        )
        _audit("sight given", grant, by, at, acting, purpose.strip())
        tell(person=person, key=f"sight:{grant.public_id}", at=at)
    return grant


def renew_sight(*, grant: Grant, purpose: str, until: date, by: Person, at: datetime) -> Grant:
    """Give the same person sight again, for a reason and until a new day: a new grant beside the old one."""
    person = Person.objects.get(pk=grant.person_id)
    return give_sight(entry=grant.entry, person=person, purpose=purpose, until=until, by=by, at=at, renews=grant)


def end_sight(*, grant: Grant, because: str, by: Person, at: datetime) -> None:
    """End sight now: it counts from the person’s next request. Raises CannotGrant."""
    acting = keeper_role(by, partnership=grant.partnership, urn=grant.urn)
    if not because.strip():
        raise CannotGrant("Say why it ends. Your reason is kept with it.")
    with transaction.atomic():
        if not _end(grant, by, at, because):
            raise CannotGrant("This sight has ended already.")
        _audit("sight ended", grant, by, at, acting, because.strip())


def _end(grant: Grant, by: Person, at: datetime, because: str) -> bool:
    rows = Grant.objects.filter(pk=grant.pk, ended_at=None)
    return bool(rows.update(ended_at=at, ended_by_name=by.name, ended_because=because.strip()[:300]))


def grantable_role(person: Person, *, partnership: Partnership, on: date) -> str:
    """The post by which a person may be given sight; empty where she holds none of those."""
    posts = Post.objects.filter(person=person, partnership=partnership, role__in=GRANTABLE, ended_at=None)
    return next((post.role for post in posts.order_by("pk") if post.holds_on(on)), "")


def has_interest(person: Person, *, partnership: Partnership, urn: int, on: date) -> bool:
    """Whether a person declared an interest in a school or holds a post there."""
    declared = Conflict.objects.filter(partnership=partnership, person_id=person.pk, urn=urn, ended_at=None)
    posts = Post.objects.filter(person=person, partnership=partnership, urn=urn, ended_at=None)
    return declared.exists() or any(post.holds_on(on) for post in posts)


def declare_interest(*, partnership: Partnership, urn: int, what: str, by: Person, at: datetime) -> Conflict:
    """Declare one’s own interest in a school: what the register holds about it is shut from now on."""
    if not what.strip():
        raise CannotGrant("Say what your interest is: you work or govern there, or have a child or relative there.")
    if urn in access.barred_schools(by, partnership=partnership):
        raise CannotGrant("This interest is on your list already.")
    with transaction.atomic():
        made = Conflict.objects.create(
            partnership=partnership,
            urn=urn,
            person_id=by.pk,
            person_name=by.name,
            what=what.strip()[:300],
            declared_at=at,
        )
        Opening.objects.filter(partnership=partnership, person_id=by.pk, urn=urn, closed_at=None).update(closed_at=at)
        audit.record(
            verb="interest declared", by=by, at=at, chain=partnership, kind="interest", object_id=made.pk, urn=urn
        )
    return made


def end_interest(*, conflict: Conflict, by: Person, at: datetime) -> None:
    """Take an interest off a colleague’s list: by the head of service, never by oneself. Raises CannotGrant."""
    keepers = [h for h in access.access.posts_in(by, conflict.partnership) if h.role == "head-of-service"]
    if conflict.person_id == by.pk or not keepers:
        raise CannotGrant("The head of service takes interests off the list, and never her own.")
    with transaction.atomic():
        Conflict.objects.filter(pk=conflict.pk, ended_at=None).update(ended_at=at, ended_by_name=by.name)
        audit.record(
            verb="interest ended",
            by=by,
            at=at,
            chain=conflict.partnership,
            acting_as="head-of-service",
            kind="interest",
            object_id=conflict.pk,
            urn=conflict.urn,
        )


def _audit(verb: str, grant: Grant, by: Person, at: datetime, role: str, because: str) -> None:
    audit.record(
        verb=verb,
        by=by,
        at=at,
        chain=grant.partnership,
        acting_as=role,
        kind="grant",
        object_id=grant.public_id,
        urn=grant.urn,
        because=because,
        data={"person": grant.person_id, "until": grant.until},
    )
