"""What waits for a person in this room: what is asked of each by when, for the list, the school's page and home."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone

from commonroom.partnerships.models import Partnership
from commonroom.people import access as people
from commonroom.risk import selectors as risk
from commonroom.visits import access, asked, selectors
from commonroom.visits.models import Action, NoteOfVisit, Plan, Reply
from commonroom.visits.rules import cases
from commonroom.visits.rules.states import ADVISER, CHAIR, HEAD, LEAD

SOON = timedelta(days=14)
AHEAD = timedelta(days=42)


@dataclass(frozen=True)
class Waiting:
    """One thing that waits for somebody: what it is, since or until when, and where it is (`args` of its route)."""

    words: str
    on: date
    route: str
    args: tuple[Any, ...]
    urn: int | None

    def address(self, slug: str) -> str:
        """Where it is in a partnership."""
        return reverse(self.route, args=[slug, *self.args])


@dataclass(frozen=True)
class _Asker:
    """Who asks, where and on which day."""

    person: Any
    partnership: Partnership
    today: date

    def held(self, urn: int | None) -> frozenset[str]:
        return access.roles_at(self.person, partnership=self.partnership, urn=urn)

    def sees(self, rows: Any) -> Any:
        return rows(to=self.person, partnership=self.partnership)


def waiting_for(person: Any, *, partnership: Partnership, today: date) -> list[Waiting]:
    """What waits for a person in this room, the earliest first: to write, review, answer, arrange, agree, attend."""
    if not any(held.role in (ADVISER, LEAD, HEAD, CHAIR) for held in people.posts_in(person, partnership)):
        return []
    asker = _Asker(person, partnership, today)
    found = [*_notes(asker), *_help(asker), *_meetings(asker), *_reviews(asker), *_plans(asker)]
    found += [*_queries(asker), *_to_meet(asker), *_levels(asker)]
    return sorted(found, key=lambda one: (one.on, one.words, str(one.args)))


def _notes(asker: _Asker) -> Iterator[Waiting]:
    rows = asker.sees(access.visible_notes).filter(visit__cancelled_at__isnull=True)
    answered = set(Reply.objects.filter(note__in=rows).values_list("note_id", "edition"))
    for note in rows:
        held, at = asker.held(note.urn), ("visits:note", (note.public_id,), note.urn)
        if note.state == "draft" and ADVISER in held and note.visit.on <= asker.today:
            yield Waiting("Write the note of your visit", note.visit.on, *at)
        elif note.state == "review" and LEAD in held:
            yield Waiting("Read a note of visit", note.visit.on, *at)
        elif note.issued and HEAD in held and note.reply_until and not _is_answered(note, answered):
            yield Waiting("Say whether a note is accurate", note.reply_until, *at)


def _is_answered(note: NoteOfVisit, answered: set[tuple[int, int]]) -> bool:
    return (note.pk, note.issued) in answered


def _help(asker: _Asker) -> Iterator[Waiting]:
    for one in asker.sees(access.visible_help).filter(state__in=("asked", "under-way")):
        if LEAD in asker.held(one.urn):
            day = one.hand_back_on or timezone.localtime(one.made_at).date()
            words = "Find help that was asked for" if one.state == "asked" else "Help is to be handed back"
            yield Waiting(words, day, "visits:brokerage", (one.public_id,), one.urn)


def _meetings(asker: _Asker) -> Iterator[Waiting]:
    for one in asker.sees(access.visible_meetings).filter(state="planned", on__lte=asker.today + AHEAD):
        held, at = asker.held(one.urn), ("visits:meeting", (one.public_id,), one.urn)
        if one.on <= asker.today:
            if held & {ADVISER, LEAD}:
                yield Waiting("Circulate the record of a meeting", one.on, *at)
        elif held & {HEAD, CHAIR}:
            yield Waiting(f"Come to a meeting: {cases.MEETINGS[one.kind].lower()}", one.on, *at)


def _reviews(asker: _Asker) -> Iterator[Waiting]:
    for one in asker.sees(access.visible_reviews).filter(state__in=("planned", "timetabled")):
        held, at = asker.held(one.urn), ("visits:review", (one.public_id,), one.urn)
        if held & {ADVISER, LEAD}:
            if one.state == "planned":
                yield Waiting("Agree the timetable of a review", one.on, *at)
            elif one.on <= asker.today:
                yield Waiting("Finish the summary of a review", one.on, *at)
        elif held & {HEAD, CHAIR} and asker.today <= one.on <= asker.today + AHEAD:
            yield Waiting("Receive a review", one.on, *at)


def _plans(asker: _Asker) -> Iterator[Waiting]:
    rows = list(asker.sees(access.visible_plans).filter(state__in=("draft", "agreed")))
    for one in rows:
        held, at = asker.held(one.urn), ("visits:plan", (one.public_id,), one.urn)
        if HEAD in held and one.state == "draft" and one.adviser_agreed_at:
            yield Waiting("Agree the plan", timezone.localtime(one.adviser_agreed_at).date(), *at)
        if ADVISER in held and one.state == "draft" and one.head_agreed_at:
            yield Waiting("Agree the plan", timezone.localtime(one.head_agreed_at).date(), *at)
        if one.after_notice and held & {ADVISER, LEAD, HEAD} and not _is_validated(one):
            yield Waiting("Have the plan validated from outside", one.starts_on, *at)
    actions = Action.objects.filter(priority__plan__in=rows, priority__plan__state="agreed", state="open")
    for action in actions.filter(due_on__lte=asker.today + SOON).select_related("priority__plan"):
        if HEAD in asker.held(action.urn):
            plan = action.priority.plan
            yield Waiting(f"Of your plan: {action.what}", action.due_on, "visits:plan", (plan.public_id,), action.urn)


def _is_validated(plan: Plan) -> bool:
    return cases.counts_as_validated(plan.validated_on, selectors.agreed_on(plan))


def _queries(asker: _Asker) -> Iterator[Waiting]:
    for one in asker.sees(access.visible_queries).filter(state="open"):
        if ADVISER in asker.held(one.urn):
            yield Waiting("Answer a query", one.asked_on, "visits:query", (one.public_id,), one.urn)


def _to_meet(asker: _Asker) -> Iterator[Waiting]:
    """Meetings that a level or an assessment asks for, for whoever arranges them (G03, G16)."""
    urns = access.schools_of(asker.person, partnership=asker.partnership, roles=(ADVISER,))
    if urns is not None and not urns:
        return
    settings = selectors.settings_for(asker.partnership, on=asker.today)
    for one in asked.to_meet(asker.partnership, settings=settings, urns=urns):
        if not asker.held(one.urn) & {ADVISER, LEAD}:
            continue
        if one.meeting is None:
            yield Waiting(one.words, one.by, "visits:begin", (one.urn, one.kind), one.urn)


def _levels(asker: _Asker) -> Iterator[Waiting]:
    """Levels of own and allocated schools to which this person has not answered yet (F13)."""
    held = [post for post in people.posts_in(asker.person, asker.partnership) if post.urn is not None]
    stands = risk.levels(asker.partnership)
    for role, party in asked.PARTIES.items():
        mine = [stands[post.urn] for post in held if post.role == role and post.urn in stands]
        for one in asked.answers_wanted(asker.partnership, mine, party=party) if mine else ():
            on = timezone.localtime(one.decided_at).date()
            yield Waiting("Say whether you agree with the level", on, "risk:school", (one.urn,), one.urn)
