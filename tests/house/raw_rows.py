"""What the database itself lets a person see and write: plain SQL as the running role, nothing of Python between.

Works inside a test's own transaction, so that rows which the test has made are there. Use it as

    rows = RawRows(rivermead)
    assert rows.seen(grace, "risk_finding") == 0
    assert rows.refused(grace, "insert into …", [...]) == "42501"   # a row policy
    assert rows.seen(farid, "risk_finding") > 0                     # always beside: the rows do exist
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, transaction

SETTINGS = ("app.partnership", "app.person")
ROW_POLICY, RAISED = "42501", "P0001"
"""SQLSTATE of a row that a policy refuses, and of an exception raised by one of our triggers."""


class RawRows:
    """One partnership's rows as its people get them from the database. `partnership=None`: none was entered (X6)."""

    def __init__(self, partnership: Any | None) -> None:
        self.partnership_id = getattr(partnership, "pk", partnership)

    @contextmanager
    def acting(self, person: Any | None) -> Iterator[Any]:
        """A cursor for which the database believes that this person acts here; afterwards as it was before."""
        with connection.cursor() as cursor:
            cursor.execute("select current_setting(%s, true), current_setting(%s, true)", SETTINGS)
            before = cursor.fetchone()
            self._tell(cursor, (self.partnership_id, getattr(person, "pk", person)))
            yield cursor  # after an error or a rollback the database has put the settings back by itself
            if not connection.needs_rollback:
                self._tell(cursor, before)

    @staticmethod
    def _tell(cursor: Any, values: Sequence[Any]) -> None:
        for name, value in zip(SETTINGS, values, strict=True):
            cursor.execute("select set_config(%s, %s, true)", [name, "" if value is None else str(value)])

    def rows(self, person: Any | None, statement: str, params: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """What a select gives this person."""
        with self.acting(person) as cursor:
            cursor.execute(statement, list(params))
            return list(cursor.fetchall())

    def seen(self, person: Any | None, table: str) -> int:
        """How many rows of a table this person sees."""
        return int(self.rows(person, f"select count(*) from {table}")[0][0])

    def seen_in(self, person: Any | None, tables: Iterable[str]) -> dict[str, int]:
        """The same for several tables, by name."""
        return {table: self.seen(person, table) for table in tables}

    def changed(self, person: Any | None, statement: str, params: Iterable[Any] = ()) -> int:
        """How many rows an update or delete touches for this person; it is taken back at once."""
        with transaction.atomic(), self.acting(person) as cursor:
            cursor.execute(statement, list(params))
            transaction.set_rollback(True)
            return int(cursor.rowcount)

    def refused(self, person: Any | None, statement: str, params: Iterable[Any] = ()) -> str:
        """The SQLSTATE with which a statement is refused; empty where it goes through. It is taken back either way."""
        try:
            with transaction.atomic(), self.acting(person) as cursor:
                cursor.execute(statement, list(params))
                transaction.set_rollback(True)
        except DatabaseError as error:
            return str(getattr(error.__cause__, "sqlstate", "") or "unknown")
        return ""


def confidential_tables(room: str) -> list[str]:
    """The tables of a room that speak of a school in a partnership: those with a partnership and a URN."""
    return sorted(
        model._meta.db_table
        for model in apps.get_app_config(room).get_models()
        if {"partnership", "urn"} <= {field.name for field in model._meta.get_fields()}
    )
