"""Telling how far a run has come while its one transaction is still open: over a connection of its own."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

import psycopg
from django.db import connection

EVERY_SECONDS = 0.4


class Progress:
    """Writes `done`, `total` and a sentence to a run for whoever watches its page. Never fails the work it tells of.

    A thread writes what was told last, so that the work never waits for it, and short work opens no connection.
    """

    def __init__(self, run_id: int | None) -> None:
        self._run_id = run_id
        self._told: tuple[int, int, str] | None = None
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self._parameters: dict[str, object] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def tell(self, sentence: str, done: int = 0, total: int = 0) -> None:
        """Say what is being done, and how much of it is done of how much."""
        if self._run_id is None:
            return
        self._told = (done, total, sentence)
        if self._thread is None and not self._ended.is_set():
            wanted = ("dbname", "user", "password", "host", "port", "sslmode")
            self._parameters = {k: v for k, v in connection.get_connection_params().items() if k in wanted}
            self._thread = threading.Thread(target=self._write, name="progress", daemon=True)
            self._thread.start()

    def count(self, done: int) -> None:
        """Say how much of the same thing is done by now."""
        if self._told is not None:
            self._told = (done, *self._told[1:])

    def close(self) -> None:
        """Stop telling: the run's row must be free before the work writes its end there."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _write(self) -> None:
        written = None
        link: psycopg.Connection | None = None
        try:
            while not self._ended.wait(EVERY_SECONDS):
                told = self._told
                if told is None or told == written:
                    continue
                link = link or self._open()
                link.execute(
                    "update imports_run set done = %s, total = %s, sentence = %s where id = %s and state in "
                    "('reading', 'loading')",
                    [*told, self._run_id],
                )
                written = told
        except psycopg.Error:
            pass  # whoever watches sees the last that could be written
        finally:
            if link is not None:
                link.close()

    def _open(self) -> psycopg.Connection:
        link = psycopg.connect(**self._parameters, autocommit=True, connect_timeout=2)  # type: ignore[arg-type]
        link.execute("set lock_timeout = '100ms'")
        return link
