"""Small helpers over processes and locks, shared by the database, the supervisor and the keeper."""

import contextlib
import fcntl
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

PORT = "port"
"""The file in the data folder that names the port at which the house was last open."""
LAUNCHER = Path(__file__).with_name("launch.py")


class EngineError(Exception):
    """Something the engine cannot do; the message is written for the person at the keyboard."""


def spawn(
    command: Sequence[str],
    *,
    on_parent_death: signal.Signals,
    account: tuple[int, int] | None = None,
    environment: Mapping[str, str] | None = None,
    output: IO[bytes] | None = None,
    cwd: Path | None = None,
) -> "subprocess.Popen[bytes]":
    """Start `command` in its own process group, sent `on_parent_death` by the kernel when the calling thread ends.

    `account` is a (uid, gid) to run as, honoured only when this process is root. Output goes to `output`, or to
    where this process's own goes.
    """
    uid, gid = account or (os.getuid(), os.getgid())
    launcher = [
        sys.executable,
        "-I",
        "-S",
        str(LAUNCHER),
        str(os.getpid()),
        str(int(on_parent_death)),
    ]
    return subprocess.Popen(
        [*launcher, str(uid), str(gid), *command],
        process_group=0,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        env=None if environment is None else dict(environment),
        cwd=cwd,
    )


def end(process: "subprocess.Popen[bytes]", *, polite: signal.Signals, seconds: float) -> None:
    """Ask a process to end with `polite`, wait so many seconds, then kill its whole group."""
    if process.poll() is None:
        process.send_signal(polite)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(seconds)
    kill_group(process)
    process.wait()


def kill_group(process: "subprocess.Popen[bytes]") -> None:
    """Kill whatever is left of the group that `spawn` made for a process, the process included."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


class FolderLock:
    """An exclusive or shared lock on a file, dropped by the kernel when the holder ends in whatever way."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds its lock."""
        return self._descriptor is not None

    def take(self, *, shared: bool = False, seconds: float = 0) -> bool:
        """Take the lock, trying for so many seconds; say whether it was taken."""
        if self.held:
            return True
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        deadline = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    os.close(descriptor)
                    return False
                time.sleep(0.05)
        if not shared:
            os.ftruncate(descriptor, 0)
            os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        self._descriptor = descriptor
        return True

    def holder(self) -> str:
        """The process id written by the last holder, or an empty string."""
        try:
            return self.path.read_text().strip()
        except OSError:
            return ""

    def drop(self) -> None:
        """Give the lock back; nothing happens where it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
