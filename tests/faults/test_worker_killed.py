"""A worker killed in the middle of its work: the work is done again by itself, and its effect is there once."""

from __future__ import annotations

import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from commonroom.engine.tests.conftest import scratch
from commonroom.imports.services.loading import ONE_AT_A_TIME
from commonroom.imports.tests.bringing import school, write
from tests.faults.counts import times
from tests.faults.houses import Server, copied, end, served, start, told, until

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.enable_socket]
SCHOOLS = 2_000
KILLS = times(10)
# A worker is taken for dead after six seconds, a new one needs its start, and what was cut short often waits longer.
AGAIN_SECONDS = 240 + KILLS**2
# Two files on their way in: somebody has asked to load the first, and the second waits to be read.
BRING = """
import django; django.setup()
import sys
from datetime import date
from pathlib import Path
from django.utils import timezone
from commonroom.imports import services
def bring(path, day, queue):
    return services.bring(source=Path(path), name="register.csv", batch="one", by=None, at=now, as_at=day, queue=queue)
now = timezone.now()
first = bring(sys.argv[1], date(2026, 3, 6), False)
services.ask_to_load(run=services.read_run(run_id=first.pk, at=now)[0], by=None, at=now)
bring(sys.argv[2], date(2026, 4, 6), True)
"""
# The library's own worker, which leaves the jobs of the dead where they are.
WITHOUT_OFFERING = """
import django; django.setup()
from procrastinate.contrib.django import app
connector = app.connector.get_worker_connector()
app.with_connector(connector).run_worker(update_heartbeat_interval=2, stalled_worker_timeout=6)
"""
# A worker that takes the end of a session for the end of the matter, and never looks for what stands still.
WITHOUT_PATIENCE = """
import django; django.setup()
from procrastinate.contrib.django import app
from commonroom.engine.worker import run_worker
app.tasks["imports.load_run"].retry_strategy = None
app.periodic_registry.periodic_tasks.clear()
run_worker(app)
"""
END_THE_WAITING = "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and not granted"
OFFER_THE_FAILED = """
select procrastinate_retry_job_v2(id, now(), null, null, null) from procrastinate_jobs where status = 'failed'
"""
EFFECTS = """
select (select count(*) from measures_loading), (select count(*) from schools_school where loading_id > 0),
    (select count(*) from audit_event where verb = 'file loaded')
"""
NOTHING, ONCE = (0, 0, 0), (1, SCHOOLS, 1)


class Work:
    """Files on their way in, on a server of their own, and the workers that bring them in."""

    def __init__(self, server: Server) -> None:
        self.server, self.log = server, server.data / "said"

    def worker(self, program: str = "") -> subprocess.Popen[bytes]:
        words = ("-c", program) if program else ("-m", "commonroom.cli", "worker")
        return start(*words, log=self.log, **self.server.values)

    def states(self) -> list[str]:
        return [str(row[0]) for row in self.server.ask("select state from imports_run order by id")]

    def comes_to(self, *states: str) -> bool:
        return bool(until(lambda: self.states() == list(states) and not self.jobs("doing"), AGAIN_SECONDS))

    def jobs(self, status: str) -> int:
        return int(self.server.one("select count(*) from procrastinate_jobs where status::text = %s", status))

    def newest_worker(self) -> int:
        return int(self.server.one("select coalesce(max(id), 0) from procrastinate_workers"))

    def done_after(self, worker: int) -> int:
        """How many jobs are being done by workers younger than this one."""
        return int(self.server.one("select count(*) from procrastinate_jobs where worker_id > %s", worker))

    def effects(self) -> tuple[object, ...]:
        """Loadings, schools and events that the first file has left."""
        return self.server.ask(EFFECTS)[0]

    def comes_to_the_lock(self) -> bool:
        return bool(until(self.server.waiting, AGAIN_SECONDS))


@pytest.fixture(scope="module")
def brought(prepared, tmp_path_factory):
    """A closed house with the two files and their jobs."""
    files = [
        write(
            Path(tmp_path_factory.mktemp("file")) / "register.csv",
            [school(900_001 + n, f"{name} {n}") for n in range(SCHOOLS)],
        )
        for name in ("Before", "After")
    ]
    with scratch() as folder:
        with served(copied(prepared, folder)) as server:
            work = Work(server)
            assert start("-c", BRING, *files, log=work.log, **server.values).wait(600) == 0, work.log.read_text()
            assert work.states() == ["loading", "waiting"]
        yield folder


@pytest.fixture
def work(brought):
    with scratch() as folder, served(copied(brought, folder)) as server:
        yield Work(server)


def kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_job_when_its_worker_is_killed_is_done_again_once_and_is_left_lying_without_the_offering(work):
    with work.server.holding(ONE_AT_A_TIME):
        worker = work.worker()
        assert work.comes_to_the_lock(), work.log.read_text()
        kill(worker)

    idle = work.worker(WITHOUT_OFFERING)
    time.sleep(12)
    assert (work.states()[0], work.effects()) == ("loading", NOTHING)
    assert work.jobs("doing") >= 1
    end(idle)

    worker = work.worker()
    assert work.comes_to("loaded", "to_check"), work.log.read_text()
    end(worker)
    assert work.effects() == ONCE


def test_load_when_the_database_ends_its_session_is_done_again_and_is_stuck_without_patience(work):
    with work.server.holding(ONE_AT_A_TIME):
        worker = work.worker(WITHOUT_PATIENCE)
        assert work.comes_to_the_lock(), work.log.read_text()
        work.server.ask(END_THE_WAITING)
        assert until(lambda: work.jobs("failed") == 1)
        end(worker)
        assert (work.states()[0], work.effects()) == ("loading", NOTHING)

        work.server.ask(OFFER_THE_FAILED)
        worker = work.worker()
        assert work.comes_to_the_lock(), work.log.read_text()
        work.server.ask(END_THE_WAITING)
        assert until(lambda: work.server.waiting() == 0)

    assert work.comes_to("loaded", "to_check"), work.log.read_text()
    end(worker)
    assert work.effects() == ONCE


def test_files_when_workers_are_killed_at_random_instants_come_in_once_and_whole(work):
    chance, hit = random.Random(20260306), 0
    for _ in range(KILLS):
        before = work.newest_worker()
        worker = work.worker()
        until(lambda before=before: work.done_after(before) or work.states() == ["loaded", "to_check"], AGAIN_SECONDS)
        time.sleep(chance.uniform(0, 0.3))
        hit += work.done_after(before) > 0
        kill(worker)
    assert hit > 0 or KILLS < 5, "so few kills may all miss; at full count one must hit"

    worker = work.worker()
    assert work.comes_to("loaded", "to_check"), work.log.read_text()
    end(worker)
    assert work.effects() == ONCE
    assert all(found["whole"] for found in told("audit", "verify", **work.server.values))
