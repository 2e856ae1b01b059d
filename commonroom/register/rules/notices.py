"""Notices: the two flows of intervention as tables of states, and days that can stand in their order. Pure.

Source: Schools Causing Concern (September 2022) as the strategy of 2022–23 gives it, sections 2 and 3.9. Whether to use
formal powers stays a decision of people (G35). Grounds and offices with their dates stand in `law`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from commonroom.register.rules.law import Issuer, grounds_for

LONGEST_TO_COMPLY = timedelta(days=366)
POST_DATED = timedelta(days=31)


@dataclass(frozen=True)
class State:
    """A state of a flow. `is_end`: nothing waits any more; `eligible`: the school is eligible for intervention."""

    slug: str
    words: str
    is_end: bool = False
    eligible: bool = False


@dataclass(frozen=True)
class Move:
    """One way from a state to another, what the button says, and what the mover must give."""

    before: str
    after: str
    words: str
    asks: str = ""


@dataclass(frozen=True)
class Flow:
    """A flow of intervention as data: states in the order of the page, and moves between them."""

    slug: str
    name: str
    states: tuple[State, ...]
    moves: tuple[Move, ...]

    def state(self, slug: str) -> State:
        """A state by its slug. Raises KeyError for one that the flow has not."""
        return {state.slug: state for state in self.states}[slug]

    def moves_from(self, slug: str) -> tuple[Move, ...]:
        """The moves that a state allows."""
        return tuple(move for move in self.moves if move.before == slug)

    def move(self, before: str, after: str) -> Move | None:
        """The move between two states, where there is one."""
        return next((move for move in self.moves if (move.before, move.after) == (before, after)), None)


MAINTAINED = Flow(
    "maintained",
    "Maintained schools",
    (
        State("draft", "Drafted"),
        State("issued", "Issued"),
        State("complied", "Complied with", is_end=True),
        State("not-complied", "Not complied with: eligible for intervention", eligible=True),
        State("powers", "Formal powers in use", eligible=True),
        State("regions", "With the DfE Regions Group", eligible=True),
        State("converted", "Became an academy, or another answer was found", is_end=True),
        State("ended", "Ended: the school has improved", is_end=True),
        State("withdrawn", "Withdrawn", is_end=True),
    ),
    (
        Move("draft", "issued", "Issue the notice", "the day, who gets it, and the last day to comply"),
        Move("draft", "withdrawn", "Withdraw the draft", "why"),
        Move("issued", "complied", "Record that it was complied with", "what shows it"),
        Move("issued", "not-complied", "Record that it was not complied with", "what shows it, after the last day"),
        Move("issued", "withdrawn", "Withdraw the notice", "why"),
        Move("not-complied", "powers", "Record the use of formal powers", "which, and the decision"),
        Move("not-complied", "regions", "Turn to the DfE Regions Group", "what was asked"),
        Move("not-complied", "ended", "End it: the school has improved", "what shows it"),
        Move("powers", "regions", "Turn to the DfE Regions Group", "what was asked"),
        Move("powers", "ended", "End it: the school has improved", "what shows it"),
        Move("regions", "converted", "Record the academy order or other answer", "which, and the day"),
        Move("regions", "ended", "End it: the school has improved", "what shows it"),
    ),
)
"""G37: warning notice, formal powers (interim executive board, suspension of the budget …), Regions Group, academy."""

ACADEMY = Flow(
    "academy",
    "Academies and free schools",
    (
        State("draft", "Drafted"),
        State("written", "Concerns put in writing"),
        State("acknowledged", "Acknowledged"),
        State("regions-acts", "The DfE Regions Group uses its powers"),
        State("ended", "Ended: the concern is answered", is_end=True),
        State("withdrawn", "Withdrawn", is_end=True),
    ),
    (
        Move("draft", "written", "Record that the letters were sent", "the day and who got them"),
        Move("draft", "withdrawn", "Withdraw the draft", "why"),
        Move("written", "acknowledged", "Record the answer", "who answered and what"),
        Move("written", "regions-acts", "Record what the Regions Group does", "which power, and the day"),
        Move("written", "ended", "End it: the concern is answered", "what shows it"),
        Move("acknowledged", "regions-acts", "Record what the Regions Group does", "which power, and the day"),
        Move("acknowledged", "ended", "End it: the concern is answered", "what shows it"),
        Move("regions-acts", "ended", "End it: the concern is answered", "what shows it"),
    ),
)
"""G38: the council writes to the Regions Group and the responsible body; the Regions Group uses its powers."""

FLOWS = {flow.slug: flow for flow in (MAINTAINED, ACADEMY)}


def problem(*, flow: Flow, issuer: Issuer, grounds: tuple[str, ...], evidence: str, on: date) -> str:
    """Why a notice cannot be drafted like this; empty where it can."""
    if flow is ACADEMY and issuer is Issuer.COUNCIL and grounds:
        return "The council gives no warning notice to an academy: it writes to the Regions Group and the trust."
    allowed = {ground.slug for ground in grounds_for(issuer, on)}
    if wrong := sorted(set(grounds) - allowed):
        return f"This ground cannot be used by this office on {on:%-d %B %Y}: {', '.join(wrong)}. Take it away."
    if flow is MAINTAINED and not grounds:
        return "Tick the ground or grounds on which the notice rests."
    if len(evidence.strip()) < 20:
        return "Write down the evidence, so that the governing body can see what the notice rests on."
    return ""


def move_problem(
    *,
    flow: Flow,
    before: str,
    after: str,
    because: str,
    on: date,
    today: date,
    last_on: date | None,
    comply_by: date | None,
) -> str:
    """Why a notice cannot move like this; empty where it can. Dates stand in a possible order."""
    move = flow.move(before, after)
    if move is None:
        ways = "; ".join(f"“{m.words}”" for m in flow.moves_from(before)) or "nothing: this is an end"
        return f"That cannot follow “{flow.state(before).words}”. What can: {ways}."
    if on > today:
        return "This day has not come yet. Give the day on which it happened."
    if last_on is not None and on < last_on:
        return f"This day is before the last one recorded, {last_on:%-d %B %Y}. Give a later day."
    if after in SENT and (wrong := _time_problem(after, on, comply_by)):
        return wrong
    if after == "not-complied" and comply_by is not None and on <= comply_by:
        return f"The time to comply runs until {comply_by:%-d %B %Y}. Record this after that day."
    if not because.strip():
        return f"Say {move.asks or 'why'}. It is kept with the notice."
    return ""


SENT = ("issued", "written")
"""The states by which a notice has gone out."""


def _time_problem(after: str, on: date, comply_by: date | None) -> str:
    if (after == "issued" and comply_by is None) or (comply_by is not None and comply_by <= on):
        return "Give a last day to comply that is after the day of issue."
    if comply_by is not None and comply_by - on > LONGEST_TO_COMPLY:
        return "That leaves more than a year. Check the year of the last day to comply."
    return ""


def issue_problem(*, issuer: Issuer, grounds: tuple[str, ...], on: date, drafted_on: date) -> str:
    """Why a notice cannot have been given on a day by this issuer, on these grounds; empty where it can.

    The council’s own follows its draft; one of the regional office may be older than its record here (G34).
    """
    if issuer is Issuer.COUNCIL and on < drafted_on:
        return f"It was drafted on {drafted_on:%-d %B %Y}. It is issued on that day or later."
    allowed = {ground.slug for ground in grounds_for(issuer, on)}
    if set(grounds) - allowed:
        return f"On {on:%-d %B %Y} this office could not use each of the grounds. Give the right day."
    return ""


def letter_problem(
    *, dated: date, drafted_on: date, issued_on: date | None, comply_by: date | None, today: date
) -> str:
    """Why a letter about a notice cannot bear a date; empty where it can."""
    first = min(drafted_on, issued_on) if issued_on else drafted_on
    if dated < first:
        return f"The notice is of {first:%-d %B %Y}. The letter is of that day or later."
    if dated > today + POST_DATED:
        return "A letter is dated at most a month ahead. Check its date."
    if comply_by is not None and dated >= comply_by:
        return f"The time to answer runs until {comply_by:%-d %B %Y}. The letter is of a day before that."
    return ""
