"""Meetings that follow from a level or from an assessment, and what their records must say. Pure.

“If the support level for a school moves to Priority 1 or 2 the School Improvement Lead and EA will meet with the
headteacher and Chair of Governors to confirm the level of support required” (strategy 2022–23, 3.7; G16). “The EA will
have an initial discussion of risk with the Headteacher to ensure that the reasons that flagged any concern are clearly
understood and accepted by all parties” (3.6; G03).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

OUTCOMES = {
    "level": {
        "confirmed": "Everybody there confirmed the level",
        "other": "Another level fits better; it is settled on the assessment’s page",
    },
    "first": {
        "accepted": "The reasons are understood and accepted by all parties",
        "not-yet": "Not yet: it is talked about again",
    },
}
"""What the record of a meeting of such a kind says, by kind; the first of each is what the meeting is for."""


@dataclass(frozen=True)
class Decided:
    """A level that was decided: its public id, the level, and when."""

    public_id: UUID
    level: str
    at: datetime


def moved_to(story: Sequence[Decided], levels: Collection[str]) -> Decided | None:
    """The decision by which a school came to the level that stands, where that level calls for a meeting.

    `story` is newest first. A decision that only repeats the level before it is no move. None where nothing calls.
    """
    if not story or story[0].level not in levels:
        return None
    move = story[0]
    for earlier in story[1:]:
        if earlier.level != move.level:
            break
        move = earlier
    return move


@dataclass(frozen=True)
class Met:
    """A meeting of such a kind: its state, day, what it was about, and what its record said."""

    state: str
    on: date
    about_id: UUID | None
    outcome: str
    public_id: UUID


def standing(kind: str, about: UUID, met: Sequence[Met]) -> tuple[str, Met | None]:
    """Where the meeting about something stands: "arrange", "hold" or "done", with the meeting that is meant.

    Done is what its record confirms or accepts; a record that says otherwise asks for a further meeting.
    """
    wanted = next(iter(OUTCOMES[kind]))
    mine = [one for one in met if one.about_id == about and one.state != "cancelled"]
    for one in mine:
        if one.state == "circulated" and one.outcome == wanted:
            return "done", one
    for one in mine:
        if one.state == "planned":
            return "hold", one
    return "arrange", None


def why_not_outcome(kind: str, outcome: str) -> str:
    """Why a record cannot be circulated with this outcome; empty where it can, and for other kinds of meeting."""
    if kind not in OUTCOMES or outcome in OUTCOMES[kind]:
        return ""
    if kind == "level":
        return "Say whether the level was confirmed: that is what this meeting is for."
    return "Say whether the reasons are understood and accepted by all parties."
