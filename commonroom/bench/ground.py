"""The ground that is measured on: a database server and folders of its own, never those of the house."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import sql

from commonroom.engine import preparation, processes
from commonroom.engine.postgres import APP, OWNER, Cluster, EngineError
from commonroom.engine.roles import ensure_roles

TEMPLATE = "bench_template"
ANSWER = "answer: "
WRITES = """
select relname, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_user_tables
where relname like 'schools\\_%' or relname like 'measures\\_%'
"""


@dataclass(frozen=True)
class Place:
    """A database to measure in, and the data folder that goes with it."""

    database: str
    house: Path


class Ground:
    """An embedded server under `folder`, whose fresh databases are copies of one migrated template."""

    def __init__(self, folder: Path, say: Callable[[str], None]) -> None:
        self.folder = folder
        self.say = say
        self.cluster = Cluster(folder, say=say)
        self.template = Place(TEMPLATE, folder / "houses" / TEMPLATE)

    def __enter__(self) -> Self:
        self.cluster.start(seconds=2)
        try:
            self.admin(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(TEMPLATE)))
            ensure_roles(self.cluster.superuser_url(), TEMPLATE)
            self._house(TEMPLATE)
            preparation.migrate(self.cluster.url(OWNER, TEMPLATE), self.environment(self.template), self.say)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.cluster.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def fresh(self, name: str, *, like: Place | None = None, same_house: bool = False) -> Place:
        """A new database, a copy of the template or of another place; its data folder is empty unless shared."""
        database = f"bench_{name}"
        self.drop(Place(database, self.folder))
        command = "create database {} owner cr_owner template {} strategy file_copy"
        source = like.database if like else TEMPLATE
        self.admin(sql.SQL(command).format(sql.Identifier(database), sql.Identifier(source)))
        return Place(database, like.house if like and same_house else self._house(name))

    def drop(self, place: Place) -> None:
        """Drop a place's database."""
        self.admin(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(place.database)))

    def admin(self, statement: sql.Composable | str) -> None:
        """Run one statement as superuser outside any transaction."""
        with psycopg.connect(self.cluster.superuser_url(), autocommit=True) as server:
            server.execute(statement)  # type: ignore[arg-type]

    def rows(self, place: Place, query: str, *values: Any) -> list[tuple[Any, ...]]:
        """The rows of a query (none for a statement that gives none), as superuser, committed."""
        with psycopg.connect(self.cluster.superuser_url(place.database), autocommit=True) as connection:
            cursor = connection.execute(query, values or None)  # type: ignore[arg-type]
            return cursor.fetchall() if cursor.description else []

    def writes(self, place: Place) -> dict[str, int]:
        """How many rows were ever written, changed or deleted in each table of schools and of figures."""
        return {str(name): int(count) for name, count in self.rows(place, WRITES)}

    def settle(self) -> None:
        """Write out what earlier work left to be written, so that it burdens nobody's turn.

        Of files that are no database's too: whoever waits for the disk waits for them all.
        """
        self.admin("checkpoint")
        os.sync()

    def psql(self, place: Place, command: str) -> float:
        """Run one command of psql as superuser; seconds from its start to its end."""
        program = str(self.cluster.bin("psql"))
        url = self.cluster.superuser_url(place.database)
        began = time.perf_counter()
        done = subprocess.run([program, "-X", "-q", "-d", url, "-c", command], capture_output=True, text=True)
        if done.returncode:
            raise EngineError(f"psql: {done.stderr.strip()}")
        return time.perf_counter() - began

    def environment(self, place: Place) -> dict[str, str]:
        """The environment for a process of the house that works in a place, as the role that runs the product."""
        own = {name: value for name, value in os.environ.items() if not name.startswith(("COMMONROOM_", "DATABASE_"))}
        own |= {"DATABASE_URL": self.cluster.url(APP, place.database), "COMMONROOM_DATA": str(place.house)}
        return preparation.django_environment(own)

    def child(self, place: Place, verb: str, **arguments: Any) -> Any:
        """Let a process of its own do one verb of `commonroom.bench.child` in a place; what it answered."""
        command = [sys.executable, "-m", "commonroom.bench.child", verb, json.dumps(arguments, default=str)]
        with tempfile.TemporaryFile() as output:
            process = processes.spawn(
                command, on_parent_death=signal.SIGKILL, environment=self.environment(place), output=output
            )
            try:
                process.wait()
            finally:
                processes.end(process, polite=signal.SIGTERM, seconds=2)
            output.seek(0)
            said = output.read().decode(errors="replace")
        last = said.rstrip().rsplit("\n", 1)[-1]
        if process.returncode or not last.startswith(ANSWER):
            raise EngineError(f"Measuring “{verb}” did not work:\n{said.strip()}")
        return json.loads(last.removeprefix(ANSWER))

    def _house(self, name: str) -> Path:
        house = self.folder / "houses" / name
        shutil.rmtree(house, ignore_errors=True)
        house.mkdir(parents=True)
        return house
