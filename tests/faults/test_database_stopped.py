"""The database stands still while people work: they are told in time, and it goes on as if nothing had been."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from commonroom.engine.testing import stretch
from commonroom.engine.tests.test_supervisor import House
from tests.faults.browser import Answer, Browser
from tests.faults.houses import until
from tests.faults.test_database_killed import RECOVERY_SECONDS, ROLE, ask, lost
from tests.faults.test_database_killed import operator as operator

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.enable_socket]
PATIENCE = 2
TOLD_SECONDS = PATIENCE + 2 + 5 + 2
"""The limit, the question whether anybody answers, a try to connect anew, and two for the rest; longer where several
want each core."""


@pytest.fixture
def house(data, monkeypatch):
    monkeypatch.setenv("COMMONROOM_DATABASE_PATIENCE", str(PATIENCE))
    house = House(data)
    house.open()
    yield house
    house.close()
    assert until(lambda: not house.left(), 60)


def children(pid: int) -> list[int]:
    """The processes that a process started."""
    return [int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@contextmanager
def stopped(pids: list[int]) -> Iterator[None]:
    """Processes that stand still; one that was about to end anyway (an autovacuum worker) may be gone by then."""
    send(signal.SIGSTOP, pids)
    try:
        yield
    finally:
        send(signal.SIGCONT, pids)


def send(signum: int, pids: list[int]) -> None:
    """The signal, to each of them that still lives."""
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signum)


def everything(house: House) -> list[int]:
    """The server with all its processes, as when the machine or its disk hangs."""
    return [house.database(), *children(house.database())]


def sessions(house: House) -> list[int]:
    """The server's side of the pages' connections alone: the server itself goes on."""
    return [row[0] for row in ask(house, "select pid from pg_stat_activity where usename = 'cr_app'")]


def invite(operator: Browser, name: str) -> tuple[Answer, float]:
    """Invite somebody; what came back, and after how many seconds."""
    began = time.monotonic()
    answer = operator.post("/people/invite/", name="Wren Tally", email=f"w-{name}@example.org", role=ROLE)
    return answer, time.monotonic() - began


def test_database_when_it_stands_still_then_told_in_time_and_nothing_acknowledged_is_lost(house, operator):
    with stopped(sessions(house)):
        around, waited = invite(operator, "around")
    assert (around.place, waited <= TOLD_SECONDS * stretch()) == ("/people/", True)

    with stopped(everything(house)):
        told, waited = invite(operator, "told")
    assert (told.code, told.headers["Retry-After"], "Back in a moment" in told.text) == (503, "10", True)
    assert waited <= TOLD_SECONDS * stretch()

    assert until(lambda: operator.get("/people/invite/").code == 200, RECOVERY_SECONDS * stretch())
    assert invite(operator, "after")[0].place == "/people/"
    assert lost({"w-around@example.org", "w-after@example.org"}, house) == set()
    assert lost({"w-told@example.org"}, house) == {"w-told@example.org"}
