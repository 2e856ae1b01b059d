"""A database that stands still: whoever waits for it is told so in time, instead of waiting without end.

A server that was stopped, or whose disk hangs, keeps its connections open and says nothing; no setting of the database
helps then. So each web process watches how long its requests wait. Where one waits longer than the limit and the
database answers nobody, or has itself long been waiting for the request, the connection is cut. Django takes that for a
database that is away, rolls back, and answers with a page that says to come back in a moment.
"""

from __future__ import annotations

import contextlib
import os
import select
import socket
import threading
import time
from collections.abc import Callable
from typing import Any

import psycopg
from django.db import connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from psycopg.pq import TransactionStatus

LIMIT = float(os.environ.get("COMMONROOM_DATABASE_PATIENCE", "10"))
"""Seconds that a request waits for a database before it is asked whether it stands still."""
PROBE_SECONDS = 2
_IDLE = b"select pid from pg_stat_activity where state like 'idle%' and state_change < now() - interval '1 second'"


class Watch:
    """Middleware: notes each request while it runs. A thread, begun with the first one, looks after them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._running: dict[int, tuple[float, Any]] = {}
        self._begun = threading.Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        key = threading.get_ident()
        self._running[key] = (time.monotonic(), connections["default"])
        if self._begun.acquire(blocking=False):
            threading.Thread(target=self._look_for_ever, name="standstill", daemon=True).start()
        try:
            return self.get_response(request)
        finally:
            self._running.pop(key, None)

    def _look_for_ever(self) -> None:
        while True:
            time.sleep(min(0.5, LIMIT / 4))
            with contextlib.suppress(psycopg.Error, OSError):
                self._look()

    def _look(self) -> None:
        """Cut the connections that wait in vain, seen twice so that a statement just sent is no standstill."""
        late = [wrapper for began, wrapper in list(self._running.values()) if time.monotonic() - began > LIMIT]
        waiting = {id(wrapper): wrapper for wrapper in late if _waits(wrapper)}
        for look in range(2):
            if not waiting:
                return
            standing = standing_still(next(iter(waiting.values())))
            waiting = {
                key: wrapper
                for key, wrapper in waiting.items()
                if _waits(wrapper) and (standing is None or wrapper.connection.pgconn.backend_pid in standing)
            }
            if standing is None:
                break
            if look == 0:
                time.sleep(0.1)
        for wrapper in waiting.values():
            cut(wrapper)


def _waits(wrapper: Any) -> bool:
    """Whether a connection waits for an answer of the database."""
    link = wrapper.connection
    return link is not None and not link.closed and link.pgconn.transaction_status == TransactionStatus.ACTIVE


def standing_still(wrapper: Any) -> set[int] | None:
    """The sessions that the database takes for idle; None where it does not answer within seconds."""
    parameters = wrapper.get_connection_params() | {"connect_timeout": PROBE_SECONDS}
    for own in ("cursor_factory", "context"):
        parameters.pop(own, None)
    try:
        with psycopg.connect(**parameters) as link:
            link.pgconn.send_query(_IDLE)
            ends = time.monotonic() + PROBE_SECONDS
            while link.pgconn.is_busy():
                if not select.select([link.pgconn.socket], [], [], max(0.0, ends - time.monotonic()))[0]:
                    return None
                link.pgconn.consume_input()
            answer = link.pgconn.get_result()
            return {int(answer.get_value(row, 0) or 0) for row in range(answer.ntuples)} if answer else set()
    except psycopg.OperationalError:
        return None


def cut(wrapper: Any) -> None:
    """End a connection from outside its thread: what waits on it is told that the server is gone."""
    with contextlib.suppress(OSError, psycopg.Error):
        handle = os.dup(wrapper.connection.pgconn.socket)
        with socket.socket(fileno=handle) as line:
            line.shutdown(socket.SHUT_RDWR)
