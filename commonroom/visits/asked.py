"""Reads over what follows from levels and assessments: meetings to arrange, and answers to a level that wait."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from commonroom.partnerships.models import Partnership
from commonroom.risk.models import Agreement, Assessment, LevelDecision
from commonroom.risk.rules import AssessmentState
from commonroom.schools.models import School
from commonroom.schools.rules import is_academy
from commonroom.visits.models import Meeting
from commonroom.visits.rules import asked
from commonroom.visits.rules.days import Settings, add_working

PARTIES = {
    "headteacher": "head",
    "chair-of-governors": "chair",
    "adviser": "adviser",
    "school-improvement-lead": "lead",
}


@dataclass(frozen=True)
class Call:
    """What calls for a meeting: the public id of a decision or an assessment, the level (empty), and since when."""

    about_id: UUID
    level: str
    since: date


@dataclass(frozen=True)
class ToMeet:
    """A meeting that a level or an assessment asks for and that is not done: arrange it, or hold it."""

    urn: int
    kind: str
    call: Call
    by: date
    meeting: asked.Met | None

    @property
    def words(self) -> str:
        """What there is to do, in words that name no level: the page behind it does."""
        if self.kind == "first":
            return "Hold the first conversation" if self.meeting else "Arrange the first conversation with the head"
        return "Hold the meeting on the level" if self.meeting else "Arrange the meeting that confirms the level"


def to_meet(
    partnership: Partnership,
    *,
    settings: Settings,
    urns: Collection[int] | None = None,
    told: Mapping[int, list[asked.Decided]] | None = None,
    maintained: Collection[int] | None = None,
) -> list[ToMeet]:
    """Meetings that are asked for and not done, the earliest first (G16, G03). `urns` None: every school.

    Reads what the reader is cleared for and nothing else. Academies have a route of their own. Four statements; two
    fewer where the caller has read the `stories` of these schools and which of them are `maintained` already.
    """
    told = stories(partnership, urns=urns) if told is None else told
    calls = {"level": _moves(told, settings), "first": _firsts(partnership, urns)}
    wanted = {urn for rows in calls.values() for urn in rows}
    ours = _maintained(wanted) if maintained is None else wanted & set(maintained)
    met = _met(partnership, ours)
    found = []
    for kind, rows in calls.items():
        for urn, call in rows.items():
            if urn not in ours:
                continue
            where, meeting = asked.standing(kind, call.about_id, [one for k, one in met.get(urn, ()) if k == kind])
            if where != "done":
                by = meeting.on if meeting else add_working(call.since, settings.meeting_days, settings.days_off)
                found.append(ToMeet(urn, kind, call, by, meeting))
    return sorted(found, key=lambda one: (one.by, one.urn, one.kind))


def called_for(partnership: Partnership, urn: int, kind: str, *, settings: Settings) -> Call | None:
    """What a meeting of a kind about a school would be about now; None where nothing calls for one."""
    rows = _moves(stories(partnership, urns=[urn]), settings) if kind == "level" else _firsts(partnership, [urn])
    return rows.get(urn) if kind in asked.OUTCOMES else None


def _narrowed(rows: QuerySet[Any], urns: Collection[int] | None) -> QuerySet[Any]:
    return rows if urns is None else rows.filter(urn__in=urns)


def _maintained(urns: Collection[int]) -> set[int]:
    types = School.objects.filter(pk__in=urns, is_open=True).values_list("pk", "type")
    return {urn for urn, type_ in types if not is_academy(type_)}


def stories(partnership: Partnership, *, urns: Collection[int] | None = None) -> dict[int, list[asked.Decided]]:
    """Every level that was decided for each school, newest first, as far as the reader is cleared. One statement."""
    rows = _narrowed(LevelDecision.objects.filter(partnership=partnership), urns).order_by("urn", "-decided_at", "-pk")
    found: dict[int, list[asked.Decided]] = {}
    for urn, about, level, at in rows.values_list("urn", "public_id", "level", "decided_at"):
        found.setdefault(urn, []).append(asked.Decided(about, level, at))
    return found


def _moves(told: Mapping[int, list[asked.Decided]], settings: Settings) -> dict[int, Call]:
    found = {urn: asked.moved_to(story, settings.meeting_levels) for urn, story in told.items()}
    return {urn: Call(m.public_id, m.level, timezone.localtime(m.at).date()) for urn, m in found.items() if m}


def _firsts(partnership: Partnership, urns: Collection[int] | None) -> dict[int, Call]:
    """Good and outstanding schools that are at risk all the same, since their adviser has looked (G02, G03)."""
    rows = _narrowed(Assessment.objects.filter(partnership=partnership), urns)
    rows = rows.exclude(state__in=(AssessmentState.DRAFT, AssessmentState.REPLACED))
    found: dict[int, Call] = {}
    newest = rows.order_by("urn", "-year", "-term", "-pk").distinct("urn")
    for one in newest.only("urn", "public_id", "gobar", "proposed_at", "drafted_at"):
        if one.gobar:
            at = timezone.localtime(one.proposed_at or one.drafted_at)
            found[one.urn] = Call(one.public_id, "", at.date())
    return found


def _met(partnership: Partnership, urns: Collection[int]) -> dict[int, list[tuple[str, asked.Met]]]:
    rows = Meeting.objects.filter(partnership=partnership, urn__in=urns, kind__in=list(asked.OUTCOMES))
    found: dict[int, list[tuple[str, asked.Met]]] = {}
    for one in rows.order_by("-on", "-pk"):
        assert one.urn is not None
        met = asked.Met(one.state, one.on, one.about_id, one.outcome, one.public_id)
        found.setdefault(one.urn, []).append((one.kind, met))
    return found


def answers_wanted(
    partnership: Partnership, decisions: Collection[LevelDecision], *, party: str
) -> list[LevelDecision]:
    """The decisions on levels among these to which one of the four has said nothing yet, oldest first (F13)."""
    rows = Agreement.objects.filter(partnership=partnership, decision__in=decisions, party=party)
    said = set(rows.values_list("decision_id", flat=True))
    return sorted((one for one in decisions if one.pk not in said), key=lambda one: one.decided_at)
