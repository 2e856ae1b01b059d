import subprocess
import sys
from pathlib import Path

import psycopg

from commonroom.engine.keeper import Shared
from commonroom.engine.postgres import Cluster
from commonroom.engine.tests.test_postgres import QUIET, wait_until

USER = (
    "import sys, time; from pathlib import Path; from commonroom.engine.keeper import Shared\n"
    "s = Shared(Path(sys.argv[1])); s.start(); print(s._cluster.pid, flush=True); time.sleep(600)"
)


def test_shared_database_when_the_last_user_leaves_ends_by_itself(data):
    with Shared(data, **QUIET) as shared:
        pid = shared._cluster.pid
        with psycopg.connect(shared.url()) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)

    assert wait_until(lambda: not Path(f"/proc/{pid}").exists())


def test_shared_database_when_its_first_user_is_killed_stays_for_the_second(data):
    with subprocess.Popen([sys.executable, "-c", USER, str(data)], stdout=subprocess.PIPE, text=True) as first:
        pid = int(first.stdout.readline())
        with Shared(data, **QUIET) as second:
            first.kill()
            first.wait()
            with psycopg.connect(second.url()) as connection:
                assert connection.execute("SELECT 1").fetchone() == (1,)
            assert second._cluster.pid == pid

    assert wait_until(lambda: not Path(f"/proc/{pid}").exists())


def test_shared_database_when_the_house_is_open_uses_the_houses_own(data):
    with Cluster(data, **QUIET) as cluster, Shared(data, **QUIET) as shared:
        assert shared._cluster.pid == cluster.pid

    assert not cluster.running
