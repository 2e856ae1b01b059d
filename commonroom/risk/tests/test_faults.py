"""A term whose opening is killed as a process at a random instant leaves the term before or the new one, never half."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

pytestmark = [pytest.mark.faults, pytest.mark.slow]
TRIES = 60
"""Kills of the control at most: they are aimed by the time of one opening, and a busy machine may miss often."""
KILLS = 60 if os.environ.get("COMMONROOM_FAULTS") == "full" else 12
ROOT = Path(__file__).resolve().parents[3]
STATE = """
select (select count(*) from risk_termopening), (select count(*) from risk_assessment),
    (select count(*) from risk_finding), (select count(*) from audit_event where verb = 'opened a term'),
    (select md5(coalesce(string_agg(concat_ws('|', urn, term, suggested, raised, state, changes), ','
        order by urn, term), '')) from risk_assessment),
    (select md5(coalesce(string_agg(concat_ws('|', f.urn, a.term, indicator, f.state, because), ','
        order by f.urn, a.term, indicator), '')) from risk_finding f join risk_assessment a on a.id = f.assessment_id)
"""


class World:
    """Databases that start from the same term, and children that open the next one in them."""

    def __init__(self, cluster, template: str) -> None:
        self.cluster = cluster
        self.names = [f"{template}_before", f"{template}_now"]
        self.database = self.names[0]
        environment = os.environ | {"COMMONROOM_SECRET_KEY": "for tests only"}
        self.parent = subprocess.Popen(
            [sys.executable, "-m", "commonroom.risk.tests.opening_child"],
            cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            text=True,
        )  # fmt: skip
        self.copy(template, self.names[0])
        assert (self.open(0, "people"), self.open(1)) == (0, 0)
        self.states = {"old": self.state()}

    def begin(self, term: int, how: str) -> int:
        """A child that opens a term; its number, once it has begun."""
        self.parent.stdin.write(f"{self.cluster.url('cr_app', self.database)}\t{term}\t{how}\n")
        self.parent.stdin.flush()
        said = sorted((self.line(), self.line()))
        assert said[1] == "ready", said
        return int(said[0].split()[1])

    def line(self) -> str:
        return self.parent.stdout.readline().strip()

    def open(self, term: int, how: str = "whole") -> int:
        self.begin(term, how)
        return int(self.line().split()[1])

    def killed(self, after: float, how: str = "whole") -> None:
        child = self.begin(2, how)
        time.sleep(after)
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        self.line()

    def timed(self, how: str = "whole") -> float:
        """Seconds of one opening from the beginning."""
        self.afresh()
        began = time.monotonic()
        assert self.open(2, how) == 0
        return time.monotonic() - began

    def afresh(self) -> None:
        self.database = self.names[1]
        self.copy(self.names[0], self.database)

    def copy(self, source: str, name: str) -> None:
        with psycopg.connect(self.cluster.superuser_url("postgres"), autocommit=True) as server:
            server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))
            server.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = %s", [source])
            words = sql.SQL("create database {} owner cr_owner template {} strategy file_copy")
            server.execute(words.format(sql.Identifier(name), sql.Identifier(source)))

    def state(self) -> tuple[object, ...]:
        """What stands, once the server has noticed that the child is gone."""
        busy = "select count(*) from pg_stat_activity where datname = current_database() and usename = 'cr_app'"
        with psycopg.connect(self.cluster.superuser_url(self.database), autocommit=True) as server:
            while server.execute(busy).fetchone() != (0,):
                time.sleep(0.01)
            return tuple(server.execute(STATE).fetchone())

    def close(self) -> None:
        self.parent.stdin.close()
        self.parent.wait(60)
        self.parent.stdout.close()


@pytest.fixture(scope="module")
def world(cluster, django_db_setup, django_db_blocker):
    from django.db import connection

    with django_db_blocker.unblock():
        name = connection.settings_dict["NAME"]
        connection.close()
    made = World(cluster, name)
    made.seconds = min(made.timed() for _ in range(2))
    made.states["new"] = made.state()
    yield made
    made.close()
    with psycopg.connect(cluster.superuser_url("postgres"), autocommit=True) as server:
        for database in made.names:
            server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(database)))


def test_term_when_its_opening_is_killed_at_random_instants_then_old_or_new_and_never_half(world):
    chance = random.Random(20260306)
    seen: Counter[str] = Counter()
    for _ in range(KILLS):
        world.afresh()
        world.killed(chance.uniform(0, world.seconds * 1.1))
        state = world.state()
        seen[next((name for name, known in world.states.items() if known == state), "half")] += 1

    assert (seen["half"], seen["old"] + seen["new"]) == (0, KILLS)
    assert seen["old"] > 0


def test_term_when_its_opening_was_killed_then_pressing_again_opens_it_whole(world):
    world.afresh()
    world.killed(world.seconds / 2)

    world.open(2)

    assert world.state() == world.states["new"]


def test_control_when_it_commits_by_batches_then_kills_leave_half_a_term(world):
    chance = random.Random(7)
    seconds = world.timed("batches")
    half = 0
    for tried in range(TRIES):
        world.afresh()
        world.killed(chance.uniform(0.2, 1.0) * seconds, "batches")
        half += world.state() not in world.states.values()
        if half and tried >= KILLS // 8:
            break

    assert half > 0
