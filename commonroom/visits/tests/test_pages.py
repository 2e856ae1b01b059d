"""Pages as people meet them: the writer, the lead, the head, the chair, and those who learn nothing."""

import json
import re
from datetime import date

import pytest
import time_machine

from commonroom.audit.models import Event
from commonroom.people import services as people
from commonroom.visits import services, waiting
from commonroom.visits.models import Draft, NoteOfVisit, Reply
from commonroom.visits.tests.conftest import AT, OAKFIELD, WHOLE
from commonroom.web.testing import Visitor
from tests.cast import make_school, sign_in

HOME = "/rivermead/visits/"
NOWHERE = "/rivermead/visits/notes/00000000-0000-4000-8000-000000000000/"


@pytest.fixture(autouse=True)
def _in_march():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def reader(client, inside, rivermead):
    """Sign somebody in; the database then knows nobody until the request."""

    def become(person):
        return Visitor(sign_in(client, person))

    return become


def at(note):
    return f"/rivermead/visits/notes/{note.public_id}/"


def plain(response):
    return re.sub(rb'(csrfmiddlewaretoken" value|nonce)="[^"]*"', b"", response.content)


def test_adviser_when_planning_a_visit_then_comes_to_its_note(reader, daniel):
    page = reader(daniel).opens(f"{HOME}new/").fills(urn=str(OAKFIELD), kind="annual", on="2026-03-05")

    page.presses("Go on to its note").reads("Oakfield Primary School, 5 March 2026", "Leadership and governance")


def test_note_when_saved_without_a_script_then_kept(reader, daniel, draft_note, rivermead):
    reader(daniel).opens(at(draft_note)).fills(seen="Much was seen.").presses("Save").reads("Saved.", "Much was seen.")


def test_note_when_sent_unfinished_then_the_summary_names_what_is_missing_and_the_words_are_kept(
    reader, daniel, draft_note, inside
):
    page = reader(daniel).opens(at(draft_note)).fills(strong="Families answer.").presses("Send for review")

    page.reads("There is something to mend", "Say what you saw and heard.", "Families answer.")
    inside(daniel)
    assert Draft.objects.get(note=draft_note).words["strong"] == "Families answer."


def test_note_when_saved_by_script_then_json_says_version_and_time(client, reader, daniel, draft_note):
    reader(daniel)

    answer = client.post(f"{at(draft_note)}save/", {"version": 0, "seen": "Much."}, HTTP_ACCEPT="application/json")

    assert json.loads(answer.content) == {"version": 1, "saved": "9:00"}


def test_two_advisers_when_both_write_then_both_texts_are_shown_and_one_press_keeps_both(
    client, reader, daniel, leila, draft_note, inside
):
    inside(leila)
    services.save_draft(thing=draft_note, words={"seen": "Leila saw that."}, version=0, by=leila, at=AT)
    reader(daniel)
    sent = {"version": 0, "seen": "Daniel saw this."}
    assert client.post(f"{at(draft_note)}save/", sent, HTTP_ACCEPT="application/json").status_code == 409

    page = Visitor(client)
    page._took(client.post(f"{at(draft_note)}save/", sent), f"{at(draft_note)}save/", 409)
    page.reads("Leila Grant saved this while you were writing.").presses("Save it together")

    inside(daniel)
    assert Draft.objects.get(note=draft_note).words["seen"] == "Leila saw that.\n\nDaniel saw this."


def test_lead_when_reviewing_then_shares_and_the_head_replies(reader, sol, chidi, sent_note, inside):
    page = (
        reader(sol)
        .opens(HOME)
        .reads("One note waits for your review.")
        .follows("Oakfield Primary School, 2 March 2026")
    )
    page.follows("Share it").presses("Share it").reads("shared with the school")

    page = reader(chidi).opens(f"/rivermead/schools/{OAKFIELD}/support/").reads("One thing is asked of you.")
    page = page.follows("Say whether a note is accurate").reads("You can reply until Friday 20 March 2026.")
    page = page.follows("Say whether it is accurate").fills(answer="inaccurate", p2="By 9:30.")
    page.presses("Send your reply").reads("Paragraph 2 should say: By 9:30.")
    inside(chidi)
    assert Reply.objects.get().corrections == {"2": "By 9:30."}


