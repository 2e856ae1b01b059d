"""Visits and their notes: planned, written, reviewed, shared, answered, corrected."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from commonroom.partnerships.models import Partnership
from commonroom.people import access as people
from commonroom.support import selectors as schedules
from commonroom.support import services as support
from commonroom.visits import access, selectors
from commonroom.visits.models import NoteOfVisit, Reply, Visit
from commonroom.visits.rules import days, notes, states
from commonroom.visits.services import common, requests, texts


class CannotVisit(people.Refused):
    """A visit that cannot be planned or cancelled; the message says why."""


class CannotShare(people.Refused):
    """A note that cannot go on; the message says what to do."""


class CannotReply(people.Refused):
    """A reply that cannot be sent; the message says what to do."""


@transaction.atomic
def plan_visit(
    *,
    partnership: Partnership,
    urn: int,
    kind: str,
    on: date,
    purpose: str = "",
    line_id: int | None = None,
    by: Any,
    at: datetime,
) -> NoteOfVisit:
    """Plan or note contact with a school on a day, with its empty note (G31). Raises CannotVisit, Refused."""
    role = access.check("plan a visit", by=by, partnership=partnership, urn=urn)
    if kind not in notes.KINDS:
        raise CannotVisit("Choose what kind of contact it is.")
    if abs((on - common.day_of(at)).days) > 400:
        raise CannotVisit(f"{days.said(on)} is more than a year away. Check the year.")
    if Visit.objects.filter(partnership=partnership, urn=urn, on=on, kind=kind, cancelled_at=None).exists():
        raise CannotVisit("This visit stands in the list already. Open it there.")
    _check_line(partnership, urn, line_id, on)
    visit = Visit.objects.create(
        partnership=partnership,
        urn=urn,
        kind=kind,
        on=on,
        purpose=purpose.strip(),
        person_id=by.pk,
        person_name=by.name,
        line_id=line_id,
        **common.made(by, at),
    )
    level = selectors.level_of(partnership, urn)
    settings = selectors.settings_for(partnership, on=common.day_of(at))
    note = NoteOfVisit.objects.create(
        partnership=partnership,
        urn=urn,
        visit=visit,
        shows_chair=notes.chair_by_default(level, settings.chair_levels),
        **common.made(by, at),
    )
    texts.start_draft(note, by=by, at=at)
    common.noted("visit.planned", note, by=by, at=at, role=role, kind=kind)
    return note


def _check_line(partnership: Partnership, urn: int, line_id: int | None, on: date) -> None:
    """Raise CannotVisit where a visit names a line that is none of the school's, or is not open any more."""
    if line_id is not None and line_id not in {line.pk for line in schedules.open_lines(partnership, urn=urn, on=on)}:
        raise CannotVisit("That part of the schedule is done, left out or not of this year. Choose another, or none.")


@transaction.atomic
def set_line(*, note: NoteOfVisit, line_id: int | None, by: Any, at: datetime) -> Visit:
    """Say which line of the school's schedule a visit is for, or that it is for none, until its note is shared.

    Raises CannotVisit, Refused.
    """
    role = common.check("plan a visit", note, by=by)
    held = common.locked(note)
    if held.issued:
        raise CannotVisit("The note has been shared, and the schedule follows it. Say in the schedule what was done.")
    visit = common.locked(held.visit)
    _check_line(held.partnership, held.urn, line_id, visit.on)
    visit.line_id = line_id
    visit.save(update_fields=["line_id"])
    common.noted("visit.line-chosen", held, by=by, at=at, role=role, line=line_id)
    return visit


@transaction.atomic
def cancel_visit(*, note: NoteOfVisit, because: str, by: Any, at: datetime) -> Visit:
    """Cancel a visit whose note was not sent. Raises CannotVisit, Refused."""
    role = common.check("plan a visit", note, by=by)
    held = common.locked(note)
    if held.state != "draft" or held.issued:
        raise CannotVisit("The note has been sent, so the visit has been. It cannot be cancelled.")
    visit = common.locked(held.visit)
    if visit.cancelled_at is not None:
        raise CannotVisit("This visit was cancelled already.")
    visit.cancelled_because = common.filled(because, "Say why the visit is cancelled.", CannotVisit)
    visit.cancelled_at, visit.cancelled_by_name = at, by.name
    visit.save()
    common.noted("visit.cancelled", held, by=by, at=at, role=role)
    return visit


@transaction.atomic
def send_note(*, note: NoteOfVisit, by: Any, at: datetime) -> NoteOfVisit:
    """Send a note to the lead for review. Raises CannotShare with everything that is missing, Refused."""
    role = common.check("write a note", note, by=by)
    held = common.locked(note)
    end = common.step(states.NOTE, held, "send", CannotShare)
    draft = selectors.draft_of(held)
    assert draft is not None
    if held.visit.cancelled_at is not None:
        raise CannotShare("This visit was cancelled, so there is nothing to send.")
    if missing := notes.why_not_send(draft.words, held.visit.kind, held.visit.on, common.day_of(at)):
        raise CannotShare(" ".join(sentence for _, sentence in missing))
    held.state, held.sent_at, held.sent_by_id, held.sent_by_name = end, at, by.pk, by.name
    held.returned_because = ""
    held.save()
    common.noted("note.sent", held, by=by, at=at, role=role, draft=draft.version)
    return held


