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
from commonroom.schools.selectors import house

M = TypeVar("M", bound=Model)


Posts = list[tuple[int, str, int | None, Partnership | None]]
"""(key, role, URN, partnership) of each post, in the order of keys."""


def asker(key: int, day: date) -> tuple[Person, Posts, house.Held] | None:
    """A person by her key, the posts that she holds on a day, and what the house holds; None for nobody.

    The database is told first that she asks, for the rest of the transaction, since the row policy shows posts to
    their holder alone. Four statements in one round trip: every page waits for it.
    """
    asked = (_TELL, f"select {columns(Person)} from {Person._meta.db_table} where id = %s", _posts_held(), house.HELD)
    with connection.cursor() as cursor:
        cursor.execute(";\n".join(asked), [str(key), key, key, day, day])
        _, persons, held, here = (cursor.fetchall(), *(_next(cursor) for _ in asked[1:]))
    if not persons:
        return None
    return made(Person, persons[0]), _as_posts(held), house.Held(*here[0]) if here else house.Held()


def posts(person_id: int, day: date) -> Posts:
    """The posts that a person holds on a day; one statement.

    The row policy shows them to their holder alone, so the database must know who asks.
    """
    with connection.cursor() as cursor:
        cursor.execute(_posts_held(), [person_id, day, day])
        return _as_posts(cursor.fetchall())


_TELL = "select set_config('app.person', %s, true)"


@cache
def _posts_held() -> str:
    return (
        f"select p.id, p.role, p.urn, {columns(Partnership, 't')} from {Post._meta.db_table} p "
        f"left join {Partnership._meta.db_table} t on t.id = p.partnership_id "
        "where p.person_id = %s and p.starts_on <= %s and (p.ends_on is null or p.ends_on >= %s) "
        "and p.ended_at is null order by p.id"
    )


def _as_posts(rows: list[tuple[Any, ...]]) -> Posts:
    return [(row[0], row[1], row[2], made(Partnership, row[3:]) if row[3] is not None else None) for row in rows]


def _next(cursor: Any) -> list[tuple[Any, ...]]:
    cursor.nextset()
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


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
