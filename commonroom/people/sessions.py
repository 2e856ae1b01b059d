"""Sessions in the database, read by a statement written once (people.quickly)."""

from __future__ import annotations

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

from commonroom.people import quickly


class SessionStore(db.SessionStore):
    """Django's own, but for how a session is read."""

    @classmethod
    def get_model_class(cls) -> Any:
        """The same table as Django's."""
        return db.SessionStore.get_model_class()

    def _get_session_from_db(self) -> Any:
        table, names = self.model._meta.db_table, quickly.columns(self.model)
        with connection.cursor() as cursor:
            cursor.execute(
                f"select {names} from {table} where session_key = %s and expire_date > %s",
                [self.session_key, timezone.now()],
            )
            row = cursor.fetchone()
        return quickly.made(self.model, row) if row else super()._get_session_from_db()  # type: ignore[misc]
