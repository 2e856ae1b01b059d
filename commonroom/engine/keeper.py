"""A database that several commands share: it starts with the first of them and ends with the last.

Each user holds a shared lock on `pg.users`. The keeper, a process of its own that belongs to none of them, runs the
server and leaves once it can take that lock for itself. The kernel drops locks however a process ends, so nothing is
left running after a kill -9 of any of them. Run as `python -m commonroom.engine.keeper FOLDER [fast]`.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Self

import psycopg
from psycopg import sql

from commonroom.engine.postgres import (
    APP,
    DATABASE,
    Cluster,
    ClusterInUse,
    EngineError,
    say_on_stderr,
)
from commonroom.engine.processes import FolderLock

USERS = "pg.users"
# For tests only: a crash of the machine may spoil the folder, which is then made afresh.
FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "120",
}
KEPT_TEMPLATES = 4


class Shared:
    """A user's hold on the running database of a folder, whoever runs it."""

    def __init__(
        self,
        data: Path,
        *,
        fast: bool = False,
        say: Callable[[str], None] = say_on_stderr,
    ) -> None:
        self._cluster = Cluster(data, say=say)
        self._users = FolderLock(self._cluster.data / USERS)
        self._fast = fast
        self._say = say
        self.data = self._cluster.data
        self.url = self._cluster.url
        self.superuser_url = self._cluster.superuser_url
        self.bin = self._cluster.bin

    def start(self) -> None:
        """Wait until a server for the folder accepts connections, starting a keeper where nobody runs one."""
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            taken = self._users.take(shared=True, seconds=60)
        except PermissionError:
            raise EngineError(f"{self.data} belongs to somebody else. Run this as the user who started it.") from None
        if not taken:
            raise EngineError(f"The database in {self._cluster.folder} is being closed and does not end.")
        keeper: subprocess.Popen[bytes] | None = None
        began = time.monotonic()
        while not (self._cluster.ready() and self._answers()):
            if keeper is not None and keeper.poll() not in (None, 0):
                self.stop()
                raise EngineError(f"The database did not start. {self._last_words()}")
            if (keeper is None or keeper.poll() is not None) and self._nobody_runs_it():
                keeper = self._start_keeper()
            if time.monotonic() - began > 120:
                self.stop()
                raise EngineError(f"The database in {self._cluster.folder} did not become ready within two minutes.")
            time.sleep(0.02)
        if keeper is not None and keeper.poll() is None:
            keeper.returncode = 0  # it belongs to nobody: Python must not wait for it nor warn about it

    def stop(self) -> None:
        """Let go; the keeper ends the server when nobody else holds on."""
        self._users.drop()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _answers(self) -> bool:
        """Whether the roles and the database are there too, which the server's own file does not say."""
        try:
            psycopg.connect(self.url(APP, DATABASE), connect_timeout=5).close()
        except psycopg.OperationalError:
            return False
        return True

    def _nobody_runs_it(self) -> bool:
        free = self._cluster.lock.take()
        self._cluster.lock.drop()
        return free

    def _start_keeper(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "commonroom.engine.keeper", str(self.data)]
        root = Path(__file__).resolve().parents[2]
        with (self.data / "keeper.log").open("wb") as log:
            return subprocess.Popen(
                [*command, "fast"] if self._fast else command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=root,
            )

    def _last_words(self) -> str:
        lines = (self.data / "keeper.log").read_text(errors="replace").splitlines()
        return lines[-1] if lines else ""


def keep(data: Path, *, fast: bool) -> None:
    """Run the server of a folder until nobody uses it; returns at once where another process already does."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _leave)
    cluster = Cluster(data, settings=FAST if fast else None)
    if not cluster.lock.take():
        return
    if fast:
        _renew_after_reboot(cluster)
    users = FolderLock(cluster.data / USERS)
    try:
        cluster.start(seconds=0)
        if fast:
            _drop_leftovers(cluster)
        while not users.take():
            if not cluster.running:
                cluster.revive()
            time.sleep(0.25)
    except ClusterInUse:
        return
    finally:
        cluster.stop()
        users.drop()


def _renew_after_reboot(cluster: Cluster) -> None:
    """Throw away a test folder that was in use when the machine went down: without fsync it cannot be trusted."""
    mark = cluster.data / "boot"
    boot = Path("/proc/sys/kernel/random/boot_id").read_text()
    unclean = (cluster.folder / "postmaster.pid").exists()
    if unclean and (not mark.exists() or mark.read_text() != boot):
        shutil.rmtree(cluster.folder)
    mark.write_text(boot)


def _drop_leftovers(cluster: Cluster) -> None:
    """Drop the databases (test_PID_…) of test runs that were killed, and all but the newest few templates."""
    with psycopg.connect(cluster.superuser_url(), autocommit=True) as server:
        rows = server.execute("SELECT datname FROM pg_database WHERE NOT datistemplate ORDER BY oid DESC").fetchall()
        names = [str(row[0]) for row in rows]
        templates = [name for name in names if name.startswith("template_")]
        ended = [
            name for name in names if name.startswith("test_") and not Path(f"/proc/{name.split('_')[1]}").exists()
        ]
        for name in [*ended, *templates[KEPT_TEMPLATES:]]:
            server.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(name)))


def _leave(_number: int, _frame: FrameType | None) -> None:
    sys.exit(0)


if __name__ == "__main__":
    os.chdir(Path(__file__).resolve().parents[2])
    try:
        keep(Path(sys.argv[1]), fast="fast" in sys.argv[2:])
    except EngineError as error:
        sys.exit(str(error))
