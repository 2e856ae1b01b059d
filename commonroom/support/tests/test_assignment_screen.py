"""Who goes where in a real browser: on a desk and on a phone, with axe; a proposal that is done shows by itself."""

from decimal import Decimal

import pytest
from django.utils import timezone

from commonroom.kit.academic_year import AcademicYear
from commonroom.partnerships.scope import entered
from commonroom.people import access
from commonroom.risk import services as risk
from commonroom.support import services, tasks
from commonroom.support.models import AssignmentRun
from tests import screens
from tests.cast import hold, make_person, make_school
from tests.screens import look

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
TREES = ("Alder", "Birch", "Cedar", "Damson", "Elder", "Fir", "Gorse", "Hazel", "Ivy Lane")
LEVELS = ("priority-1", "priority-2", "priority-3")


@pytest.fixture
def hannah(transactional_db, rivermead):
    """A lead with nine schools at three levels, their schedules, and two advisers with too few days."""
    lead = make_person("Hannah Lindqvist")
    hold(lead, "school-improvement-lead", rivermead)
    schools = [
        make_school(900300 + number, f"{name} Primary School", latitude=51.5 + number / 90, longitude=-0.4)
        for number, name in enumerate(TREES)
    ]
    year, now = AcademicYear.of(timezone.localdate()), timezone.now()
    with entered(rivermead, person_id=lead.pk):
        access.forget_posts(lead)
        for number, school in enumerate(schools):
            told = {"urn": school.pk, "level": LEVELS[number % 3], "because": "It fits."}
            risk.agree_level(partnership=rivermead, by=lead, at=now, **told)
        services.schedule_all(partnership=rivermead, year=year, by=lead, at=now)
    for name, days, place in (("Bela Kovacs", 14, 51.5), ("Una Keeling", 9, 51.6)):
        person = make_person(name)
        hold(person, "adviser", rivermead)
        with entered(rivermead, person_id=lead.pk):
            told = {"latitude": place, "longitude": -0.4, "phases": ["Primary"], "by": lead, "at": now}
            services.give_adviser_days(partnership=rivermead, person=person, year=year, days=Decimal(days), **told)
    return lead


@pytest.fixture
def screen(hannah, live_server):
    """A browser page at which the lead has signed in."""
    with screens.chromium() as opened:
        yield screens.page_for(opened, hannah, live_server.url, width=1280)


@pytest.mark.slow
def test_proposal_when_done_then_shows_by_itself_and_every_page_fits_and_passes_axe(
    screen, live_server, rivermead, hannah
):
    where = f"{live_server.url}/rivermead/support/assignment/"
    screen.goto(where)
    problems = look(screen, "assignment-before")
    screen.get_by_role("button", name="Propose who goes where").click()
    screen.wait_for_selector("text=A proposal is being worked out")
    problems += look(screen, "assignment-waits")
    with entered(rivermead, person_id=hannah.pk):
        run = AssignmentRun.objects.get()

    tasks.work_out(run_id=run.pk, partnership_id=rivermead.pk, person_id=hannah.pk)
    screen.wait_for_selector("text=How good the proposal is")

    problems += look(screen, "assignment")
    for path, name in (("900300/", "assignment-school"), ("conflicts/", "assignment-conflicts")):
        screen.goto(f"{where}{path}")
        problems += look(screen, name)
    assert problems == []
