"""Days cannot stand in an impossible order: every pair of days in this room, tried through its service."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from commonroom.people.access import Refused
from commonroom.visits import services
from commonroom.visits.tests.conftest import AT, OAKFIELD, TODAY

YEAR = timedelta(days=366)


def day(days: int) -> date:
    """So many days from the day on which everything happens."""
    return TODAY + timedelta(days=days)


SOON, BEGUN, LATER = day(30), day(10), day(20)


@dataclass
class World:
    """Rivermead with a plan from ten days ago to the summer, agreed today, and people to act."""

    inside: Any
    partnership: Any
    daniel: Any
    sol: Any
    chidi: Any

    def by(self, person: Any, at: datetime = AT) -> dict[str, Any]:
        self.inside(person)
        return {"by": person, "at": at}

    def of_school(self) -> dict[str, Any]:
        return {"partnership": self.partnership, "urn": OAKFIELD}

    def plan(self, **days: date) -> Any:
        dates = {"starts_on": day(-10), "ends_on": day(120), **days}
        return services.start_plan(**self.of_school(), name="Writing", **dates, **self.by(self.daniel))

    def priority(self) -> Any:
        plan = self.plan()
        return services.add_priority(plan=plan, name="Writing", success="Books.", **self.by(self.daniel))

    def action(self, due_on: date = SOON) -> Any:
        given = {"what": "Teach spelling", "owner": "Lead", "due_on": due_on}
        return services.add_action(priority=self.priority(), **given, **self.by(self.daniel))

    def agreed(self) -> Any:
        plan = self.action().priority.plan
        services.agree_plan(plan=plan, **self.by(self.daniel))
        return services.agree_plan(plan=plan, **self.by(self.chidi))

    def help(self, **given: Any) -> Any:
        asked = services.ask_for_help(**self.of_school(), what="A partner", **self.by(self.sol))
        values = {"source": "external", "who": "Brook", "hand_back_on": day(60), "because": "None is free", **given}
        return services.match_help(help_=asked, **values, **self.by(self.sol))

    def begun(self, begins_on: date = BEGUN) -> Any:
        return services.begin_help(help_=self.help(), begins_on=begins_on, **self.by(self.sol, AT + YEAR / 6))

    def meeting(self, on: date, kind: str = "task-group") -> Any:
        return services.plan_meeting(**self.of_school(), kind=kind, on=on, **self.by(self.daniel))

    def review(self, on: date = LATER) -> Any:
        return services.plan_review(**self.of_school(), theme="general", on=on, **self.by(self.sol))

    def timetable(self, agreed_on: date, at: datetime = AT) -> Any:
        given = {"agreed_on": agreed_on, "with_whom": "The head", "timetable": "9:00"}
        return services.agree_timetable(review=self.review(), **given, **self.by(self.sol, at))


def _progress(w: World, on: date, **more: Any) -> Any:
    priority = w.agreed() and services.plans.Priority.objects.get()
    return services.note_progress(priority=priority, words="On its way.", on=on, **more, **w.by(w.daniel))


def _ended(w: World, on: date) -> Any:
    action = w.agreed() and services.plans.Action.objects.get()
    return services.end_action(action=action, state="done", on=on, words="", **w.by(w.daniel))


def _validated(w: World, on: date, at: datetime = AT) -> Any:
    return services.validate_plan(plan=w.agreed(), who="Ada Moor", on=on, words="It holds.", **w.by(w.daniel, at))


def _circulated(w: World, on: date) -> Any:
    return services.circulate_record(meeting=w.meeting(on), there={}, absent={}, **w.by(w.daniel))


def _finished(w: World) -> Any:
    held = w.timetable(TODAY)
    given = {"progress": "x", "risks": "x", "actions": "x"}
    services.save_draft(thing=held, words=given, version=0, **w.by(w.sol))
    return services.finish_review(review=held, **w.by(w.sol))


def _sent(w: World, on: date) -> Any:
    note = services.plan_visit(**w.of_school(), kind="support", on=on, **w.by(w.daniel))
    words = {"seen": "Much.", "groups": ["send"], "help": "no"}
    services.save_draft(thing=note, words=words, version=0, **w.by(w.daniel))
    return services.send_note(note=note, **w.by(w.daniel))


def _step(w: World, on: date) -> Any:
    return services.note_step(**w.of_school(), kind="cluster", on=on, words="We met.", **w.by(w.daniel))


def _query(w: World, on: date) -> Any:
    return services.ask_query(**w.of_school(), words="Which?", asked_by="Chidi", asked_on=on, **w.by(w.daniel))


def _handed(w: World, ended_on: date, at: datetime = AT + YEAR / 6) -> Any:
    return services.hand_back_help(help_=w.begun(), ended_on=ended_on, outcome="Well.", **w.by(w.sol, at))


def _moved_back(w: World, on: date, at: datetime = AT) -> Any:
    return services.move_hand_back(help_=w.begun(), hand_back_on=on, because="Later.", **w.by(w.sol, at))


def _moved_review(w: World, on: date) -> Any:
    return services.move_review(review=w.review(), on=on, because="Snow.", **w.by(w.sol))


def _moved_meeting(w: World, on: date) -> Any:
    return services.move_meeting(meeting=w.meeting(day(5)), on=on, because="Snow.", **w.by(w.daniel))


REFUSED = {
    "plan ends before it begins": (lambda w: w.plan(starts_on=day(5), ends_on=day(4)), "It ends after that day"),
    "plan ends on its first day": (lambda w: w.plan(starts_on=day(5), ends_on=day(5)), "It ends after that day"),
    "plan is over when it begins": (lambda w: w.plan(starts_on=day(-9), ends_on=TODAY), "ends on a day to come"),
    "plan runs three years": (lambda w: w.plan(ends_on=day(1100)), "two years at most"),
    "plan begins years ago": (lambda w: w.plan(starts_on=day(-400)), "Check the year"),
    "action due before the plan": (lambda w: w.action(day(-11)), "Choose a day within it"),
    "action due after the plan": (lambda w: w.action(day(121)), "Choose a day within it"),
    "action done before the plan": (lambda w: _ended(w, day(-11)), "after the plan began"),
    "action done tomorrow": (lambda w: _ended(w, day(1)), "not later than today"),
    "progress before the plan": (lambda w: _progress(w, day(-11)), "after the plan began"),
    "progress tomorrow": (lambda w: _progress(w, day(1)), "not later than today"),
    "progress at a meeting of another day": (
        lambda w: _progress(w, TODAY, meeting=w.meeting(day(-1))), "Choose a meeting about this school, and its day"),
    "validation before the plan is agreed": (lambda w: _validated(w, day(-1)), "Both sides have agreed the plan since"),
    "validation tomorrow": (lambda w: _validated(w, day(1)), "still to come"),
    "hand-back on the day of the request": (lambda w: w.help(hand_back_on=TODAY), "comes after the request"),
    "hand-back before the request": (lambda w: w.help(hand_back_on=day(-1)), "comes after the request"),
    "hand-back in two years": (lambda w: w.help(hand_back_on=day(700)), "within a year"),
    "help begins before it was asked for": (lambda w: w.begun(day(-1)), "It begins on that day or later"),
    "help begins in time to come": (lambda w: w.begun(day(90)), "still to come"),
    "help begins on its hand-back": (lambda w: w.begun(day(60)), "Begin before it, or move the hand-back"),
    "help ends before it began": (lambda w: _handed(w, day(9)), "It ends on that day or later"),
    "help ends in time to come": (lambda w: _handed(w, day(90)), "still to come"),
    "hand-back moves before the beginning": (lambda w: _moved_back(w, day(10)), "comes after that day"),
    "hand-back moves into the past": (lambda w: _moved_back(w, day(20), AT + YEAR / 6), "is past"),
    "note is sent before the visit": (lambda w: _sent(w, day(1)), "still to come"),
    "visit in another year": (lambda w: _sent(w, day(500)), "Check the year"),
    "record before the meeting": (lambda w: _circulated(w, day(1)), "once it has been held"),
    "meeting in another year": (lambda w: w.meeting(day(500)), "Check the year"),
    "meeting moves to another year": (lambda w: _moved_meeting(w, day(-500)), "Check the year"),
    "review is planned for yesterday": (lambda w: w.review(day(-1)), "a day to come"),
    "review moves to yesterday": (lambda w: _moved_review(w, day(-1)), "a day to come"),
    "timetable four working days before": (
        lambda w: w.timetable(day(17), AT + timedelta(days=17)), "move the review first"),
    "timetable agreed tomorrow": (lambda w: w.timetable(day(1)), "still to come"),
    "timetable agreed after the review": (
        lambda w: w.timetable(day(21), AT + timedelta(days=21)), "move the review first"),
    "summary before the review": (_finished, "on the day or after it"),
    "step noted before it is done": (lambda w: _step(w, day(1)), "still to come"),
    "query asked tomorrow": (lambda w: _query(w, day(1)), "still to come"),
}  # fmt: skip
TAKEN = {
    "plan from today": lambda w: w.plan(starts_on=TODAY),
    "action due on the last day": lambda w: w.action(day(120)),
    "action done on the first day": lambda w: _ended(w, day(-10)),
    "progress today at a meeting of today": lambda w: _progress(w, TODAY, meeting=w.meeting(TODAY)),
    "validation on the day of agreement": lambda w: _validated(w, TODAY),
    "help begins on the day it was asked for": lambda w: w.begun(TODAY),
    "help ends on the day it began": lambda w: _handed(w, day(10)),
    "hand-back moves on": lambda w: _moved_back(w, day(90)),
    "note of today": lambda w: _sent(w, TODAY),
    "timetable five working days before": lambda w: w.timetable(day(13), AT + timedelta(days=13)),
    "query of yesterday": lambda w: _query(w, day(-1)),
    "step of yesterday": lambda w: _step(w, day(-1)),
}


@pytest.fixture
def world(inside, rivermead, oakfield, daniel, sol, chidi):
    return World(inside, rivermead, daniel, sol, chidi)


@pytest.mark.parametrize("name", REFUSED)
def test_days_when_their_order_is_impossible_then_refused_and_it_says_what_to_do(world, name):
    deed, says = REFUSED[name]

    with pytest.raises(Refused, match=says):
        deed(world)


@pytest.mark.parametrize("name", TAKEN)
def test_days_when_they_stand_at_the_very_line_then_taken(world, name):
    assert TAKEN[name](world).pk is not None
