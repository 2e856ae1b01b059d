"""A worker killed in the middle of its work: the work is done again by itself, and its effect is there once."""

from __future__ import annotations

import random
import signal
import time
from pathlib import Path

import pytest

from commonroom.imports.services.loading import ONE_AT_A_TIME
from commonroom.imports.tests.bringing import school, write
from tests.faults.counts import times
from tests.faults.houses import Server, end, served, start, told, until

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.enable_socket]
SCHOOLS = 2_000
KILLS = times(10)
# A worker is taken for dead after six seconds, looked for every two, and a new one needs its start.
AGAIN_SECONDS = 40
BRING = """
import django; django.setup()
import sys
from datetime import date
from pathlib import Path
from django.utils import timezone
from commonroom.imports import services
services.bring(
    source=Path(sys.argv[1]), name="register.csv", batch="one", by=None, at=timezone.now(), as_at=date(2026, 3, 6)
)
"""
ASK = """
import django; django.setup()
import sys
from django.utils import timezone
from commonroom.imports import services
from commonroom.imports.models import Run
services.ask_to_load(run=Run.objects.get(pk=sys.argv[1]), by=None, at=timezone.now())
"""
# The library's own worker, which leaves the jobs of the dead where they are.
WITHOUT_OFFERING = """
import django; django.setup()
from procrastinate.contrib.django import app
connector = app.connector.get_worker_connector()
app.with_connector(connector).run_worker(update_heartbeat_interval=2, stalled_worker_timeout=6)
"""
WORKER = ("-m", "commonroom.cli", "worker")


class Work:
    """A file on its way in, on a server of its own, and the workers that bring it in."""

    def __init__(self, server: Server, folder: Path) -> None:
        self.server, self.log = server, server.data / "said"
        self.file = write(folder / "register.csv", [school(900_001 + n, f"School {n}") for n in range(SCHOOLS)])

    def do(self, program: str, argument: object) -> None:
        """Run a short program of services to its end."""
        process = start("-c", program, argument, log=self.log, **self.server.values)
        assert process.wait(60) == 0, self.log.read_text()

    def bring(self) -> None:
        """Bring the file in and leave the reading to whoever works."""
        self.do(BRING, self.file)

    def ask(self) -> None:
        """Ask that it be loaded."""
        self.do(ASK, self.run())

    def run(self) -> int:
        return int(self.server.one("select max(id) from imports_run"))

    def state(self) -> str:
        return str(self.server.one("select state from imports_run order by id desc limit 1"))

    def comes_to(self, state: str, seconds: float = AGAIN_SECONDS) -> bool:
        return bool(until(lambda: self.state() == state, seconds))

    def doing(self) -> int:
        return int(self.server.one("select count(*) from procrastinate_jobs where status = 'doing'"))

    def effects(self) -> tuple[object, ...]:
        """Loadings, events and schools that the file has left."""
        return self.server.ask(
            "select (select count(*) from measures_loading), (select count(*) from schools_school), "
            "(select count(*) from audit_event where verb = 'file loaded')"
        )[0]


@pytest.fixture
def work(data, tmp_path):
    with served(data) as server:
        yield Work(server, tmp_path)


def kill(process) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_job_when_its_worker_is_killed_is_done_again_once_and_is_left_lying_without_the_offering(work):
    work.bring()
    worker = start(*WORKER, log=work.log, **work.server.values)
    assert work.comes_to("to_check"), work.log.read_text()
    with work.server.holding(ONE_AT_A_TIME):
        work.ask()
        assert until(lambda: work.server.waiting() == 1), work.log.read_text()
        kill(worker)

    idle = start("-c", WITHOUT_OFFERING, log=work.log, **work.server.values)
    time.sleep(10)
    assert (work.state(), work.doing(), work.effects()) == ("loading", 1, (0, 0, 0))
    end(idle)

    worker = start(*WORKER, log=work.log, **work.server.values)
    assert work.comes_to("loaded"), work.log.read_text()
    assert until(lambda: work.doing() == 0)
    end(worker)
    assert work.effects() == (1, SCHOOLS, 1)


def test_file_when_workers_are_killed_at_random_instants_is_loaded_once_and_whole(work):
    chance = random.Random(20260306)
    work.bring()
    for _ in range(KILLS):
        worker = start(*WORKER, log=work.log, **work.server.values)
        assert until(lambda: work.doing() >= 1 or work.state() in ("to_check", "loaded"), AGAIN_SECONDS)
        if work.state() == "to_check":
            work.ask()
        time.sleep(chance.uniform(0, 1.5))
        kill(worker)

    worker = start(*WORKER, log=work.log, **work.server.values)
    assert until(lambda: work.state() in ("to_check", "loading", "loaded"), AGAIN_SECONDS)
    if work.state() == "to_check":
        work.ask()
    assert work.comes_to("loaded"), work.log.read_text()
    end(worker)
    assert work.effects() == (1, SCHOOLS, 1)
    assert work.server.one("select count(*) from schools_school where row is null or loading_id is null") == 0
    assert all(found["whole"] for found in told("audit", "verify", **work.server.values))
