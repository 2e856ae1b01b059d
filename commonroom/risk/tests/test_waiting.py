"""What waits for each role, and that nothing waits for those who are not cleared."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from commonroom.risk import selectors, services, waiting
from commonroom.risk.models import Assessment
from commonroom.risk.tests.conftest import AT, TODAY
from commonroom.web.testing import Visitor
from tests.cast import sign_in


@pytest.fixture
def waits(rivermead, inside):
    def told(person, today=TODAY):
        with inside(person):
            found = waiting.waiting_for(person, partnership=rivermead, today=today)
            return [(one.kind, one.what) for one in found if one.address("rivermead").startswith("/rivermead/")]

    return told


def moderate(inside, person, urn=900101):
    with inside(person):
        draft = Assessment.objects.get(urn=urn)
        return services.propose_level(assessment=draft, level=draft.suggested, because="", by=person, at=AT)


def test_waiting_when_no_term_is_open_then_the_leads_alone_are_asked_to_open_it(rivermead, farid, bela, waits):
    assert waits(farid) == [("open", "Open the spring term 2025–26")]
    assert waits(bela) == []


def test_waiting_when_a_term_is_open_then_team_looks_and_the_next_term_is_asked_for_in_its_time(
    spring, farid, bela, waits
):
    assert waits(farid) == [("look", "Two assessments wait to be looked at")]
    assert waits(bela) == [("look", "One assessment waits to be looked at")]
    assert waits(farid, date(2026, 5, 4))[-1] == ("open", "Open the summer term 2025–26")


def test_waiting_when_a_level_is_proposed_then_the_lead_settles_and_the_school_reads(
    spring, rivermead, farid, bela, chidi, gwen, inside, waits
):
    moderate(inside, bela)

    assert ("settle", "One level is proposed and waits to be settled") in waits(farid)
    with inside(farid):
        found = waiting.waiting_for(farid, partnership=rivermead, today=TODAY)
    assert "/rivermead/assessment/?state=moderated" in [one.address("rivermead") for one in found]
    assert waits(chidi) == waits(gwen) == [("read", "Read your school’s assessment")]
    assert waits(bela) == []


def test_waiting_when_a_level_is_settled_then_each_of_the_four_answers_until_she_has(
    spring, rivermead, farid, leah, bela, chidi, gwen, inside, waits
):
    held = moderate(inside, bela)
    with inside(farid):
        decision = services.agree_level(
            partnership=rivermead, urn=900101, level="priority-1", because="So.", assessment=held, by=farid, at=AT
        )
    asked = ("answer", "Say whether you agree with the level")
    assert [asked in waits(person) for person in (leah, bela, chidi, gwen)] == [True] * 4

    with inside(chidi):
        services.record_agreement(decision=decision, answer="agreed", by=chidi, at=AT)

    assert [asked in waits(person) for person in (bela, chidi, gwen)] == [True, False, True]


def test_waiting_when_a_term_was_opened_then_looking_is_due_a_fortnight_later(spring, rivermead, farid, inside):
    with inside(farid):
        looks = waiting.waiting_for(farid, partnership=rivermead, today=TODAY)[0]

    assert (looks.kind, looks.since) == ("look", timezone.localdate(spring.opened_at) + timedelta(days=14))


def test_waiting_when_levels_of_many_wait_for_a_lead_then_one_line_leads_to_exactly_those(
    spring, rivermead, farid, inside, client
):
    with inside(farid):
        for urn in (900101, 900102):
            told = {"level": "priority-2", "because": "So.", "by": farid, "at": AT}
            services.agree_level(partnership=rivermead, urn=urn, **told)
        found = waiting.waiting_for(farid, partnership=rivermead, today=TODAY)
        services.record_agreement(decision=selectors.levels(rivermead)[900101], answer="agreed", by=farid, at=AT)
    (one,) = [each for each in found if each.kind == "answer"]
    assert (one.what, one.address("rivermead")) == (
        "Say whether you agree with 2 levels",
        "/rivermead/assessment/?answer=wait",
    )

    page = Visitor(sign_in(client, farid)).opens("/rivermead/assessment/?answer=wait")

    page.reads("Osier Bank Primary School").does_not_read("Oakfield Primary School")


def test_waiting_when_a_school_asks_for_support_then_team_reads_until_a_level_is_decided(
    spring, rivermead, farid, bela, chidi, inside, waits
):
    with inside(chidi):
        services.refer_oneself(partnership=rivermead, urn=900101, text="Phonics.", by=chidi, at=AT)
    asked = ("asked", "Oakfield Primary School has asked for more support")
    assert (asked in waits(farid), asked in waits(bela), asked in waits(chidi)) == (True, True, False)

    with inside(farid):
        services.agree_level(partnership=rivermead, urn=900101, level="priority-2", because="So.", by=farid, at=AT)

    assert asked not in waits(bela)


@pytest.mark.parametrize("name", ["amara", "eleanor", "dora", "harun", "sol"])
def test_waiting_when_the_reader_is_not_cleared_then_nothing_waits(spring, name, request, waits):
    assert waits(request.getfixturevalue(name)) == []
