"""Meetings that a level or an assessment asks for, until their records say what they were for (G03, G16, G36)."""

from datetime import timedelta

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.terms import Term
from commonroom.risk import services as risk
from commonroom.risk.models import Assessment
from commonroom.schools.models import School
from commonroom.visits import asked, selectors, services, waiting
from commonroom.visits.models import Meeting, Plan
from commonroom.visits.rules import asked as rules
from commonroom.visits.tests.conftest import AT, OAKFIELD, TODAY
from commonroom.web.testing import Visitor
from tests.cast import sign_in

SETTINGS = selectors.days.Settings()
FOUR = {"there_head": "C", "there_chair": "G", "there_adviser": "D", "there_lead": "S"}


@pytest.fixture
def decide(inside, rivermead, oakfield, farid):
    """Decide Oakfield's level, so many days from now."""

    def made(level, days=0):
        inside(farid)
        at = AT + timedelta(days=days)
        return risk.agree_level(
            urn=OAKFIELD, level=level, because="Talked through.", by=farid, at=at, partnership=rivermead
        )

    return made


def wanted(rivermead):
    return [(one.kind, one.call.level, one.words) for one in asked.to_meet(rivermead, settings=SETTINGS)]


@pytest.mark.req("G16")
@pytest.mark.parametrize(
    ("levels", "since"),
    [
        (["priority-1"], 0),
        (["priority-3", "priority-2"], 1),
        (["priority-2", "priority-1", "priority-1"], 1),
        (["priority-1", "priority-3"], None),
        (["priority-1", "priority-3", "priority-1"], 2),
    ],
)
def test_level_when_it_moves_to_one_or_two_then_the_move_asks_for_a_meeting(
    decide, rivermead, inside, sol, levels, since
):
    made = [decide(level, days) for days, level in enumerate(levels)]
    inside(sol)

    found = asked.to_meet(rivermead, settings=SETTINGS)

    assert [one.call.about_id for one in found] == ([] if since is None else [made[since].public_id])


@pytest.mark.req("G16")
def test_level_when_its_meeting_is_recorded_as_confirming_then_nothing_is_asked_any_more(
    decide, rivermead, inside, daniel
):
    decision = decide("priority-2")
    inside(daniel)
    before = wanted(rivermead)
    made = services.plan_meeting(partnership=rivermead, urn=OAKFIELD, kind="level", on=TODAY, by=daniel, at=AT)
    planned = wanted(rivermead)
    services.save_draft(thing=made, words={"discussed": "The level."}, version=0, by=daniel, at=AT)
    there = {"head": "C", "chair": "G", "adviser": "D", "lead": "S"}
    with pytest.raises(services.CannotMeet, match="Say whether the level was confirmed"):
        services.circulate_record(meeting=made, there=there, absent={}, by=daniel, at=AT)
    services.circulate_record(meeting=made, there=there, absent={}, outcome="confirmed", by=daniel, at=AT)

    assert before == [("level", "priority-2", "Arrange the meeting that confirms the level")]
    assert planned == [("level", "priority-2", "Hold the meeting on the level")]
    assert (wanted(rivermead), made.about_id) == ([], decision.public_id)


def test_level_when_the_record_says_that_another_fits_then_a_further_meeting_is_asked(decide, rivermead, inside, sol):
    decide("priority-1")
    inside(sol)
    made = services.plan_meeting(partnership=rivermead, urn=OAKFIELD, kind="level", on=TODAY, by=sol, at=AT)
    services.save_draft(thing=made, words={"discussed": "The level."}, version=0, by=sol, at=AT)
    there = {"head": "C", "chair": "G", "adviser": "D", "lead": "S"}
    services.circulate_record(meeting=made, there=there, absent={}, outcome="other", by=sol, at=AT)

    assert wanted(rivermead) == [("level", "priority-1", "Arrange the meeting that confirms the level")]


def test_level_when_of_an_academy_then_it_has_a_route_of_its_own(decide, rivermead, inside, sol):
    decide("priority-1")
    School.objects.filter(pk=OAKFIELD).update(type="Academy converter")
    inside(sol)

    assert wanted(rivermead) == []


@pytest.mark.req("G16")
def test_level_when_moved_then_the_teams_list_and_the_schools_page_ask_until_its_record_confirms_it(
    client, decide, rivermead, inside, daniel, chidi
):
    decide("priority-2", days=-1)
    with time_machine.travel(AT, tick=False):
        page = Visitor(sign_in(client, daniel)).opens("/rivermead/visits/").reads("Meetings to arrange")
        page = page.follows("Oakfield Primary School: meeting that confirms the level").fills(on="2026-03-06")
        page = page.presses("Arrange the meeting").fills(discussed="Why, and what follows.").presses("Save")
        page = page.follows("Circulate the record").fills(outcome="confirmed", **FOUR).presses("Circulate the record")
        page.reads("Everybody there confirmed the level").opens("/rivermead/visits/").does_not_read("to arrange")
        Visitor(sign_in(client, chidi)).opens(page.url.replace("/visits/", f"/schools/{OAKFIELD}/support/")).reads(
            "Meeting to confirm the level of support, 6 March 2026"
        ).does_not_read("This is to be arranged by")


