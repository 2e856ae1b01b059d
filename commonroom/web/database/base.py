"""A kept connection is looked at before each request, without asking the server anything.

A server that went away or ended a session has closed its end, and what it said last waits to be read. On a connection
that is well nothing waits. Django's own way asks `select 1` instead, which every page would wait for. A server that
stands still shows in neither: see `commonroom.web.standstill`.
"""

from __future__ import annotations

import select

from django.db.backends.postgresql import base
from psycopg import OperationalError


class DatabaseWrapper(base.DatabaseWrapper):
    """One connection to PostgreSQL."""

    def is_usable(self) -> bool:
        """Whether the other end still holds the line."""
        if self.connection is None or self.connection.closed:
            return False
        try:
            line = self.connection.pgconn.socket
        except OperationalError:
            return False
        look = select.poll()
        look.register(line, select.POLLIN)
        return not look.poll(0)
