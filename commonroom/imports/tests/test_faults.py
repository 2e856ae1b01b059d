"""A load killed at a random instant is there whole or not at all, and going on ends as if nothing had happened."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import date
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from commonroom.imports.tests.bringing import school, write

pytestmark = [pytest.mark.faults, pytest.mark.slow]
FULL = os.environ.get("COMMONROOM_FAULTS") == "full"
KILLS = 200 if FULL else 20
SCHOOLS = 2_500
TRIES = 60
"""Kills of the control at most: they are aimed by the time of one load, and a busy machine may miss often."""
ROOT = Path(__file__).resolve().parents[3]
OLD, NEW = date(2026, 3, 1), date(2026, 4, 1)
STATE = """
select md5(coalesce(string_agg(row_to_json(f)::text, ',' order by f.urn), '')) from (
    select urn, name, capacity, town, status, as_at, older is null as whole from schools_school
) f
"""
SIZES = """
select (select count(*) from schools_schoolchange), (select count(*) from measures_loading),
    (select count(*) from measures_release), (select count(*) from audit_event where verb = 'file loaded'),
    (select count(*) from imports_run where state = 'loaded')
"""


class Nursery:
    """A process whose children load files."""

    def __init__(self, data: Path) -> None:
        environment = os.environ | {"COMMONROOM_DATA": str(data), "COMMONROOM_SECRET_KEY": "for tests only"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "commonroom.imports.tests.importing_child"],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True,
        )  # fmt: skip

    def begin(self, url: str, path: Path, day: date, how: str) -> int:
        """Start a child; its number, once it is ready to load."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{url}\t{path}\t{day}\t{how}\n")
        self.process.stdin.flush()
        said = sorted((self._line(), self._line()))
        assert said[1] == "ready", said
        return int(said[0].split()[1])

    def ended(self) -> int:
        """Wait for the child to be gone; how it ended."""
        return int(self._line().split()[1])

    def kill(self, child: int) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(60)
        assert self.process.stdout is not None
        self.process.stdout.close()

    def _line(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


class World:
    """Databases that start from the same old state, and children that load the new file into them."""

    def __init__(self, cluster, folder: Path, template: str) -> None:
        self.cluster, self.folder = cluster, folder
        self.names = [f"{template}_old", f"{template}_now"]
        rows = [school(900001 + n, f"School {n}", capacity=100) for n in range(SCHOOLS)]
        self.old = write(folder / "old.csv", rows)
        changed = [r | {"SchoolCapacity": 200, "Town": "Wharfside"} for r in rows[: SCHOOLS // 2]] + rows[
            SCHOOLS // 2 :
        ]
        added = [school(950001 + n, f"New school {n}") for n in range(500)]
        self.new = write(folder / "new.csv", changed + added)
        self.nursery = Nursery(folder / "data")
        self.copy(template, self.names[0])
        self.database = self.names[0]
        self.finish(self.old, OLD)
        self.states = {"old": self.state()}

    def timed(self) -> float:
        """Seconds of one load from the beginning; the least of several is what kills are aimed by."""
        self.afresh()
        return self.finish(self.new, NEW)

    def copy(self, template: str, name: str) -> None:
        with psycopg.connect(self.cluster.superuser_url("postgres"), autocommit=True) as server:
            server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
            # Whoever else still holds the template open would stop the copy.
            server.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [template])
            server.execute(
                sql.SQL("create database {} owner cr_owner template {} strategy file_copy").format(
                    sql.Identifier(name), sql.Identifier(template)
                )
            )

    def afresh(self) -> None:
        self.database = self.names[1]
        self.copy(self.names[0], self.database)

    def finish(self, path: Path, day: date, how: str = "whole", nursery: Nursery | None = None) -> float:
        nursery = nursery or self.nursery
        nursery.begin(self.cluster.url("cr_app", self.database), path, day, how)
        began = time.monotonic()
        assert nursery.ended() == 0
        return time.monotonic() - began

    def killed(self, after: float, how: str = "whole") -> None:
        child = self.nursery.begin(self.cluster.url("cr_app", self.database), self.new, NEW, how)
        time.sleep(after)
        self.nursery.kill(child)
        self.nursery.ended()

    def state(self) -> tuple[object, ...]:
        with psycopg.connect(self.cluster.superuser_url(self.database), autocommit=True) as server:
            while server.execute(
                "select count(*) from pg_stat_activity where datname = current_database() and usename = 'cr_app' "
                "and state <> 'idle'"
            ).fetchone() != (0,):
                time.sleep(0.01)
            return (*server.execute(STATE).fetchone(), *server.execute(SIZES).fetchone())


@pytest.fixture(scope="module")
def world(cluster, django_db_setup, django_db_blocker, tmp_path_factory):
    from django.db import connection

    with django_db_blocker.unblock():
        name = connection.settings_dict["NAME"]
        connection.close()
        made = World(cluster, tmp_path_factory.mktemp("faults"), name)
        made.seconds = min(made.timed() for _ in range(3))
        made.states["new"] = made.state()
        yield made
        made.nursery.close()
    with psycopg.connect(cluster.superuser_url("postgres"), autocommit=True) as server:
        for database in made.names:
            server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(database)))


def test_load_when_killed_at_random_instants_then_never_torn_and_going_on_converges(world):
    chance = random.Random(20260306)
    seen: Counter[str] = Counter()

    for _ in range(KILLS):
        world.afresh()
        world.killed(chance.uniform(0, world.seconds * 1.05))
        state = world.state()
        seen[next((name for name, known in world.states.items() if known == state), "torn")] += 1
        world.finish(world.new, NEW)
        assert world.state() == world.states["new"]

    assert seen["torn"] == 0
    assert seen["old"] + seen["new"] == KILLS
    assert seen["old"] > 0


def test_control_when_it_commits_by_batches_then_kills_do_tear_it(world):
    chance = random.Random(7)
    world.afresh()
    seconds = world.finish(world.new, NEW, "batches")
    whole = world.state()[0]
    torn = 0

    for tried in range(TRIES):
        world.afresh()
        world.killed(chance.uniform(0.1, 1.0) * seconds, "batches")
        torn += world.state()[0] not in (world.states["old"][0], whole)
        if torn and tried >= KILLS // 10:
            break

    assert torn > 0


def test_load_when_two_people_load_at_once_then_both_end_well_and_it_is_there_once(world):
    world.afresh()
    other = Nursery(world.folder / "data")

    person = threading.Thread(target=lambda: world.finish(world.new, NEW, nursery=other))
    person.start()
    world.finish(world.new, NEW)
    person.join()
    other.close()

    facts, changes, loadings, releases, events, _ = world.state()
    assert (facts, changes) == world.states["new"][:2]
    assert (loadings, releases, events) == world.states["new"][2:5]
