"""A note that is shared makes the day count in the school's schedule of support."""

from decimal import Decimal

import pytest

from commonroom.kit.academic_year import AcademicYear
from commonroom.risk import services as risk
from commonroom.support import services as support
from commonroom.support.models import Booking, Line
from commonroom.visits import services
from commonroom.visits.tests.conftest import AT, OAKFIELD, VISITED, WHOLE


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
