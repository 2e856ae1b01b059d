"""A note that is shared makes the day count in the school's schedule of support."""

from decimal import Decimal

import pytest
import time_machine

from commonroom.kit.academic_year import AcademicYear
from commonroom.partnerships.scope import entered
from commonroom.risk import services as risk
from commonroom.support import services as support
from commonroom.support.models import Booking, Line
from commonroom.visits import services
from commonroom.visits.tests.conftest import AT, OAKFIELD, VISITED, WHOLE
from commonroom.web.testing import Visitor
from tests.cast import sign_in


@pytest.fixture
def line(inside, rivermead, oakfield, sol):
    """A day of an adviser in this half-term, by Oakfield's schedule."""
    inside(sol)
    decision = risk.agree_level(
        partnership=rivermead, urn=OAKFIELD, level="priority-2", because="It fits.", by=sol, at=AT
    )
    support.schedule_year(decision=decision, year=AcademicYear(2025), by=sol, at=AT)
    return Line.objects.get(kind="adviser-day", column=4)


def share(inside, rivermead, daniel, sol, **of):
    inside(daniel)
    note = services.plan_visit(partnership=rivermead, urn=OAKFIELD, kind="support", on=VISITED, by=daniel, at=AT, **of)
    services.save_draft(thing=note, words=WHOLE, version=0, by=daniel, at=AT)
    services.send_note(note=note, by=daniel, at=AT)
    inside(sol)
    services.share_note(note=note, shows_chair=False, by=sol, at=AT)


def test_note_when_shared_then_the_day_booked_for_it_was_had(inside, rivermead, daniel, sol, line):
    inside(daniel)
    day = {"partnership": rivermead, "urn": OAKFIELD, "on": VISITED, "days": Decimal(1), "by": daniel, "at": AT}
    support.book_day(**day, line=line)

    share(inside, rivermead, daniel, sol)

    line.refresh_from_db()
    assert (Booking.objects.get().state, line.state, line.done_on) == ("done", "done", VISITED)


def test_note_when_shared_of_a_visit_that_names_a_line_then_a_day_of_it_was_had(inside, rivermead, daniel, sol, line):
    share(inside, rivermead, daniel, sol, line_id=line.pk)

    booking = Booking.objects.get()
    assert (booking.line_id, booking.days, booking.state, booking.person_name) == (line.pk, 1, "done", daniel.name)


def test_note_when_shared_and_nothing_was_booked_then_no_day_is_counted(inside, rivermead, daniel, sol, line):
    share(inside, rivermead, daniel, sol)

    assert not Booking.objects.exists()


def test_note_when_its_visit_is_for_a_line_without_days_then_that_line_is_done(inside, rivermead, daniel, sol, line):
    plan = Line.objects.get(kind="plan")

    share(inside, rivermead, daniel, sol, line_id=plan.pk)

    plan.refresh_from_db()
    assert (plan.state, plan.done_on, Booking.objects.count()) == ("done", VISITED, 0)


def test_visit_when_for_a_line_of_another_school_or_one_that_is_done_then_refused(
    inside, rivermead, daniel, sol, line, osier_bank
):
    decision = risk.agree_level(
        partnership=rivermead, urn=osier_bank.urn, level="priority-2", because="It fits.", by=sol, at=AT
    )
    support.schedule_year(decision=decision, year=AcademicYear(2025), by=sol, at=AT)
    other = Line.objects.get(urn=osier_bank.urn, kind="plan")
    done = support.line_done(line=Line.objects.get(urn=OAKFIELD, kind="plan"), on=VISITED, by=sol, at=AT)

    inside(daniel)
    mine = {"partnership": rivermead, "urn": OAKFIELD, "kind": "support", "on": VISITED, "by": daniel, "at": AT}
    for wrong in (other.pk, done.pk):
        with pytest.raises(services.CannotVisit, match="done, left out or not of this year"):
            services.plan_visit(**mine, line_id=wrong)


@pytest.fixture
def outside(rivermead, oakfield, daniel, sol):
    """The same line, with nothing entered, for tests that go by pages."""
    with entered(rivermead, person_id=sol.pk):
        decision = risk.agree_level(
            partnership=rivermead, urn=OAKFIELD, level="priority-2", because="It fits.", by=sol, at=AT
        )
        support.schedule_year(decision=decision, year=AcademicYear(2025), by=sol, at=AT)
        return Line.objects.get(kind="adviser-day", column=4)


def test_new_visit_when_the_school_is_known_then_its_open_lines_are_offered_and_the_choice_stands(
    client, daniel, outside
):
    with time_machine.travel(AT, tick=False):
        page = Visitor(sign_in(client, daniel)).opens(f"/rivermead/visits/new/?urn={OAKFIELD}")
        page.reads("Spring 2: Adviser’s support, 1 day").does_not_read("School cluster")
        page.fills(kind="support", on="2026-03-02", line=str(outside.pk)).presses("Go on to its note")
        page.reads("Of the schedule: Spring 2: Adviser’s support, 1 day")


def test_note_when_it_was_begun_without_a_line_then_one_can_be_chosen_until_it_is_shared(client, daniel, outside):
    with time_machine.travel(AT, tick=False):
        page = Visitor(sign_in(client, daniel)).opens("/rivermead/visits/new/")
        page.fills(urn=str(OAKFIELD), kind="support", on="2026-03-02").presses("Go on to its note")
        page.follows("Say which part of the schedule it is for").fills(line=str(outside.pk))
        page.presses("Say which part of the schedule it is for").reads("The schedule follows", "Spring 2: Adviser’s")


def test_line_when_the_note_was_shared_then_the_schedule_stands(inside, shared_note, daniel, line):
    inside(daniel)

    with pytest.raises(services.CannotVisit, match="The note has been shared"):
        services.set_line(note=shared_note, line_id=line.pk, by=daniel, at=AT)
