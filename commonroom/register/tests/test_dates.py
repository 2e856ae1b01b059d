"""Days cannot stand in an impossible order: every pair of days of the register, tried through its service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from commonroom.people.access import Refused
from commonroom.register import services as register
from commonroom.register.models import Grant, Notice, Opening
from commonroom.register.tests.conftest import NOW, TODAY, as_, give, place
from tests.cast import make_school

YEAR = 366


def day(days: int) -> date:
    """So many days from today."""
    return TODAY + timedelta(days=days)


@dataclass
class World:
    """Oakfield on the register since 30 days ago, and somebody who keeps it."""

    partnership: Any
    farid: Any
    entry: Any
    officer: Any

    def do(self, verb: Any, **given: Any) -> Any:
        with as_(self.partnership, self.farid):
            return verb(by=self.farid, at=NOW, **given)

    def place(self, **given: Any) -> Any:
        return place(self.partnership, self.farid, make_school(900150, "Larkrise").pk, **given)

    def step(self, on: date) -> Any:
        return self.do(register.record_step, entry=self.entry, kind="told-school", on=on, words="Told.")

    def decide(self, kind: str = "kept", on: date = TODAY, **given: Any) -> Any:
        facts = {"due_on": on + timedelta(days=30), **given}
        return self.do(register.decide, entry=self.entry, kind=kind, on=on, words="Decided.", **facts)

    def drafted(self, issuer: str = "council", ground: str = "safety", flow_of: Any = None) -> Any:
        given = {"issuer": issuer, "evidence": "Three reviews said so.", "recipients": ["The chair"]}
        grounds = [] if flow_of else [ground]
        return self.do(register.draft_notice, entry=flow_of or self.entry, grounds=grounds, **given)

    def move(self, notice: Any, after: str, on: date = TODAY, **given: Any) -> Any:
        return self.do(register.move_notice, notice=notice, after=after, on=on, because="Decided.", **given)

    def issued(self, on: date = TODAY, comply_by: date | None = None, **given: Any) -> Any:
        notice = self.drafted(**given)
        self.move(notice, "issued", on, comply_by=comply_by)
        return notice

    def past(self, issued: int, comply_by: int) -> Any:
        """A council's notice that was drafted and issued so many days ago."""
        notice = self.drafted()
        with as_(self.partnership, self.farid):
            Notice.objects.filter(pk=notice.pk).update(drafted_on=day(issued))
        self.move(notice, "issued", day(issued), comply_by=day(comply_by))
        return notice

    def letter(self, dated: date, notice: Any = None) -> Any:
        found = notice or self.issued(comply_by=day(20))
        return self.do(register.write_letter, notice=found, kind="warning", signed_by="", dated=dated)

    def academy(self) -> Any:
        school = make_school(900151, "Foundry", type="Academy converter")
        return self.drafted(flow_of=place(self.partnership, self.farid, school.pk))

    def again(self, decided_on: date) -> Any:
        """Oakfield placed anew after its entry was closed today."""
        with as_(self.partnership, self.farid):
            type(self.entry).objects.filter(pk=self.entry.pk).update(closed_at=NOW)
        return place(self.partnership, self.farid, self.entry.urn, decided_on=decided_on, due_on=day(10))


def _tapered_then(w: World, kind: str, on: date, **given: Any) -> Any:
    w.decide("taper", day(-5))
    return w.decide(kind, on, **given)


