"""The demonstration's story of this room, told through the services: a term opened and judged, levels answered by four,
one changed in the year, notes of council teams, a school that asks itself. Deterministic.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from commonroom.partnerships.models import Partnership
from commonroom.partnerships.scope import entered
from commonroom.people import services as people
from commonroom.people.models import Person, Post
from commonroom.risk import access, kinds, rules, selectors, services
from commonroom.risk.models import Assessment, LevelDecision, TermOpening
from commonroom.risk.rules import Answer, FindingState
from commonroom.schools.models import School
from commonroom.schools.rules import is_academy

NOTES = (
    (
        "governance",
        "governance-weak",
        "Two governors have left since the summer and the chair is new. Training is booked.",
    ),
    (
        "finance",
        "",
        "The budget for next year balances if the roll holds. The team meets the business manager in spring.",
    ),
    ("human-resources", "new-head", "The deputy acts as head until Easter. The post is advertised."),
    ("inclusion", "", "Good work with families whose children come late; others might like to see it."),
)
MOST_ADVISED = 12
"""Schools that each adviser of the demonstration works with."""


def fill(partnership: Partnership, cast: Mapping[str, Person], at: datetime) -> None:
    """Tell the story with the people given by role slug; whoever is missing has no part in it.

    Two terms: the last one opened, judged and settled, this one opened and begun. Nothing where a term stands open.
    """
    lead = cast.get("school-improvement-lead") or cast.get("head-of-service")
    opener = cast.get("head-of-service") or lead
    if lead is None or opener is None:
        return
    this = selectors.term_of(timezone.localdate(at))
    with entered(partnership, person_id=opener.pk):
        if TermOpening.objects.filter(partnership=partnership).exists():
            return
        _allocate(partnership, cast, opener, at)
    _tell_notes(partnership, cast, at - timedelta(days=80))
    with entered(partnership, person_id=opener.pk):
        last = services.open_term(partnership=partnership, term=this.before, by=opener, at=at - timedelta(days=75))
        _settle(partnership, last, lead, at - timedelta(days=60))
    _answer(partnership, cast, at - timedelta(days=55))
    _ask(partnership, cast, at - timedelta(days=10))
    with entered(partnership, person_id=opener.pk):
        now = services.open_term(partnership=partnership, term=this, by=opener, at=at - timedelta(days=6))
        _begin(partnership, now, lead, at - timedelta(days=3))
        _change_one(partnership, lead, at - timedelta(days=2))


def _allocate(partnership: Partnership, cast: Mapping[str, Person], by: Person, at: datetime) -> None:
    """The demonstration's adviser gets the first maintained schools of the area, unless she has some."""
    adviser = cast.get("adviser")
    held = Post.objects.filter(partnership=partnership, role="adviser", urn__isnull=False, ended_at__isnull=True)
    if adviser is None or held.filter(person=adviser).exists():
        return
    rows = School.objects.filter(la_code__in=partnership.la_codes, is_open=True).order_by("name", "urn")
    ours = [row for row in rows.only("urn", "type") if kinds.kind_of(row.type, "") in kinds.STATE_FUNDED]
    for school in [row for row in ours if not is_academy(row.type)][:MOST_ADVISED]:
        people.give_post(
            person=adviser, role="adviser", partnership=partnership, urn=school.pk, by=by, at=at - timedelta(days=90)
        )


def _tell_notes(partnership: Partnership, cast: Mapping[str, Person], at: datetime) -> None:
    officer = cast.get("support-officer")
    if officer is None:
        return
    schools = School.objects.filter(la_code__in=partnership.la_codes, is_open=True).order_by("name", "urn")
    urns = list(schools.values_list("urn", flat=True)[1 : 1 + 3 * len(NOTES) : 3])
    with entered(partnership, person_id=officer.pk):
        for urn, (team, indicator, text) in zip(urns, NOTES, strict=False):
            services.note_intelligence(
                partnership=partnership,
                urn=urn,
                team=team,
                said_on=timezone.localdate(at),
                text=text,
                indicator=indicator,
                by=officer,
                at=at,
            )