@pytest.mark.req("G16")
def test_school_when_its_level_has_moved_then_its_page_says_that_a_meeting_comes(client, decide, inside, chidi):
    decide("priority-2", days=-1)
    with time_machine.travel(AT, tick=False):
        page = Visitor(sign_in(client, chidi)).opens(f"/rivermead/schools/{OAKFIELD}/support/")

    page.reads(
        "Your school is at Priority 2 since 5 March 2026.",
        "The lead and the adviser meet the head and the chair of governors to confirm the level.",
        "This is to be arranged by 26 March 2026.",
        "Say whether you agree with the level",
    )


@pytest.fixture
def gobar(inside, rivermead, oakfield, farid):
    """An assessment of Oakfield that its adviser has looked at: good, and at risk all the same."""
    inside(farid)
    risk.open_term(partnership=rivermead, term=Term(AcademicYear(2025), 2), by=farid, at=AT)
    Assessment.objects.filter(urn=OAKFIELD).update(gobar="decline", state="moderated")
    return Assessment.objects.get(urn=OAKFIELD)


@pytest.mark.req("G03")
def test_gobar_when_looked_at_then_a_first_conversation_is_asked_until_the_reasons_are_accepted(
    gobar, rivermead, inside, daniel
):
    inside(daniel)
    before = wanted(rivermead)
    for outcome in ("not-yet", "accepted"):
        made = services.plan_meeting(partnership=rivermead, urn=OAKFIELD, kind="first", on=TODAY, by=daniel, at=AT)
        services.save_draft(thing=made, words={"discussed": "Results."}, version=0, by=daniel, at=AT)
        there = {"head": "Chidi", "adviser": "Daniel"}
        services.circulate_record(meeting=made, there=there, absent={}, outcome=outcome, by=daniel, at=AT)
        if outcome == "not-yet":
            assert wanted(rivermead) == before

    assert before == [("first", "", "Arrange the first conversation with the head")]
    assert (wanted(rivermead), Meeting.objects.filter(about_id=gobar.public_id).count()) == ([], 2)


def test_meetings_asked_for_when_somebody_uncleared_reads_then_none(decide, rivermead, inside, grace, dora, amara):
    decide("priority-1")
    found = {}
    for person in (grace, dora, amara):
        inside(person)
        rows = waiting.waiting_for(person, partnership=rivermead, today=TODAY)
        found[person.name] = (wanted(rivermead), [one.words for one in rows])

    assert found == dict.fromkeys(("Grace Thornton", "Dora Lindqvist", "Amara Osei"), ([], []))


@pytest.mark.req("G36")
def test_plan_when_it_is_to_be_validated_then_everybody_concerned_is_asked_until_it_is(
    inside, rivermead, oakfield, daniel, sol, chidi
):
    inside(daniel)
    plan = Plan.objects.create(
        partnership=rivermead, urn=OAKFIELD, name="Leadership", starts_on=TODAY, ends_on=TODAY + timedelta(days=90),
        state="agreed", adviser_agreed_at=AT, head_agreed_at=AT, made_at=AT, made_by_id=1, made_by_name="Daniel",
    )  # fmt: skip
    inside(sol)
    services.want_validation(plan=plan, by=sol, at=AT)
    told = [_told(inside, rivermead, person) for person in (daniel, sol, chidi)]
    inside(daniel)
    services.validate_plan(plan=plan, who="Ada Moor", on=TODAY, words="It holds.", by=daniel, at=AT)

    assert told == [["Have the plan validated from outside"]] * 3
    assert [_told(inside, rivermead, person) for person in (daniel, sol, chidi)] == [[], [], []]


def _told(inside, rivermead, person):
    inside(person)
    return [one.words for one in waiting.waiting_for(person, partnership=rivermead, today=TODAY)]


@pytest.mark.req("G36")
def test_plan_when_changed_after_its_validation_then_it_is_validated_anew(inside, rivermead, oakfield, daniel):
    inside(daniel)
    plan = Plan(validated_on=TODAY, adviser_agreed_at=AT, head_agreed_at=AT + timedelta(days=2))

    assert selectors.cases.counts_as_validated(plan.validated_on, selectors.agreed_on(plan)) is False


LEVELS = st.lists(st.sampled_from(["priority-1", "priority-2", "priority-3"]), max_size=6)


@given(LEVELS)
def test_moves_when_any_story_is_told_then_the_move_is_the_first_of_the_last_run(levels):
    story = [rules.Decided(n, level, AT) for n, level in enumerate(levels)]

    move = rules.moved_to(list(reversed(story)), ("priority-1", "priority-2"))

    if not levels or levels[-1] == "priority-3":
        assert move is None
    else:
        first = max((n for n, level in enumerate(levels) if level != levels[-1]), default=-1) + 1
        assert move == story[first]
