"""The pages: door, opening, clock, need to know, and what leaves the screen."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from docx import Document

from commonroom.audit.models import Event
from commonroom.register import services as register
from commonroom.register.models import Entry, Opening
from commonroom.register.tests.conftest import TODAY, as_, give
from commonroom.web.ids import mask
from commonroom.web.testing import Visitor
from tests.cast import hold, sign_in

NOWHERE = "/nowhere-at-all/here/"


@pytest.fixture
def visit(client):
    """Sign somebody in and look around."""
    return lambda person, **how: Visitor(sign_in(client, person, **how))


def address(entry, tail=""):
    return f"/rivermead/register/{entry.public_id}/{tail}"


def open_it(visitor, entry, words="Decision due today"):
    visitor.opens(address(entry))
    return visitor.fills(reason="decision", words=words).presses("Open the record")


@pytest.mark.req("G06")
def test_entry_when_opened_with_a_purpose_then_it_shows_the_clock_and_one_event_is_kept(visit, entry, farid, rivermead):
    farid_sees = visit(farid)
    farid_sees.opens(address(entry)).reads("Before you open this record", "Say why.").does_not_read("Oakfield")
    farid_sees.fills(reason="decision", words="Decision due today").presses("Open the record")
    with as_(rivermead, farid):
        opening = Opening.objects.get()
    closes = timezone.localtime(opening.closes_at)

    farid_sees.reads("Oakfield Primary School", "for “Decision due today”", f"Closes at {closes:%H:%M}")
    farid_sees.opens(address(entry)).opens(address(entry, "openings/"))
    assert Event.objects.filter(verb="record opened").count() == 1


def test_entry_when_opened_then_no_title_names_the_school(visit, entry, farid):
    page = open_it(visit(farid), entry)

    assert "Oakfield" not in page.page.find("title")[0].text


def test_entry_when_asked_for_without_a_purpose_then_the_form_says_so(visit, entry, farid):
    visit(farid).opens(address(entry)).fills(reason="decision").presses("Open the record").reads(
        "Say in a few words why you need it now."
    )


def test_opening_when_its_time_is_over_then_the_door_says_so_and_asks_again(visit, entry, farid, rivermead):
    farid_sees = open_it(visit(farid), entry)
    with as_(rivermead, farid):
        Opening.objects.update(
            opened_at=timezone.now() - timedelta(minutes=16), closes_at=timezone.now() - timedelta(minutes=1)
        )

    farid_sees.opens(address(entry)).reads("Your last opening has ended", "It closed by itself at")


def test_opening_when_closed_now_then_the_next_page_asks_again(visit, entry, farid):
    farid_sees = open_it(visit(farid), entry)
    farid_sees.presses("Close now").opens(address(entry)).reads("Before you open this record")


def test_opening_when_made_in_another_session_then_it_does_not_count(visit, entry, farid, django_user_model):
    from django.test import Client

    open_it(visit(farid), entry)

    other = Visitor(sign_in(Client(), farid))
    other.opens(address(entry)).reads("Before you open this record")


def test_door_when_the_second_step_is_not_fresh_then_it_is_asked_first(client, entry, farid):
    sign_in(client, farid, second_step=False)

    answer = client.get(address(entry, "open/"))

    assert answer.status_code == 302
    assert not Event.objects.filter(verb="record opened").exists()


def test_door_when_the_second_step_was_taken_long_ago_then_it_is_asked_again(client, entry, farid):
    sign_in(client, farid)
    session = client.session
    for record in session["account_authentication_methods"]:
        record["at"] -= 16 * 60
    session.save()

    assert client.get(address(entry, "open/")).status_code == 302


@pytest.mark.parametrize("who", ["amara", "ben", "dora", "eleanor", "grace", "ivy", "harun", "officer"])
def test_entry_when_the_reader_is_not_cleared_then_it_answers_like_nothing(client, request, entry, who):
    sign_in(client, request.getfixturevalue(who))
    nothing = mask(client.get(NOWHERE).content.decode())

    for tail in ("", "open/", "openings/", "record.pdf", "disclose/", "sight/", "notices/draft/"):
        answer = client.get(address(entry, tail))
        assert (tail, answer.status_code, mask(answer.content.decode())) == (tail, 404, nothing)


@pytest.mark.req("G06")
def test_grant_when_ended_while_the_record_is_open_then_the_next_request_finds_nothing(
    visit, entry, farid, officer, rivermead
):
    grant = give(rivermead, farid, entry, officer)
    officer_sees = open_it(visit(officer), entry, words="Before the meeting")
    officer_sees.reads("Oakfield Primary School")
    with as_(rivermead, farid):
        register.end_sight(grant=grant, because="Over", by=farid, at=timezone.now())

    officer_sees.opens(address(entry), expect=404)
    officer_sees.opens("/rivermead/register/").reads("Ended on", "No record is open to you.")


def test_keeper_when_her_post_ends_then_the_next_request_finds_nothing(visit, entry, lead, rivermead, farid):
    from commonroom.people import services as people
    from commonroom.people.models import Post

    lead_sees = open_it(visit(lead), entry)
    with as_(rivermead, farid):
        post = Post.objects.get(person=lead)
        people.end_post(post=post, because="Left", by=None, at=timezone.now())

    lead_sees.opens(address(entry), expect=404)


def test_interest_when_declared_with_the_record_open_then_it_is_closed_and_a_page_says_so(visit, entry, lead):
    lead_sees = open_it(visit(lead), entry)
    lead_sees.opens("/rivermead/register/interests/").fills(urn=str(entry.urn), what="My child").presses("Declare it")

    lead_sees.reads("What we hold about this school is closed to you")
    lead_sees.opens(address(entry), expect=404)


@pytest.mark.req("G06")
def test_head_when_reading_her_own_record_then_she_sees_roles_and_no_names_of_openers(
    client, visit, entry, farid, chidi
):
    open_it(visit(farid), entry, words="Termly review with the director")
    head_sees = open_it(visit(chidi), entry, words="To see what is written")

    head_sees.opens(address(entry, "openings/"))
    head_sees.reads("Head of education improvement, to take or review a decision")
    head_sees.does_not_read("Farid Haddad", "Termly review with the director")


def test_head_when_she_would_decide_then_refused(client, visit, entry, chidi):
    open_it(visit(chidi), entry)

    assert client.post(address(entry, "decide/"), {"kind": "kept"}).status_code == 404


def test_list_when_opened_by_a_keeper_then_it_names_schools_and_is_one_event(visit, entry, farid):
    farid_sees = visit(farid)
    farid_sees.opens("/rivermead/register/").reads("Before you open the register").does_not_read("Oakfield")
    farid_sees.fills(reason="decision", words="Weekly look").presses("Open the register")

    farid_sees.reads("Oakfield Primary School", "One school is on the register.")
    assert Event.objects.filter(verb="record opened", kind="register list").count() == 1


def test_school_when_placed_on_the_page_then_it_stands_on_the_register(visit, farid, oakfield, rivermead):
    from commonroom.register import selectors

    with as_(rivermead, farid):
        slug = selectors.indicators(rivermead, on=TODAY)[0][0]
    visit(farid).opens("/rivermead/register/place/").fills(
        urn=str(oakfield.urn), indicators=[slug], because="Outcomes fell.", due_on=str(TODAY + timedelta(days=40))
    ).presses("Place it on the register").reads(
        "Before you open this record", "is recorded: the school is on the register."
    )

    with as_(rivermead, farid):
        assert Entry.objects.get().indicators == [slug]


def test_record_when_printed_then_it_is_a_pdf_and_one_event_keeps_it(client, visit, entry, farid):
    open_it(visit(farid), entry)

    answer = client.get(address(entry, "record.pdf"))

    assert answer.content.startswith(b"%PDF")
    assert [e.actor_name for e in Event.objects.filter(verb="record printed")] == ["Farid Haddad"]


def test_record_when_printed_then_each_sheet_carries_the_readers_name_and_the_time(entry, farid):
    from django.template.loader import render_to_string

    page = render_to_string(
        "register/paper_record.html", {"entry": entry, "mark": "Printed by Farid Haddad, 6 March 2026 at 09:00"}
    )

    assert page.count("Printed by Farid Haddad, 6 March 2026 at 09:00") == 1
    assert 'class="cr-sheet__foot">Printed by' in page


@pytest.mark.req("G33", "G35", "G45")
def test_notice_when_drafted_issued_and_not_complied_with_then_the_school_is_eligible(
    client, visit, entry, farid, rivermead
):
    from commonroom.register.models import Notice

    farid_sees = open_it(visit(farid), entry)
    farid_sees.follows("Draft a notice").fills(
        issuer="council", grounds=["standards"], evidence="58 in 100, then 49, then 41 over three years.",
        recipients="The chair of governors\nThe diocese",
    ).presses("Keep the draft")  # fmt: skip
    with as_(rivermead, farid):
        Entry.objects.update(decided_on=TODAY - timedelta(days=90))
        Notice.objects.update(drafted_on=TODAY - timedelta(days=60))
    farid_sees.fills(
        after="issued", on=str(TODAY - timedelta(days=50)), because="Decided with the director",
        comply_by=str(TODAY - timedelta(days=20)),
    ).presses("Record it")  # fmt: skip
    farid_sees.opens(address(entry)).reads("On the register of schools at risk not eligible for intervention")
    farid_sees.follows(f"Drafted {TODAY - timedelta(days=60):%-d %B %Y}")
    farid_sees.fills(after="not-complied", on=str(TODAY), because="No plan came").presses("Record it")

    farid_sees.opens(address(entry)).reads("On the register of schools at risk eligible for intervention")


def _with_letter(visit, entry, farid):
    farid_sees = open_it(visit(farid), entry)
    farid_sees.follows("Draft a notice").fills(
        issuer="council", grounds=["safety"], evidence="A & B <said> so in the review of 3 March.", recipients="Chair"
    ).presses("Keep the draft")
    return farid_sees.follows(
        "Write a letter"
    ).fills(kind="warning", signed_by="Farid Haddad").presses("Write it")  # fmt: skip


@pytest.mark.req("G33")
def test_letter_when_written_then_word_holds_the_partnerships_words_and_stays_escaped(
    client, visit, entry, farid, oakfield
):
    farid_sees = _with_letter(visit, entry, farid)
    link = next(a.attributes["href"] for a in farid_sees.page.find("a") if a.text.startswith("Word"))

    text = [p.text for p in Document(io.BytesIO(client.get(link).content)).paragraphs]

    assert "Warning notice: Oakfield Primary School" in text
    assert "The evidence is this. A & B <said> so in the review of 3 March." in text
    assert client.get(link.replace("word", "pdf")).content.startswith(b"%PDF")


def test_notice_when_a_draft_then_the_head_sees_nothing_of_it(client, visit, entry, farid, chidi):
    _with_letter(visit, entry, farid)

    open_it(visit(chidi), entry).does_not_read("Notices and letters", "Drafted")


def test_adviser_when_a_notice_is_drafted_then_sees_nothing_of_it(visit, entry, farid, ben, rivermead):
    _with_letter(visit, entry, farid)
    hold(ben, "adviser", rivermead, urn=entry.urn)

    open_it(visit(ben), entry).reads("Oakfield Primary School").does_not_read("Notices and letters")


@pytest.mark.req("E21")
def test_pack_when_made_then_csv_and_pdf_hold_its_rows_and_no_live_formula(client, visit, entry, farid):
    farid_sees = open_it(visit(farid), entry)
    farid_sees.follows("Make a disclosure pack").fills(
        kind="order", to="The information officer", ground="Request 2026-17 of 3 March", parts=["placement", "steps"]
    ).presses("Make the pack")
    links = {
        a.text[:3]: a.attributes["href"]
        for a in farid_sees.page.find("a")
        if "/disclosures/" in a.attributes.get("href", "")
    }

    rows = client.get(links["CSV"]).content.decode().splitlines()

    assert rows[0].lstrip("\ufeff") == "Part,Date,What,Words"
    assert len(rows) == 3
    assert client.get(links["PDF"]).content.startswith(b"%PDF")


def test_pages_when_kept_then_no_copy_stays_in_any_cache(client, visit, entry, farid):
    open_it(visit(farid), entry)

    for tail in ("", "record.pdf"):
        assert client.get(address(entry, tail)).headers["Cache-Control"] == "no-store, private"


def test_flows_when_shown_then_every_move_of_the_tables_is_on_the_page(visit, farid, rivermead):
    from commonroom.register.rules.notices import FLOWS

    page = visit(farid).opens("/rivermead/register/flows/")

    page.reads(*(move.words for flow in FLOWS.values() for move in flow.moves))


@pytest.mark.req("G43")
def test_notice_when_drafted_then_the_form_begins_with_what_was_done_together_before(
    visit, entry, farid, lead, rivermead
):
    from commonroom.register.tests.conftest import NOW
    from commonroom.visits import services as visits

    page = open_it(visit(farid), entry).follows("Draft a notice").reads("Nothing is noted.")
    with as_(rivermead, lead):
        given = {"kind": "cluster", "on": TODAY, "words": "The cluster’s leads met here."}
        visits.note_step(partnership=rivermead, urn=entry.urn, **given, by=lead, at=NOW)

    page.opens(page.url).reads("work in a cluster of schools", "The cluster’s leads met here.")
