"""What waits for a person, and what came in lately."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q

from commonroom.imports.models import Run
from commonroom.imports.rules import State
from commonroom.measures.models import Loading
from commonroom.partnerships.models import Partnership
from commonroom.people import access
from commonroom.people.models import Invitation, Person, Post
from commonroom.people.permissions import Permission
from commonroom.people.roles import ROLES
from commonroom.portal.navigation import address
from commonroom.register import selectors as register
from commonroom.risk import waiting as risk
from commonroom.schools.models import School
from commonroom.schools.selectors.kept import kept
from commonroom.support import waiting as support
from commonroom.visits import waiting as visits
from commonroom.web.numbers import count

SOON = timedelta(days=30)
ENDING = timedelta(days=3)
UNFINISHED = (State.TO_CHECK.value, State.TO_DATE.value)


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: by when, what, why, and what kind of thing it is; or the same of `each` of many schools,
    each with its address.
    """

    when: date | None
    what: str
    url: str
    why: str
    kind: str
    past: bool = False
    each: tuple[tuple[str, str], ...] = ()


TOGETHER = 3
"""So many things that differ in their school alone stand as one, which opens to the schools."""


def waiting_for(person: Person, partnership: Partnership | None, *, on: date) -> list[Waiting]:
    """Everything that waits for a person here: past its date first, then by date, then without one."""
    things = [*_files(person)]
    if partnership is not None:
        things += _of_the_house(person, partnership, on)
    things += _register(person, partnership, on)
    things += _schools(person, partnership, on)
    return sorted(things, key=lambda t: (not t.past, t.when or date.max, t.what))


def _files(person: Person) -> Iterator[Waiting]:
    """National files: those that I brought, and those of a colleague that wait for a second person."""
    if not access.can(person, Permission.BRING_NATIONAL_FILES):
        return
    mine = Q(state__in=[State.TO_CHECK, State.TO_DATE], brought_by_id=person.pk)
    confirm = Q(state=State.TO_CONFIRM) & ~Q(asked_by_id=person.pk)
    for run in Run.objects.filter(mine | confirm, partnership=None).select_related("file").order_by("pk"):
        url = address("imports:national_load", run.pk)
        if run.state == State.TO_CONFIRM:
            why = f"{run.asked_by_name} would load it. It changes so many schools that a second person must confirm."
            yield Waiting(None, f"Second look at a file: {run.file.name}", url, why, "Data")
        else:
            yield Waiting(
                None, f"Check and load {run.file.name}", url, "Nothing is written until you press Load.", "Data"
            )


_STANDING = """
select exists(select 1 from imports_run where partnership_id = %(partnership)s and brought_by_id = %(person)s
                and state = any(%(states)s)),
       exists(select 1 from people_post where partnership_id = %(partnership)s and ended_at is null
                and ends_on between %(on)s and %(soon)s),
       exists(select 1 from people_invitation i where i.used_at is null
                and i.expires_at between %(on)s::date - 1 and %(days)s::date + 2 and exists(
                  select 1 from people_post p where p.person_id = i.person_id and p.partnership_id = %(partnership)s
                  and p.ended_at is null))
"""
"""Whether there is anything of three kinds at all: mostly there is not, and then nothing more is asked."""


def _of_the_house(person: Person, partnership: Partnership, on: date) -> Iterator[Waiting]:
    """My own files, and for whoever looks after people, posts and invitations that end."""
    brings = access.can(person, Permission.BRING_OWN_MEASURES, partnership=partnership)
    invites = access.can(person, Permission.INVITE_PEOPLE, partnership=partnership)
    if not brings and not invites:
        return
    asked: dict[str, Any] = {"partnership": partnership.pk, "person": person.pk, "states": list(UNFINISHED), "on": on}
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, asked | {"soon": on + SOON, "days": on + ENDING})
        files, posts, invitations = cursor.fetchone()
    if brings and files:
        yield from _own_files(person, partnership)
    if invites and posts:
        yield from _posts(partnership, on)
    if invites and invitations:
        yield from _invitations(partnership, on)


def _own_files(person: Person, partnership: Partnership) -> Iterator[Waiting]:
    """A partnership's own measures that I brought and have not loaded."""
    mine = Run.objects.filter(partnership=partnership, brought_by_id=person.pk, state__in=UNFINISHED)
    for run in mine.select_related("file").order_by("pk"):
        url = address("imports:load", partnership.slug, run.pk)
        yield Waiting(None, f"Check and load {run.file.name}", url, "Nothing is written until you press Load.", "Data")


