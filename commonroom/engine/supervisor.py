"""`commonroom run`: the database, the web and the worker, started in order, mended when one ends, stopped together."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from commonroom.engine import preparation, processes
from commonroom.engine.postgres import DATABASE, OWNER, Cluster, ClusterInUse, EngineError

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 10.0
# A lock is free at once when its holder is killed; only one that is closing is waited for.
LOCK_PATIENCE = 4.0


class Stopped(BaseException):
    """Somebody asked the house to close."""


@dataclass(eq=False)
class Part:
    """One process of the house: what to run, and what became of it so far."""

    name: str
    command: Sequence[str]
    process: "subprocess.Popen[bytes] | None" = None
    started: float = 0.0
    pause: float = 0.0
    failures: int = field(default=0)


class Supervisor:
    """Runs the whole house from one folder until it is told to stop."""

    def __init__(
        self,
        data: Path,
        *,
        port: int,
        bind: str = "127.0.0.1",
        demonstration: bool = True,
        environment: Mapping[str, str] | None = None,
        say: Callable[[str], None] = lambda line: print(line, flush=True),
    ) -> None:
        self.data = Path(data).resolve()
        self.port = port
        self.bind = bind
        self.demonstration = demonstration
        self.environment = dict(os.environ if environment is None else environment)
        self.say = say
        self.lock = processes.FolderLock(self.data / "run.lock")
        self.cluster: Cluster | None = None
        self.parts: list[Part] = []

    def run(self) -> None:
        """Open the house and stay until a signal closes it; raises EngineError where it cannot be opened."""
        for number in SIGNALS:
            signal.signal(number, self._asked_to_stop)
        try:
            self.open()
            while True:
                self.mend()
                time.sleep(0.1)
        except Stopped:
            self.say("Closing…")
        finally:
            for number in SIGNALS:
                signal.signal(number, signal.SIG_IGN)
            self.close()

    def open(self) -> None:
        """Start everything in its order and wait for the first page."""
        self.data.mkdir(parents=True, exist_ok=True)
        if not self.lock.take(seconds=LOCK_PATIENCE):
            raise ClusterInUse(f"Commonroom already runs from {self.data} (process {self.lock.holder()}).")
        self._wait_for_port()
        self._open_database()
        environment = self.environment
        preparation.migrate(self.environment["COMMONROOM_OWNER_URL"], environment, self.say)
        preparation.gather_static(self.data, environment, self.say)
        if self.demonstration:
            self._demonstrate()
        web, worker = (
            Part("web", self._web_command()),
            Part("worker", [sys.executable, "-m", "commonroom.cli", "worker"]),
        )
        self.parts = [web]
        self._start(web)
        self._wait_for_page(web)
        self.parts.append(worker)
        self._start(worker)
        (self.data / processes.PORT).write_text(f"{self.port}\n")
        self.say(f"Commonroom is open at http://localhost:{self.port}/ (Ctrl-C closes it).")

    def mend(self) -> None:
        """Start again whatever has ended, the database first; a part that keeps failing is given growing pauses."""
        if self.cluster is not None and not self.cluster.running:
            self.say("The database ended; starting it again.")
            self.cluster.revive()
        now = time.monotonic()
        for part in self.parts:
            if part.process is None or part.process.poll() is None:
                continue
            if part.pause == 0.0:
                processes.kill_group(part.process)
                quick = now - part.started < 5
                part.failures = part.failures + 1 if quick else 0
                part.pause = now + min(max(part.failures - 1, 0), 5)
                self.say(f"The {part.name} ended (code {part.process.returncode}); starting it again.")
            if now >= part.pause:
                self._start(part)

    def close(self) -> None:
        """End every part, politely for ten seconds, then the database; nothing is left running."""
        for part in self.parts:
            if part.process is not None and part.process.poll() is None:
                part.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + PATIENCE
        for part in self.parts:
            if part.process is not None:
                processes.end(part.process, polite=signal.SIGTERM, seconds=max(0.0, deadline - time.monotonic()))
        self.parts = []
        if self.cluster is not None:
            self.cluster.stop()
        self.lock.drop()

    # -- steps

    def _asked_to_stop(self, number: int, _frame: FrameType | None) -> None:
        for each in SIGNALS:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(number)

    def _wait_for_port(self) -> None:
        """Wait for a web process of a killed start to let go of the port; refuse where another program has it."""
        deadline = time.monotonic() + PATIENCE
        family = socket.AF_INET6 if ":" in self.bind else socket.AF_INET
        while True:
            with socket.socket(family) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind((self.bind, self.port))
                    return
                except PermissionError:
                    raise EngineError(f"Only root may use port {self.port}. Choose another, as in PORT=8000.") from None
                except OSError:
                    if time.monotonic() > deadline or not self._left_over():
                        hint = f"Choose another, as in PORT={self.port + 1}."
                        raise EngineError(f"Port {self.port} is in use by another program. {hint}") from None
            time.sleep(0.2)

    def _left_over(self) -> bool:
        """Whether a process of an earlier start of this folder is still on its way out."""
        try:
            pids = [int(word) for word in (self.data / "parts").read_text().split()]
        except (OSError, ValueError):
            return False
        for pid in pids:
            try:
                os.killpg(pid, 0)
                return True
            except OSError:
                continue
        return False

    def _open_database(self) -> None:
        if not self.environment.get("DATABASE_URL"):
            self.cluster = Cluster(self.data, say=self.say)
            self.cluster.start(seconds=PATIENCE)
            self.environment["DATABASE_URL"] = self.cluster.url()
            self.environment["COMMONROOM_OWNER_URL"] = self.cluster.url(OWNER, DATABASE)
        self.environment.setdefault("COMMONROOM_OWNER_URL", self.environment["DATABASE_URL"])
        self.environment["COMMONROOM_DATA"] = str(self.data)
        self.environment["COMMONROOM_SUPERVISED"] = "1"
        self.environment["PORT"] = str(self.port)

    def _demonstrate(self) -> None:
        """Load the demonstration into an empty house, or finish one that was cut short."""
        unfinished = self.data / "demonstration.unfinished"
        if not unfinished.exists() and preparation.holds_anything(self.environment["DATABASE_URL"]):
            return
        unfinished.touch()
        self.say("Making the demonstration: two invented partnerships in an invented England…")
        command = [sys.executable, "-m", "commonroom.cli", "demo"]
        loading = self._spawn(command)
        try:
            if loading.wait() != 0:
                raise EngineError("The demonstration could not be loaded. DEMO=0 opens an empty house.")
        finally:
            processes.end(loading, polite=signal.SIGTERM, seconds=2)
        unfinished.unlink()

    def _web_command(self) -> list[str]:
        workers = self.environment.get("COMMONROOM_WEB_WORKERS") or str(min(2, os.cpu_count() or 1))
        return [
            *(sys.executable, "-m", "granian", "--interface", "wsgi"),
            *("--host", self.bind, "--port", str(self.port), "--workers", workers, "--blocking-threads", "3"),
            *("--respawn-failed-workers", "--workers-kill-timeout", "8", "--log-level", "warning"),
            "commonroom.wsgi:application",
        ]

    def _spawn(self, command: Sequence[str]) -> "subprocess.Popen[bytes]":
        environment = preparation.django_environment(self.environment)
        return processes.spawn(command, on_parent_death=signal.SIGTERM, environment=environment)

    def _start(self, part: Part) -> None:
        part.process = self._spawn(part.command)
        part.started, part.pause = time.monotonic(), 0.0
        pids = [str(each.process.pid) for each in self.parts if each.process]
        written = self.data / "parts.new"
        written.write_text("\n".join(pids))
        written.replace(self.data / "parts")

    def _wait_for_page(self, web: Part) -> None:
        began = said = time.monotonic()
        while not self._answers():
            if web.process is None or (web.process.poll() is not None and time.monotonic() - began > 1):
                raise EngineError("The web did not start; its reason stands above.")
            if time.monotonic() - said > preparation.SHOWN_AFTER:
                said = time.monotonic()
                self.say(f"Opening ({said - began:.0f} s)…")
            time.sleep(0.05)

    def _answers(self) -> bool:
        host = "127.0.0.1" if self.bind in ("0.0.0.0", "127.0.0.1") else self.bind  # noqa: S104 - compared, not bound
        connection = http.client.HTTPConnection(host, self.port, timeout=30)
        try:
            connection.request("GET", "/", headers={"Host": "localhost"})
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True
