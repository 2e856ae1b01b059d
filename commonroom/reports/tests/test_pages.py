"""The pages: the board reads what is published, the council's leads write it, nobody else finds a door."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from commonroom.audit.models import Event
from commonroom.reports.models import BoardReport
from commonroom.reports.tests.conftest import NOW, TODAY, as_, begin, publish
from commonroom.web.ids import mask
from commonroom.web.testing import Visitor
from tests.cast import sign_in

LIST = "/rivermead/reports/"
NOWHERE = "/nowhere-at-all/here/"
TAILS = ("", "1/", "1/members/", "1/report.pdf", "1/members.pdf", "1/themes/", "1/figures/now/priority-1/all/")


@pytest.fixture
def visit(client):
    """Sign somebody in and look around."""
    return lambda person: Visitor(sign_in(client, person))


@pytest.mark.req("D05")
def test_board_when_reading_the_report_then_it_sees_totals_and_learns_what_is_left_out(visit, published, member):
    board = visit(member).opens("/rivermead/").follows("Board report").follows("Report 1")

    board.reads("Of 60 schools, 27 are at Priority 3, 21 are at Priority 2 and 12 are at Priority 1.")
    board.reads("No school can be identified from this paper.", "“Not shown” stands for a number under 5")
    board.does_not_read("Larkrise", "what stands behind it", "3 schools")


@pytest.mark.req("D05")
def test_members_when_given_their_version_then_it_has_fewer_parts_and_is_on_paper_too(visit, published, eleanor):
    page = visit(eleanor).opens("/rivermead/reports/1/members/")

    page.reads("Elected members. Report 1.", "Levels of support").does_not_read("What council teams told")
    paper = page.client.get("/rivermead/reports/1/members.pdf")
    assert (paper.status_code, paper.content[:4]) == (200, b"%PDF")


def test_board_report_when_on_paper_then_it_has_one_page(area, farid, published):
    from commonroom.reports.views import sheets
    from commonroom.web import pdf

    context = sheets.context_of(published.document, "board", number=1, partnership=area)

    assert pdf.render_pages("reports/sheet.html", {**context, "found": published})[1] == 1


@pytest.mark.req("D07")
@pytest.mark.parametrize("who", ["amara", "ben", "chidi", "dora", "grace", "ivy", "harun"])
def test_reports_when_asked_for_by_others_then_they_answer_like_nothing(client, request, published, who):
    sign_in(client, request.getfixturevalue(who))
    nothing = mask(client.get(NOWHERE).content.decode())

    for tail in TAILS:
        answer = client.get(f"{LIST}{tail}")
        assert (tail, answer.status_code, mask(answer.content.decode())) == (tail, 404, nothing)


def test_draft_and_origin_when_asked_for_by_the_board_then_they_answer_like_nothing(
    client, area, published, farid, eleanor
):
    draft = begin(area, farid)
    sign_in(client, eleanor)
    nothing = mask(client.get(NOWHERE).content.decode())

    for tail in (f"drafts/{draft.public_id}/", f"drafts/{draft.public_id}/preview/board/", TAILS[-1]):
        answer = client.get(f"{LIST}{tail}")
        assert (tail, answer.status_code, mask(answer.content.decode())) == (tail, 404, nothing)
    Visitor(client).opens(LIST).does_not_read("is being written", str(draft.public_id))


@pytest.mark.req("D07")
def test_figure_when_opened_by_the_lead_then_it_names_schools_and_the_trail_keeps_it(visit, published, lead):
    page = visit(lead).opens("/rivermead/reports/1/").follows("12: what stands behind it")

    page.reads("Larkrise 900201", "Larkrise 900303").does_not_read("Larkrise 900304")
    opened = Event.objects.get(verb="report figure opened")
    assert (opened.actor_name, opened.data) == ("Hannah Whitlow", {"figure": "now/priority-1/all"})


def test_figure_when_it_is_not_shown_then_nobody_opens_it(visit, published, farid):
    visit(farid).opens("/rivermead/reports/1/figures/now/priority-1/secondary/", expect=404)


@pytest.mark.req("D05")
def test_report_when_written_by_the_lead_and_published_by_the_head_then_the_board_reads_its_words(
    client, area, lead, farid, member
):
    writes = Visitor(sign_in(client, lead)).opens(LIST).presses("Begin a report of today’s figures")
    writes.fills(meeting="Board, 26 March. Paper 4.", opening="Thank you to all.", asks="note the levels").presses(
        "Keep these words"
    ).reads("Your words are kept.", "Nobody has read it as it stands.").does_not_read("I have read it")
    address = writes.url
    head = Visitor(sign_in(client, farid)).opens(address).presses("I have read it as it stands")
    head.presses("Publish it for good").reads("education improvement: Thank you to all.", "it cannot change")

    board = Visitor(sign_in(client, member)).opens("/rivermead/reports/1/")
    board.reads("Board, 26 March. Paper 4. Report 1.", "Thank you to all.", "The board is asked to", "note the levels")


def test_words_when_they_name_a_school_then_the_page_says_which(visit, area, farid):
    writes = visit(farid).opens(LIST).presses("Begin a report of today’s figures")

    writes.fills(opening="Larkrise 900205 has a new head.").presses("Keep these words").reads(
        "Your words name “Larkrise 900205”."
    )


@pytest.mark.req("D03")
def test_theme_when_the_chair_notes_what_the_board_agreed_then_the_list_says_so(client, area, farid, eleanor):
    draft = begin(area, farid, NOW - timedelta(days=2))
    with as_(area, farid):
        held = BoardReport.objects.get(pk=draft.pk)
        held.document["themes"] = [
            {"key": "absence", "title": "Absence in year 10", "numbers": "8.1, England 7.0: higher three years running",
             "kind": "thought", "from": "figures"}
        ]  # fmt: skip
        held.save()
    from commonroom.reports import services

    with as_(area, farid):
        services.read_report(report=held, by=farid, at=NOW)
        services.publish_report(report=held, by=farid, at=NOW - timedelta(days=1))
    chair = Visitor(sign_in(client, eleanor)).opens("/rivermead/reports/1/").reads("Absence in year 10")
    chair.follows("Note what the board decided about themes").fills(
        theme="absence", answer="agreed", decided_on=str(TODAY)
    ).presses("Keep it").reads("agreed")

    chair.opens(LIST).reads("Absence in year 10, since")


def test_member_when_looking_at_themes_then_there_is_no_form(visit, published, member):
    visit(member).opens("/rivermead/reports/1/themes/").does_not_read("Keep it")


def test_report_when_replaced_then_both_pages_say_so(visit, area, published, farid, member):
    publish(area, farid, timezone.now(), replaces=1, because="Two notes were counted twice.")

    board = visit(member).opens("/rivermead/reports/1/").reads("Report 2 has replaced this one.")
    board.opens("/rivermead/reports/2/").reads("This report replaces report 1.", "Two notes were counted twice.")


def test_least_when_a_partnership_sets_ten_then_its_report_says_ten(visit, area, farid, member):
    area.settings = {"reports": {"least": 10}}
    area.save()
    publish(area, farid)

    visit(member).opens("/rivermead/reports/1/").reads("stands for a number under 10")


def test_list_when_nothing_is_published_then_it_says_who_will(visit, area, member):
    visit(member).opens(LIST).reads("No report has been published yet.").does_not_read("Begin a report")