REFUSED = {
    "placed tomorrow": (lambda w: w.place(decided_on=day(1)), "has not come yet"),
    "looked at again before the decision": (
        lambda w: w.place(decided_on=day(-5), due_on=day(-6)), "a day after this decision"),
    "looked at again on the day of the decision": (
        lambda w: w.place(decided_on=day(-5), due_on=day(-5)), "a day after this decision"),
    "placed anew before the last entry was closed": (lambda w: w.again(day(-1)), "before this one was closed"),
    "step before the placing": (lambda w: w.step(day(-31)), "before the school was placed"),
    "step tomorrow": (lambda w: w.step(day(1)), "has not come yet"),
    "decision before the placing": (lambda w: w.decide(on=day(-31)), "before the school was placed"),
    "decision tomorrow": (lambda w: w.decide(on=day(1)), "has not come yet"),
    "decision before the last one": (lambda w: _tapered_then(w, "kept", day(-6)), "The last decision was on"),
    "handed over before the taper": (
        lambda w: _tapered_then(w, "handed-over", day(-6), handed_to="Bellfounders"), "The last decision was on"),
    "next look on the day of the decision": (lambda w: w.decide(due_on=TODAY), "a day after this decision"),
    "next look before the decision": (lambda w: w.decide(due_on=day(-1)), "a day after this decision"),
    "issued tomorrow": (lambda w: w.issued(day(1), day(30)), "has not come yet"),
    "issued before the draft": (lambda w: w.issued(day(-1), day(30)), "It was drafted on"),
    "no time to comply": (lambda w: w.issued(), "a last day to comply that is after"),
    "comply on the day of issue": (lambda w: w.issued(comply_by=TODAY), "a last day to comply that is after"),
    "comply before the issue": (lambda w: w.issued(comply_by=day(-1)), "a last day to comply that is after"),
    "comply after years": (lambda w: w.issued(comply_by=day(YEAR + 9)), "more than a year"),
    "not complied with before the time ran out": (
        lambda w: w.move(w.past(-9, 9), "not-complied"), "The time to comply runs until"),
    "not complied with on the last day": (
        lambda w: w.move(w.past(-9, 0), "not-complied"), "The time to comply runs until"),
    "complied with before the issue": (
        lambda w: w.move(w.past(-9, 9), "complied", day(-10)), "before the last one recorded"),
    "complied with tomorrow": (lambda w: w.move(w.past(-9, 9), "complied", day(1)), "has not come yet"),
    "withdrawn before the issue": (
        lambda w: w.move(w.past(-9, 9), "withdrawn", day(-10)), "before the last one recorded"),
    "answer asked for before concerns are written": (
        lambda w: w.move(w.academy(), "written", comply_by=day(-1)), "a last day to comply that is after"),
    "concerns written before the draft": (lambda w: w.move(w.academy(), "written", day(-1)), "It was drafted on"),
    "regional office before it could give notices": (
        lambda w: w.issued(date(2016, 4, 17), date(2016, 9, 1), issuer="regions"), "could not use each of the grounds"),
    "letter before the notice": (lambda w: w.letter(day(-1)), "The letter is of that day or later"),
    "letter next year": (lambda w: w.letter(day(60), w.issued(comply_by=day(90))), "at most a month ahead"),
    "letter on the last day to comply": (lambda w: w.letter(day(20)), "a day before that"),
    "sight that ends before it begins": (
        lambda w: give(w.partnership, w.farid, w.entry, w.officer, until=day(-1)), "before the first"),
    "sight longer than a term": (
        lambda w: give(w.partnership, w.farid, w.entry, w.officer, until=day(113)), "a term at most"),
    "words of letters from yesterday": (
        lambda w: w.do(register.change_words, partnership=w.partnership, kind="warning", to="The chair", subject="S",
                       paragraphs=["P"], starts_on=day(-1), because="Shorter"), "from today or from a later day"),
    "template from yesterday": (
        lambda w: w.do(register.bring_template, partnership=w.partnership, name="a.docx", content=b"",
                       starts_on=day(-1)), "from today or from a later day"),
}  # fmt: skip
TAKEN = {
    "placed anew on the day of the closing": lambda w: w.again(TODAY),
    "step on the day of the placing": lambda w: w.step(day(-30)),
    "decision on the day of the last one": lambda w: _tapered_then(w, "kept", day(-5)),
    "comply tomorrow": lambda w: w.issued(comply_by=day(1)),
    "not complied with on the day after": lambda w: w.move(w.past(-9, -1), "not-complied"),
    "notice of the regional office older than its record": lambda w: w.issued(day(-40), day(-10), issuer="regions"),
    "letter of today": lambda w: w.letter(TODAY),
    "sight for one day": lambda w: give(w.partnership, w.farid, w.entry, w.officer, until=TODAY),
    "sight for a term": lambda w: give(w.partnership, w.farid, w.entry, w.officer, until=day(112)),
}


@pytest.fixture
def world(rivermead, farid, entry, officer):
    return World(rivermead, farid, entry, officer)


@pytest.mark.parametrize("name", REFUSED)
def test_days_when_their_order_is_impossible_then_refused_and_it_says_what_to_do(world, name):
    deed, says = REFUSED[name]

    with pytest.raises(Refused, match=says):
        deed(world)


@pytest.mark.parametrize("name", TAKEN)
def test_days_when_they_stand_at_the_very_line_then_taken(world, name):
    assert TAKEN[name](world).pk is not None


@pytest.mark.parametrize(
    ("model", "wrong"),
    [
        (Grant, {"until": day(-1)}),
        (Grant, {"until": day(113)}),
        (Notice, {"issued_on": TODAY, "comply_by": TODAY}),
        (Opening, {"closes_at": NOW}),
    ],
)
def test_days_when_written_past_the_services_then_the_database_refuses(world, model, wrong):
    give(world.partnership, world.farid, world.entry, world.officer)
    world.drafted()
    with as_(world.partnership, world.farid):
        register.open_record(
            entry=world.entry, reason="other", words="To test it", partnership=world.partnership, by=world.farid, at=NOW
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            model.objects.update(**wrong)
