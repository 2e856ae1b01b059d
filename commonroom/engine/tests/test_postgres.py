import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from commonroom.engine.postgres import Cluster, ClusterInUse
from commonroom.engine.roles import ensure_roles
from commonroom.engine.tests.conftest import scratch, started_copy

QUIET = {"say": lambda _line: None}


def wait_until(condition, seconds: float = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.05)
    return False


def test_cluster_when_started_serves_the_plain_role(data):
    with Cluster(data, **QUIET) as cluster, psycopg.connect(cluster.url()) as connection:
        row = connection.execute("SELECT current_user, current_database()").fetchone()

    assert row == ("cr_app", "commonroom")


def test_cluster_when_stopped_leaves_no_process_and_frees_the_folder(data):
    cluster = Cluster(data, **QUIET)
    cluster.start()
    pid = cluster.pid

    cluster.stop()

    assert not Path(f"/proc/{pid}").exists()
    with Cluster(data, **QUIET) as again:
        assert again.ready()


def test_folder_of_the_database_when_made_is_closed_to_others(data):
    assert stat.S_IMODE((data / "pg").stat().st_mode) == 0o700


def test_initdb_when_killed_midway_leaves_nothing_that_a_start_trips_over():
    with scratch() as folder:
        (folder / "pg.new").mkdir()
        (folder / "pg.new" / "PG_VERSION").write_text("half")

        with Cluster(folder, **QUIET) as cluster:
            assert cluster.ready()


def test_second_process_when_the_folder_is_in_use_is_told_who_uses_it(data):
    with Cluster(data, **QUIET), pytest.raises(ClusterInUse, match=str(os.getpid())):
        Cluster(data, **QUIET).start(seconds=0)


def test_server_when_killed_starts_again_with_what_was_committed(data):
    cluster = Cluster(data, **QUIET)
    cluster.start()
    with psycopg.connect(cluster.superuser_url("commonroom")) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS n")

    os.kill(cluster.pid, signal.SIGKILL)
    assert wait_until(lambda: not cluster.running)
    cluster.revive()

    with psycopg.connect(cluster.superuser_url("commonroom")) as connection:
        assert connection.execute("SELECT n FROM kept").fetchone() == (7,)
    cluster.stop()


def test_server_when_its_starter_is_killed_ends_by_itself(data):
    program = (
        "import sys, time; from pathlib import Path; from commonroom.engine.postgres import Cluster\n"
        "c = Cluster(Path(sys.argv[1])); c.start(); print(c.pid, flush=True); time.sleep(600)"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(data)], stdout=subprocess.PIPE, text=True) as starter:
        pid = int(starter.stdout.readline())
        starter.kill()

    assert wait_until(lambda: not Path(f"/proc/{pid}").exists())
    with Cluster(data, **QUIET) as again:
        assert again.ready()


def test_pid_file_when_it_names_another_program_is_forgotten(data):
    with subprocess.Popen(["sleep", "600"]) as other:
        (data / "pg" / "postmaster.pid").write_text(f"{other.pid}\n{data / 'pg'}\n1\n5432\n{data / 'pg'}\n\n\nready\n")
        try:
            with Cluster(data, **QUIET) as cluster:
                assert cluster.ready()
                assert other.poll() is None
        finally:
            other.kill()


def test_socket_when_the_folder_has_a_long_name_lies_elsewhere(tmp_path):
    deep = tmp_path / ("long" * 30)

    folder = Cluster(deep, **QUIET).socket_folder

    assert folder != deep / "pg"
    assert len(str(folder / ".s.PGSQL.5432")) < 107


def test_roles_when_made_may_bypass_nothing(data):
    with Cluster(data, **QUIET) as cluster, psycopg.connect(cluster.superuser_url()) as server:
        rows = server.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole, rolcreatedb FROM pg_roles"
            " WHERE rolname IN ('cr_app', 'cr_owner') ORDER BY 1"
        ).fetchall()

    assert rows == [("cr_app", False, False, False, False), ("cr_owner", False, False, False, False)]


def test_role_when_somebody_gave_it_power_loses_it_at_the_next_start(data):
    with Cluster(data, **QUIET) as cluster:
        with psycopg.connect(cluster.superuser_url()) as server:
            server.execute("ALTER ROLE cr_app BYPASSRLS CREATEDB")

        ensure_roles(cluster.superuser_url(), "commonroom")

        with psycopg.connect(cluster.superuser_url()) as server:
            row = server.execute("SELECT rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = 'cr_app'").fetchone()
    assert row == (False, False)


@pytest.mark.parametrize(
    "statement",
    [
        "TRUNCATE secret",
        "ALTER TABLE secret DISABLE ROW LEVEL SECURITY",
        "DROP POLICY own ON secret",
        "SET ROLE cr_owner",
        "SET session_replication_role = replica",
        "CREATE TABLE mine (n int)",
    ],
)
def test_plain_role_when_it_tries_to_get_round_row_policies_is_refused(statement, guarded):
    with psycopg.connect(guarded.url()) as app, pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(statement)


def test_plain_role_when_a_policy_stands_sees_its_rows_only(guarded):
    with psycopg.connect(guarded.url()) as app:
        assert app.execute("SELECT tenant FROM secret").fetchall() == [(1,)]


def test_owner_when_the_policy_is_forced_is_bound_by_it_too(guarded):
    with psycopg.connect(guarded.url("cr_owner")) as owner:
        assert owner.execute("SELECT tenant FROM secret").fetchall() == [(1,)]


@pytest.fixture(scope="module")
def guarded(empty_cluster):
    with scratch() as folder, started_copy(empty_cluster, folder) as cluster:
        with psycopg.connect(cluster.url("cr_owner")) as owner:
            owner.execute("CREATE TABLE secret (tenant int)")
            owner.execute("INSERT INTO secret VALUES (1), (2)")
            owner.execute("ALTER TABLE secret ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
            owner.execute("CREATE POLICY own ON secret USING (tenant = 1)")
        yield cluster


@pytest.mark.skipif(os.getuid() != 0, reason="Only root runs the server as another account.")
def test_folder_above_when_closed_to_the_servers_account_is_opened_to_pass_only_and_said(data):
    closed = data.parent
    closed.chmod(0o700)
    said: list[str] = []

    with Cluster(data, say=said.append) as cluster:
        assert cluster.ready()

    assert stat.S_IMODE(closed.stat().st_mode) == 0o701
    assert f"Others may now pass through {closed} (not list it), so that the database can reach its files." in said