def test_reply_when_nothing_is_chosen_then_the_summary_says_so(reader, chidi, shared_note):
    page = reader(chidi).opens(f"{at(shared_note)}reply/").presses("Send your reply")

    page.reads("There is something to mend", "Choose an answer for “How far is the note accurate?”.")


def test_note_when_opened_then_the_trail_has_one_row(reader, chidi, shared_note):
    reader(chidi).opens(at(shared_note))

    row = Event.objects.get(verb="noteofvisit.opened")
    assert (row.actor_name, row.acting_as, row.urn) == ("Chidi Nwosu", "headteacher", OAKFIELD)


@pytest.mark.req("G31")
@pytest.mark.parametrize("name", ["grace", "dora", "other_adviser", "amara", "eleanor", "gareth"])
def test_note_when_somebody_uncleared_opens_it_then_as_if_it_did_not_exist(client, reader, shared_note, request, name):
    reader(request.getfixturevalue(name))

    hidden, nowhere = client.get(at(shared_note)), client.get(NOWHERE)

    assert (hidden.status_code, nowhere.status_code) == (404, 404)
    assert plain(hidden) == plain(nowhere)
    assert not Event.objects.filter(verb="noteofvisit.opened").exists()


@pytest.mark.parametrize("name", ["grace", "dora", "amara", "eleanor", "harun", "ivy"])
def test_schools_page_when_somebody_uncleared_opens_it_then_as_if_it_did_not_exist(client, reader, request, name):
    reader(request.getfixturevalue(name))

    hidden = client.get(f"/rivermead/schools/{OAKFIELD}/support/")
    nowhere = client.get("/rivermead/nothing/at/all/")

    assert (hidden.status_code, plain(hidden)) == (404, plain(nowhere))


def test_draft_when_the_head_opens_it_then_404(client, reader, chidi, sent_note):
    reader(chidi)

    assert client.get(at(sent_note)).status_code == 404


@pytest.mark.req("G31")
def test_note_when_it_shows_the_chair_then_the_chair_reads_it_and_cannot_reply(
    client, reader, sent_note, sol, gareth, inside
):
    inside(sol)
    services.share_note(note=sent_note, shows_chair=True, by=sol, at=AT)

    reader(gareth).opens(at(sent_note)).reads("Families answer.").does_not_read("Say whether it is accurate")
    assert client.get(f"{at(sent_note)}reply/").status_code == 404


def test_adviser_when_the_post_ends_then_the_next_request_is_404(client, reader, daniel, shared_note, farid, inside):
    from commonroom.people.models import Post

    reader(daniel).opens(at(shared_note))
    inside(farid)
    people.end_post(post=Post.objects.get(person=daniel), because="Another borough.", by=farid, at=AT)

    assert client.get(at(shared_note)).status_code == 404


@pytest.mark.parametrize("what", ["plan", "meeting", "review", "help", "query", "step", "rhythm"])
def test_beginning_when_the_head_asks_then_only_what_is_hers(client, reader, chidi, what):
    reader(chidi)

    answer = client.get(f"/rivermead/schools/{OAKFIELD}/support/{what}/").status_code

    assert answer == (200 if what in ("plan", "query") else 404)


@pytest.mark.req("G17", "G18")
def test_plan_when_written_on_its_pages_then_agreed_by_both(reader, daniel, chidi):
    page = reader(daniel).opens(f"/rivermead/schools/{OAKFIELD}/support/plan/")
    page = page.fills(name="Writing", starts_on="2026-03-01", ends_on="2026-02-01").presses("Begin the plan")
    page = page.reads("It ends after that day.").fills(ends_on="2026-12-18").presses("Begin the plan")
    page = page.follows("Add a priority").fills(name="Spelling", success="Books show it.").presses("Add a priority")
    page = page.follows("Add an action: Spelling").fills(what="Daily", owner="Lead", due_on="2026-05-01")
    page = page.presses("Add an action").follows("Add funding").fills(what="Supply", source="Council", amount="900")
    page = page.presses("Add funding").reads("900.00").follows("Agree the plan").presses("Agree the plan")
    where = page.url

    reader(chidi).opens(where).follows("Agree the plan").presses("Agree the plan").reads(
        "Rapid improvement plan, agreed", "Finish or drop the action “Daily”."
    )