def _posts(partnership: Partnership, on: date) -> Iterator[Waiting]:
    """Posts that end within 30 days: let them end, or give them anew."""
    rows = Post.objects.filter(partnership=partnership, ended_at=None, ends_on__range=(on, on + SOON))
    ending = list(rows.select_related("person").order_by("ends_on", "pk"))
    names = School.objects.only("name").in_bulk([post.urn for post in ending if post.urn])
    for post in ending:
        role = ROLES[post.role].name.lower() if post.role in ROLES else post.role
        where = f" at {names[post.urn].name}" if post.urn in names else ""
        url = address("person", partnership.slug, post.person_id)
        yield Waiting(post.ends_on, f"The post of {post.person.name} ends", url, f"As {role}{where}.", "People")


def _invitations(partnership: Partnership, on: date) -> Iterator[Waiting]:
    """Invitations that nobody has used and that end within three days."""
    people = Post.objects.filter(partnership=partnership, ended_at=None).values("person")
    rows = Invitation.objects.filter(person__in=people, used_at=None, expires_at__date__range=(on, on + ENDING))
    for row in rows.select_related("person").order_by("expires_at", "pk"):
        url = address("person", partnership.slug, row.person_id)
        why = "Nobody has opened it. You can send another."
        yield Waiting(row.expires_at.date(), f"The invitation of {row.person.name} ends", url, why, "People")


def _register(person: Person, partnership: Partnership | None, on: date) -> Iterator[Waiting]:
    """Records that wait for a keeper, and those of which a person was given sight, in words that name no school."""
    if partnership is None:
        return
    for due in register.waiting(person, partnership, on=on):
        url = address("register:entry", partnership.slug, due.public_id)
        past = due.when is not None and due.when < on
        yield Waiting(due.when, due.what, url, due.why, "Register", past)


def _schools(person: Person, partnership: Partnership | None, on: date) -> list[Waiting]:
    """What the work with schools asks of a person: levels, schedules, notes, replies, meetings, plans. Each once."""
    if partnership is None:
        return []
    asked = [
        *risk.waiting_for(person, partnership=partnership, today=on),
        *support.waiting_for(person, partnership=partnership, today=on),
    ]
    told = [(one.since, one.what, one.address(partnership.slug), one.urn) for one in asked]
    also = visits.waiting_for(person, partnership=partnership, today=on)
    told += [(one.on, one.words, one.address(partnership.slug), one.urn) for one in also]
    names = School.objects.only("name").in_bulk({urn for *_, urn in told if urn}) if told else {}
    found: dict[tuple[str, str], Waiting] = {}
    for since, what, url, urn in told:
        why = f"{names[urn].name}." if urn in names else ""
        found.setdefault((what, url), Waiting(since, what, url, why, "Schools", since < on))
    return _together(found.values())


def _together(things: Iterable[Waiting]) -> list[Waiting]:
    """The same things, but the same work at many schools as one, dated by the first of them."""
    alike: dict[str, list[Waiting]] = {}
    for thing in things:
        alike.setdefault(thing.what, []).append(thing)
    found: list[Waiting] = []
    for what, group in alike.items():
        if len(group) < TOGETHER:
            found += group
            continue
        group.sort(key=lambda t: (t.when or date.max, t.why))
        past = sum(thing.past for thing in group)
        late = ", each past its date" if past == len(group) else f", past its date at {past}" if past else ""
        why = f"At {count(len(group), 'school')}{late}."
        each = tuple((thing.why.removesuffix("."), thing.url) for thing in group)
        found.append(Waiting(group[0].when, what, "", why, group[0].kind, group[0].past, each))
    return found


@dataclass(frozen=True)
class CameIn:
    """A release that came in lately."""

    name: str
    on: date
    by: str


def lately(at: int, *, limit: int = 6) -> list[CameIn]:
    """The newest files that were loaded and not withdrawn; `at` is the state of the facts (`house.held`)."""
    return kept("lately", limit, lambda: _lately(limit), at=at)


def _lately(limit: int) -> list[CameIn]:
    rows: Any = Loading.objects.filter(withdrawn_at=None).select_related("release").order_by("-loaded_at", "-pk")
    return [CameIn(row.release.name, row.loaded_at.date(), row.loaded_by_name) for row in rows[:limit]]