@transaction.atomic
def take_back_note(*, note: NoteOfVisit, by: Any, at: datetime) -> NoteOfVisit:
    """Take a note back from review, to write on. Raises CannotShare, Refused."""
    return _to_draft(note, "take back", "write a note", "", by=by, at=at)


@transaction.atomic
def send_back_note(*, note: NoteOfVisit, because: str, by: Any, at: datetime) -> NoteOfVisit:
    """Send a note back to its writer, with what to change. Raises CannotShare, Refused."""
    words = common.filled(because, "Say what the adviser should look at again.", CannotShare)
    return _to_draft(note, "send back", "review a note", words, by=by, at=at)


def _to_draft(note: NoteOfVisit, move: str, deed: str, because: str, *, by: Any, at: datetime) -> NoteOfVisit:
    role = common.check(deed, note, by=by)
    held = common.locked(note)
    held.state = common.step(states.NOTE, held, move, CannotShare)
    held.returned_because = because
    held.save()
    common.noted(f"note.{'sent-back' if because else 'taken-back'}", held, by=by, at=at, role=role)
    return held


@transaction.atomic
def share_note(*, note: NoteOfVisit, shows_chair: bool, by: Any, at: datetime, site: str = "") -> NoteOfVisit:
    """Share a reviewed note with the head, and with the chair where it says so: an edition that never changes.

    Whoever wrote it does not review it. Raises the request for help that it asks for. Raises CannotShare, Refused.
    """
    role = common.check("review a note", note, by=by)
    held = common.locked(note)
    end = common.step(states.NOTE, held, "share", CannotShare)
    draft = selectors.draft_of(held)
    assert draft is not None
    if by.pk in (held.sent_by_id, draft.saved_by_id):
        raise CannotShare("You wrote in this note yourself. Somebody else reviews it before it is shared.")
    edition = texts.add_edition(held, words=draft.words, because=held.correcting_because, by=by, at=at)
    settings = selectors.settings_for(held.partnership, on=common.day_of(at))
    held.state, held.issued, held.shows_chair = end, edition.number, shows_chair
    held.shared_at, held.shared_by_name = at, by.name
    held.reply_until = days.add_working(common.day_of(at), settings.reply_days, settings.days_off)
    held.correcting_because = ""
    held.save()
    if edition.number == 1 and draft.words.get("help") == "yes":
        requests.raise_from_note(held, what=draft.words["help_words"], by=by, at=at)
    if edition.number == 1:
        _count_day(held.visit, by=by, at=at)
    told = ("headteacher", "chair-of-governors") if shows_chair else ("headteacher",)
    common.tell(held, told, key=f"note-{edition.number}", at=at, site=site)
    data: dict[str, Any] = {"edition": edition.number, "sha256": edition.sha256, "chair": shows_chair}
    common.noted("note.shared", held, by=by, at=at, role=role, **data)
    return held


def _count_day(visit: Visit, *, by: Any, at: datetime) -> None:
    """The day that was booked for the visit counts as had in the school's schedule; so does the line that it is for."""
    support.visit_had(
        partnership=visit.partnership,
        urn=visit.urn,
        on=visit.on,
        person_id=visit.person_id,
        line_id=visit.line_id,
        by=by,
        at=at,
    )


@transaction.atomic
def correct_note(*, note: NoteOfVisit, because: str, by: Any, at: datetime) -> NoteOfVisit:
    """Begin a further edition of a shared note; the one that was shared stays. Raises CannotShare, Refused."""
    role = common.check("write a note", note, by=by)
    held = common.locked(note)
    end = common.step(states.NOTE, held, "correct", CannotShare)
    held.correcting_because = common.filled(because, "Say what is corrected and why.", CannotShare)
    held.state = end
    held.save()
    common.noted("note.correction-begun", held, by=by, at=at, role=role, edition=held.issued + 1)
    return held


@transaction.atomic
def reply_to_note(
    *, note: NoteOfVisit, edition: int, answer: str, corrections: Mapping[int, str], words: str, by: Any, at: datetime
) -> Reply:
    """The head's reply to the edition that she read, kept with the note for good. Raises CannotReply, Refused."""
    role = common.check("reply to a note", note, by=by)
    found = next(iter(selectors.editions_of(note)), None)
    if found is None or found.number != edition:
        raise CannotReply("The note has been corrected since you opened it. Read it again, then reply.")
    given = {number: text.strip() for number, text in corrections.items() if text.strip()}
    if sentence := notes.why_not_reply(answer, given, words, len(notes.paragraphs(found.words))):
        raise CannotReply(sentence)
    reply = Reply.objects.create(
        partnership=note.partnership,
        urn=note.urn,
        note=note,
        edition=edition,
        answer=answer,
        corrections={str(number): text for number, text in sorted(given.items())},
        words=words.strip(),
        **common.made(by, at),
    )
    common.tell(note, ("adviser",), key=f"reply-{reply.pk}", at=at)
    common.noted("note.answered", note, by=by, at=at, role=role, edition=edition, answer=answer)
    return reply
