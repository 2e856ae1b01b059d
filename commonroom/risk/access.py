"""The doors to assessments, levels and notes: who may open, judge, settle and write. Others answer like none.

Clearance everywhere: head of education improvement and school improvement lead. At the school of the post: advisers,
and, once the adviser has looked, the school's own head and chair. The database says the same by row policies.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from commonroom.partnerships.models import Partnership
from commonroom.people import access
from commonroom.risk.models import Assessment, Intelligence, LevelDecision
from commonroom.risk.rules import AssessmentState, Party

LEADS = ("head-of-service", "school-improvement-lead")
ADVISERS = ("adviser",)
SCHOOLS = ("headteacher", "chair-of-governors")
WRITERS = (*LEADS, *ADVISERS, "support-officer")
PARTIES = {
    "headteacher": Party.HEAD,
    "chair-of-governors": Party.CHAIR,
    "adviser": Party.ADVISER,
    "school-improvement-lead": Party.LEAD,
    "head-of-service": Party.LEAD,
}


def role_of(person: Any, *, partnership: Partnership, urn: int | None = None, among: tuple[str, ...]) -> str:
    """The role, of those named, that a person holds for a school (or anywhere); empty where none fits.

    Roles of the leads count for every school; all others for the school of the post.
    """
    held = access.posts_in(person, partnership)
    for role in among:
        for post in held:
            if post.role == role and (role in LEADS or role == "support-officer" or urn is None or post.urn == urn):
                return role
    return ""


def is_lead(person: Any, *, partnership: Partnership) -> bool:
    """Whether a person is cleared for every school."""
    return bool(role_of(person, partnership=partnership, among=LEADS))


def schools_of(person: Any, *, partnership: Partnership, roles: tuple[str, ...]) -> frozenset[int]:
    """The schools at which a person holds one of these roles."""
    posts = access.posts_in(person, partnership)
    return frozenset(post.urn for post in posts if post.role in roles and post.urn is not None)


def cleared_for(person: Any, *, partnership: Partnership, urn: int) -> str:
    """The role by which a person may see a school's level; empty where she may not."""
    return role_of(person, partnership=partnership, urn=urn, among=(*LEADS, *ADVISERS, *SCHOOLS))


def visible_assessments(*, to: Any, partnership: Partnership) -> QuerySet[Assessment]:
    """The assessments that a person may read: all, those of her schools, or of her own school once looked at."""
    rows = Assessment.objects.filter(partnership=partnership)
    if is_lead(to, partnership=partnership):
        return rows
    advised = schools_of(to, partnership=partnership, roles=ADVISERS)
    led = schools_of(to, partnership=partnership, roles=SCHOOLS) - advised
    looked_at = rows.filter(urn__in=led).exclude(state=AssessmentState.DRAFT)
    return rows.filter(urn__in=advised) | looked_at


def open_assessment(public_id: UUID, *, to: Any, partnership: Partnership | None = None) -> Assessment:
    """An assessment that a person may read, in the partnership that is entered. Raises Http404 for others as for none.

    Without `partnership` it is that of the row, which scope and row policies have already narrowed.
    """
    if partnership is None:
        found = Assessment.objects.select_related("partnership").filter(public_id=public_id).first()
        if found is None:
            raise Http404
        partnership = found.partnership
    row = (
        visible_assessments(to=to, partnership=partnership).select_related("opening__model").filter(public_id=public_id)
    )
    found = row.first()
    if found is None:
        raise Http404
    return found


def visible_decisions(*, to: Any, partnership: Partnership) -> QuerySet[LevelDecision]:
    """The level decisions that a person may read."""
    rows = LevelDecision.objects.filter(partnership=partnership)
    if is_lead(to, partnership=partnership):
        return rows
    return rows.filter(urn__in=schools_of(to, partnership=partnership, roles=(*ADVISERS, *SCHOOLS)))


def open_decision(public_id: UUID, *, to: Any, partnership: Partnership) -> LevelDecision:
    """A level decision that a person may read. Raises Http404 for others as for none."""
    found = visible_decisions(to=to, partnership=partnership).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def visible_intelligence(*, to: Any, partnership: Partnership) -> QuerySet[Intelligence]:
    """The notes that a person may read: a support officer's are her own; schools read none."""
    rows = Intelligence.objects.filter(partnership=partnership)
    if is_lead(to, partnership=partnership):
        return rows
    allowed = rows.filter(urn__in=schools_of(to, partnership=partnership, roles=ADVISERS))
    if role_of(to, partnership=partnership, among=("support-officer",)):
        allowed = allowed | rows.filter(written_by_id=to.pk)
    return allowed


def role_to_judge(person: Any, *, partnership: Partnership, urn: int) -> str:
    """The role by which a person may judge findings and propose a level: leads, and the school's adviser."""
    return role_of(person, partnership=partnership, urn=urn, among=(*LEADS, *ADVISERS))


def role_to_settle(person: Any, *, partnership: Partnership) -> str:
    """The role by which a person may settle a level or open a term: leads alone."""
    return role_of(person, partnership=partnership, among=LEADS)


def role_to_write(person: Any, *, partnership: Partnership, urn: int) -> str:
    """The role by which a person may write intelligence about a school."""
    return role_of(person, partnership=partnership, urn=urn, among=WRITERS)


def party_of(person: Any, *, partnership: Partnership, urn: int) -> tuple[Party, str] | None:
    """As which of the four a person answers for a school, and by which role; None where she is none of them."""
    role = role_of(person, partnership=partnership, urn=urn, among=tuple(PARTIES))
    return (PARTIES[role], role) if role else None
