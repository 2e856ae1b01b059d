"""What the verbs of the register do, and what they refuse."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commonroom.audit.models import Event
from commonroom.mail.models import Message
from commonroom.measures.models import Inspection
from commonroom.people.access import Refused
from commonroom.register import selectors
from commonroom.register import services as register
from commonroom.register.models import Opening, Step
from commonroom.register.tests.conftest import NOW, TODAY, as_, give, place
from tests.cast import hold, make_person


def inspected(urn, **facts):
    """A graded inspection, as an import would leave it."""
    values = {
        "inspected_on": TODAY - timedelta(days=200),
        "regime": "graded",
        "event": "graded",
        "overall": "Requires improvement",
        "source": "inspections",
        "loading_id": 7,
        "row": 12,
        "number": "10012345",
    }
    return Inspection.objects.create(urn=urn, **{**values, **facts})


def step(entry, farid, kind, **facts):
    with as_(entry.partnership, farid):
        values = {"on": TODAY, "words": "Met and talked it through", "by": farid, "at": NOW}
        return register.record_step(entry=entry, kind=kind, **{**values, **facts})


def decided(entry, farid, kind, **facts):
    with as_(entry.partnership, farid):
        values = {"on": TODAY, "words": "Progress in reading", "by": farid, "at": NOW, "due_on": TODAY + timedelta(30)}
        return register.decide(entry=entry, kind=kind, **{**values, **facts})


@pytest.mark.req("G04")
def test_school_when_placed_then_reasons_decider_and_day_are_kept(rivermead, entry, farid):
    with as_(rivermead, farid):
        story = selectors.steps(entry)

    assert (entry.indicators, entry.by_name, entry.decided_with) == (
        ["outcomes", "staff-changes"],
        "Farid Haddad",
        "the director of education",
    )
    assert [(s.kind, s.on) for s in story] == [("placed", TODAY - timedelta(days=30))]


@pytest.mark.req("G07")
def test_school_when_placed_then_both_markers_stand_on_its_record(entry):
    assert entry.foi_marker.startswith("FOI:")
    assert entry.code_marker.startswith("Code of Practice")


def test_school_when_placed_by_someone_who_does_not_keep_the_register_then_refused(rivermead, amara, oakfield):
    with as_(rivermead, amara), pytest.raises(Refused, match="Only the head of service"):
        register.place_school(
            partnership=rivermead, urn=oakfield.urn, indicators=["x"], because="x", decided_on=TODAY, by=amara, at=NOW
        )


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"indicators": []}, "Choose at least one indicator"),
        ({"because": " "}, "Say why"),
        ({"decided_on": TODAY + timedelta(days=1)}, "has not come yet"),
    ],
)
def test_school_when_something_is_missing_then_it_is_not_placed(rivermead, farid, oakfield, facts, says):
    with pytest.raises(register.CannotPlace, match=says):
        place(rivermead, farid, oakfield.urn, **facts)


def test_school_when_on_the_register_already_then_not_placed_twice(rivermead, farid, entry):
    with pytest.raises(register.CannotPlace, match="on the register already"):
        place(rivermead, farid, entry.urn)


@pytest.mark.req("G01")
def test_inspection_when_requires_improvement_then_the_school_is_proposed_and_one_press_records_it(
    rivermead, farid, oakfield, academy
):
    inspected(oakfield.urn)
    inspected(academy.urn, overall="Inadequate", row=13)
    with as_(rivermead, farid):
        proposed = [(p.school.name, p.fit.rule.slug) for p in selectors.proposals(rivermead, to=farid)]
        made = register.record_inclusion(partnership=rivermead, urn=oakfield.urn, by=farid, at=NOW)
        left = [p.school.name for p in selectors.proposals(rivermead, to=farid)]

    assert proposed == [("Foundry Lane Academy", "inadequate"), ("Oakfield Primary School", "requires-improvement")]
    assert (made.rule, made.rule_source["row"], made.rule_source["read"]) == (
        "requires-improvement",
        12,
        "Requires improvement",
    )
    assert left == ["Foundry Lane Academy"]


def test_inspection_when_of_the_school_before_then_nothing_is_proposed(rivermead, farid, oakfield):
    inspected(oakfield.urn, at_urn=100001)
    with as_(rivermead, farid):
        assert selectors.proposals(rivermead, to=farid) == []


@pytest.mark.req("G05")
def test_academy_when_placed_then_its_own_steps_are_wanted_and_no_adviser(rivermead, farid, academy):
    entry = place(rivermead, farid, academy.urn)
    with as_(rivermead, farid):
        wanted = [k.value for k in selectors.missing(entry, selectors.steps(entry))]

    assert wanted == ["told-trust", "told-regions"]
    with pytest.raises(register.CannotRecord, match="An academy gets no adviser"):
        step(entry, farid, "adviser")


@pytest.mark.req("G02", "G03")
def test_gobar_when_the_reasons_are_not_yet_accepted_then_the_conversation_is_still_wanted(rivermead, farid, oakfield):
    entry = place(rivermead, farid, oakfield.urn, gobar="variance")
    step(entry, farid, "conversation", accepted=False)
    with as_(rivermead, farid):
        before = [k.value for k in selectors.missing(entry, selectors.steps(entry))]
    step(entry, farid, "conversation", accepted=True)
    with as_(rivermead, farid):
        after = [k.value for k in selectors.missing(entry, selectors.steps(entry))]

    assert before == ["told-school", "adviser", "conversation"]
    assert after == ["told-school", "adviser"]


@pytest.mark.req("G39")
def test_entry_when_things_are_open_then_it_cannot_close_and_each_is_named(rivermead, farid, entry, officer):
    give(rivermead, farid, entry, officer)

    with pytest.raises(register.CannotRecord) as refused:
        decided(entry, farid, "handed-over", handed_to="Bellfounders", due_on=None)

    assert str(refused.value) == (
        "This entry cannot be closed yet. “Head and chair were told” is not recorded. Record it with its date. "
        "“An education adviser was allocated” is not recorded. Record it with its date. "
        "The taper has not begun. Begin it first, so that the school sees help lessen before it ends. "
        "One person still has sight of this entry. End it, or wait until it ends."
    )


@pytest.mark.req("G39")
def test_entry_when_tapered_and_nothing_is_open_then_it_closes_with_whom_it_was_handed_to(rivermead, farid, entry):
    step(entry, farid, "told-school")
    step(entry, farid, "adviser")
    decided(entry, farid, "taper")

    done = decided(entry, farid, "handed-over", handed_to="Bellfounders Primary School", due_on=None)

    with as_(rivermead, farid):
        entry.refresh_from_db()
        assert (entry.closed_at, done.handed_to) == (NOW, "Bellfounders Primary School")
        assert selectors.standing(rivermead, entry.urn).on_register is False


@pytest.mark.req("G06")
def test_record_when_opened_then_one_audit_event_holds_who_why_and_until_when(rivermead, entry, farid):
    with as_(rivermead, farid):
        opening = register.open_record(
            entry=entry, reason="decision", words="Decision due today", partnership=rivermead, by=farid, at=NOW
        )
        events = list(Event.objects.filter(verb="record opened"))

    assert [(e.actor_name, e.because, e.object_id) for e in events] == [
        ("Farid Haddad", "Decision due today", str(entry.public_id))
    ]
    assert opening.closes_at - opening.opened_at == timedelta(minutes=15)


def test_record_when_opened_without_a_purpose_then_refused_and_nothing_is_written(rivermead, entry, farid):
    with as_(rivermead, farid), pytest.raises(register.CannotOpen, match="Say in a few words"):
        register.open_record(entry=entry, reason="decision", words=" ", partnership=rivermead, by=farid, at=NOW)

    with as_(rivermead, farid):
        assert Opening.objects.count() == 0


def test_record_when_opened_by_the_uncleared_then_refused(rivermead, entry, amara):
    with as_(rivermead, amara), pytest.raises(register.CannotOpen, match="no sight"):
        register.open_record(entry=entry, reason="other", words="I am curious", partnership=rivermead, by=amara, at=NOW)


def test_openings_when_the_school_reads_them_then_they_say_roles_and_no_names(rivermead, entry, farid, chidi):
    with as_(rivermead, farid):
        register.open_record(
            entry=entry, reason="decision", words="Decision due", partnership=rivermead, by=farid, at=NOW
        )
    with as_(rivermead, chidi):
        assert [o.seen for o in selectors.openings(entry)] == [
            "Head of education improvement, to take or review a decision"
        ]


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"until": TODAY + timedelta(days=113)}, "a term at most"),
        ({"until": TODAY - timedelta(days=1)}, "before the first"),
        ({"purpose": "x"}, "for what purpose"),
    ],
)
def test_sight_when_too_long_or_without_purpose_then_not_given(rivermead, farid, entry, officer, facts, says):
    with pytest.raises(register.CannotGrant, match=says):
        give(rivermead, farid, entry, officer, **facts)


def test_sight_when_asked_for_a_person_with_a_post_at_the_school_then_not_given(rivermead, farid, entry, amara):
    hold(amara, "business-manager", rivermead, urn=entry.urn)

    with pytest.raises(register.CannotGrant, match="has an interest"):
        give(rivermead, farid, entry, amara)


@pytest.mark.req("G41")
def test_academy_when_shared_with_the_regions_group_then_its_officer_sees_it_until_the_day(
    rivermead, farid, academy, officer
):
    entry = place(rivermead, farid, academy.urn)
    grant = give(rivermead, farid, entry, officer)
    with as_(rivermead, officer):
        opened = register.open_record(
            entry=entry, reason="meeting", words="Trust meeting", partnership=rivermead, by=officer, at=NOW
        )

    assert (grant.role, opened.acting_as) == ("regions-group", "regions-group")


def test_sight_when_given_then_the_letter_says_that_there_is_something_and_never_what(rivermead, farid, entry, officer):
    give(rivermead, farid, entry, officer)

    letter = Message.objects.get()
    assert (letter.to, letter.subject) == ("noor@example.org", "There is something to read in Commonroom")
    assert "Oakfield" not in letter.body


def test_sight_when_renewed_then_the_old_one_ends_and_the_new_one_points_to_it(rivermead, farid, entry, officer):
    grant = give(rivermead, farid, entry, officer)
    with as_(rivermead, farid):
        new = register.renew_sight(
            grant=grant, purpose="The meeting was moved", until=TODAY + timedelta(days=30), by=farid, at=NOW
        )
        grant.refresh_from_db()

    assert (new.renews_id, grant.ended_because) == (grant.pk, "Renewed")


@pytest.mark.req("E21")
def test_intelligence_when_shared_outside_then_what_to_whom_and_why_are_on_record(rivermead, farid, entry):
    with as_(rivermead, farid):
        made = register.disclose(
            entry=entry,
            kind="intelligence",
            to="Ofsted, regional office",
            ground="Asked for before an inspection",
            parts=["placement", "standing"],
            by=farid,
            at=NOW,
        )
        event = Event.objects.get(verb="record disclosed")

    assert [row[0] for row in made.rows] == ["The two statuses", "Why and when it was placed, and who decided"]
    assert (event.because, event.data["sha256"]) == ("Asked for before an inspection", made.sha256)


def test_due_decision_when_listed_for_home_then_no_school_is_named(rivermead, farid, entry):
    with as_(rivermead, farid):
        due = selectors.waiting(farid, rivermead, on=TODAY)

    assert [(d.what, d.when) for d in due] == [("A record you hold needs a decision", TODAY + timedelta(days=10))]


def test_waiting_when_asked_for_somebody_else_then_nothing(rivermead, entry, amara):
    with as_(rivermead, amara):
        assert selectors.waiting(amara, rivermead, on=TODAY) == []


def test_step_when_before_the_placing_then_refused(rivermead, farid, entry):
    with pytest.raises(register.CannotRecord, match="before the school was placed"):
        step(entry, farid, "told-school", on=TODAY - timedelta(days=31))

    with as_(rivermead, farid):
        assert Step.objects.count() == 1


def test_interest_when_declared_by_oneself_then_only_the_head_of_service_takes_it_off(rivermead, farid, lead, oakfield):
    with as_(rivermead, lead):
        held = register.declare_interest(partnership=rivermead, urn=oakfield.urn, what="Governor", by=lead, at=NOW)
        with pytest.raises(register.CannotGrant):
            register.end_interest(conflict=held, by=lead, at=NOW)
    with as_(rivermead, farid):
        register.end_interest(conflict=held, by=farid, at=NOW)
        held.refresh_from_db()

    assert held.ended_by_name == "Farid Haddad"


def test_person_without_a_grantable_post_when_given_sight_then_refused(rivermead, farid, entry):
    with pytest.raises(register.CannotGrant, match="Sight is given to officers"):
        give(rivermead, farid, entry, make_person("Nobody Known"))