def _settle(partnership: Partnership, opening: TermOpening, lead: Person, at: datetime) -> None:
    """Every school of the term before gets the level suggested, but for two where the lead sees it otherwise."""
    drafts = Assessment.objects.filter(partnership=partnership, opening=opening, state="draft").order_by("urn")
    for index, draft in enumerate(drafts.select_related("opening__model")):
        level, because = draft.suggested, "The evidence and what the adviser saw agree."
        if index in (4, 11) and level == "priority-2":
            level, because = "priority-3", "One figure of one small year; work seen in the school is secure."
        services.propose_level(assessment=draft, level=level, because=because, by=lead, at=at)
        draft.refresh_from_db()
        services.agree_level(
            partnership=partnership, urn=draft.urn, level=level, because=because, assessment=draft, by=lead, at=at
        )


def _answer(partnership: Partnership, cast: Mapping[str, Person], at: datetime) -> None:
    """Whoever of the four is in the cast answers for her schools; the chair has a comment."""
    for slug in ("adviser", "headteacher", "chair-of-governors", "school-improvement-lead"):
        person = cast.get(slug)
        if person is None:
            continue
        with entered(partnership, person_id=person.pk):
            urns = access.schools_of(person, partnership=partnership, roles=(slug,))
            stand = selectors.levels(partnership)
            chosen = sorted(urns & stand.keys()) if slug != "school-improvement-lead" else sorted(stand)
            for urn in chosen[:MOST_ADVISED]:
                comments = slug == "chair-of-governors"
                services.record_agreement(
                    decision=stand[urn],
                    answer=Answer.COMMENTED if comments else Answer.AGREED,
                    words="We agree. Please say that attendance has improved three years running." if comments else "",
                    by=person,
                    at=at,
                )


def _ask(partnership: Partnership, cast: Mapping[str, Person], at: datetime) -> None:
    head = cast.get("headteacher")
    if head is None:
        return
    with entered(partnership, person_id=head.pk):
        for urn in sorted(access.schools_of(head, partnership=partnership, roles=("headteacher",)))[:1]:
            text = "We would like an outside eye on early reading before the summer."
            services.refer_oneself(partnership=partnership, urn=urn, text=text, by=head, at=at)


def _begin(partnership: Partnership, opening: TermOpening, lead: Person, at: datetime) -> None:
    """This term has begun: some schools are judged, one finding set aside, one added; the rest wait."""
    drafts = Assessment.objects.filter(partnership=partnership, opening=opening, state="draft", raised__gt=0)
    for index, draft in enumerate(drafts.order_by("urn")[:6]):
        first, *others = [f for f in selectors.findings_of(draft) if f.state == FindingState.RAISED]
        if index == 1:
            services.set_aside(
                finding=first,
                because="One pupil beyond the line, and the years before were well within.",
                by=lead,
                at=at,
            )
        for finding in others if index == 1 else (first, *others):
            services.confirm_finding(finding=finding, by=lead, at=at)
        _add(draft, lead, at, wanted=index == 2)
        draft.refresh_from_db()
        services.propose_level(assessment=draft, level=draft.suggested, because="", by=lead, at=at)


def _add(draft: Assessment, lead: Person, at: datetime, *, wanted: bool) -> None:
    """A strength that no figure shows, seen on a visit."""
    slug = "supports-others"
    held = selectors.finding_of(draft, slug)
    if wanted and held is not None and held.state not in rules.COUNTS:
        because = "Its English lead has helped two schools of the cluster since September."
        services.add_finding(assessment=draft, indicator=slug, because=because, by=lead, at=at)


def _change_one(partnership: Partnership, lead: Any, at: datetime) -> None:
    """A level changes in the middle of a term: the head left (F14)."""
    decision = (
        LevelDecision.objects.filter(partnership=partnership, level="priority-3").order_by("urn", "-decided_at").first()
    )
    if decision is not None:
        services.agree_level(
            partnership=partnership,
            urn=decision.urn,
            level="priority-2",
            because="The head leaves at half-term. An adviser day each half-term until the new head has settled in.",
            by=lead,
            at=at,
        )
