"""Saving what is being written, so that two people never overwrite each other; and making editions that stay."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.db import transaction

from commonroom.people import access as people
from commonroom.visits import selectors
from commonroom.visits.models import Draft, Edition, Meeting, NoteOfVisit, Review
from commonroom.visits.rules import cases, notes
from commonroom.visits.services import common

Thing = NoteOfVisit | Meeting | Review


class Overtaken(people.Refused):
    """Somebody saved in between. `saved` is what stands now; nothing was written."""

    def __init__(self, saved: Draft) -> None:
        super().__init__(f"{saved.saved_by_name} saved this while you were writing. Nothing of yours is lost.")
        self.saved = saved


class CannotWrite(people.Refused):
    """Nothing can be written here now; the message says why."""


def clean(thing: Thing, given: dict[str, Any]) -> dict[str, Any]:
    """The words of a thing's form, and nothing else that was sent."""
    if isinstance(thing, NoteOfVisit):
        return notes.clean(given)
    if isinstance(thing, Review):
        return {key: str(given.get(key) or "").replace("\r\n", "\n").rstrip() for key in cases.SUMMARY}
    return {key: str(given.get(key) or "").replace("\r\n", "\n").rstrip() for key in cases.RECORD}


def start_draft(thing: Thing, *, by: Any, at: datetime) -> Draft:
    """An empty draft beside a new note, meeting or review."""
    column = {NoteOfVisit: "note", Meeting: "meeting", Review: "review"}[type(thing)]
    return Draft.objects.create(
        partnership=thing.partnership,
        urn=thing.urn,
        words=clean(thing, {}),
        saved_at=at,
        saved_by_id=by.pk,
        saved_by_name=by.name,
        **{column: thing},
    )


@transaction.atomic
def save_draft(*, thing: Thing, words: dict[str, Any], version: int, by: Any, at: datetime) -> Draft:
    """Save over a draft that the writer has seen in this version. The same words save nothing.

    Raises Overtaken where somebody else saved in between, CannotWrite where it is not being written, Refused.
    """
    deed = {NoteOfVisit: "write a note", Meeting: "plan a meeting", Review: "write a summary"}[type(thing)]
    common.check(deed, thing, by=by)
    held = common.locked(thing)
    if isinstance(held, NoteOfVisit) and held.state != "draft":
        raise CannotWrite("The note has been sent for review. Take it back to change it.")
    if held.state == "cancelled":
        raise CannotWrite("This was cancelled, so nothing more is written about it.")
    found = selectors.draft_of(held)
    assert found is not None
    draft = common.locked(found)
    cleaned = clean(held, words)
    if cleaned == draft.words:
        return draft
    if overtaken(draft, version):
        raise Overtaken(draft)
    draft.words, draft.version, draft.saved_at = cleaned, draft.version + 1, at
    draft.saved_by_id, draft.saved_by_name = by.pk, by.name
    draft.save()
    return draft


def overtaken(draft: Draft, version: int) -> bool:
    """Whether somebody saved since the writer saw this version."""
    return draft.version != version


def add_edition(thing: Thing, *, words: dict[str, Any], because: str, by: Any, at: datetime) -> Edition:
    """Keep words for good as the next edition of a thing; its seal goes into the trail by the caller."""
    column = {NoteOfVisit: "note", Meeting: "meeting", Review: "review"}[type(thing)]
    before = selectors.editions_of(thing)
    draft = selectors.draft_of(thing)
    return Edition.objects.create(
        partnership=thing.partnership,
        urn=thing.urn,
        words=words,
        number=before[0].number + 1 if before else 1,
        because=because,
        sha256=seal(words),
        written_by_name=draft.saved_by_name if draft else by.name,
        **common.made(by, at),
        **{column: thing},
    )


def seal(words: dict[str, Any]) -> str:
    """The sha256 of words, by which anybody can prove later that an edition is what was shared."""
    return hashlib.sha256(json.dumps(words, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
