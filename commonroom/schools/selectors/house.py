"""What this database holds."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import connection


class Held(NamedTuple):
    """“nothing”, “demonstration” or “real”, and the number of the present state of the national facts (0: none yet)."""

    holds: str = ""
    facts: int = 0


HELD = "select holds, facts from schools_house where id = 1"


def held() -> Held:
    """What the one row of the house says; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(HELD)
        row = cursor.fetchone()
    return Held(*row) if row else Held()


def held_for(request: Any) -> Held:
    """The same, read once in a request: every page asks. For people who are signed in it came with them (`hold`)."""
    found: Held | None = getattr(request, "_house", None)
    if found is None:
        found = request._house = held()
    return found


def hold(request: Any, found: Held) -> None:
    """Give a request what was read for it already."""
    request._house = found
