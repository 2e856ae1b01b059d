"""A case does not close while something in it is open, and a notice waits for its plan until it is validated."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commonroom.measures.models import Inspection
from commonroom.register import selectors
from commonroom.register import services as register
from commonroom.register.models import Notice, Step
from commonroom.register.rules import law
from commonroom.register.tests.conftest import NOW, TODAY, as_, place
from commonroom.visits import services as visits
from commonroom.visits.models import Plan
from commonroom.web.testing import Visitor
from tests.cast import hold, make_person, sign_in

DONE = ("told-school", "adviser")


@pytest.fixture
def tapering(rivermead, farid, entry):
    """Oakfield with everything recorded and its taper begun: nothing of the register stands in the way."""
    with as_(rivermead, farid):
        for kind in DONE:
            register.record_step(entry=entry, kind=kind, on=TODAY, words="Done.", by=farid, at=NOW)
        due = TODAY + timedelta(days=30)
        register.decide(entry=entry, kind="taper", on=TODAY, words="Better.", due_on=due, by=farid, at=NOW)
    return entry


@pytest.fixture
def daniel(rivermead, oakfield):
    """Adviser of Oakfield."""
    person = make_person("Daniel Farrow")
    hold(person, "adviser", rivermead, urn=oakfield.urn)
    return person


def hand_over(entry, farid):
    with as_(entry.partnership, farid):
        return register.decide(
            entry=entry, kind="handed-over", on=TODAY, words="Better.", handed_to="Bellfounders", by=farid, at=NOW
        )


def plan_for(rivermead, daniel, urn, **given):
    with as_(rivermead, daniel):
        values = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=90), **given}
        return visits.start_plan(partnership=rivermead, urn=urn, name="Leadership", by=daniel, at=NOW, **values)


OPEN = {
    "plan": (lambda w: visits.start_plan(name="P", starts_on=TODAY, ends_on=TODAY + timedelta(9), **w),
             "Close or withdraw its improvement plan."),
    "help": (lambda w: visits.ask_for_help(what="A partner", **w), "Hand back or withdraw the help"),
    "meeting": (lambda w: visits.plan_meeting(kind="task-group", on=TODAY, **w), "Hold or cancel its planned"),
    "note": (lambda w: visits.plan_visit(kind="support", on=TODAY, **w), "Share its notes of visit"),
    "query": (lambda w: visits.ask_query(words="Which?", asked_by="C", asked_on=TODAY, **w), "Answer its open"),
}  # fmt: skip


@pytest.mark.req("G39")
@pytest.mark.parametrize("what", OPEN)
def test_entry_when_something_of_our_work_is_open_then_it_stays_and_the_refusal_says_what_to_do(
    rivermead, farid, tapering, daniel, what
):
    make, says = OPEN[what]
    with as_(rivermead, daniel):
        make({"partnership": rivermead, "urn": tapering.urn, "by": daniel, "at": NOW})

    with pytest.raises(register.CannotRecord, match=says):
        hand_over(tapering, farid)


def test_entry_when_a_review_is_planned_then_it_stays(rivermead, lead, farid, tapering):
    with as_(rivermead, lead):
        visits.plan_review(partnership=rivermead, urn=tapering.urn, theme="general", on=TODAY, by=lead, at=NOW)

    with pytest.raises(register.CannotRecord, match="Finish or cancel its planned reviews"):
        hand_over(tapering, farid)


@pytest.mark.req("G39")
def test_entry_when_nothing_is_open_any_more_then_it_is_handed_over(rivermead, farid, tapering):
    assert hand_over(tapering, farid).handed_to == "Bellfounders"


def test_entry_when_the_school_is_in_a_formal_category_then_it_stays_until_a_later_report(rivermead, farid, tapering):
    Inspection.objects.create(
        urn=tapering.urn, inspected_on=TODAY - timedelta(days=90), regime="graded", event="graded",
        overall="Inadequate", judgements={"Category of concern": "Special measures"},
        source="inspections", loading_id=7, row=1, number="1",
    )  # fmt: skip

    with pytest.raises(register.CannotRecord, match="By section 62 of the Education and Inspections Act 2006"):
        hand_over(tapering, farid)


@pytest.fixture
def notice(rivermead, farid, entry):
    """A warning notice of the council in force."""
    with as_(rivermead, farid):
        made = register.draft_notice(
            entry=entry, issuer="council", grounds=["standards"], evidence="58, then 49, then 41 in 100.",
            recipients=["The chair"], by=farid, at=NOW,
        )  # fmt: skip
        until = TODAY + timedelta(days=40)
        register.move_notice(
            notice=made, after="issued", on=TODAY, because="Decided.", comply_by=until, by=farid, at=NOW
        )
    return made


def asked(rivermead, *people):
    """How often the register asks each for a plan."""
    found = []
    for person in people:
        with as_(rivermead, person):
            rows = selectors.waiting(person, rivermead, on=TODAY)
        found.append(sum("waits for a plan" in row.what for row in rows))
    return found


@pytest.mark.req("G36")
def test_notice_when_issued_then_home_asks_keepers_head_and_chair_for_its_plan_until_it_is_validated(
    rivermead, farid, lead, chidi, daniel, amara, notice, oakfield
):
    before = asked(rivermead, farid, lead, chidi, daniel, amara)
    plan = plan_for(rivermead, daniel, oakfield.urn)
    with as_(rivermead, farid):
        register.name_plan(notice=notice, plan=plan, by=farid, at=NOW)
        named = selectors.plan_of(notice).words
        Plan.objects.filter(pk=plan.pk).update(state="agreed", adviser_agreed_at=NOW, head_agreed_at=NOW)
    agreed = asked(rivermead, farid, chidi)
    with as_(rivermead, daniel):
        visits.validate_plan(plan=plan, who="Ada Moor, HMI", on=TODAY, words="It holds.", by=daniel, at=NOW)

    assert before == [1, 1, 1, 0, 0]
    assert (named, agreed) == ("It is being written. Head and adviser agree it, then it is validated.", [1, 1])
    assert asked(rivermead, farid, lead, chidi) == [0, 0, 0]


@pytest.mark.req("G36")
def test_notice_when_its_page_is_opened_then_it_asks_for_the_plan_and_one_press_names_it(
    client, rivermead, farid, daniel, entry, notice
):
    page = Visitor(sign_in(client, farid)).opens(f"/rivermead/register/{entry.public_id}/")
    page = page.fills(reason="decision", words="Decision due").presses("Open the record")
    page = page.follows(f"Drafted {TODAY:%-d %B %Y}").reads("required, and validated from outside")
    page = page.reads("No plan answers this notice yet.")
    plan_for(rivermead, daniel, entry.urn)
    where = page.url
    page = page.opens(where).presses("The plan “Leadership” answers this notice")

    page.reads("The plan answers the notice.", "It is being written.")
    with as_(rivermead, farid):
        assert Plan.objects.get().after_notice is True


@pytest.mark.req("G36")
@pytest.mark.parametrize(("who", "shown"), [("farid", True), ("chidi", True), ("amara", False)])
def test_home_when_a_notice_wants_its_plan_then_it_says_so_and_names_no_school(client, notice, request, who, shown):
    page = Visitor(sign_in(client, request.getfixturevalue(who))).opens("/rivermead/")

    assert ("A record you hold waits for a plan" in page.html) is shown


def test_plan_when_of_another_school_then_it_does_not_answer_the_notice(rivermead, farid, lead, notice, osier_bank):
    with as_(rivermead, lead):
        plan = visits.start_plan(
            partnership=rivermead, urn=osier_bank.urn, name="P", starts_on=TODAY, ends_on=TODAY + timedelta(days=9),
            by=lead, at=NOW,
        )  # fmt: skip

    with as_(rivermead, farid), pytest.raises(register.CannotMove, match="Choose a plan of this school"):
        register.name_plan(notice=notice, plan=plan, by=farid, at=NOW)


@pytest.mark.req("G36", "G39")
def test_entry_when_a_notice_wants_its_plan_then_it_does_not_close(rivermead, farid, tapering, notice):
    with pytest.raises(register.CannotRecord, match="No plan answers this notice yet"):
        hand_over(tapering, farid)


@pytest.mark.req("G37")
def test_maintained_school_when_led_through_the_flow_then_each_move_is_kept_with_its_day(rivermead, farid, notice):
    days = [TODAY - timedelta(days=n) for n in (60, 20)]
    with as_(rivermead, farid):
        Notice.objects.update(drafted_on=days[0], issued_on=days[0], comply_by=days[1])
        notice.refresh_from_db()
        states = []
        for after, on in (("not-complied", TODAY), ("powers", TODAY), ("regions", TODAY), ("converted", TODAY)):
            register.move_notice(notice=notice, after=after, on=on, because="Decided.", by=farid, at=NOW)
            states.append((notice.state, selectors.standing(rivermead, notice.urn).eligible))

    assert states == [("not-complied", True), ("powers", True), ("regions", True), ("converted", False)]


@pytest.mark.req("G38", "G05")
def test_academy_when_concerns_are_written_then_trust_and_regional_office_each_get_their_letter(
    rivermead, farid, academy
):
    entry = place(rivermead, farid, academy.urn)
    with as_(rivermead, farid):
        for kind in ("told-trust", "told-regions"):
            register.record_step(entry=entry, kind=kind, on=TODAY, words="Rang, then wrote.", by=farid, at=NOW)
        made = register.draft_notice(
            entry=entry, issuer="council", grounds=[], evidence="What three visits showed us.",
            recipients=["The trust"], by=farid, at=NOW,
        )  # fmt: skip
        letters = [
            register.write_letter(notice=made, kind=kind, signed_by="", dated=TODAY, by=farid, at=NOW)
            for kind in ("concern-trust", "concern-regions")
        ]
        until = TODAY + timedelta(days=20)
        register.move_notice(notice=made, after="written", on=TODAY, because="Sent.", comply_by=until, by=farid, at=NOW)
        missing = selectors.missing(entry, selectors.steps(entry))

    assert [letter.to for letter in letters] == [
        "The chief executive or chair of trustees, for Foundry Lane Academy",
        "DfE Regions Group",
    ]
    assert (made.state, missing, Step.objects.model.__name__) == ("written", (), "Step")


@pytest.mark.req("G34")
def test_notice_when_of_the_regional_office_then_recorded_with_its_own_day_and_the_name_of_that_day(
    rivermead, farid, entry
):
    with as_(rivermead, farid):
        made = register.draft_notice(
            entry=entry, issuer="regions", grounds=["governance"], evidence="As the office wrote to the governors.",
            recipients=["The chair"], by=farid, at=NOW,
        )  # fmt: skip
        on, until = TODAY - timedelta(days=30), TODAY + timedelta(days=30)
        register.move_notice(
            notice=made, after="issued", on=on, because="Its letter.", comply_by=until, by=farid, at=NOW
        )

    assert (made.issued_on, selectors.issuer_words(made)) == (on, "DfE Regions Group")


@pytest.mark.req("G34")
def test_regional_office_when_it_would_use_pay_then_refused(rivermead, farid, entry):
    with as_(rivermead, farid), pytest.raises(register.CannotDraft, match="This ground cannot be used by this office"):
        register.draft_notice(
            entry=entry, issuer="regions", grounds=["pay"], evidence="As the office wrote to us.", recipients=["C"],
            by=farid, at=NOW,
        )  # fmt: skip


@pytest.mark.req("G35", "G45")
@pytest.mark.parametrize(
    ("category", "section"),
    [("Special measures", "section 62"), ("Serious weaknesses", "section 61"), ("", None), ("None", None)],
)
def test_category_when_read_then_the_section_that_makes_eligible_is_named(category, section):
    way = law.way_of(category, TODAY)

    assert (way.section if way else None) == section
