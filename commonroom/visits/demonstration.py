"""A small story of working with one school, told through the services, for the demonstration."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from commonroom.partnerships.models import Partnership
from commonroom.partnerships.scope import entered
from commonroom.people import access
from commonroom.people import services as posts
from commonroom.visits import access as doors
from commonroom.visits import selectors, services
from commonroom.visits.models import NoteOfVisit

ANNUAL = {
    "with_whom": "The headteacher and the attendance lead.",
    "seen": (
        "First-day calls now go out by 9:40 every day. The log for the month showed 212 calls, 9 in 10 answered the "
        "same morning.\nWriting in both year 6 classes is secure; books were seen with the English lead."
    ),
    "leadership": "Leaders know the school well. Governors ask good questions about attendance.",
    "curriculum": "The spelling programme is taught daily in key stage 2 and not yet in key stage 1.",
    "figures": "Absence is falling, and still above England. Reading is close to England.",
    "documents": "The self-evaluation is frank. The improvement plan has three priorities with dates.",
    "groups": ["premium", "send"],
    "groups_words": "Eligible pupils are called first. Two with plans have their own timetable.",
    "strong": "Families answer. Staff speak of attendance as belonging, not as a rule.",
    "agreed": "The attendance lead reviews the 14 pupils below 80 in 100 with the early help team within three weeks.",
    "help": "yes",
    "help_words": "A day with a school that has brought absence down",
}
SUPPORT = {
    "with_whom": "The English lead.",
    "seen": "Three spelling lessons in key stage 1. Two follow the programme; the third begins next week.",
    "groups": ["send"],
    "strong": "Teachers plan together.",
    "help": "no",
}


class _Stage:
    """Who acts where: each deed is done by a person whom the database knows."""

    def __init__(self, partnership: Partnership, at: datetime) -> None:
        self.partnership, self.at = partnership, at

    def by(self, person: Any, *, days_ago: int = 0) -> dict[str, Any]:
        access.stands_in_for(person)
        access.forget_posts(person)
        return {"by": person, "at": self.at - timedelta(days=days_ago)}


def fill(partnership: Partnership, people: dict[str, Any], at: datetime) -> None:
    """Tell the story of one school to the database; a second time changes nothing.

    `people` are the demonstration's by slug: daniel (adviser), hannah (lead), farid (head of service), ruth (the head)
    and samuel (the chair of governors of the same school). Enters the partnership itself.
    """
    head = people["ruth"]
    with entered(partnership, person_id=head.pk):
        stage = _Stage(partnership, at)
        stage.by(head)
        urn = next(held.urn for held in access.posts_in(head, partnership) if held.role == "headteacher")
        assert urn is not None
        stage.by(people["hannah"])
        if NoteOfVisit.objects.filter(partnership=partnership, urn=urn).exists():
            return
        _allot(stage, people, urn)
        _visits(stage, people, urn)
        _plan(stage, people, urn)
        _review(stage, people, urn)


def _allot(stage: _Stage, people: dict[str, Any], urn: int) -> None:
    """The adviser has the school as a post of its own."""
    adviser = people["daniel"]
    stage.by(adviser)
    if "adviser" not in doors.roles_at(adviser, partnership=stage.partnership, urn=urn):
        posts.give_post(
            person=adviser, role="adviser", partnership=stage.partnership, urn=urn, **_given(stage, people["farid"])
        )


def _given(stage: _Stage, by: Any) -> dict[str, Any]:
    who = stage.by(by)
    return {**who, "starts_on": (stage.at - timedelta(days=80)).date()}


def _visits(stage: _Stage, people: dict[str, Any], urn: int) -> None:
    adviser, lead, head = people["daniel"], people["hannah"], people["ruth"]
    mine = {"partnership": stage.partnership, "urn": urn}
    day = (stage.at - timedelta(days=24)).date()
    who = stage.by(adviser, days_ago=24)
    note = services.plan_visit(**mine, kind="annual", on=day, purpose="The yearly visit.", **who)
    services.save_draft(thing=note, words=ANNUAL, version=0, **who)
    services.send_note(note=note, **who)
    services.share_note(note=note, shows_chair=True, **stage.by(lead, days_ago=21))
    who = stage.by(head, days_ago=18)
    given = {2: "212 calls in the first three weeks of the month. Half-term was not counted."}
    services.reply_to_note(note=note, edition=1, answer="inaccurate", corrections=given, words="Thank you.", **who)
    help_ = stage.by(lead, days_ago=15) and _help_of(note)
    until = (stage.at + timedelta(days=60)).date()
    services.match_help(
        help_=help_, source="school", who="Oakfield Primary School", hand_back_on=until, **stage.by(lead, days_ago=15)
    )
    services.begin_help(help_=help_, begins_on=(stage.at - timedelta(days=9)).date(), **stage.by(lead, days_ago=9))
    who = stage.by(adviser, days_ago=3)
    later = services.plan_visit(**mine, kind="support", on=(stage.at - timedelta(days=3)).date(), **who)
    services.save_draft(thing=later, words=SUPPORT, version=0, **who)
    services.send_note(note=later, **who)
    purpose = "Spelling in key stage 1, as agreed."
    to_come = (stage.at + timedelta(days=11)).date()
    services.plan_visit(**mine, kind="support", on=to_come, purpose=purpose, **stage.by(adviser))
    services.note_step(
        **mine, kind="cluster", on=day, words="The cluster’s attendance leads met here.", **stage.by(adviser)
    )
    who = stage.by(head, days_ago=2)
    asked_on = (stage.at - timedelta(days=2)).date()
    words = "Which reading books do schools like ours use in year 1?"
    services.ask_query(**mine, words=words, asked_by=head.name, asked_on=asked_on, **who)


def _help_of(note: NoteOfVisit) -> Any:
    return doors.Brokerage.objects.get(note=note)


def _plan(stage: _Stage, people: dict[str, Any], urn: int) -> None:
    adviser, head = people["daniel"], people["ruth"]
    mine = {"partnership": stage.partnership, "urn": urn}
    who = stage.by(adviser, days_ago=20)
    starts, ends = (stage.at - timedelta(days=22)).date(), (stage.at + timedelta(days=230)).date()
    plan = services.start_plan(**mine, name="Attendance and spelling", starts_on=starts, ends_on=ends, **who)
    measures = [slug for slug, _ in selectors.measure_choices(urn) if slug.startswith("absence_overall")]
    tied: dict[str, Any] = {}
    if measures and (now := selectors.newest_figures(urn, measures[:1])[measures[0]].number):
        tied = {"measure": measures[0], "target": Decimal(str(round(now * 0.85, 1)))}
    success = "Fewer pupils miss a day in ten."
    first = services.add_priority(plan=plan, name="More pupils in school every day", success=success, **tied, **who)
    success = "Spelling is taught daily in every class."
    second = services.add_priority(plan=plan, name="Spelling from year 1", success=success, **who)
    soon, late = (stage.at - timedelta(days=5)).date(), (stage.at + timedelta(days=40)).date()
    calls = services.add_action(
        priority=first, what="Call on the first day of absence by 9:45", owner="Attendance lead", due_on=soon, **who
    )
    services.add_action(
        priority=first, what="Review each pupil below 80 in 100", owner="Deputy head", due_on=late, **who
    )
    services.add_action(
        priority=second, what="Begin the programme in key stage 1", owner="English lead", due_on=late, **who
    )
    source = "School improvement fund"
    services.add_funding(plan=plan, what="Supply for two days", source=source, amount=Decimal(460), **who)
    services.agree_plan(plan=plan, **who)
    services.agree_plan(plan=plan, **stage.by(head, days_ago=19))
    _meeting(stage, people, urn, plan, first, calls)


def _meeting(stage: _Stage, people: dict[str, Any], urn: int, plan: Any, priority: Any, action: Any) -> None:
    adviser = people["daniel"]
    mine = {"partnership": stage.partnership, "urn": urn, "kind": "task-group"}
    day = (stage.at - timedelta(days=5)).date()
    who = stage.by(adviser, days_ago=5)
    plan.refresh_from_db()
    held = services.plan_meeting(**mine, on=day, place="At the school", plan=plan, **who)
    words = {
        "progress": "First-day calls are in place and kept. Absence this half-term is lower than a year ago.",
        "discussed": "Pupils below 80 in 100, and who meets which family.",
        "actions": "Deputy head: the 14 pupils, by the next meeting. Adviser: a visit to Oakfield.",
    }
    services.save_draft(thing=held, words=words, version=0, **who)
    there = {"head": people["ruth"].name, "chair": people["samuel"].name, "adviser": adviser.name}
    there["lead"] = people["hannah"].name
    absent = {"deputy": "teaching that afternoon"}
    services.circulate_record(meeting=held, there=there, absent=absent, **who)
    services.note_progress(priority=priority, words="Calls are in place and kept.", on=day, meeting=held, **who)
    services.end_action(action=action, state="done", on=day, words="Every day since half-term.", **who)
    services.plan_meeting(**mine, on=(stage.at + timedelta(days=75)).date(), plan=plan, **stage.by(adviser))


def _review(stage: _Stage, people: dict[str, Any], urn: int) -> None:
    lead = people["hannah"]
    on = (stage.at + timedelta(days=17)).date()
    who = stage.by(lead, days_ago=4)
    review = services.plan_review(
        partnership=stage.partnership, urn=urn, theme="general", on=on, officers=["inclusion"], **who
    )
    timetable = "9:00 head and chair\n9:30 lessons in years 1 and 2\n11:00 books with the English lead\n14:30 feedback"
    agreed = (stage.at - timedelta(days=1)).date()
    services.agree_timetable(
        review=review, agreed_on=agreed, with_whom=people["ruth"].name, timetable=timetable, **stage.by(lead)
    )
