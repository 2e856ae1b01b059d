"""The abuse cases where levels are concerned, by the pages and in plain SQL with Python's own guards off."""

from __future__ import annotations

from uuid import uuid4

import pytest

from commonroom.people import access
from commonroom.risk import services
from commonroom.risk.models import Assessment, Finding
from commonroom.risk.tests.conftest import AT, SPRING
from commonroom.web.testing import Visitor
from tests.cast import hold, make_person, sign_in
from tests.house.raw_rows import RAISED, ROW_POLICY, RawRows, confidential_tables
from tests.two_worlds.crawl import answer

TABLES = confidential_tables("risk")
UNCLEARED = ("amara", "eleanor", "dora", "harun")
ONLY_ADDED = ("risk_leveldecision", "risk_agreement", "risk_judgement")


@pytest.fixture
def told(spring, rivermead, farid, bela, chidi, sol, inside):
    """Oakfield with a row in every table of the room: noted, asked for, judged, settled and answered."""
    with inside(sol):
        services.note_intelligence(
            partnership=rivermead,
            urn=900101,
            team="finance",
            said_on=AT.date(),
            text="A loan ends.",
            by=sol,
            at=AT,
        )
    with inside(chidi):
        services.refer_oneself(partnership=rivermead, urn=900101, text="Help with attendance.", by=chidi, at=AT)
    with inside(bela):
        assessment = Assessment.objects.get(urn=900101)
        finding = Finding.objects.get(assessment=assessment, indicator="weak-outcomes")
        services.confirm_finding(finding=finding, by=bela, at=AT)
        assessment.refresh_from_db()
        services.propose_level(assessment=assessment, level=assessment.suggested, because="", by=bela, at=AT)
    with inside(farid):
        decision = services.agree_level(
            partnership=rivermead,
            urn=900101,
            level="priority-2",
            because="Attendance first.",
            assessment=assessment,
            by=farid,
            at=AT,
        )
        services.record_agreement(decision=decision, answer="agreed", by=farid, at=AT)
    return decision


def test_rows_when_the_head_of_service_asks_in_plain_sql_then_every_table_has_some(told, rivermead, farid):
    assert {table for table, n in RawRows(rivermead).seen_in(farid, TABLES).items() if n == 0} == set()


@pytest.mark.parametrize("name", UNCLEARED)
def test_x1_rows_when_the_uncleared_ask_in_plain_sql_then_no_table_has_any(told, rivermead, name, request):
    person = request.getfixturevalue(name)

    assert RawRows(rivermead).seen_in(person, TABLES) == dict.fromkeys(TABLES, 0)


def test_x1_rows_when_another_schools_head_asks_in_plain_sql_then_none_is_of_this_school(told, rivermead, grace):
    rows = RawRows(rivermead)

    of_oakfield = {t: rows.rows(grace, f"select count(*) from {t} where urn = 900101")[0][0] for t in TABLES}

    assert of_oakfield == dict.fromkeys(TABLES, 0)


def test_x1_pages_when_another_schools_head_asks_then_they_answer_as_if_they_were_not(told, grace, client):
    there, nowhere = told.assessment.public_id, uuid4()
    sign_in(client, grace)
    for path in ("schools/{}/", "schools/{}/ask/", "{}/"):
        of_other, of_none = (900101, 100000) if "schools" in path else (there, nowhere)
        pages = [answer(client, f"/rivermead/assessment/{path.format(one)}") for one in (of_other, of_none)]

        assert pages[0][0] == 404
        assert repr(pages[0]).replace(str(of_other), "") == repr(pages[1]).replace(str(of_none), "")


def test_x1_notes_when_the_schools_own_head_asks_in_plain_sql_then_there_are_none(told, rivermead, chidi):
    rows = RawRows(rivermead)

    assert (rows.seen(chidi, "risk_intelligence"), rows.seen(chidi, "risk_leveldecision")) == (0, 1)


