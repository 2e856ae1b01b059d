"""Notes of visit: written, reviewed, shared, answered, corrected; never overwritten."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from commonroom.audit.models import Event
from commonroom.mail.models import Message
from commonroom.people.access import Refused
from commonroom.visits import access, selectors, services
from commonroom.visits.models import Brokerage, Edition, Reply
from commonroom.visits.services import texts
from commonroom.visits.tests.conftest import AT, OAKFIELD, VISITED, WHOLE


def test_draft_when_saved_then_its_version_grows_and_the_same_words_save_nothing(draft_note, daniel):
    first = services.save_draft(thing=draft_note, words=WHOLE, version=0, by=daniel, at=AT)
    again = services.save_draft(thing=draft_note, words=WHOLE, version=0, by=daniel, at=AT)

    assert (first.version, again.version) == (1, 1)


def test_draft_when_two_advisers_write_then_neither_overwrites_the_other(draft_note, daniel, leila, inside):
    inside(daniel)
    services.save_draft(thing=draft_note, words={"seen": "Daniel saw this."}, version=0, by=daniel, at=AT)
    inside(leila)

    with pytest.raises(services.Overtaken) as refusal:
        services.save_draft(thing=draft_note, words={"seen": "Leila saw that."}, version=0, by=leila, at=AT)

    assert str(refusal.value) == "Daniel Farrow saved this while you were writing. Nothing of yours is lost."
    assert selectors.draft_of(draft_note).words["seen"] == "Daniel saw this."


@pytest.mark.req("G31")
@pytest.mark.parametrize("kind", ["annual", "support", "phone", "remote", "meeting"])
def test_contact_when_of_any_kind_then_the_one_form_notes_it(inside, rivermead, daniel, kind):
    inside(daniel)

    note = services.plan_visit(partnership=rivermead, urn=OAKFIELD, kind=kind, on=VISITED, by=daniel, at=AT)

    assert selectors.draft_of(note).words.keys() == {*WHOLE, *selectors.draft_of(note).words}
    assert note.state == "draft"


def test_visit_when_planned_twice_then_refused(draft_note, rivermead, daniel):
    with pytest.raises(services.CannotVisit, match="stands in the list already"):
        services.plan_visit(partnership=rivermead, urn=OAKFIELD, kind="support", on=VISITED, by=daniel, at=AT)


def test_note_when_sent_unfinished_then_everything_missing_is_named(draft_note, daniel):
    with pytest.raises(services.CannotShare) as refusal:
        services.send_note(note=draft_note, by=daniel, at=AT)

    assert str(refusal.value) == (
        "Say what you saw and heard. Choose whose experience you looked at. Each visit looks at one group at least. "
        "Choose whether we should find help for the school."
    )


def test_note_when_sent_then_it_is_not_written_in_until_taken_back(sent_note, daniel):
    with pytest.raises(texts.CannotWrite, match="Take it back to change it"):
        services.save_draft(thing=sent_note, words={"seen": "More."}, version=1, by=daniel, at=AT)

    back = services.take_back_note(note=sent_note, by=daniel, at=AT)
    assert back.state == "draft"


def test_note_when_reviewed_by_its_writer_then_refused(sent_note, daniel, rivermead, inside):
    from tests.cast import hold

    hold(daniel, "school-improvement-lead", rivermead)
    inside(daniel)

    with pytest.raises(services.CannotShare, match="Somebody else reviews it"):
        services.share_note(note=sent_note, shows_chair=True, by=daniel, at=AT)


def test_note_when_shared_by_an_adviser_then_refused(sent_note, leila, inside):
    inside(leila)

    with pytest.raises(Refused, match="You may not review a note"):
        services.share_note(note=sent_note, shows_chair=True, by=leila, at=AT)


@pytest.mark.req("G31")
def test_note_when_shared_then_the_head_is_told_that_there_is_something_and_not_what(sent_note, sol, chidi, inside):
    inside(sol)

    services.share_note(note=sent_note, shows_chair=False, by=sol, at=AT, site="https://example.org/")

    letters = list(Message.objects.values_list("to", "subject", "body"))
    subject = "There is something to read in Commonroom"
    assert letters == [(chidi.email, subject, f"{subject}. Sign in as you always do.\n\nhttps://example.org/")]


def test_note_when_shared_then_the_trail_holds_its_seal_and_none_of_its_words(shared_note):
    event = Event.objects.get(verb="note.shared")
    edition = selectors.editions_of(shared_note)[0]

    assert event.data == {"edition": 1, "sha256": texts.seal(edition.words), "chair": False}
    assert event.urn == OAKFIELD


def test_reply_until_when_shared_then_ten_working_days_later(shared_note):
    assert shared_note.reply_until == date(2026, 3, 20)


@pytest.mark.req("G19")
def test_help_when_the_note_asks_for_it_then_a_request_stands_once_shared(shared_note):
    request = Brokerage.objects.get()

    assert (request.note_id, request.what, request.state) == (shared_note.pk, WHOLE["help_words"], "asked")


def test_correction_when_shared_then_a_second_edition_stands_beside_the_first(shared_note, daniel, sol, inside):
    inside(daniel)
    services.correct_note(note=shared_note, because="The count was wrong.", by=daniel, at=AT)
    services.save_draft(
        thing=shared_note, words={**WHOLE, "strong": "Nine in ten answer."}, version=1, by=daniel, at=AT
    )
    services.send_note(note=shared_note, by=daniel, at=AT)
    inside(sol)
    services.share_note(note=shared_note, shows_chair=False, by=sol, at=AT)

    told = [(one.number, one.words["strong"], one.because) for one in selectors.editions_of(shared_note)]
    assert told == [(2, "Nine in ten answer.", "The count was wrong."), (1, "Families answer.", "")]
    assert Brokerage.objects.count() == 1


def test_correction_when_being_written_then_the_head_still_reads_what_was_shared(
    shared_note, daniel, chidi, rivermead, inside
):
    inside(daniel)
    services.correct_note(note=shared_note, because="The count was wrong.", by=daniel, at=AT)
    inside(chidi)

    seen = access.open_note(shared_note.public_id, to=chidi, partnership=rivermead)

    assert [one.words["strong"] for one in selectors.editions_of(seen)] == ["Families answer."]
    assert selectors.draft_of(seen) is None


@pytest.mark.parametrize("how", ["update", "delete"])
def test_edition_when_changed_past_the_services_then_the_database_refuses(shared_note, how):
    rows = Edition.objects.filter(note=shared_note)

    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic():
        rows.update(because="x") if how == "update" else rows._raw_delete(rows.db)


@pytest.mark.req("G31")
def test_reply_when_the_head_corrects_a_paragraph_then_it_stays_with_the_note(shared_note, chidi, inside):
    inside(chidi)

    reply = services.reply_to_note(
        note=shared_note,
        edition=1,
        answer="inaccurate",
        corrections={2: " By 9:30. ", 3: ""},
        words="Thank you.",
        by=chidi,
        at=AT,
    )

    assert Reply.objects.get() == reply
    assert (reply.corrections, reply.words, reply.made_by_name) == ({"2": "By 9:30."}, "Thank you.", "Chidi Nwosu")


def test_reply_when_inaccurate_without_words_then_asked_for_them(shared_note, chidi, inside):
    inside(chidi)

    with pytest.raises(services.CannotReply, match="beside at least one paragraph"):
        services.reply_to_note(
            note=shared_note, edition=1, answer="inaccurate", corrections={}, words="", by=chidi, at=AT
        )


def test_reply_when_the_adviser_writes_it_then_refused(shared_note, daniel, inside):
    inside(daniel)

    with pytest.raises(Refused, match="You may not reply to a note"):
        services.reply_to_note(
            note=shared_note, edition=1, answer="accurate", corrections={}, words="", by=daniel, at=AT
        )


def test_visit_when_cancelled_then_nothing_is_sent(draft_note, daniel):
    services.cancel_visit(note=draft_note, because="Snow.", by=daniel, at=AT)

    with pytest.raises(services.CannotShare, match="was cancelled"):
        services.send_note(note=type(draft_note).objects.get(pk=draft_note.pk), by=daniel, at=AT)
