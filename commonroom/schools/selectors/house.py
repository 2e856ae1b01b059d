"""What this database holds."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import connection


class Held(NamedTuple):
    """“nothing”, “demonstration” or “real”, and the number of the present state of the national facts (0: none yet)."""

    holds: str = ""
    facts: int = 0


def held() -> Held:
    """What the one row of the house says; one statement."""
    with connection.cursor() as cursor:
        cursor.execute("select holds, facts from schools_house where id = 1")
        row = cursor.fetchone()
    return Held(*row) if row else Held()


def held_for(request: Any) -> Held:
    """The same, read once in a request: every page asks."""
    found: Held | None = getattr(request, "_house", None)
    if found is None:
        found = request._house = held()
    return found
