"""The abuse cases where visits, notes, plans and meetings are concerned: by the pages, and in plain SQL."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from commonroom.audit import services as audit
from commonroom.audit.models import Event
from commonroom.mail.models import Message
from commonroom.people import access
from commonroom.people import services as people
from commonroom.people.models import Post
from commonroom.visits import demonstration, selectors, services
from commonroom.visits.models import Brokerage, Edition, Meeting, NoteOfVisit, Plan, Query, Review
from commonroom.visits.services import texts
from commonroom.visits.tests.conftest import AT, OAKFIELD, TODAY
from tests.cast import hold, make_person, sign_in
from tests.house.raw_rows import RAISED, ROW_POLICY, RawRows, confidential_tables
from tests.two_worlds.crawl import answer

TABLES = confidential_tables("visits")
UNCLEARED = ("grace", "dora", "other_adviser", "amara", "eleanor", "harun", "ivy", "priya")
FIXED = ("visits_edition", "visits_reply", "visits_progress", "visits_preventivestep")
PAGES = {
    "visits:note": NoteOfVisit,
    "visits:plan": Plan,
    "visits:meeting": Meeting,
    "visits:record_pdf": Meeting,
    "visits:review": Review,
    "visits:brokerage": Brokerage,
    "visits:query": Query,
}


@pytest.fixture
def told(rivermead, inside, daniel, sol, farid, chidi, gareth):
    """The story of Oakfield, with a row in every table of the room; told in March, where the test goes on."""
    people_ = {"daniel": daniel, "hannah": sol, "farid": farid, "ruth": chidi, "samuel": gareth}
    demonstration.fill(rivermead, people_, AT)
    inside(daniel)
    services.set_rhythm(partnership=rivermead, urn=OAKFIELD, every="monthly", because="As agreed.", by=daniel, at=AT)
    with time_machine.travel(AT, tick=False):
        yield people_


def records(inside, sol):
    """One record behind each address, as the lead sees them."""
    inside(sol)
    rows = {route: model.objects.filter(urn=OAKFIELD).order_by("pk").first() for route, model in PAGES.items()}
    return {route: reverse(route, args=["rivermead", row.public_id]) for route, row in rows.items()}


def test_rows_when_the_lead_asks_in_plain_sql_then_every_table_has_some(told, rivermead, sol):
    assert {table for table, rows in RawRows(rivermead).seen_in(sol, TABLES).items() if not rows} == set()


@pytest.mark.parametrize("name", UNCLEARED)
def test_x1_rows_when_the_uncleared_ask_in_plain_sql_then_no_table_has_any(told, rivermead, name, request):
    assert RawRows(rivermead).seen_in(request.getfixturevalue(name), TABLES) == dict.fromkeys(TABLES, 0)


@pytest.mark.parametrize("table", TABLES)
def test_x1_rows_when_the_uncleared_write_in_plain_sql_then_nothing_goes_in_or_changes(
    told, rivermead, sol, grace, amara, table
):
    rows = RawRows(rivermead)
    row = rows.rows(sol, f"select to_jsonb(t) from {table} t limit 1")[0][0]
    copy = {**(json.loads(row) if isinstance(row, str) else row), "id": 10**9}
    insert = f"insert into {table} select * from jsonb_populate_record(null::{table}, %s::jsonb)"

    assert [rows.refused(person, insert, [json.dumps(copy)]) for person in (grace, amara)] == [ROW_POLICY] * 2
    assert [rows.changed(person, f"update {table} set urn = 900102") for person in (grace, amara)] == [0, 0]
    assert [rows.changed(person, f"delete from {table}") for person in (grace, amara)] == [0, 0]


def test_x1_pages_when_another_schools_head_asks_then_they_answer_as_if_they_were_not(told, inside, sol, grace, client):
    paths = records(inside, sol)
    sign_in(client, grace)
    for route, path in paths.items():
        pages = [answer(client, one) for one in (path, reverse(route, args=["rivermead", uuid4()]))]

        assert (route, pages[0][0], pages[0] == pages[1]) == (route, 404, True)


def test_x3_adviser_when_the_allocation_ends_with_a_live_session_then_the_next_request_finds_nothing(
    told, inside, rivermead, sol, farid, daniel, client
):
    paths = records(inside, sol)
    sign_in(client, daniel)
    before = {client.get(path).status_code for path in paths.values()}
    inside(farid)
    people.end_post(post=Post.objects.get(person=daniel), because="Another borough.", by=farid, at=AT)

    assert (before, {client.get(path).status_code for path in paths.values()}) == ({200}, {404})
    assert RawRows(rivermead).seen_in(daniel, TABLES) == dict.fromkeys(TABLES, 0)


def test_x4_person_when_head_here_and_lead_next_door_then_here_she_has_her_school_alone(
    told, inside, rivermead, hillcrest, sol, client, osier_bank
):
    paths = records(inside, sol)
    person = make_person("Vera Lind")
    hold(person, "headteacher", rivermead, urn=osier_bank.urn)
    hold(person, "school-improvement-lead", hillcrest)
    sign_in(client, person)

    assert {client.get(path).status_code for path in paths.values()} == {404}
    assert RawRows(rivermead).seen_in(person, TABLES) == dict.fromkeys(TABLES, 0)


@pytest.mark.parametrize("where", ["none", "next door"])
def test_x6_rows_when_no_partnership_or_the_wrong_one_was_entered_then_there_are_none(told, hillcrest, sol, where):
    rows = RawRows(None if where == "none" else hillcrest)

    assert rows.seen_in(sol, TABLES) == dict.fromkeys(TABLES, 0)


def test_x7_connection_when_a_request_has_ended_then_the_next_finds_no_setting_of_it(told, inside, sol, client):
    paths = records(inside, sol)
    sign_in(client, sol)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.person', '', true), set_config('app.partnership', '', true)")
        status = client.get(paths["visits:plan"]).status_code
        cursor.execute("select current_setting('app.person', true), current_setting('app.partnership', true)")

        assert (status, [value or "" for value in cursor.fetchone()]) == (200, ["", ""])


@pytest.mark.parametrize("table", FIXED)
def test_x20_record_when_the_cleared_change_it_in_plain_sql_then_the_database_refuses(
    told, rivermead, sol, daniel, chidi, table
):
    rows, writer = RawRows(rivermead), chidi if table == "visits_reply" else daniel

    assert rows.refused(writer, f"update {table} set urn = 900102") == RAISED
    assert rows.refused(writer, f"delete from {table}") == RAISED


def test_x20_note_when_corrected_after_a_dispute_then_both_editions_stay_and_the_trail_holds_their_seals(
    told, inside, daniel, sol, rivermead
):
    inside(daniel)
    note = NoteOfVisit.objects.get(issued=1)
    services.correct_note(note=note, because="The head is right about the calls.", by=daniel, at=AT)
    draft = selectors.draft_of(note)
    words = {**draft.words, "seen": "212 calls in three weeks."}
    services.save_draft(thing=note, words=words, version=draft.version, by=daniel, at=AT)
    services.send_note(note=note, by=daniel, at=AT)
    inside(sol)
    services.share_note(note=note, shows_chair=True, by=sol, at=AT)

    seals = [texts.seal(one.words) for one in Edition.objects.filter(note=note).order_by("number")]
    kept = [e.data["sha256"] for e in Event.objects.filter(verb="note.shared").order_by("pk")]
    assert (len(set(seals)), kept) == (2, seals)
    assert [found.whole for found in audit.verify() if found.chain == "p-rivermead"] == [True]


def test_x25_note_when_shared_then_only_who_holds_the_schools_posts_is_told_and_never_what(
    inside, sent_note, rivermead, sol, chidi, grace, gareth, farid
):
    former = make_person("Former Head")
    hold(former, "headteacher", rivermead, urn=OAKFIELD, ends_on=TODAY - timedelta(days=1))
    inside(sol)
    services.share_note(note=sent_note, shows_chair=False, by=sol, at=AT, site="https://example.org/")

    letters = list(Message.objects.values_list("to", "subject", "body"))
    assert [letter[0] for letter in letters] == [chidi.email]
    said = " ".join(letters[0][1:])
    assert [word for word in ("Oakfield", "Families", "visit", "note", "Chidi") if word in said] == []


def test_x25_note_when_shown_to_the_wrong_chair_then_ending_the_post_takes_it_back_at_once(
    inside, sent_note, sol, gareth, farid, client
):
    inside(sol)
    services.share_note(note=sent_note, shows_chair=True, by=sol, at=AT)
    sign_in(client, gareth)
    path = f"/rivermead/visits/notes/{sent_note.public_id}/"
    with time_machine.travel(AT, tick=False):
        before = client.get(path).status_code
        inside(farid)
        people.end_post(post=Post.objects.get(person=gareth), because="Wrong person.", by=farid, at=AT)

        assert (before, client.get(path).status_code) == (200, 404)


@pytest.mark.parametrize("name", ["sol", "farid", "daniel", "chidi", "gareth"])
def test_trail_when_every_record_is_opened_then_one_row_for_each_opening_and_none_for_a_refusal(
    told, inside, sol, client, request, name
):
    person, paths = request.getfixturevalue(name), records(inside, sol)
    sign_in(client, person)
    found = {}
    for route, path in paths.items():
        before = Event.objects.count()
        status = client.get(path).status_code
        new = list(Event.objects.order_by("pk").values_list("verb", "actor_name"))[before:]
        opened = [verb for verb, who in new if verb.endswith(".opened") and who == person.name]
        found[route] = (len(new), len(opened)) == ((1, 1) if status == 200 else (0, 0))

    assert found == dict.fromkeys(PAGES, True)


def test_trail_when_it_cannot_be_written_then_the_record_does_not_open(told, inside, sol, client, monkeypatch):
    paths = records(inside, sol)
    sign_in(client, sol)
    client.raise_request_exception = False

    def broken(**kwargs):
        raise RuntimeError("The trail cannot be written.")

    monkeypatch.setattr(audit, "record", broken)

    assert {client.get(path).status_code for path in paths.values()} == {500}


def test_schools_page_when_opened_then_one_row_in_the_trail(told, client, chidi):
    sign_in(client, chidi)
    client.get(f"/rivermead/schools/{OAKFIELD}/support/")
    access.forget_posts(chidi)

    assert [e.actor_name for e in Event.objects.filter(verb="support.opened")] == ["Chidi Nwosu"]
