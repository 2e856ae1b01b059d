"""In a real browser: nothing written is lost when the signal drops, and every page fits a phone and passes axe."""

import pytest
from django.utils import timezone

from commonroom.partnerships.scope import entered
from commonroom.people import access
from commonroom.risk import services as risk
from commonroom.visits import demonstration, services
from commonroom.visits.models import Brokerage as Help
from commonroom.visits.models import Draft, Meeting, NoteOfVisit, Plan, Query, Review
from commonroom.visits.tests.conftest import OAKFIELD
from tests import screens
from tests.screens import look

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told(transactional_db, rivermead, oakfield, daniel, sol, farid, chidi, gareth):
    """The story of one school, committed, so that the server sees it."""
    people = {"daniel": daniel, "hannah": sol, "farid": farid, "ruth": chidi, "samuel": gareth}
    demonstration.fill(rivermead, people, timezone.now())
    as_person(rivermead, farid, lambda: _at_priority_two(rivermead, farid))
    return people


def _at_priority_two(rivermead, farid):
    """The school’s level moves, so that its meeting is asked for and four people are to answer."""
    given = {"urn": OAKFIELD, "level": "priority-2", "because": "Attendance.", "partnership": rivermead}
    risk.agree_level(**given, by=farid, at=timezone.now())


@pytest.fixture
def chromium():
    with screens.chromium() as opened:
        yield opened


@pytest.fixture
def at_screen(chromium, live_server):
    """A browser page at which somebody has signed in."""
    return lambda person, width=390: screens.page_for(chromium, person, live_server.url, width=width)


def as_person(rivermead, person, ask):
    """An answer of the database to somebody."""
    with entered(rivermead, person_id=person.pk):
        access.forget_posts(person)
        return ask()


def draft_to_come(rivermead, daniel, server):
    note = as_person(rivermead, daniel, lambda: NoteOfVisit.objects.get(state="draft"))
    return note, f"{server.url}/rivermead/visits/notes/{note.public_id}/"


def seen(rivermead, daniel, note):
    return as_person(rivermead, daniel, lambda: Draft.objects.get(note=note).words["seen"])


@pytest.mark.req("G31")
def test_note_when_the_signal_drops_then_the_words_are_kept_and_saved_when_it_is_back(
    told, at_screen, live_server, rivermead, daniel
):
    note, where = draft_to_come(rivermead, daniel, live_server)
    page = at_screen(daniel)
    page.goto(where)
    page.fill("#id_seen", "Written with a signal.")
    page.wait_for_selector("text=✓ Saved")
    page.context.set_offline(True)
    page.fill("#id_seen", "Written without one.")
    page.wait_for_selector("text=No signal.")
    page.close()

    page = page.context.new_page()
    page.context.set_offline(False)
    page.goto(where)
    page.wait_for_selector("text=✓ Saved")

    assert page.input_value("#id_seen") == "Written without one."
    assert seen(rivermead, daniel, note) == "Written without one."
    assert page.evaluate("Object.keys(localStorage)") == []


def test_note_when_a_colleague_saved_meanwhile_then_both_texts_are_shown(
    told, at_screen, live_server, rivermead, daniel
):
    note, where = draft_to_come(rivermead, daniel, live_server)
    page = at_screen(daniel)
    page.goto(where)
    as_person(
        rivermead,
        daniel,
        lambda: services.save_draft(
            thing=note, words={"seen": "From the desk."}, version=0, by=daniel, at=timezone.now()
        ),
    )
    page.fill("#id_seen", "From the car park.")
    page.wait_for_selector("text=Press Save to see both texts.")
    page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_selector("h1:has-text('Two of you wrote')")
    assert look(page, "both") == []
    page.get_by_role("button", name="Save it together").click()
    page.wait_for_selector("text=Saved.")

    assert seen(rivermead, daniel, note) == "From the desk.\n\nFrom the car park."


def pages(rivermead, sol):
    """Every kind of page, by name: who looks and where."""

    def one(model, **wanted):
        return model.objects.filter(**wanted).order_by("pk").first().public_id

    def ask():
        plan, met = one(Plan), one(Meeting, state="circulated")
        shared, asked = one(NoteOfVisit, issued=1), one(Query)
        return {
            ("list-adviser", "daniel"): "visits/",
            ("list-lead", "hannah"): "visits/",
            ("new", "daniel"): "visits/new/",
            ("write", "daniel"): f"visits/notes/{one(NoteOfVisit, state='draft')}/",
            ("review-note", "hannah"): f"visits/notes/{one(NoteOfVisit, state='review')}/",
            ("share", "hannah"): f"visits/notes/{one(NoteOfVisit, state='review')}/step/share/",
            ("note-head", "ruth"): f"visits/notes/{shared}/",
            ("reply", "ruth"): f"visits/notes/{shared}/reply/",
            ("school-head", "ruth"): f"schools/{OAKFIELD}/support/",
            ("school-adviser", "daniel"): f"schools/{OAKFIELD}/support/",
            ("plan", "daniel"): f"visits/plans/{plan}/",
            ("priority", "hannah"): f"visits/plans/{plan}/step/funding/",
            ("meeting", "ruth"): f"visits/meetings/{met}/",
            ("correct-record", "daniel"): f"visits/meetings/{met}/step/correct/",
            ("review", "hannah"): f"visits/reviews/{one(Review)}/",
            ("help", "hannah"): f"visits/help/{one(Help)}/",
            ("query", "daniel"): f"visits/queries/{asked}/",
            ("begin-meeting", "daniel"): f"schools/{OAKFIELD}/support/meeting/",
            ("begin-level", "daniel"): f"schools/{OAKFIELD}/support/level/",
            ("home-head", "ruth"): "",
        }

    return as_person(rivermead, sol, ask)


@pytest.mark.slow
def test_pages_when_looked_at_on_a_desk_and_on_a_phone_then_axe_finds_nothing(
    told, at_screen, live_server, rivermead, sol
):
    problems, screens = [], {}
    for (name, who), path in pages(rivermead, sol).items():
        page = screens.get(who) or screens.setdefault(who, at_screen(told[who]))
        page.goto(f"{live_server.url}/rivermead/{path}")
        problems += look(page, name)

    assert problems == []
