"""What was worked out from national facts, kept in the process until any fact changes.

Every load, withdrawal and reckoning of comparators gives `House.facts` a new number in its own transaction
(`services.facts_changed`), so what is kept under a number can never be older than what the database holds. What a
partnership or a person changes herself (groups, clusters, documents) is never kept: it belongs in the key, or is read
at each request.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from contextvars import ContextVar
from threading import Lock
from typing import Any, TypeVar

from commonroom.schools.selectors.house import held

T = TypeVar("T")
MOST = 64

_held: dict[str, OrderedDict[Hashable, Any]] = {}
_lock = Lock()
_state: ContextVar[int | None] = ContextVar("state of the facts", default=None)


def kept(kind: str, key: Hashable, make: Callable[[], T], *, at: int | None = None, most: int = MOST) -> T:
    """What `make` gave for this key in the present state of the facts, or gives now.

    `at` is the number that was read earlier in the same request; work within `make` rests on the same one. In a
    process, `most` of each kind are held: what was asked for longest ago goes first. While no facts are held, nothing
    is kept.
    """
    state = _state.get() if at is None else at
    if state is None:
        state = held().facts
    whole = (state, key)
    with _lock:
        shelf = _held.setdefault(kind, OrderedDict())
        if whole in shelf:
            shelf.move_to_end(whole)
            found: T = shelf[whole]
            return found
    token = _state.set(state)
    try:
        made = make()
    finally:
        _state.reset(token)
    if state:
        with _lock:
            shelf[whole] = made
            while len(shelf) > most:
                shelf.popitem(last=False)
    return made


def forget() -> None:
    """Work everything out anew."""
    with _lock:
        _held.clear()
