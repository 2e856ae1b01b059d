"""What waits for a person in this room, for home: to open, to look at, to settle, to answer, to read."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Max
from django.utils import timezone

from commonroom.partnerships.models import Partnership
from commonroom.risk import access, selectors
from commonroom.risk.models import Agreement, LevelDecision, SelfReferral, TermOpening
from commonroom.risk.rules import AssessmentState, Party
from commonroom.risk.selectors import Waiting
from commonroom.schools.models import School
from commonroom.web.numbers import count

ROLES = (*access.LEADS, *access.ADVISERS, *access.SCHOOLS)
FIRST_MONTH = {1: 9, 2: 1, 3: 5}
"""The month in which each term begins."""
TO_LOOK = timedelta(days=14)
"""How long after a term was opened its drafts are to be looked at; until then they are not past their date."""


def waiting_for(person: Any, *, partnership: Partnership, today: date) -> list[Waiting]:
    """What waits for a person here, oldest first; empty for everybody who is not cleared. Kinds: “open” and “settle”
    (leads), “look” and “asked” (leads and advisers), “read” (head and chair), “answer” (the four).
    """
    if not access.role_of(person, partnership=partnership, among=ROLES):
        return []
    opening = selectors.latest_opening(partnership)
    found = [
        *_to_open(person, partnership, opening, today),
        *_of_the_term(person, partnership, opening),
        *_asked(person, partnership, opening),
        *_answers(person, partnership),
    ]
    return sorted(found, key=lambda one: (one.since, one.what))


def _to_open(person: Any, partnership: Partnership, opening: TermOpening | None, today: date) -> Iterator[Waiting]:
    """The term that has begun and is not open: for those who open terms, once schools are held."""
    now = selectors.term_of(today)
    if opening is None and not School.objects.filter(la_code__in=partnership.la_codes, is_open=True).exists():
        return
    if (opening is None or opening.of < now) and access.role_to_settle(person, partnership=partnership):
        year = now.year.start if now.number == 1 else now.year.start + 1
        since = date(year, FIRST_MONTH[now.number], 1)
        yield Waiting(f"Open the {now.words[0].lower()}{now.words[1:]}", since, "risk:overview", kind="open")


def _of_the_term(person: Any, partnership: Partnership, opening: TermOpening | None) -> Iterator[Waiting]:
    """Drafts to look at, levels proposed and to be settled; for a school's own people an assessment to read."""
    if opening is None:
        return
    rows = access.visible_assessments(to=person, partnership=partnership).filter(year=opening.year, term=opening.term)
    by_state: dict[str, list[Any]] = {}
    for one in rows.filter(state__in=[AssessmentState.DRAFT, AssessmentState.MODERATED]).order_by("proposed_at", "pk"):
        by_state.setdefault(one.state, []).append(one)
    drafts, moderated = by_state.get(AssessmentState.DRAFT, []), by_state.get(AssessmentState.MODERATED, [])
    if drafts:
        words = _many(len(drafts), "assessment waits", "assessments wait", "to be looked at")
        yield Waiting(words, timezone.localdate(opening.opened_at) + TO_LOOK, "risk:overview", kind="look")
    if moderated and access.role_to_settle(person, partnership=partnership):
        words = _many(len(moderated), "level is proposed and waits", "levels are proposed and wait", "to be settled")
        on, query = timezone.localdate(moderated[0].proposed_at), f"state={AssessmentState.MODERATED.value}"
        yield Waiting(words, on, "risk:overview", kind="settle", query=query)
    own = access.schools_of(person, partnership=partnership, roles=access.SCHOOLS)
    for one in moderated:
        if one.urn in own:
            on = timezone.localdate(one.proposed_at)
            yield Waiting("Read your school’s assessment", on, "risk:assessment", (one.public_id,), "read", one.urn)


def _asked(person: Any, partnership: Partnership, opening: TermOpening | None) -> Iterator[Waiting]:
    """Schools that asked for support themselves since the last level of theirs was decided."""
    advised = access.schools_of(person, partnership=partnership, roles=access.ADVISERS)
    rows = SelfReferral.objects.filter(partnership=partnership)
    if not access.is_lead(person, partnership=partnership):
        rows = rows.filter(urn__in=advised)
    stands = selectors.levels(partnership)
    asked = dict(rows.order_by("urn").values_list("urn").annotate(Max("made_at")))
    names = dict(School.objects.filter(pk__in=asked).values_list("urn", "name"))
    for urn, at in asked.items():
        if urn not in stands or stands[urn].decided_at < at:
            words = f"{names.get(urn, 'A school')} has asked for more support"
            yield Waiting(words, timezone.localdate(at), "risk:school", (urn,), "asked", urn)


def _answers(person: Any, partnership: Partnership) -> Iterator[Waiting]:
    """Levels to answer; a lead's many are told in one line, which leads to the list of exactly those."""
    wanted = to_answer(person, partnership=partnership)
    days = [timezone.localdate(one.decided_at) for one in wanted]
    if len(wanted) > 1 and access.is_lead(person, partnership=partnership):
        words = f"Say whether you agree with {len(wanted)} levels"
        yield Waiting(words, min(days), "risk:overview", kind="answer", query="answer=wait")
        return
    for one, on in zip(wanted, days, strict=True):
        yield Waiting("Say whether you agree with the level", on, "risk:school", (one.urn,), "answer", one.urn)


def to_answer(person: Any, *, partnership: Partnership) -> list[LevelDecision]:
    """Levels that stand and to which this person has not said anything as one of the four."""
    lead = access.is_lead(person, partnership=partnership)
    own = {
        urn: access.PARTIES[role]
        for role in (*access.ADVISERS, *access.SCHOOLS)
        for urn in access.schools_of(person, partnership=partnership, roles=(role,))
    }
    said = set(Agreement.objects.filter(partnership=partnership).values_list("decision_id", "party"))
    return [
        one
        for one in selectors.levels(partnership).values()
        if (party := Party.LEAD if lead else own.get(one.urn)) and (one.pk, party) not in said
    ]


def _many(n: int, one: str, more: str, rest: str) -> str:
    return f"{count(n, one, more, capital=True)} {rest}"
