"""Set the checkout up: `python3 scripts/setup.py run` for the product, `dev` for tests and checks too.

Runs on a bare Python 3.11 with nothing installed. Each step is skipped where its inputs have not changed, so a second
run takes a moment. Without root, system packages that lack are named in one line, and set-up goes on without them.
"""

from __future__ import annotations

import ctypes.util
import fcntl
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
LIBRARIES = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
FONTS = Path("/usr/share/fonts")
ENTRY = """#!{python}
import sys

sys.path.insert(0, {root!r})
from commonroom.cli import main

main()
"""


def say(line: str) -> None:
    """Show one line of progress at once."""
    print(line, flush=True)


def main() -> None:
    """Set up for `run` or `dev`, one process at a time."""
    if sys.version_info < (3, 11):  # noqa: UP036 - this file also meets older ones
        sys.exit("Commonroom needs Python 3.11 or newer. Name one as in: make run PYTHON=python3.11")
    kind = sys.argv[1] if len(sys.argv) > 1 else "run"
    (ROOT / ".data").mkdir(exist_ok=True)
    with (ROOT / ".data" / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        system_packages(kind)
        environment()
        packages(kind)
        entry()
        build = subprocess.run([PYTHON, ROOT / "scripts" / "build_assets.py"], cwd=ROOT, check=False)
        if build.returncode:
            sys.exit(build.returncode)


def lacking(kind: str) -> list[str]:
    """The Debian packages that this machine lacks for `kind`."""
    found = [package for library, package in LIBRARIES.items() if not loads(library)]
    if not shutil.which("fc-match"):
        found.append("fontconfig")
    if not any(FONTS.glob("**/LiberationSans-Regular.*")):
        found.append("fonts-liberation")
    if not PYTHON.exists() and importlib.util.find_spec("ensurepip") is None:
        found.append(f"python3.{sys.version_info.minor}-venv")
    if kind == "dev" and not shutil.which("chromium"):
        found.append("chromium")
    return found


def loads(library: str) -> bool:
    """Whether a shared library can be loaded here."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def system_packages(kind: str) -> None:
    """As root install what Debian has and this machine lacks; otherwise say the one line that would."""
    names = lacking(kind)
    if not names:
        return
    apt = shutil.which("apt-get")
    if apt is None or os.getuid() != 0:
        say("This machine lacks some system packages. Everything else goes on without them; to add them:")
        say(f"  sudo apt-get install --no-install-recommends {' '.join(names)}")
        return
    say(f"Installing system packages: {' '.join(names)}…")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *names]):
        done = subprocess.run(
            [apt, *command], env=quiet, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
        )
        if done.returncode:
            say(f"apt-get {command[0]} did not work, so set-up goes on without them: {done.stderr.strip()[-300:]}")
            return


def environment() -> None:
    """Make the virtual environment, again where it no longer runs."""
    if (
        PYTHON.exists()
        and subprocess.run([PYTHON, "-c", "import pip"], capture_output=True, check=False).returncode == 0
    ):
        return
    say("Making the Python environment…")
    made = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], capture_output=True, text=True, check=False)
    if made.returncode:
        package = f"python3.{sys.version_info.minor}-venv"
        sys.exit(f"Python cannot make an environment here. On Debian: sudo apt-get install {package}\n{made.stdout}")


def digest(paths: Iterable[Path]) -> str:
    """One hash over the contents of files."""
    found = hashlib.sha256()
    for path in paths:
        found.update(path.read_bytes())
    return found.hexdigest()


def packages(kind: str) -> None:
    """Bring the environment to the hashed lock of `kind`; one made for tests serves the product too."""
    locks = {name: ROOT / "requirements" / f"{name}.txt" for name in ("uv", "run", "dev")}
    wanted = {
        name: digest([locks["uv"], locks["run"], *([locks["dev"]] if name == "dev" else [])]) for name in ("run", "dev")
    }
    stamp = STAMPS / "packages"
    held = stamp.read_text() if stamp.exists() else ""
    if held == f"dev {wanted['dev']}" or held == f"{kind} {wanted[kind]}":
        return
    say("Installing Python packages from the hashed lock…")
    stamp.unlink(missing_ok=True)
    required = (locks["uv"].read_text().split("==", 1)[1]).split()[0]
    if not _is_installed(required):
        pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        _must([*pip, "-r", locks["uv"]], "pip install uv")
    quiet = {**os.environ, "UV_PYTHON_DOWNLOADS": "never", "VIRTUAL_ENV": str(VENV)}
    sync = [VENV / "bin" / "uv", "pip", "sync", "--quiet", "--compile-bytecode", "--require-hashes", locks[kind]]
    _must(sync, "uv pip sync", quiet)
    STAMPS.mkdir(exist_ok=True)
    stamp.write_text(f"{kind} {wanted[kind]}")


def _is_installed(version: str) -> bool:
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        return False
    said = subprocess.run([uv, "--version"], capture_output=True, text=True, check=False).stdout.split()
    return said[1:2] == [version]


def _must(command: list[object], what: str, environment: dict[str, str] | None = None) -> None:
    done = subprocess.run([str(word) for word in command], cwd=ROOT, env=environment, check=False)
    if done.returncode:
        sys.exit(f"{what} did not work; its reason stands above. Mend it and run the same command again.")


def entry() -> None:
    """Put the `commonroom` command into the environment, so that it runs from anywhere without the network."""
    path = VENV / "bin" / "commonroom"
    wanted = ENTRY.format(python=PYTHON, root=str(ROOT))
    if path.exists() and path.read_text() == wanted:
        return
    path.write_text(wanted)
    path.chmod(0o755)


if __name__ == "__main__":
    main()