def test_x1_draft_when_nobody_has_looked_then_the_schools_own_head_has_no_row_of_it(spring, rivermead, chidi):
    seen = RawRows(rivermead).seen_in(chidi, ("risk_assessment", "risk_finding"))

    assert seen == {"risk_assessment": 0, "risk_finding": 0}


@pytest.mark.parametrize("table", TABLES)
def test_x1_rows_when_the_uncleared_move_them_in_plain_sql_then_nothing_is_touched(told, rivermead, amara, table):
    rows = RawRows(rivermead)

    touched = rows.changed(amara, f"update {table} set urn = 900102")

    assert touched == 0


@pytest.mark.parametrize("table", ONLY_ADDED)
def test_decisions_when_changed_in_plain_sql_by_the_cleared_then_the_database_refuses(told, rivermead, farid, table):
    rows = RawRows(rivermead)

    assert rows.refused(farid, f"update {table} set urn = 900102") == RAISED
    assert rows.refused(farid, f"delete from {table}") == RAISED


def test_x1_note_when_the_uncleared_write_in_plain_sql_then_a_row_policy_refuses(told, rivermead, amara):
    statement = """insert into risk_intelligence (partnership_id, urn, team, said_on, text, indicator, written_at,
        written_by_id, written_by_name) select %s, 900101, 'finance', current_date, 'x', '', now(), %s, 'x'"""

    assert RawRows(rivermead).refused(amara, statement, [rivermead.pk, amara.pk]) == ROW_POLICY


def test_x3_adviser_when_the_allocation_ends_then_the_next_request_and_plain_sql_find_nothing(
    told, rivermead, farid, bela, client, inside
):
    from commonroom.people import services as people
    from commonroom.people.models import Post

    visitor = Visitor(sign_in(client, bela))
    visitor.opens("/rivermead/assessment/schools/900101/")
    with_post = RawRows(rivermead).seen(bela, "risk_assessment")
    with inside(farid):
        post = Post.objects.get(person=bela, urn=900101)
        people.end_post(post=post, because="Another adviser takes over.", by=farid, at=AT)

    visitor.opens("/rivermead/assessment/schools/900101/", expect=404)

    assert (with_post, RawRows(rivermead).seen(bela, "risk_assessment")) == (1, 0)


def test_x4_person_when_head_here_and_lead_next_door_then_here_she_sees_her_school_alone(
    told, rivermead, hillcrest, client
):
    both = make_person("Bea Twofold")
    hold(both, "headteacher", rivermead, urn=900102)
    hold(both, "school-improvement-lead", hillcrest)
    access.forget_posts(both)

    assert RawRows(rivermead).seen(both, "risk_assessment") == 0
    Visitor(sign_in(client, both)).opens("/rivermead/assessment/schools/900101/", expect=404)


@pytest.mark.parametrize("where", ["none", "next door"])
def test_x6_rows_when_no_partnership_or_the_wrong_one_was_entered_then_there_are_none(told, hillcrest, farid, where):
    rows = RawRows(hillcrest if where == "next door" else None)

    assert rows.seen_in(farid, [*TABLES, "risk_termopening", "risk_supportmodel"]) == dict.fromkeys(
        [*TABLES, "risk_termopening", "risk_supportmodel"], 0
    )


def test_x7_connection_when_a_request_has_ended_then_the_next_finds_no_setting_of_it(told, farid, client):
    from django.db import connection

    Visitor(sign_in(client, farid)).opens("/rivermead/assessment/schools/900101/")

    with connection.cursor() as cursor:
        cursor.execute("select current_setting('app.partnership', true)")
        assert cursor.fetchone()[0] in (None, "")


def test_term_when_opened_then_another_partnerships_schools_have_no_row(spring, rivermead, hillcrest, farid):
    assert (SPRING, RawRows(hillcrest).seen(farid, "risk_termopening")) == (SPRING, 0)
