"""Meetings about a school: planned, moved, held, their one-page record circulated within the product."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from commonroom.partnerships.models import Partnership
from commonroom.people import access as people
from commonroom.visits import access, asked, papers, selectors
from commonroom.visits.models import Meeting, Plan, Rhythm
from commonroom.visits.rules import asked as outcomes
from commonroom.visits.rules import cases, days, states
from commonroom.visits.services import common, texts


class CannotMeet(people.Refused):
    """A meeting that cannot go on; the message says what to do."""


@transaction.atomic
def plan_meeting(
    *,
    partnership: Partnership,
    urn: int | None,
    kind: str,
    on: date,
    place: str = "",
    focus: str = "",
    invited: list[str] | None = None,
    chair_invited: bool = True,
    plan: Plan | None = None,
    by: Any,
    at: datetime,
) -> Meeting:
    """Plan a meeting about a school, or the council's own without one (G13). `invited` are further people by focus.

    A meeting to confirm a level (G16) or a first conversation (G03) remembers what called for it. Raises CannotMeet,
    Refused.
    """
    role = access.check("plan a meeting", by=by, partnership=partnership, urn=urn)
    if kind not in cases.MEETINGS:
        raise CannotMeet("Choose what kind of meeting it is.")
    if (kind == "internal") != (urn is None):
        raise CannotMeet("An internal review meeting is about all schools; every other meeting is about one.")
    if abs((on - common.day_of(at)).days) > 400:
        raise CannotMeet(f"{days.said(on)} is more than a year away. Check the year.")
    if plan is not None and (plan.urn != urn or plan.state not in ("draft", "agreed")):
        raise CannotMeet("Choose a plan of this school that is still open.")
    meeting = Meeting.objects.create(
        partnership=partnership,
        urn=urn,
        kind=kind,
        on=on,
        place=place.strip(),
        focus=focus.strip(),
        invited=[name.strip() for name in invited or [] if name.strip()],
        chair_invited=chair_invited and "chair" in cases.MUST[kind],
        plan=plan,
        about_id=_about(partnership, urn, kind, on, common.day_of(at)),
        **common.made(by, at),
    )
    texts.start_draft(meeting, by=by, at=at)
    common.noted("meeting.planned", meeting, by=by, at=at, role=role, kind=kind)
    return meeting


def _about(partnership: Partnership, urn: int | None, kind: str, on: date, today: date) -> UUID | None:
    """What calls for a meeting of this kind by now; None where nothing does, or where it came before that."""
    if urn is None or kind not in outcomes.OUTCOMES:
        return None
    call = asked.called_for(partnership, urn, kind, settings=selectors.settings_for(partnership, on=today))
    return call.about_id if call and call.since <= on else None


@transaction.atomic
def move_meeting(*, meeting: Meeting, on: date, because: str, by: Any, at: datetime) -> Meeting:
    """Move a planned meeting to another day, with a reason. Raises CannotMeet, Refused."""
    role = common.check("plan a meeting", meeting, by=by)
    held = common.locked(meeting)
    common.step(states.MEETING, held, "move", CannotMeet)
    words = common.filled(because, "Say why the meeting moves.", CannotMeet)
    if abs((on - common.day_of(at)).days) > 400:
        raise CannotMeet(f"{days.said(on)} is more than a year away. Check the year.")
    before, held.on = held.on, on
    held.save()
    common.noted("meeting.moved", held, by=by, at=at, role=role, because=words, **{"from": before, "to": on})
    return held


@transaction.atomic
def cancel_meeting(*, meeting: Meeting, because: str, by: Any, at: datetime) -> Meeting:
    """Cancel a planned meeting. Raises CannotMeet, Refused."""
    role = common.check("plan a meeting", meeting, by=by)
    held = common.locked(meeting)
    held.state = common.step(states.MEETING, held, "cancel", CannotMeet)
    held.cancelled_because = common.filled(because, "Say why the meeting is cancelled.", CannotMeet)
    held.save()
    common.noted("meeting.cancelled", held, by=by, at=at, role=role)
    return held


@transaction.atomic
def circulate_record(
    *,
    meeting: Meeting,
    there: Mapping[str, str],
    absent: Mapping[str, str],
    because: str = "",
    outcome: str = "",
    by: Any,
    at: datetime,
    site: str = "",
) -> Meeting:
    """Circulate the record of a meeting within Commonroom: one page, an edition that never changes (G23).

    `there` names who came, by party, `absent` says why one did not (G21). A record that was circulated is corrected
    by a further edition that says why. The record of a meeting that something called for says its `outcome`: a level
    confirmed (G16), reasons accepted (G03). Raises CannotMeet, Refused.
    """
    role = common.check("plan a meeting", meeting, by=by)
    held = common.locked(meeting)
    draft = selectors.draft_of(held)
    assert draft is not None
    is_first = held.state == "planned"
    end = common.step(states.MEETING, held, "circulate" if is_first else "correct", CannotMeet)
    missing = cases.why_not_circulate(held.kind, there, absent, held.on, common.day_of(at))
    missing += [] if any(text.strip() for text in draft.words.values()) else ["Write the record first."]
    if not is_first and not because.strip():
        missing.append("Say what is corrected and why.")
    missing += [sentence] if (sentence := outcomes.why_not_outcome(held.kind, outcome)) else []
    if missing:
        raise CannotMeet(" ".join(missing))
    held.outcome = outcome if held.kind in outcomes.OUTCOMES else ""
    held.about_id = held.about_id or _about(held.partnership, held.urn, held.kind, held.on, common.day_of(at))
    held.there = {party: name.strip() for party, name in there.items() if name.strip()}
    held.absent = {party: why.strip() for party, why in absent.items() if why.strip() and party not in held.there}
    if over := papers.words_over(held, draft.words):
        raise CannotMeet(cases.too_long(over, "record"))
    words = {**draft.words, "there": held.there, "absent": held.absent, "outcome": held.outcome}
    edition = texts.add_edition(held, words=words, because="" if is_first else because.strip(), by=by, at=at)
    held.state, held.circulated_at, held.circulated_by_name = end, at, by.name
    held.save()
    if held.urn is not None:
        told = ("headteacher", "chair-of-governors") if held.chair_invited else ("headteacher",)
        common.tell(held, told, key=f"record-{edition.number}", at=at, site=site)
    data: dict[str, Any] = {"edition": edition.number, "sha256": edition.sha256, "outcome": held.outcome}
    common.noted("meeting.circulated", held, by=by, at=at, role=role, **data)
    return held


@transaction.atomic
def set_rhythm(*, partnership: Partnership, urn: int, every: str, because: str, by: Any, at: datetime) -> Rhythm:
    """Say how often a school's task group meets where that differs from its level (G22, G24). Raises CannotMeet."""
    role = access.check("plan a meeting", by=by, partnership=partnership, urn=urn)
    if every not in cases.RHYTHMS:
        raise CannotMeet("Choose how often the task group meets.")
    words = common.filled(because, "Say why.", CannotMeet)
    made = Rhythm.objects.create(partnership=partnership, urn=urn, every=every, because=words, **common.made(by, at))
    common.noted("rhythm.set", made, by=by, at=at, role=role, every=every)
    return made