@pytest.mark.req("G48")
def test_query_when_logged_and_answered_then_both_read_it(reader, chidi, daniel):
    page = reader(chidi).opens(f"/rivermead/schools/{OAKFIELD}/support/query/").fills(words="Which scheme?")
    where = page.presses("Log it").reads("It has no answer yet.").url

    page = reader(daniel).opens(where).follows("Answer it").fills(answer="Either serves.").presses("Answer it")

    page.reads("Either serves.", "Daniel Farrow, 6 March 2026.")


@pytest.mark.req("G23")
def test_meeting_when_its_record_is_circulated_then_the_head_reads_it(reader, daniel, chidi):
    page = reader(daniel).opens(f"/rivermead/schools/{OAKFIELD}/support/meeting/")
    page = page.fills(kind="task-group", on="2026-03-06").presses("Plan the meeting")
    page = page.fills(progress="Two of three done.").presses("Save").follows("Circulate the record")
    names = {"there_head": "C", "there_deputy": "P", "there_adviser": "D", "there_lead": "S", "absent_chair": "Ill"}
    where = page.fills(**names).presses("Circulate the record").reads("The record is circulated.").url

    reader(chidi).opens(where).reads("Two of three done.", "nobody. Ill")


def test_list_when_there_are_many_notes_then_no_more_statements(
    reader, daniel, rivermead, inside, django_assert_max_num_queries
):
    inside(daniel)
    for day in range(1, 6):
        services.plan_visit(partnership=rivermead, urn=OAKFIELD, kind="phone", on=date(2026, 3, day), by=daniel, at=AT)
    page = reader(daniel)

    with django_assert_max_num_queries(32):
        page.opens(HOME)


def test_waiting_when_each_looks_then_each_sees_what_is_theirs(inside, shared_note, rivermead, chidi, sol, daniel):
    told = {}
    for person in (chidi, sol, daniel):
        inside(person)
        rows = waiting.waiting_for(person, partnership=rivermead, today=AT.date())
        told[person.name] = [row.words for row in rows]

    assert told == {
        "Chidi Nwosu": ["Say whether a note is accurate"],
        "Sol Whitcombe": ["Find help that was asked for"],
        "Daniel Farrow": [],
    }
    assert NoteOfVisit.objects.count() == 1
    assert WHOLE["help"] == "yes"


@pytest.mark.req("G09")
def test_yearly_visits_when_some_were_had_then_the_list_names_the_schools_without_one(
    reader, inside, rivermead, sol, daniel, osier_bank
):
    make_school(900140, "Foundry Lane Academy", type="Academy converter")
    inside(daniel)
    services.plan_visit(partnership=rivermead, urn=OAKFIELD, kind="annual", on=AT.date(), by=daniel, at=AT)

    page = reader(sol).opens(HOME).reads("1 of 2 maintained schools had the yearly visit", "Osier Bank Primary School")

    page.does_not_read("Foundry Lane Academy")


@pytest.mark.req("G13")
def test_internal_meeting_when_none_is_planned_this_term_then_the_leads_list_says_so(reader, sol):
    page = reader(sol).opens(HOME).reads("This term’s internal review meeting is not planned yet.")
    page = page.follows("Plan an internal review meeting").fills(on="2026-03-27").presses("Plan the meeting")

    page.opens(HOME).does_not_read("is not planned yet")


@pytest.mark.req("G42")
def test_words_when_opened_then_every_abbreviation_of_the_strategy_is_explained(reader, sol):
    page = reader(sol).opens("/words/")

    page.reads("SARR", "SIOD", "HoEIP", "EA", "RI:", "GOBAR", "LLE", "NLE", "NoV: note of visit")
