"""Help that is asked for and followed to its end, steps before any intervention, and queries between visits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from commonroom.partnerships.models import Partnership
from commonroom.people import access as people
from commonroom.visits import access
from commonroom.visits.models import Brokerage, NoteOfVisit, Plan, PreventiveStep, Query
from commonroom.visits.rules import cases, days, states
from commonroom.visits.services import common


class CannotHelp(people.Refused):
    """A request for help that cannot go on; the message says what to do."""


class CannotQuery(people.Refused):
    """A query or a step that cannot be kept; the message says what to do."""


def raise_from_note(note: NoteOfVisit, *, what: str, by: Any, at: datetime) -> Brokerage:
    """The request that a note asks for, made when the note is shared (G19)."""
    made = Brokerage.objects.create(
        partnership=note.partnership, urn=note.urn, note=note, what=what.strip(), **common.made(by, at)
    )
    common.noted("help.asked", made, by=by, at=at, role="school-improvement-lead", note=note.public_id)
    return made


@transaction.atomic
def ask_for_help(
    *, partnership: Partnership, urn: int, what: str, plan: Plan | None = None, by: Any, at: datetime
) -> Brokerage:
    """Ask for help for a school without a note, for one of its plans where one is named. Raises CannotHelp, Refused."""
    role = access.check("ask for help", by=by, partnership=partnership, urn=urn)
    if plan is not None and (plan.urn != urn or plan.state not in ("draft", "agreed")):
        raise CannotHelp("Choose a plan of this school that is still open.")
    words = common.filled(what, "Say what kind of help the school needs.", CannotHelp)
    made = Brokerage.objects.create(partnership=partnership, urn=urn, plan=plan, what=words, **common.made(by, at))
    common.noted("help.asked", made, by=by, at=at, role=role)
    return made


@transaction.atomic
def match_help(
    *, help_: Brokerage, source: str, who: str, hand_back_on: date | None, because: str = "", by: Any, at: datetime
) -> Brokerage:
    """Name who gives the help; from elsewhere than a school with a planned hand-back (G20). Raises CannotHelp."""
    role = common.check("find help", help_, by=by)
    held = common.locked(help_)
    held.state = common.step(states.BROKERAGE, held, "match", CannotHelp)
    asked_on = common.day_of(held.made_at)
    if sentence := cases.why_not_match(source, who, hand_back_on, because, asked_on, common.day_of(at)):
        raise CannotHelp(sentence)
    held.source, held.who, held.hand_back_on = source, who.strip(), hand_back_on
    held.elsewhere_because = "" if source == "school" else because.strip()
    held.save()
    common.noted("help.matched", held, by=by, at=at, role=role, source=source)
    return held


@transaction.atomic
def begin_help(*, help_: Brokerage, begins_on: date, by: Any, at: datetime) -> Brokerage:
    """Say on which day the help began. Raises CannotHelp, Refused."""
    role = common.check("follow help", help_, by=by)
    held = common.locked(help_)
    held.state = common.step(states.BROKERAGE, held, "begin", CannotHelp)
    if sentence := cases.why_not_begin(begins_on, common.day_of(held.made_at), held.hand_back_on, common.day_of(at)):
        raise CannotHelp(sentence)
    held.begins_on = begins_on
    held.save()
    common.noted("help.begun", held, by=by, at=at, role=role)
    return held


@transaction.atomic
def move_hand_back(*, help_: Brokerage, hand_back_on: date, because: str, by: Any, at: datetime) -> Brokerage:
    """Move the planned hand-back, with a reason that the trail keeps. Raises CannotHelp, Refused."""
    role = common.check("find help", help_, by=by)
    held = common.locked(help_)
    common.step(states.BROKERAGE, held, "move the hand-back", CannotHelp)
    words = common.filled(because, "Say why the hand-back moves.", CannotHelp)
    assert held.begins_on is not None
    if hand_back_on <= held.begins_on:
        raise CannotHelp(f"The help began on {days.said(held.begins_on)}. The hand-back comes after that day.")
    if hand_back_on <= common.day_of(at):
        raise CannotHelp(f"{days.said(hand_back_on)} is past. Plan the hand-back for a day to come.")
    before, held.hand_back_on = held.hand_back_on, hand_back_on
    held.save()
    moved = {"from": before, "to": hand_back_on}
    common.noted("help.hand-back-moved", held, by=by, at=at, role=role, because=words, **moved)
    return held


@transaction.atomic
def hand_back_help(*, help_: Brokerage, ended_on: date, outcome: str, by: Any, at: datetime) -> Brokerage:
    """End the help: handed over to the school or to another, with what came of it. Raises CannotHelp, Refused."""
    role = common.check("follow help", help_, by=by)
    held = common.locked(help_)
    held.state = common.step(states.BROKERAGE, held, "hand back", CannotHelp)
    held.outcome = common.filled(outcome, "Say what came of the help, and who goes on.", CannotHelp)
    assert held.begins_on is not None
    if ended_on < held.begins_on:
        raise CannotHelp(f"The help began on {days.said(held.begins_on)}. It ends on that day or later.")
    if ended_on > common.day_of(at):
        raise CannotHelp("This day is still to come. Close the help on the day of the hand-back or after it.")
    held.ended_on = ended_on
    held.save()
    common.noted("help.handed-back", held, by=by, at=at, role=role)
    return held


@transaction.atomic
def withdraw_help(*, help_: Brokerage, because: str, by: Any, at: datetime) -> Brokerage:
    """Withdraw a request that is no longer needed. Raises CannotHelp, Refused."""
    role = common.check("follow help", help_, by=by)
    held = common.locked(help_)
    held.state = common.step(states.BROKERAGE, held, "withdraw", CannotHelp)
    held.outcome = common.filled(because, "Say why the help is no longer needed.", CannotHelp)
    held.save()
    common.noted("help.withdrawn", held, by=by, at=at, role=role)
    return held


@transaction.atomic
def note_step(
    *, partnership: Partnership, urn: int, kind: str, on: date, words: str, by: Any, at: datetime
) -> PreventiveStep:
    """Note what was done before any intervention (G43). Raises CannotQuery, Refused."""
    role = access.check("note a step", by=by, partnership=partnership, urn=urn)
    if kind not in cases.PREVENTIVE:
        raise CannotQuery("Choose what was done.")
    if on > common.day_of(at):
        raise CannotQuery("This day is still to come. Note what has been done.")
    text = common.filled(words, "Say what was done.", CannotQuery)
    made = PreventiveStep.objects.create(
        partnership=partnership, urn=urn, kind=kind, on=on, words=text, **common.made(by, at)
    )
    common.noted("preventive-step.noted", made, by=by, at=at, role=role, kind=kind)
    return made


@transaction.atomic
def ask_query(
    *, partnership: Partnership, urn: int, words: str, asked_by: str, asked_on: date, by: Any, at: datetime
) -> Query:
    """Log a question between visits (G48): asked by the head herself, or noted by whom she rang. Raises CannotQuery."""
    role = access.check("ask a query", by=by, partnership=partnership, urn=urn)
    if asked_on > common.day_of(at):
        raise CannotQuery("This day is still to come. Give the day on which it was asked.")
    made = Query.objects.create(
        partnership=partnership,
        urn=urn,
        words=common.filled(words, "Say what is asked.", CannotQuery),
        asked_by=common.filled(asked_by, "Say who asks.", CannotQuery),
        asked_on=asked_on,
        **common.made(by, at),
    )
    if role == states.HEAD:
        common.tell(made, (states.ADVISER,), key="query", at=at)
    common.noted("query.asked", made, by=by, at=at, role=role)
    return made


@transaction.atomic
def answer_query(*, query: Query, answer: str, by: Any, at: datetime) -> Query:
    """Answer a question between visits; the head is told that there is something to read. Raises CannotQuery."""
    role = common.check("answer a query", query, by=by)
    held = common.locked(query)
    held.state = common.step(states.QUERY, held, "answer", CannotQuery)
    held.answer = common.filled(answer, "Say what the answer was.", CannotQuery)
    held.answered_at, held.answered_by_name = at, by.name
    held.save()
    common.tell(held, (states.HEAD,), key="answer", at=at)
    common.noted("query.answered", held, by=by, at=at, role=role)
    return held
