"""The doors: who may see which record, and who may do what with it, in one table.

Leads reach every school, everybody else the school of a post. What nobody may see answers like what does not exist.
"""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Model, Q, QuerySet
from django.http import Http404

from commonroom.partnerships.models import Partnership
from commonroom.people import access
from commonroom.visits.models import (
    Action,
    Brokerage,
    Funding,
    Meeting,
    NoteOfVisit,
    Plan,
    PreventiveStep,
    Priority,
    Progress,
    Query,
    Review,
    Rhythm,
    Visit,
)
from commonroom.visits.rules.states import ADVISER, CHAIR, HEAD, LEAD, SERVICE

LEADS = frozenset({SERVICE, LEAD})
STAFF = (ADVISER, LEAD)
DEEDS: dict[str, tuple[str, ...]] = {
    "plan a visit": STAFF,
    "write a note": (ADVISER,),
    "review a note": (LEAD,),
    "reply to a note": (HEAD,),
    "ask for help": STAFF,
    "find help": (LEAD,),
    "follow help": STAFF,
    "write a plan": (ADVISER, LEAD, HEAD),
    "agree a plan": (ADVISER, HEAD),
    "close a plan": STAFF,
    "plan a meeting": STAFF,
    "plan a review": (LEAD,),
    "write a summary": STAFF,
    "note a step": STAFF,
    "ask a query": (ADVISER, LEAD, HEAD),
    "answer a query": STAFF,
    "open a school’s page": (ADVISER, LEAD, SERVICE, HEAD, CHAIR),
}
"""Who may do what (the access matrix); each role for the schools that it reaches."""


def roles_at(person: Any, *, partnership: Partnership, urn: int | None) -> frozenset[str]:
    """The roles that a person holds over one school; of leads alone where the matter has no school."""
    return frozenset(
        held.role
        for held in access.posts_in(person, partnership)
        if held.role in LEADS or (urn is not None and held.urn == urn)
    )


def role_for(deed: str, *, by: Any, partnership: Partnership, urn: int | None) -> str:
    """The role by which a person may do a deed about a school, for the audit; empty where she may not."""
    held = roles_at(by, partnership=partnership, urn=urn)
    return next((role for role in DEEDS[deed] if role in held), "")


def lead_role(person: Any, *, partnership: Partnership) -> str:
    """The role by which a person leads the service, for the audit; empty where she does not."""
    held = roles_at(person, partnership=partnership, urn=None)
    return next((role for role in (LEAD, SERVICE) if role in held), "")


def check(deed: str, *, by: Any, partnership: Partnership, urn: int | None) -> str:
    """The role by which a person does a deed. Raises Refused with a sentence where she may not."""
    if role := role_for(deed, by=by, partnership=partnership, urn=urn):
        return role
    raise access.Refused(f"You may not {deed} for this school. Ask the school improvement lead if you need to.")


def schools_of(person: Any, *, partnership: Partnership, roles: tuple[str, ...]) -> frozenset[int] | None:
    """The schools at which a person holds one of some roles; None for a lead, who reaches every school."""
    held = access.posts_in(person, partnership)
    if any(one.role in LEADS for one in held):
        return None
    return frozenset(one.urn for one in held if one.role in roles and one.urn is not None)


def _reach(person: Any, partnership: Partnership, *roles: str) -> Q:
    urns = schools_of(person, partnership=partnership, roles=roles)
    return Q() if urns is None else Q(urn__in=urns)


def visible_visits(*, to: Any, partnership: Partnership) -> QuerySet[Visit]:
    """Visits that a person may see: staff and the head of the school; a chair where she may read the note."""
    seen = visible_notes(to=to, partnership=partnership).values("visit_id")
    mine = _reach(to, partnership, ADVISER, HEAD)
    return Visit.objects.filter(mine | Q(pk__in=seen), partnership=partnership)


def visible_notes(*, to: Any, partnership: Partnership) -> QuerySet[NoteOfVisit]:
    """Notes: staff always, the head once shared, the chair where the note says so (matrix: note of visit)."""
    rows = NoteOfVisit.objects.filter(partnership=partnership).select_related("visit")
    if schools_of(to, partnership=partnership, roles=()) is None:
        return rows
    at = {
        role: schools_of(to, partnership=partnership, roles=(role,)) or frozenset() for role in (ADVISER, HEAD, CHAIR)
    }
    shared = Q(issued__gt=0) & (Q(urn__in=at[HEAD]) | Q(urn__in=at[CHAIR], shows_chair=True))
    return rows.filter(Q(urn__in=at[ADVISER]) | shared)


