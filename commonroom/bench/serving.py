"""Pages through the real web server, turn by turn with a hello view in the same process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Self

from commonroom.bench.client import Connection
from commonroom.bench.ground import Ground, Place
from commonroom.bench.statistics import Ratios, percentile
from commonroom.engine import processes
from commonroom.engine.postgres import EngineError

HELLO = "/bench/hello/"
DOORS = "/bench/doors/"
"""The hello that pages are measured by is the one behind the product's doors; the bare one is told beside it."""
SHARE = 0.95


class Server:
    """The product on one web worker, on a free port of loopback."""

    def __init__(self, ground: Ground, place: Place) -> None:
        self._environment = ground.environment(place) | {"COMMONROOM_SUPERVISED": "1"}
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self._log = (ground.folder / "web.log").open("w+b")
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(self.port), "--workers", "1", "--blocking-threads", "3"]
        command += ["--workers-kill-timeout", "8", "--log-level", "warning", "commonroom.bench.wsgi:application"]
        self._process = processes.spawn(
            command, on_parent_death=signal.SIGTERM, environment=self._environment, output=self._log
        )
        deadline = time.monotonic() + 60
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                words = self.said()
                self.__exit__()
                raise EngineError(f"The web did not start:\n{words}")
            time.sleep(0.1)
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            processes.end(self._process, polite=signal.SIGTERM, seconds=10)
        self._log.close()

    def said(self) -> str:
        """The last of what the server wrote, for telling why a page failed."""
        self._log.flush()
        with open(self._log.name, errors="replace") as log:
            return log.read()[-3000:]

    def _answers(self) -> bool:
        try:
            with Connection(self.port) as connection:
                return connection.get(HELLO).status == 200
        except OSError:
            return False


def measure_pages(
    server: Server, pages: Mapping[str, Sequence[str]], *, cookie: str, rounds: int, each: int
) -> dict[str, dict[str, Any]]:
    """For each page its p95 over the p95 of hello behind the doors: the median over rounds but the first.

    A page is one or several addresses, asked for in turn, one request at a time. In a round each page comes after
    `each` hellos of its own, without middleware and behind all of the product's.
    """
    taken: dict[str, list[Turn]] = {name: [] for name in pages}
    with Connection(server.port) as stranger, Connection(server.port, cookie) as person:
        for addresses in pages.values():
            for address in addresses:
                _look(server, person, address)
        for _ in range(rounds):
            for name, addresses in pages.items():
                hello = [stranger.get(HELLO).seconds for _ in range(each)]
                doors = [stranger.get(DOORS).seconds for _ in range(each)]
                page = [person.get(addresses[number % len(addresses)]).seconds for number in range(each)]
                taken[name].append(Turn(hello, doors, page))
    return {name: _told(turns) for name, turns in taken.items()}


@dataclass(frozen=True)
class Turn:
    """Seconds of each request of one turn: hello without middleware, hello behind all of it, the page."""

    hello: list[float]
    doors: list[float]
    page: list[float]

    def p95(self, what: str) -> float:
        """The 95th percentile of one of the three."""
        return percentile(getattr(self, what), SHARE)


def _look(server: Server, person: Connection, address: str) -> None:
    answer = person.get(address)
    if answer.status != 200:
        raise EngineError(f"{address} answered {answer.status}.\n{server.said()}")


def _told(turns: list[Turn]) -> dict[str, Any]:
    ratios = Ratios.of([turn.p95("page") for turn in turns], [turn.p95("doors") for turn in turns])
    bare = Ratios.of([turn.p95("page") for turn in turns], [turn.p95("hello") for turn in turns])
    halves = [percentile(turn.page, 0.5) / percentile(turn.doors, 0.5) for turn in turns[1:]]
    told: dict[str, Any] = {"ratio": round(ratios.median, 2), "against_bare": round(bare.median, 2), **ratios.told()}
    told["at_medians"] = round(median(halves), 2)
    for what in ("page", "hello", "doors"):
        seconds = [second for turn in turns[1:] for second in getattr(turn, what)]
        told[f"{what}_ms"] = {"p50": _ms(seconds, 0.5), "p95": _ms(seconds, SHARE)}
    return told | {"requests": sum(len(turn.page) for turn in turns[1:])}


def _ms(seconds: Sequence[float], share: float) -> float:
    return round(percentile(seconds, share) * 1000, 3)


def load_average() -> str:
    """How busy the machine is, as three numbers."""
    return ", ".join(f"{load:.1f}" for load in os.getloadavg())
