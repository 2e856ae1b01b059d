"""Entering a partnership: one transaction, the Python scope and the database's settings, together (facts: scopes).

`set_config(..., true)` lasts until the transaction ends, so a pooled connection never carries one partnership's
setting to the next request. Policies read `app.partnership` and `app.person`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django_scopes import scope

from commonroom.partnerships.models import Partnership


def set_person(person_id: int | None) -> None:
    """Tell the database who acts, for the rest of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.person', %s, true)", [str(person_id or "")])


def set_partnership(partnership_id: int | None) -> None:
    """Tell the database in which partnership, for the rest of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('app.partnership', %s, true)", [str(partnership_id or "")])


@contextmanager
def entered(partnership: Partnership, *, person_id: int | None = None) -> Iterator[None]:
    """Work inside a partnership: for jobs, commands and tests. Requests enter by the middleware."""
    outer = connection.in_atomic_block
    with transaction.atomic(), scope(partnership=partnership):
        set_partnership(partnership.pk)
        if person_id is not None:
            set_person(person_id)
        try:
            yield
        finally:
            if outer and not connection.needs_rollback:
                set_partnership(None)