def visible_meetings(*, to: Any, partnership: Partnership) -> QuerySet[Meeting]:
    """Meetings: staff, the head, and a chair who is invited. The council's own are for leads alone."""
    chaired = schools_of(to, partnership=partnership, roles=(CHAIR,))
    mine = _reach(to, partnership, ADVISER, HEAD)
    if chaired is not None:
        mine |= Q(urn__in=chaired, chair_invited=True)
    return Meeting.objects.filter(mine, partnership=partnership)


def visible_reviews(*, to: Any, partnership: Partnership) -> QuerySet[Review]:
    """Reviews: staff, the school's head and chair."""
    return Review.objects.filter(_reach(to, partnership, ADVISER, HEAD, CHAIR), partnership=partnership)


def visible_plans(*, to: Any, partnership: Partnership) -> QuerySet[Plan]:
    """Plans: staff, the school's head and chair."""
    return Plan.objects.filter(_reach(to, partnership, ADVISER, HEAD, CHAIR), partnership=partnership)


def visible_help(*, to: Any, partnership: Partnership) -> QuerySet[Brokerage]:
    """Requests for help: staff and the school's head."""
    return Brokerage.objects.filter(_reach(to, partnership, ADVISER, HEAD), partnership=partnership)


def visible_queries(*, to: Any, partnership: Partnership) -> QuerySet[Query]:
    """Queries between visits: staff and the school's head."""
    return Query.objects.filter(_reach(to, partnership, ADVISER, HEAD), partnership=partnership)


def visible_steps(*, to: Any, partnership: Partnership) -> QuerySet[PreventiveStep]:
    """Steps before any intervention: staff and the school's head."""
    return PreventiveStep.objects.filter(_reach(to, partnership, ADVISER, HEAD), partnership=partnership)


def visible_rhythms(*, to: Any, partnership: Partnership) -> QuerySet[Rhythm]:
    """How often task groups meet: staff, the school's head and chair."""
    return Rhythm.objects.filter(_reach(to, partnership, ADVISER, HEAD, CHAIR), partnership=partnership)


def _one(rows: QuerySet[Any], public_id: UUID) -> Any:
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def open_note(public_id: UUID, *, to: Any, partnership: Partnership) -> NoteOfVisit:
    """A note that a person may read. Raises Http404 for others as for none; so do its sisters below."""
    return _one(visible_notes(to=to, partnership=partnership), public_id)


def open_meeting(public_id: UUID, *, to: Any, partnership: Partnership) -> Meeting:
    """A meeting that a person may see."""
    return _one(visible_meetings(to=to, partnership=partnership), public_id)


def open_review(public_id: UUID, *, to: Any, partnership: Partnership) -> Review:
    """A review that a person may see."""
    return _one(visible_reviews(to=to, partnership=partnership), public_id)


def open_plan(public_id: UUID, *, to: Any, partnership: Partnership) -> Plan:
    """A plan that a person may see."""
    return _one(visible_plans(to=to, partnership=partnership), public_id)


def open_help(public_id: UUID, *, to: Any, partnership: Partnership) -> Brokerage:
    """A request for help that a person may see."""
    return _one(visible_help(to=to, partnership=partnership), public_id)


def open_query(public_id: UUID, *, to: Any, partnership: Partnership) -> Query:
    """A query that a person may see."""
    return _one(visible_queries(to=to, partnership=partnership), public_id)


def open_part(kind: type[Model], pk: int, *, of: Plan) -> Any:
    """A priority or an action of a plan that stands open already. Raises Http404 where it is not one of its own."""
    own = {Priority: Q(plan=of), Action: Q(priority__plan=of), Funding: Q(plan=of), Progress: Q(priority__plan=of)}
    found = kind._default_manager.filter(own[kind], partnership_id=of.partnership_id, pk=pk).first()  # type: ignore[index]
    if found is None:
        raise Http404
    return found


def can_open_school(person: Any, *, partnership: Partnership, urn: int) -> bool:
    """Whether a person may open the page of our work with a school."""
    return bool(role_for("open a school’s page", by=person, partnership=partnership, urn=urn))


def reads_drafts(person: Any, *, partnership: Partnership, urn: int | None) -> bool:
    """Whether a person may read what is still being written about a school."""
    return bool(roles_at(person, partnership=partnership, urn=urn) & {ADVISER, LEAD, SERVICE})
