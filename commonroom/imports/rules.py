"""States of a run and when a second person must confirm. Pure."""

from __future__ import annotations

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
            State.TO_DATE: "Say which year",
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
    State.WAITING: frozenset({State.READING, State.LEFT_OUT}),
    State.READING: frozenset({State.WAITING, State.TO_DATE, State.TO_CHECK, State.NOTHING_NEW, State.REFUSED}),
    State.TO_DATE: frozenset({State.READING, State.WAITING, State.LEFT_OUT}),
    State.TO_CHECK: frozenset({State.LOADING, State.TO_CONFIRM, State.LEFT_OUT, State.WAITING}),
    State.TO_CONFIRM: frozenset({State.LOADING, State.LEFT_OUT}),
    State.LOADING: frozenset({State.LOADED, State.NOTHING_NEW, State.REFUSED, State.TO_CHECK}),
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
