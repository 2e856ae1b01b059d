"""Houses to break: a folder with a prepared database, processes on it, and what its tables hold."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from commonroom.engine.postgres import DATABASE, OWNER, Cluster
from commonroom.engine.preparation import django_environment

OURS = ("DATABASE_URL", "COMMONROOM_OWNER_URL", "COMMONROOM_SUPERUSER_URL", "COMMONROOM_DATA", "DEMO", "PORT")
LEFT_OUT = ("procrastinate_workers",)


def until(true: Callable[[], Any], seconds: float = 120, every: float = 0.05) -> Any:
    """Wait until something is true and return it; what it was at last where it does not become so in time."""
    deadline = time.monotonic() + seconds
    while not (found := true()) and time.monotonic() < deadline:
        time.sleep(every)
    return found


def environment(**values: str) -> dict[str, str]:
    """The environment for a command of the house, with nothing of the tests' own database in it."""
    outside = {key: value for key, value in os.environ.items() if key not in OURS}
    return django_environment({**outside, "DEMO": "0", "PYTHONUNBUFFERED": "1", **values})


def commonroom(*words: object, **values: str) -> subprocess.CompletedProcess[str]:
    """Run a command line of the house to its end."""
    command = [sys.executable, "-m", "commonroom.cli", *map(str, words)]
    return subprocess.run(
        command, env=environment(**values), capture_output=True, text=True, check=False, timeout=600,
        stdin=subprocess.DEVNULL
    )  # fmt: skip


def told(*words: object, **values: str) -> Any:
    """What a command line that must succeed says to a machine."""
    done = commonroom(*words, "--json", **values)
    assert done.returncode == 0, done.stderr + done.stdout
    return json.loads(done.stdout)


def start(*words: object, log: Path, **values: str) -> subprocess.Popen[bytes]:
    """Start a command of Python in the background; what it says goes to the end of a file."""
    with log.open("ab") as said:
        return subprocess.Popen(
            [sys.executable, *map(str, words)], env=environment(**values), stdin=subprocess.DEVNULL,
            stdout=said, stderr=said, start_new_session=True,
        )  # fmt: skip


def end(process: subprocess.Popen[bytes], polite: signal.Signals = signal.SIGTERM) -> None:
    """End a process that `start` started, and its group."""
    if process.poll() is None:
        process.send_signal(polite)
    try:
        process.wait(60)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


class Server:
    """The running database of a folder, with the addresses that its users need."""

    def __init__(self, cluster: Cluster) -> None:
        self.data = cluster.data
        self.superuser = cluster.superuser_url(DATABASE)
        self.values = {
            "DATABASE_URL": cluster.url(),
            "COMMONROOM_OWNER_URL": cluster.url(OWNER, DATABASE),
            "COMMONROOM_SUPERUSER_URL": self.superuser,
            "COMMONROOM_DATA": str(self.data),
        }

    def ask(self, query: str, *parameters: object) -> list[tuple[Any, ...]]:
        """The rows of a query that sees everything."""
        with psycopg.connect(self.superuser, autocommit=True) as connection:
            return connection.execute(query, list(parameters)).fetchall()

    def one(self, query: str, *parameters: object) -> Any:
        """The only value of a query."""
        rows = self.ask(query, *parameters)
        return rows[0][0] if rows else None

    @contextmanager
    def holding(self, lock: int) -> Iterator[None]:
        """Hold an advisory lock, so that whoever wants it waits."""
        with psycopg.connect(self.superuser, autocommit=True) as connection:
            connection.execute("select pg_advisory_lock(%s)", [lock])
            yield

    def waiting(self) -> int:
        """How many sessions wait for an advisory lock."""
        return int(self.one("select count(*) from pg_locks where locktype = 'advisory' and not granted"))


@contextmanager
def served(data: Path) -> Iterator[Server]:
    """The database of a folder, running as long as the block."""
    with Cluster(data, say=lambda _line: None) as cluster:
        yield Server(cluster)


def copied(source: Path, target: Path) -> Path:
    """A copy of a stopped house, owners included; waits for a server that is still on its way out."""
    assert until(lambda: not (source / "pg" / "postmaster.pid").exists()), "The house is still open."
    subprocess.run(["cp", "-a", f"{source}/.", str(target)], check=True)
    return target


def digests(superuser: str, *, without: tuple[str, ...] = (), only: tuple[str, ...] = ()) -> dict[str, str]:
    """A fingerprint of each table by its rows, seen as superuser, and of each sequence.

    `without` names columns left out everywhere; `only` names the tables to look at, without sequences.
    """
    with psycopg.connect(superuser) as connection:
        names = [row[0] for row in connection.execute("select tablename from pg_tables where schemaname = 'public'")]
        found = {}
        for name in sorted(set(only or names) - set(LEFT_OUT)):
            query = sql.SQL(
                "select count(*) || ' ' || md5(coalesce(string_agg(r, ',' order by r collate \"C\"), '')) from "
                "(select (to_jsonb(t) - %s::text[])::text as r from {} t) rows"
            ).format(sql.Identifier(name))
            found[name] = connection.execute(query, [list(without)]).fetchone()[0]  # type: ignore[index]
        if not only:
            sequences = "select sequencename, coalesce(last_value, 0) from pg_sequences where schemaname = 'public'"
            found |= {name: str(last) for name, last in connection.execute(sequences)}
    return found
