"""Routes onto the register and off it: kinds of step, what is still open, who may be given sight. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType

KEEPERS = ("head-of-service", "school-improvement-lead")
"""Who keeps the register, for every school of the partnership."""
READERS_AT_SCHOOL = ("adviser", "headteacher", "chair-of-governors")
"""Who reads the entry of the school that her post names: an allocated adviser, and the school’s own head and chair."""
SHOWN: Mapping[str, frozenset[str]] = MappingProxyType({
    "regions-group": frozenset({"name", "reasons", "notices", "plan", "notes", "reviews", "funding"}),
    "ofsted": frozenset({"name", "reasons", "notices", "plan", "notes", "reviews", "funding"}),
    "support-officer": frozenset({"name", "reasons", "plan", "reviews", "funding"}),
    "partnership-manager": frozenset({"name", "reasons"}),
    "lead-school": frozenset({"name", "plan"}),
    "finance-officer": frozenset({"funding"}),
})  # fmt: skip
"""What sight for a time shows to each role (the access matrix, codes “g”). Finance reads amounts without the school’s
name; a lead school reads the plan that it helps with, and neither why the school is here nor its money."""
GRANTABLE = tuple(SHOWN)
"""Who may be given sight for a time: other officers and partners, on a need to know basis (seed 003, 3.8)."""
EVERYTHING = frozenset().union(*SHOWN.values())

OPEN_MINUTES = 15
LONGEST_GRANT = timedelta(days=112)
"""Sixteen weeks, the longest term of an English school year: a grant lasts one term at most."""


class Route(StrEnum):
    """Which kind of school it is: that decides who is told and who leads."""

    MAINTAINED = "maintained"
    ACADEMY = "academy"


class Gobar(StrEnum):
    """Why a good or outstanding school is at risk all the same (G02)."""

    NONE = ""
    DECLINE = "decline"
    VARIANCE = "variance"
    LEADERSHIP = "leadership"

    @property
    def words(self) -> str:
        """How a sentence says it."""
        return {
            "": "",
            "decline": "results have fallen",
            "variance": "results differ much between groups or years",
            "leadership": "leadership is changing",
        }[self.value]


class Kind(StrEnum):
    """What a step in the story of an entry is."""

    PLACED = "placed"
    KEPT = "kept"
    TAPER = "taper"
    HANDED_OVER = "handed-over"
    TOLD_SCHOOL = "told-school"
    TOLD_TRUST = "told-trust"
    TOLD_REGIONS = "told-regions"
    CONVERSATION = "conversation"
    ADVISER = "adviser"
    MARKED = "marked"

    @property
    def words(self) -> str:
        """The heading of the step."""
        return _WORDS[self]

    @property
    def task(self) -> str:
        """The same while it is still to do; only wanted steps have such words."""
        return _TASKS.get(self, self.words)


_WORDS = {
    Kind.PLACED: "Placed on the register",
    Kind.KEPT: "Reviewed, kept as it is",
    Kind.TAPER: "Taper began",
    Kind.HANDED_OVER: "Taken off and handed over",
    Kind.TOLD_SCHOOL: "Head and chair were told",
    Kind.TOLD_TRUST: "Chief executive or executive head was contacted",
    Kind.TOLD_REGIONS: "DfE Regions Group was told",
    Kind.CONVERSATION: "First conversation with the headteacher",
    Kind.ADVISER: "An education adviser was allocated",
    Kind.MARKED: "Markers were changed",
}
_TASKS = {
    Kind.TOLD_SCHOOL: "Tell the head and the chair",
    Kind.TOLD_TRUST: "Contact the chief executive or executive head",
    Kind.TOLD_REGIONS: "Tell the DfE Regions Group",
    Kind.CONVERSATION: "Have the first conversation with the headteacher",
    Kind.ADVISER: "Allocate an education adviser",
}
DECISIONS = (Kind.PLACED, Kind.KEPT, Kind.TAPER, Kind.HANDED_OVER)
CONVERSATION_FOR_GOBAR = "The reasons are understood and accepted by all parties."


def route_of(kind_of_school: str) -> Route:
    """The route of a school by the register’s word for its type: academies and free schools by their own (G05)."""
    folded = kind_of_school.casefold()
    own = any(word in folded for word in ("academy", "free school", "city technology", "studio", "technical college"))
    return Route.ACADEMY if own else Route.MAINTAINED


def wanted_steps(route: Route, gobar: Gobar) -> tuple[Kind, ...]:
    """What must be done for an entry, in order: by its route, and the first talk for a GOBAR (G03, G05, G08)."""
    steps = (Kind.TOLD_TRUST, Kind.TOLD_REGIONS) if route is Route.ACADEMY else (Kind.TOLD_SCHOOL, Kind.ADVISER)
    return (*steps, Kind.CONVERSATION) if gobar else steps


def missing_steps(route: Route, gobar: Gobar, done: Collection[str]) -> tuple[Kind, ...]:
    """The wanted steps that nobody has recorded yet."""
    return tuple(step for step in wanted_steps(route, gobar) if step.value not in done)


@dataclass(frozen=True)
class Standing:
    """The two statuses, kept apart (G45): on the register, and eligible for intervention.

    `category` is the sentence of the formal category of inspection that makes a school eligible by law, if one does.
    """

    on_register: bool
    eligible: bool
    because: str = ""
    category: str = ""

    @property
    def words(self) -> str:
        """The standing as the first sentence of a page."""
        first = "On the register of schools at risk" if self.on_register else "Not on the register"
        second = "and eligible for intervention" if self.eligible else "and not eligible for intervention"
        return f"{first}, {second}."


def open_things(
    *,
    missing: Sequence[Kind],
    tapering: bool,
    notices: int,
    eligible: bool,
    grants: int,
    category: str = "",
    elsewhere: Sequence[str] = (),
) -> tuple[str, ...]:
    """Why an entry cannot be closed yet, each with what to do; empty where it can (G39)."""
    found = [f"“{step.words}” is not recorded. Record it with its date." for step in missing]
    if not tapering:
        found.append("The taper has not begun. Begin it first, so that the school sees help lessen before it ends.")
    if notices:
        found.append(
            f"{'A notice is' if notices == 1 else f'{notices} notices are'} still open. Record how each ended."
        )
    if eligible and notices:
        found.append("The school is eligible for intervention. Record how the notice ended first.")
    if category:
        found.append(f"{category} Keep the entry until a later report says otherwise.")
    if grants:
        found.append(
            f"{'One person still has' if grants == 1 else f'{grants} people still have'} sight of this entry. "
            "End it, or wait until it ends."
        )
    return (*found, *elsewhere)


def placing_problem(*, decided_on: date, due_on: date | None, today: date, closed_on: date | None) -> str:
    """Why a placing cannot bear these days; empty where it can. `closed_on`: when the entry before it was closed."""
    if decided_on > today:
        return "The day of the decision has not come yet. Give the day on which it was taken."
    if closed_on is not None and decided_on < closed_on:
        return f"The entry before this one was closed on {closed_on:%-d %B %Y}. Give a day from then on."
    if due_on is not None and due_on <= decided_on:
        return "Say by when you look again: a day after this decision."
    return ""


def decision_problem(
    *, kind: Kind, on: date, due_on: date | None, handed_to: str, last: tuple[str, date] | None
) -> str:
    """Why a decision cannot follow the last one like this; empty where it can (G39)."""
    if last is not None and on < last[1]:
        return f"The last decision was on {last[1]:%-d %B %Y}. Give that day or a later one."
    if kind is not Kind.HANDED_OVER and (due_on is None or due_on <= on):
        return "Say by when you look again: a day after this decision."
    if kind is Kind.HANDED_OVER and not handed_to.strip():
        return "Say to whom you hand over: who stands by the school from now on."
    return ""


def roles_shown(part: str) -> tuple[str, ...]:
    """The roles whose sight for a time shows a part."""
    return tuple(role for role, parts in SHOWN.items() if part in parts)


def grant_problem(*, role: str, purpose: str, starts_on: date, until: date) -> str:
    """Why sight cannot be given like this; empty where it can (G06): a person, a purpose, a term at most."""
    if role not in GRANTABLE:
        return (
            "Sight is given to officers of the council and to partners such as Ofsted or the DfE Regions Group. "
            "Advisers, heads and chairs see their own schools by their posts."
        )
    if len(purpose.strip()) < 10:
        return "Say for what purpose, in a few words. The school can read it."
    if until < starts_on:
        return "The last day is before the first. Give a later last day."
    if until - starts_on > LONGEST_GRANT:
        last = starts_on + LONGEST_GRANT
        return f"Sight lasts a term at most: until {last:%-d %B %Y} here. Give an earlier last day, and renew it then."
    return ""


class Reason(StrEnum):
    """Why somebody opens a record."""

    DECISION = "decision"
    MEETING = "meeting"
    REQUEST = "request"
    OTHER = "other"

    @property
    def words(self) -> str:
        """As the form asks."""
        return {
            "decision": "To take or review a decision about support",
            "meeting": "To prepare for a visit or meeting with the school",
            "request": "To answer a request that I must answer",
            "other": "Something else",
        }[self.value]

    @property
    def seen(self) -> str:
        """As the school reads it after the role."""
        return {
            "decision": "to take or review a decision",
            "meeting": "to prepare a visit or meeting",
            "request": "to answer a request",
            "other": "for another stated reason",
        }[self.value]
