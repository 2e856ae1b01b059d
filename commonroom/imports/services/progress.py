"""Telling how far a run has come while its one transaction is still open: over a connection of its own."""

from __future__ import annotations

import time
from types import TracebackType
from typing import Self

import psycopg
from django.db import connection

EVERY_SECONDS = 0.4


class Progress:
    """Writes `done`, `total` and a sentence to a run for whoever watches its page. Never fails the work it tells of."""

    def __init__(self, run_id: int | None) -> None:
        self._run_id = run_id
        self._last = 0.0
        self._link: psycopg.Connection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def tell(self, sentence: str, done: int = 0, total: int = 0, *, now: bool = False) -> None:
        """Say what is being done, and how much of it is done of how much."""
        if self._run_id is None or (not now and time.monotonic() - self._last < EVERY_SECONDS):
            return
        self._last = time.monotonic()
        try:
            link = self._link or self._open()
            link.execute(
                "update imports_run set done = %s, total = %s, sentence = %s where id = %s and state in "
                "('reading', 'loading')",
                [done, total, sentence, self._run_id],
            )
        except psycopg.Error:
            self.close()
            self._run_id = None

    def close(self) -> None:
        """Let go of the connection: the run's row must be free before the work writes its end there."""
        if self._link is not None:
            self._link.close()
            self._link = None

    def _open(self) -> psycopg.Connection:
        parameters = {
            key: value
            for key, value in connection.get_connection_params().items()
            if key in ("dbname", "user", "password", "host", "port", "sslmode")
        }
        self._link = psycopg.connect(**parameters, autocommit=True, connect_timeout=2)
        self._link.execute("set lock_timeout = '100ms'")
        return self._link
