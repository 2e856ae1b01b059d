"""What this database holds."""

from __future__ import annotations

from django.db import connection


def holds() -> str:
    """What the one row of the house says: “nothing”, “demonstration” or “real”. Every page asks, so it asks plainly."""
    with connection.cursor() as cursor:
        cursor.execute("select holds from schools_house where id = 1")
        row = cursor.fetchone()
    return row[0] if row else ""
