"""Who PostgreSQL runs as: it refuses to be root, so root lends it a system account that can reach its folders."""

import os
import pwd
import shutil
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

from commonroom.engine.processes import EngineError

ACCOUNT = "commonroom"


def server_account(folder: Path) -> tuple[int, int]:
    """The (uid, gid) to run the server of `folder` as: ourselves, or for root its owner or a system account."""
    if folder.exists():
        owner = folder.stat()
        if os.getuid() not in (0, owner.st_uid):
            name = _name(owner.st_uid)
            raise EngineError(
                f"The database in {folder} belongs to “{name}”. Start Commonroom as that user or as root."
            )
        if owner.st_uid != 0:
            return owner.st_uid, owner.st_gid
    if os.getuid() != 0:
        return os.getuid(), os.getgid()
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        entry = _make_account()
    return entry.pw_uid, entry.pw_gid


def let_through(target: Path, uid: int, say: Callable[[str], None]) -> None:
    """Let account `uid` pass through the folders above `target`: adds o+x where it is missing, and says so."""
    if os.getuid() != 0 or uid == 0:
        return
    for folder in target.resolve().parents:
        found = folder.stat()
        needed = stat.S_IXUSR if found.st_uid == uid else stat.S_IXOTH
        if not found.st_mode & needed:
            folder.chmod(stat.S_IMODE(found.st_mode) | needed)
            say(f"Others may now pass through {folder} (not list it), so that the database can reach its files.")


def _make_account() -> pwd.struct_passwd:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if useradd is None:
        raise EngineError("PostgreSQL does not run as root, and there is no useradd here to make an account for it.")
    command = [
        useradd,
        "--system",
        "--user-group",
        "--no-create-home",
        "--home-dir",
        "/nonexistent",
    ]
    command += ["--shell", "/usr/sbin/nologin", ACCOUNT]
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        return pwd.getpwnam(ACCOUNT)
    except KeyError:
        raise EngineError(f"The account “{ACCOUNT}” for PostgreSQL could not be made: {made.stderr.strip()}") from None


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)
