"""The life of entries and grants against a model in plain sets: any order of deeds, each accepted or refused alike.

Assurance B-10. The model below is written from the rules in words, not from the services' code.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from commonroom.audit.models import Event
from commonroom.people.access import Refused
from commonroom.register import access
from commonroom.register import services as register
from commonroom.register.models import Entry, Grant
from commonroom.register.tests.conftest import NOW, TODAY, as_
from tests.cast import hold, make_person

pytestmark = [pytest.mark.slow]
FULL = os.environ.get("COMMONROOM_FAULTS") == "full"
WANTED = {"maintained": {"told-school", "adviser"}, "academy": {"told-trust", "told-regions"}}
"""What must be recorded before a school may leave, by its kind; the other kind's own steps are refused."""
NOT_FOR = {"maintained": {"told-trust"}, "academy": {"adviser"}}
STEPS = ["told-school", "told-trust", "told-regions", "adviser", "conversation"]


@dataclass
class Held:
    """What the model knows of one school's open entry."""

    row: Entry
    done: set[str] = field(default_factory=set)
    tapering: bool = False
    sight: set[str] = field(default_factory=set)


class Register(RuleBasedStateMachine):
    """Two schools of either kind, two officers who may be given sight, and the head of service who does everything."""

    cast: dict

    def __init__(self):
        super().__init__()
        self.around = transaction.atomic()
        self.around.__enter__()
        self.on: dict[str, Held] = {}
        self.deeds = 0
        self.events = Event.objects.count()

    def teardown(self):
        transaction.set_rollback(True)
        self.around.__exit__(None, None, None)

    @initialize()
    def both_are_placed(self):
        for kind in WANTED:
            self.place(kind)

    def did(self, expected, call, by="farid", **values):
        """Whether the deed was done, which must be what the model expected."""
        person = self.cast[by]
        with as_(self.cast["rivermead"], person):
            try:
                made = call(by=person, at=NOW, **values)
            except Refused:
                made = None
        assert (made is not None) == expected, (call.__name__, values)
        self.deeds += expected
        return made

    @rule(kind=st.sampled_from(list(WANTED)))
    def place(self, kind):
        facts = {"indicators": ["outcomes"], "because": "Outcomes fell.", "decided_on": TODAY}
        area, school = self.cast["rivermead"], self.cast[kind]
        made = self.did(kind not in self.on, register.place_school, partnership=area, urn=school.urn, **facts)
        if made:
            self.on[kind] = Held(made)

    @rule(kind=st.sampled_from(list(WANTED)), step=st.sampled_from(STEPS))
    def record(self, kind, step):
        if held := self.on.get(kind):
            fits = step not in NOT_FOR[kind]
            self.did(fits, register.record_step, entry=held.row, kind=step, on=TODAY, words="Talked it through")
            held.done |= {step} if fits else set()

    @rule(kind=st.sampled_from(list(WANTED)), decision=st.sampled_from(["kept", "taper"]))
    def look_again(self, kind, decision):
        if held := self.on.get(kind):
            due = TODAY + timedelta(days=30)
            self.did(True, register.decide, entry=held.row, kind=decision, on=TODAY, words="Better", due_on=due)
            held.tapering = decision == "taper"

    @rule(kind=st.sampled_from(list(WANTED)), but=st.sampled_from(["", "", "steps", "taper", "sight"]))
    def bring_to_its_end(self, kind, but):
        """All that leaving asks for, or all but one thing."""
        if held := self.on.get(kind):
            for step in sorted(WANTED[kind] - held.done) if but != "steps" else ():
                self.record(kind, step)
            self.look_again(kind, "kept" if but == "taper" else "taper")
            for who in sorted(held.sight) if but != "sight" else ():
                self.take(kind, who)
            self.hand_over(kind)

    @rule(kind=st.sampled_from(list(WANTED)))
    def hand_over(self, kind):
        if held := self.on.get(kind):
            may = held.tapering and WANTED[kind] <= held.done and not held.sight
            values = {"kind": "handed-over", "on": TODAY, "words": "It stands by itself", "handed_to": "Its cluster"}
            if self.did(may, register.decide, entry=held.row, **values):
                del self.on[kind]

    @rule(kind=st.sampled_from(list(WANTED)), who=st.sampled_from(["noor", "kit"]), days=st.integers(0, 200))
    def give(self, kind, who, days):
        if held := self.on.get(kind):
            may, until = who not in held.sight and days <= 112, TODAY + timedelta(days=days)
            values = {"person": self.cast[who], "purpose": "Before a meeting", "until": until}
            self.did(may, register.give_sight, entry=held.row, **values)
            held.sight |= {who} if may else set()

    @rule(kind=st.sampled_from(list(WANTED)), who=st.sampled_from(["noor", "kit"]))
    def take(self, kind, who):
        if (held := self.on.get(kind)) and who in held.sight:
            with as_(self.cast["rivermead"], self.cast["farid"]):
                grant = Grant.objects.get(entry=held.row, person_id=self.cast[who].pk, ended_at=None)
                register.end_sight(grant=grant, because="No longer needed", by=self.cast["farid"], at=NOW)
            held.sight.discard(who)
            self.deeds += 1

    @rule(kind=st.sampled_from(list(WANTED)), who=st.sampled_from(["noor", "kit"]))
    def open(self, kind, who):
        if held := self.on.get(kind):
            area, why = self.cast["rivermead"], {"reason": "meeting", "words": "the meeting on Monday"}
            self.did(who in held.sight, register.open_record, by=who, entry=held.row, partnership=area, **why)

    @invariant()
    def the_open_entries_are_those_of_the_model(self):
        with as_(self.cast["rivermead"], self.cast["farid"]):
            assert set(Entry.objects.filter(closed_at=None)) == {held.row for held in self.on.values()}

    @invariant()
    def each_officer_sees_what_she_was_given_and_nothing_else(self):
        for who in ("noor", "kit"):
            with as_(self.cast["rivermead"], self.cast[who]):
                seen = access.visible_entries(to=self.cast[who], partnership=self.cast["rivermead"], on=TODAY)
                assert set(seen) == {held.row for held in self.on.values() if who in held.sight}

    @invariant()
    def each_deed_left_one_event(self):
        assert Event.objects.count() - self.events == self.deeds


@pytest.mark.req("G04")
@pytest.mark.req("G06")
@pytest.mark.req("G39")
def test_register_in_any_order_of_deeds_does_what_its_rules_in_words_say(rivermead, farid, oakfield, academy, officer):
    kit = make_person("Kit Lorrimer")
    hold(kit, "ofsted", rivermead)
    cast = {"rivermead": rivermead, "farid": farid, "maintained": oakfield, "academy": academy}
    machine = type("Lives", (Register,), {"cast": {**cast, "noor": officer, "kit": kit}})

    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=200 if FULL else 20,
            stateful_step_count=50 if FULL else 25,
            deadline=None,
            database=None,
            derandomize=not FULL,
            suppress_health_check=list(HealthCheck),
        ),
    )
