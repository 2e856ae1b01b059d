"""The abuse cases where the register is concerned: by the pages, and in plain SQL with Python's own guards off."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commonroom.audit import services as audit
from commonroom.audit.models import Event
from commonroom.mail.models import Message
from commonroom.people import services as people
from commonroom.people.models import Post
from commonroom.register import services as register
from commonroom.register.models import Letter, Notice, Opening
from commonroom.register.tests.conftest import NOW, TODAY, as_, give, place
from commonroom.web.testing import Visitor
from tests.cast import hold, make_person, sign_in
from tests.house.raw_rows import ROW_POLICY, RawRows, confidential_tables
from tests.two_worlds.crawl import addresses, answer, crawl, differences

TABLES = [table for table in confidential_tables("register") if table != "register_conflict"]
OPEN_TO_ALL = ("register_letterwords", "register_lettertemplate")
UNCLEARED = ("amara", "ben", "dora", "eleanor", "grace", "harun", "ivy", "priya", "inspector")
FIXED = ("register_step", "register_noticemove", "register_letter", "register_disclosure")


@pytest.fixture
def inspector(rivermead):
    """Somebody of Ofsted with sight of nothing."""
    person = make_person("Odile Vance")
    hold(person, "ofsted", rivermead)
    return person


@pytest.fixture
def told(rivermead, farid, lead, entry, officer):
    """Oakfield with a row in every table: a step, a grant, an opening, a notice with move and letter, a disclosure."""
    give(rivermead, farid, entry, officer)
    with as_(rivermead, farid):
        who = {"by": farid, "at": NOW}
        notice = register.draft_notice(
            entry=entry,
            issuer="council",
            grounds=["safety"],
            evidence="Three reviews said so.",
            recipients=["C"],
            **who,
        )
        register.write_letter(notice=notice, kind="warning", signed_by="", dated=TODAY, **who)
        register.move_notice(
            notice=notice, after="issued", on=TODAY, because="So.", comply_by=TODAY + timedelta(days=20), **who
        )
        given = {"kind": "order", "to": "The officer", "ground": "Request 2026-17", "parts": ["placement"]}
        register.disclose(entry=entry, **given, **who)
        register.open_record(entry=entry, reason="decision", words="Decision due", partnership=rivermead, **who)
    with as_(rivermead, lead):
        other = entry.urn + 1
        register.declare_interest(partnership=rivermead, urn=other, what="Governor", by=lead, at=NOW)
    return entry


def paths_of(entry, ids=None):
    """Every address of one entry; with `ids` in place of its own ids, addresses of nothing."""
    with as_(entry.partnership, entry.made_by):
        notice, letter = Notice.objects.get(), Letter.objects.get()
    one, two, three = ids or (entry.public_id, notice.public_id, letter.public_id)
    names = ("door", "entry", "step", "mark", "openings", "record_pdf", "give", "draft", "disclose")
    found = [reverse(f"register:{name}", args=["rivermead", one]) for name in names]
    found += [reverse(f"register:{name}", args=["rivermead", one, two]) for name in ("notice", "write")]
    return [*found, reverse("register:letter_word", args=["rivermead", one, two, three])]


@pytest.fixture
def pages(told, farid):
    told.made_by = farid
    return paths_of(told)


def test_rows_when_the_head_of_service_asks_in_plain_sql_then_every_table_has_some(told, rivermead, farid):
    assert {table for table, rows in RawRows(rivermead).seen_in(farid, TABLES).items() if not rows} == set()


@pytest.mark.parametrize("name", UNCLEARED)
def test_x1_rows_when_the_uncleared_ask_in_plain_sql_then_no_table_has_any(told, rivermead, name, request):
    seen = RawRows(rivermead).seen_in(request.getfixturevalue(name), [*TABLES, "register_conflict"])

    assert seen == dict.fromkeys([*TABLES, "register_conflict"], 0)


@pytest.mark.parametrize("table", TABLES)
def test_x1_rows_when_the_uncleared_write_in_plain_sql_then_nothing_goes_in_or_changes(
    told, rivermead, farid, chidi, amara, inspector, table
):
    rows = RawRows(rivermead)
    copy = rows.rows(farid, f"select to_jsonb(t) from {table} t limit 1")[0][0]
    copy = {**(json.loads(copy) if isinstance(copy, str) else copy), "id": 10**9}
    insert = f"insert into {table} select * from jsonb_populate_record(null::{table}, %s::jsonb)"

    for person in (chidi, amara, inspector):
        assert rows.refused(person, insert, [json.dumps(copy)]) == ROW_POLICY
        assert rows.changed(person, f"update {table} set urn = 900102") == 0
        assert rows.changed(person, f"delete from {table}") == 0


@pytest.mark.parametrize("table", OPEN_TO_ALL)
def test_words_when_anybody_but_the_head_of_service_writes_in_plain_sql_then_refused(rivermead, farid, lead, table):
    own = {"register_letterwords": "(partnership_id, kind, starts_on, \"to\", subject, paragraphs, because, made_at, "
           "made_by_id, made_by_name) select %s, 'warning', current_date, 'x', 'x', '[]', 'x', now(), 1, 'x'",
           "register_lettertemplate": "(partnership_id, name, content, sha256, starts_on, made_at, made_by_id, "
           "made_by_name) select %s, 'x', '', 'x', current_date, now(), 1, 'x'"}  # fmt: skip
    rows, statement = RawRows(rivermead), f"insert into {table} {own[table]}"

    assert [rows.refused(who, statement, [rivermead.pk]) for who in (lead, farid)] == [ROW_POLICY, ""]


@pytest.mark.parametrize("name", ["grace", "amara", "ben", "inspector"])
def test_x1_pages_when_the_uncleared_ask_then_they_answer_as_if_they_were_not(
    told, pages, farid, client, request, name
):
    sign_in(client, request.getfixturevalue(name))
    nowhere = paths_of(told, (uuid4(), uuid4(), uuid4()))
    for here, there in zip(pages, nowhere, strict=True):
        found = [answer(client, one) for one in (here, there)]

        assert (here, found[0][0], found[0] == found[1]) == (here, 404, True)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["amara", "grace", "eleanor", "dora"])
def test_x2_school_when_placed_then_no_page_of_the_uncleared_changes_by_a_byte(
    rivermead, farid, oakfield, osier_bank, client, request, name
):
    sign_in(client, request.getfixturevalue(name))
    start = [path for path in addresses((oakfield.urn,), []) if not path.endswith(".pdf")]
    before = crawl(client, start, most=0)
    place(rivermead, farid, oakfield.urn)

    assert differences(before, crawl(client, start, most=0)) == []


def test_x3_keeper_when_the_post_ends_with_a_live_session_then_the_next_request_finds_nothing(
    told, pages, rivermead, farid, lead, client
):
    Visitor(sign_in(client, lead)).opens(pages[1]).fills(reason="decision", words="Decision due").presses(
        "Open the record"
    )
    with as_(rivermead, farid):
        people.end_post(post=Post.objects.get(person=lead), because="Left", by=None, at=timezone.now())

    assert {client.get(path).status_code for path in pages} == {404}
    own = {"register_opening": 1}  # that she opened it stays on her own list, which her post led to
    assert RawRows(rivermead).seen_in(lead, TABLES) == {**dict.fromkeys(TABLES, 0), **own}


def test_x4_person_when_head_here_and_head_of_service_next_door_then_here_she_keeps_nothing(
    told, pages, rivermead, hillcrest, osier_bank, client
):
    person = make_person("Vera Lind")
    hold(person, "headteacher", rivermead, urn=osier_bank.urn)
    hold(person, "head-of-service", hillcrest)
    sign_in(client, person)

    assert {client.get(path).status_code for path in pages} == {404}
    assert RawRows(rivermead).seen_in(person, TABLES) == dict.fromkeys(TABLES, 0)


def test_x5_keeper_when_she_has_an_interest_in_the_school_then_its_record_does_not_exist_for_her(
    told, pages, rivermead, lead, client
):
    with as_(rivermead, lead):
        register.declare_interest(partnership=rivermead, urn=told.urn, what="My child", by=lead, at=NOW)
    sign_in(client, lead)

    assert {client.get(path).status_code for path in pages} == {404}
    assert RawRows(rivermead).seen_in(lead, TABLES) == dict.fromkeys(TABLES, 0)


def test_x5_board_member_when_she_governs_the_school_too_then_neither_post_opens_its_record(
    told, pages, rivermead, client
):
    person = make_person("Bola Adisa")
    hold(person, "board-member", rivermead)
    hold(person, "business-manager", rivermead, urn=told.urn)
    sign_in(client, person)

    assert {client.get(path).status_code for path in pages} == {404}


@pytest.mark.parametrize("where", ["none", "next door"])
def test_x6_rows_when_no_partnership_or_the_wrong_one_was_entered_then_there_are_none(told, hillcrest, farid, where):
    rows = RawRows(None if where == "none" else hillcrest)

    assert rows.seen_in(farid, TABLES) == dict.fromkeys(TABLES, 0)


def test_x7_connection_when_a_request_has_ended_then_the_next_finds_no_setting_of_it(told, pages, farid, client):
    sign_in(client, farid)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.person', '', true), set_config('app.partnership', '', true)")
        status = client.get(pages[0]).status_code
        cursor.execute("select current_setting('app.person', true), current_setting('app.partnership', true)")

        assert (status, [value or "" for value in cursor.fetchone()]) == (200, ["", ""])


@pytest.mark.parametrize("table", FIXED)
def test_x20_record_when_its_keeper_changes_it_in_plain_sql_then_nothing_is_touched(told, rivermead, farid, table):
    rows = RawRows(rivermead)

    assert rows.changed(farid, f"update {table} set urn = 900102") == 0
    assert rows.changed(farid, f"delete from {table}") == 0


def test_x20_decisions_when_made_then_the_trail_proves_them(told, rivermead):
    assert Event.objects.filter(verb__in=("school placed", "notice moved", "record disclosed")).count() == 3
    assert [found.whole for found in audit.verify() if found.chain == "p-rivermead"] == [True]


def test_x25_notice_when_issued_then_only_who_holds_the_schools_posts_is_told_and_never_what(
    told, chidi, grace, officer, rivermead, farid, lead
):
    with as_(rivermead, farid):
        notice = register.draft_notice(
            entry=told, issuer="council", grounds=["safety"], evidence="Three reviews said so.", recipients=["C"],
            by=farid, at=NOW,
        )  # fmt: skip
        Message.objects.all().delete()
        until = TODAY + timedelta(days=20)
        register.move_notice(notice=notice, after="issued", on=TODAY, because="So.", comply_by=until, by=farid, at=NOW)

    letters = list(Message.objects.values_list("to", "subject", "body"))
    said = " ".join(letters[0][1:])
    assert [to for to, _, _ in letters] == [chidi.email]
    assert [word for word in ("Oakfield", "notice", "register", "warning", "Chidi") if word in said.casefold()] == []


def opens(client, person, path):
    page = Visitor(sign_in(client, person)).opens(path)
    return page.fills(reason="decision", words="Decision due today").presses("Open the record")


@pytest.mark.parametrize("name", ["farid", "lead", "chidi", "officer"])
def test_trail_when_a_record_is_opened_and_all_its_pages_are_crawled_then_one_row_for_the_opening(
    told, pages, rivermead, client, request, name
):
    person = request.getfixturevalue(name)
    before = Event.objects.filter(verb="record opened").count()
    opens(client, person, pages[1])
    crawled = [client.get(path).status_code for path in pages if not path.endswith(("/word/", ".pdf"))]

    rows = Event.objects.filter(verb="record opened").order_by("pk")[before:]
    assert [(row.actor_name, row.object_id, row.because) for row in rows] == [
        (person.name, str(told.public_id), "Decision due today")
    ]
    assert crawled.count(200) >= 2
    with as_(rivermead, person):
        assert Opening.objects.filter(person_id=person.pk, words="Decision due today").count() == 1


def test_trail_when_opened_again_in_another_session_then_a_second_row(told, pages, farid):
    for _ in range(2):
        opens(Client(), farid, pages[1])

    rows = Event.objects.filter(verb="record opened", because="Decision due today")
    assert rows.count() == 2


def test_trail_when_it_cannot_be_written_then_the_record_does_not_open(told, pages, rivermead, farid, monkeypatch):
    def broken(**kwargs):
        raise RuntimeError("The trail cannot be written.")

    monkeypatch.setattr(audit, "record", broken)
    with as_(rivermead, farid):
        before = Opening.objects.count()
        with pytest.raises(RuntimeError):
            register.open_record(
                entry=told, reason="decision", words="Decision due", partnership=rivermead, by=farid, at=NOW
            )

        assert Opening.objects.count() == before
