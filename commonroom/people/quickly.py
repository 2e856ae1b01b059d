"""The rows that every request reads, by statements written once: building them anew each time cost more than reading.

What comes back is what the models' own managers would give.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model

from commonroom.partnerships.models import Partnership
from commonroom.people.models import Person, Post

M = TypeVar("M", bound=Model)


def person(key: int) -> Person | None:
    """A person by her key; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"select {columns(Person)} from {Person._meta.db_table} where id = %s", [key])
        row = cursor.fetchone()
    return made(Person, row) if row else None


def posts(person_id: int, day: date) -> list[tuple[int, str, int | None, Partnership | None]]:
    """(key, role, URN, partnership) of each post held on a day, in the order of keys; one statement.

    The row policy shows them to their holder alone, so the database must know who asks.
    """
    statement = (
        f"select p.id, p.role, p.urn, {columns(Partnership, 't')} from {Post._meta.db_table} p "
        f"left join {Partnership._meta.db_table} t on t.id = p.partnership_id "
        "where p.person_id = %s and p.starts_on <= %s and (p.ends_on is null or p.ends_on >= %s) "
        "and p.ended_at is null order by p.id"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [person_id, day, day])
        rows = cursor.fetchall()
    return [(row[0], row[1], row[2], made(Partnership, row[3:]) if row[3] is not None else None) for row in rows]


@cache
def columns(model: type[Model], alias: str = "") -> str:
    """A model's columns in the order of its fields, as a statement names them."""
    start = f"{alias}." if alias else ""
    return ", ".join(f'{start}"{field.column}"' for field in model._meta.concrete_fields)


@cache
def _readers(model: type[Model]) -> tuple[tuple[str, ...], tuple[tuple[int, Any], ...]]:
    """The names of a model's fields, and the places of those whose values the field must read first."""
    fields = model._meta.concrete_fields
    reading = tuple((n, field.from_db_value) for n, field in enumerate(fields) if hasattr(field, "from_db_value"))
    return tuple(field.attname for field in fields), reading


def made(model: type[M], row: tuple[Any, ...]) -> M:
    """An object of a model from the values of all its columns, as `columns` orders them."""
    names, reading = _readers(model)
    values = list(row)
    for place, read in reading:
        values[place] = read(values[place], None, connection)
    return model.from_db(connection.alias, names, values)
