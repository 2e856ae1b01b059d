"""The doors of the register: who sees which entry. The database asks the same again, whatever is asked here.

A keeper with an interest in a school, and anyone who holds another post there, sees nothing of that school’s entry: to
say “you have an interest” at its door would already tell. So every door that is shut answers like one that is not.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import Http404

from commonroom.partnerships.models import Partnership
from commonroom.people import access
from commonroom.people.models import Person
from commonroom.register.models import Conflict, Disclosure, Entry, Grant, Letter, Notice, Opening
from commonroom.register.rules.placing import EVERYTHING, GRANTABLE, KEEPERS, READERS_AT_SCHOOL, SHOWN, roles_shown

SCHOOLS_OWN = ("headteacher", "chair-of-governors")


def is_keeper(person: Person, *, partnership: Partnership) -> bool:
    """Whether a person keeps the register of a partnership."""
    return any(held.role in KEEPERS for held in access.posts_in(person, partnership))


def has_a_door(person: Person, *, partnership: Partnership) -> bool:
    """Whether a person’s posts lead her to the register at all, whatever is in it."""
    return any(
        held.role in KEEPERS or (held.role in READERS_AT_SCHOOL and held.urn is not None)
        for held in access.posts_in(person, partnership)
    )


def barred_schools(person: Person, *, partnership: Partnership) -> set[int]:
    """The schools of which a person sees nothing here: a declared interest, or a post there that does not read."""
    declared = Conflict.objects.filter(partnership=partnership, person_id=person.pk, ended_at=None)
    held = [h for h in access.posts_in(person, partnership) if h.urn is not None]
    reads = {h.urn for h in held if h.role in READERS_AT_SCHOOL}
    return {*declared.values_list("urn", flat=True), *(h.urn for h in held if h.urn not in reads and h.urn)}


def live_grants(person: Person, *, partnership: Partnership, on: date) -> QuerySet[Grant]:
    """Sight that a person has on a day, while she holds the post for which it was given."""
    roles = {held.role for held in access.posts_in(person, partnership)}
    return Grant.objects.filter(
        partnership=partnership, person_id=person.pk, ended_at=None, starts_on__lte=on, until__gte=on, role__in=roles
    )


def visible_entries(*, to: Person, partnership: Partnership, on: date) -> QuerySet[Entry]:
    """The entries that a person may open on a day, open ones first, then the newest."""
    rows = Entry.objects.filter(partnership=partnership).exclude(urn__in=barred_schools(to, partnership=partnership))
    if not is_keeper(to, partnership=partnership):
        own = {h.urn for h in access.posts_in(to, partnership) if h.role in READERS_AT_SCHOOL and h.urn is not None}
        given = live_grants(to, partnership=partnership, on=on).values("entry_id")
        rows = rows.filter(Q(urn__in=own) | Q(pk__in=given))
    return rows.order_by("-closed_at", "-decided_on", "-pk")


def open_entry(public_id: UUID, *, to: Person, partnership: Partnership, on: date) -> Entry:
    """An entry that a person may open. Raises Http404 for others as for none."""
    found = visible_entries(to=to, partnership=partnership, on=on).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def role_for(entry: Entry, *, person: Person, partnership: Partnership, on: date) -> str:
    """The role by which a person sees an entry: as a keeper, by a post at the school, or by a grant."""
    held = access.posts_in(person, partnership)
    for one in held:
        if one.role in KEEPERS:
            return one.role
    for one in held:
        if one.role in READERS_AT_SCHOOL and one.urn == entry.urn:
            return one.role
    grant = live_grants(person, partnership=partnership, on=on).filter(entry=entry).first()
    return grant.role if grant else ""


def parts_for(entry: Entry, *, person: Person, partnership: Partnership, on: date) -> frozenset[str]:
    """What of an entry and of the papers about its school a person reads: all by post, some by grant."""
    role = role_for(entry, person=person, partnership=partnership, on=on)
    return EVERYTHING if role in (*KEEPERS, *READERS_AT_SCHOOL) else SHOWN.get(role, frozenset())


def sights(person: Person, *, partnership: Partnership, on: date) -> list[Grant]:
    """The sight that a person has on a day and can use, the first to end first: none of schools closed to her.

    Only roles that may be given sight are looked up at all, so that everybody else’s pages ask nothing.
    """
    if not any(held.role in GRANTABLE for held in access.posts_in(person, partnership)):
        return []
    rows = list(live_grants(person, partnership=partnership, on=on).select_related("entry").order_by("until", "pk"))
    barred = barred_schools(person, partnership=partnership) if rows else set()
    return [grant for grant in rows if grant.urn not in barred]


def given(person: Person, *, partnership: Partnership) -> QuerySet[Grant]:
    """All sight that a person was ever given, the last to end first: so that her page can say that it has ended."""
    return Grant.objects.filter(partnership=partnership, person_id=person.pk).order_by("-until", "-pk")


def live_opening(
    entry: Entry | None, *, person: Person, partnership: Partnership, session: str, at: datetime
) -> Opening | None:
    """A person’s own opening of an entry (None: of the list) that is still good, in the session that made it."""
    rows = Opening.objects.filter(partnership=partnership, person_id=person.pk, entry=entry, closed_at=None)
    return rows.filter(closes_at__gt=at, session_hash=session).order_by("-opened_at").first()


def last_opening(entry: Entry | None, *, person: Person, partnership: Partnership) -> Opening | None:
    """A person’s newest opening of an entry (None: of the list), ended or not."""
    rows = Opening.objects.filter(partnership=partnership, person_id=person.pk, entry=entry)
    return rows.order_by("-opened_at").first()


def visible_notices(entry: Entry, *, to: Person, partnership: Partnership) -> QuerySet[Notice]:
    """An entry’s notices, newest first: drafts for keepers alone; advisers see none (access matrix)."""
    rows = Notice.objects.filter(partnership=partnership, entry=entry).order_by("-drafted_on", "-pk")
    if is_keeper(to, partnership=partnership):
        return rows
    roles = {h.role for h in access.posts_in(to, partnership) if h.urn == entry.urn}
    if roles & set(READERS_AT_SCHOOL):
        return rows.filter(issued_on__isnull=False) if roles & set(SCHOOLS_OWN) else rows.none()
    grants = Grant.objects.filter(partnership=partnership, entry=entry, person_id=to.pk, ended_at=None)
    if not set(grants.values_list("role", flat=True)) & set(roles_shown("notices")):
        return rows.none()
    return rows.filter(issued_on__isnull=False)


def open_notice(public_id: UUID, entry: Entry, *, to: Person, partnership: Partnership) -> Notice:
    """A notice that a person may read. Raises Http404 for others as for none."""
    found = visible_notices(entry, to=to, partnership=partnership).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def open_letter(public_id: UUID, notice: Notice) -> Letter:
    """A letter of a notice that is already open to the reader. Raises Http404."""
    found = Letter.objects.filter(notice=notice, public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def open_disclosure(public_id: UUID, entry: Entry, *, to: Person, partnership: Partnership) -> Disclosure:
    """A disclosure, for keepers alone. Raises Http404 for others as for none."""
    found = Disclosure.objects.filter(partnership=partnership, entry=entry, public_id=public_id).first()
    if found is None or not is_keeper(to, partnership=partnership):
        raise Http404
    return found


def role_to_share(person: Person, *, partnership: Partnership, urn: int | None = None) -> str:
    """The role by which a person keeps what was shared outside about a school (`urn` None: about any at all)."""
    if urn is not None and urn in barred_schools(person, partnership=partnership):
        return ""
    held = access.posts_in(person, partnership)
    keeps = next((h.role for h in held if h.role in KEEPERS), "")
    allocated = any(h.role == "adviser" and h.urn is not None and urn in (None, h.urn) for h in held)
    return keeps or ("adviser" if allocated else "")


def own_schools(person: Person, *, partnership: Partnership) -> set[int]:
    """The schools that a person leads or whose governors she chairs."""
    return {h.urn for h in access.posts_in(person, partnership) if h.role in SCHOOLS_OWN and h.urn is not None}


def visible_shared(*, to: Person, partnership: Partnership) -> QuerySet[Disclosure]:
    """What was shared outside, newest first: all of it for keepers; an adviser sees what is about her schools and no
    pack of the register; head and chair what is about theirs and marked for the school to read.
    """
    rows = Disclosure.objects.filter(partnership=partnership, kind="intelligence")
    rows = rows.exclude(urn__in=barred_schools(to, partnership=partnership)).order_by("-at", "-pk")
    if is_keeper(to, partnership=partnership):
        return rows
    allocated = {h.urn for h in access.posts_in(to, partnership) if h.role == "adviser" and h.urn is not None}
    own = own_schools(to, partnership=partnership)
    return rows.filter(Q(urn__in=allocated) | Q(urn__in=own, school_reads=True), entry=None)
