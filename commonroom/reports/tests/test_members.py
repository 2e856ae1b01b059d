"""Elected members read their own version of what is published, and nothing else that is confidential (D05)."""

from __future__ import annotations

import pytest

from commonroom.mail.models import Message
from commonroom.reports.tests.conftest import as_, begin
from commonroom.web.testing import Visitor
from tests.cast import sign_in
from tests.house.raw_rows import RawRows, confidential_tables

LIST = "/rivermead/reports/"


@pytest.fixture
def visit(client):
    """Sign somebody in and look around."""
    return lambda person, **how: Visitor(sign_in(client, person, **how))


@pytest.mark.req("D05", "D07")
def test_councillor_when_she_comes_home_then_she_is_led_to_her_version_and_its_paper(visit, published, councillor):
    page = visit(councillor, second_step=False).opens("/rivermead/").follows("Reports for elected members")
    page.reads("Reports for elected members").does_not_read("The same for the board", "For elected members Standing")

    page.follows("Report 1").reads("Elected members. Report 1.", "Levels of support")
    page.does_not_read("What council teams told", "The same for the board", "Larkrise")
    assert page.client.get(f"{LIST}1/members.pdf").content[:4] == b"%PDF"


@pytest.mark.parametrize("tail", ["1/", "1/report.pdf", "1/themes/", "1/figures/now/priority-1/all/"])
def test_councillor_when_she_asks_for_the_boards_version_then_it_does_not_exist(client, published, councillor, tail):
    sign_in(client, councillor)

    assert client.get(LIST + tail).status_code == 404


def test_draft_when_one_is_written_then_a_councillor_learns_nothing_of_it(visit, area, farid, councillor):
    draft = begin(area, farid)

    page = visit(councillor).opens(LIST).reads("No report has been published yet.").does_not_read("being written")

    assert page.client.get(f"{LIST}drafts/{draft.public_id}/").status_code == 404


def test_rows_when_read_by_plain_sql_then_a_councillor_sees_published_reports_and_nothing_confidential(
    area, farid, published, councillor
):
    begin(area, farid)
    rows = RawRows(area)
    tables = [t for room in ("risk", "support", "visits", "register") for t in confidential_tables(room)]
    told = rows.seen_in(councillor, ["reports_publishedreport", "reports_boardreport", "reports_reportorigin"])

    assert told == {"reports_publishedreport": 1, "reports_boardreport": 0, "reports_reportorigin": 0}
    assert {t: n for t, n in rows.seen_in(councillor, tables).items() if n} == {}
    assert rows.seen(farid, "risk_leveldecision") == 60


def test_report_when_published_then_councillors_are_told_that_there_is_something_to_read(councillor, published):
    letter = Message.objects.get(to=councillor.email)

    assert letter.subject == "There is something to read in Commonroom"


def test_people_page_when_a_manager_invites_then_elected_member_is_a_post_to_give(visit, amara):
    page = visit(amara).opens("/rivermead/people/invite/")

    page.reads("Elected member")


def test_reports_when_the_post_has_ended_then_they_are_gone(client, published, councillor, area):
    from commonroom.people.models import Post

    with as_(area, councillor):
        Post.objects.filter(person=councillor).update(ended_at=published.published_at, ended_by_name="the tests")
    sign_in(client, councillor)

    assert client.get(LIST).status_code == 404
