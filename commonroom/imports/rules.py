"""States of a run and when a second person must confirm. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a file stands on its way in."""

    WAITING = "waiting"
    READING = "reading"
    TO_DATE = "to_date"
    TO_CHECK = "to_check"
    TO_CONFIRM = "to_confirm"
    LOADING = "loading"
    LOADED = "loaded"
    NOTHING_NEW = "nothing_new"
    REFUSED = "refused"
    LEFT_OUT = "left_out"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> str:
        """What a page says of it."""
        return {
            State.WAITING: "Waits its turn",
            State.READING: "Being read",
            State.TO_DATE: "Say which year or day",
            State.TO_CHECK: "Check and load",
            State.TO_CONFIRM: "Waits for a second person",
            State.LOADING: "Loading",
            State.LOADED: "Loaded",
            State.NOTHING_NEW: "Nothing new in it",
            State.REFUSED: "Refused, nothing written",
            State.LEFT_OUT: "Left out",
            State.WITHDRAWN: "Withdrawn",
        }[self]


MOVES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.READING, State.REFUSED, State.LEFT_OUT}),
    State.READING: frozenset({State.WAITING, State.TO_DATE, State.TO_CHECK, State.NOTHING_NEW, State.REFUSED}),
    State.TO_DATE: frozenset({State.READING, State.WAITING, State.LEFT_OUT}),
    State.TO_CHECK: frozenset({State.LOADING, State.TO_CONFIRM, State.LEFT_OUT, State.WAITING}),
    State.TO_CONFIRM: frozenset({State.LOADING, State.LEFT_OUT, State.TO_CHECK}),
    State.LOADING: frozenset({State.LOADED, State.NOTHING_NEW, State.REFUSED, State.TO_CHECK, State.TO_CONFIRM}),
    State.LOADED: frozenset({State.WITHDRAWN}),
    State.NOTHING_NEW: frozenset(),
    State.REFUSED: frozenset(),
    State.LEFT_OUT: frozenset(),
    State.WITHDRAWN: frozenset(),
}


def may_move(state: State, to: State) -> bool:
    """Whether a run may go from one state to another."""
    return to in MOVES[state]


def needs_second(*, touched: int, schools: int) -> bool:
    """Whether closures or changes of type, trust or LA touch so many schools of a partnership that a second data
    officer must confirm: more than 2 in 100 and at least two.
    """
    return touched >= 2 and touched * 100 > schools * 2


REGISTER_KINDS = frozenset({"gias"})
"""Kinds whose lines are kept as hashes, so that lines known already need not be read again."""

PROBLEM = "Problem"
_PROBLEM_OF_RUN = re.compile(r"^Problem(?: \(load (\d+)\))?$")

WATCHED = ("type", "trust_uid", "trust_name", "la_code")
"""Facts of a school whose change counts towards the second person."""

FIELD_WORDS = {
    "la_code": "Local authority’s code",
    "la_name": "Local authority",
    "establishment_number": "Establishment number",
    "type_group": "Group of types",
    "opened_on": "Opened",
    "opened_because": "Why it opened",
    "closed_on": "Closed",
    "closed_because": "Why it closed",
    "low_age": "Youngest age",
    "high_age": "Oldest age",
    "census_on": "Day of the count",
    "fsm_percent": "Free school meals, %",
    "trust_uid": "Trust’s number",
    "trust_name": "Trust",
    "sponsor_name": "Sponsor",
    "federation_name": "Federation",
    "ukprn": "UKPRN",
    "address3": "Address, third line",
    "head_title": "Headteacher’s title",
    "head_first_name": "Headteacher’s first name",
    "head_last_name": "Headteacher",
    "head_job": "Headteacher’s post",
    "ward_code": "Ward’s code",
    "la_gss": "Area code",
    "sen_provision": "Special needs provided for",
}


def field_words(name: str) -> str:
    """What people call a fact of a school."""
    return FIELD_WORDS.get(name, name.replace("_", " ").capitalize())


def problem_heading(run_id: int) -> str:
    """The heading of the first column of a file of refused rows: it says whose rows they are."""
    return f"{PROBLEM} (load {run_id})"


def problem_column(header: Iterable[str]) -> tuple[str, int | None] | None:
    """The column that our file of refused rows added, and the load it names; None where there is none.

    Only the first column counts: a publisher's own column of that name stays what it is.
    """
    first = next(iter(header), "")
    found = _PROBLEM_OF_RUN.match(first)
    return (first, int(found[1]) if found[1] else None) if found else None


def precedence(kind: str) -> int:
    """Which of two kinds of file about the same figures has the last word: provisional ones give way."""
    return 1 if "provisional" in kind else 2


@dataclass(frozen=True)
class Touched:
    """How a register file touches the schools of one partnership."""

    schools: int
    changed: int
    new: int
    grave: int

    @property
    def needs_second(self) -> bool:
        """Whether a second data officer must confirm."""
        return needs_second(touched=self.grave, schools=self.schools)
