"""What must be true before the house opens: tables as the code expects them, styles gathered, something to see."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping
from hashlib import sha256
from importlib import metadata
from pathlib import Path

import psycopg
from psycopg import sql

from commonroom.engine import processes
from commonroom.engine.processes import EngineError

PACKAGE = Path(__file__).resolve().parents[1]
# Packages whose own tables and files are part of the house.
TABLES_FROM = ("django", "django-allauth", "procrastinate")
# A row in any of these means that the house is lived in.
HELD = ("partnerships_partnership", "schools_school", "people_person")
SHOWN_AFTER = 2.0
MIGRATING = 7_232_002
# Programs for a process of its own: loading Django takes longer than either of two commands, so one load does both.
START = "import django; from django.core.management import call_command as do; django.setup(); "
MIGRATE = START + "do('migrate', interactive=False, verbosity=0); do('createcachetable', verbosity=0)"
GATHER = START + "do('collectstatic', interactive=False, clear=True, verbosity=0)"


def migrations_fingerprint(package: Path = PACKAGE) -> str:
    """A digest of every migration file of the house and of the releases of the packages that bring their own."""
    digest = sha256()
    for path in sorted(package.glob("*/migrations/*.py")):
        digest.update(f"{path.relative_to(package)}\n".encode() + path.read_bytes())
    for name in TABLES_FROM:
        digest.update(f"{name} {metadata.version(name)}\n".encode())
    return digest.hexdigest()


def static_fingerprint(package: Path = PACKAGE) -> str:
    """A digest of the names, sizes and times of the files that browsers fetch."""
    digest = sha256()
    for folder in sorted(package.glob("*/static")):
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                found = path.stat()
                digest.update(f"{path.relative_to(package)} {found.st_size} {found.st_mtime_ns}\n".encode())
    for name in TABLES_FROM:
        digest.update(f"{name} {metadata.version(name)}\n".encode())
    return digest.hexdigest()


def migrated_to(owner_url: str) -> str:
    """The fingerprint kept with the database itself, so that a restored or another database never seems migrated."""
    query = "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = current_database()"
    with psycopg.connect(owner_url) as connection:
        found = connection.execute(query).fetchone()
    return str(found[0] or "") if found else ""


def migrate(owner_url: str, environment: Mapping[str, str], say: Callable[[str], None]) -> bool:
    """Bring the tables up to date as their owner, in a process of its own; says whether there was anything to do.

    Raises EngineError where a migration fails.
    """
    wanted = migrations_fingerprint()
    if migrated_to(owner_url) == wanted:
        return False
    as_owner = {**environment, "DATABASE_URL": owner_url}
    with psycopg.connect(owner_url, autocommit=True) as turn:
        turn.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])  # of several that start at once, one does it
        if migrated_to(owner_url) == wanted:
            return False
        run_django(MIGRATE, as_owner, "Preparing the tables", say)
        comment = sql.SQL("COMMENT ON DATABASE {} IS {}")
        turn.execute(comment.format(sql.Identifier(turn.info.dbname), sql.Literal(wanted)))
    return True


def gather_static(data: Path, environment: Mapping[str, str], say: Callable[[str], None]) -> bool:
    """Copy styles, scripts and pictures under hashed names to `data`/static, where they changed."""
    stamp = data / "static.stamp"
    wanted = static_fingerprint()
    if stamp.exists() and stamp.read_text() == wanted:
        return False
    run_django(GATHER, environment, "Gathering styles and scripts", say)
    stamp.write_text(wanted)
    return True


def holds_anything(url: str, tables: Iterable[str] = HELD) -> bool:
    """Whether a database holds a partnership, a school or a person."""
    with psycopg.connect(url) as connection:
        for table in tables:
            if connection.execute("SELECT to_regclass(%s)", [table]).fetchone() == (None,):
                continue
            if connection.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(sql.Identifier(table))).fetchone():
                return True
    return False


def run_django(program: str, environment: Mapping[str, str], doing: str, say: Callable[[str], None]) -> None:
    """Run a short program of Django's commands in a process of its own, saying so while it takes more than two seconds.

    Its output is kept back and shown only where it fails, as an EngineError.
    """
    with tempfile.TemporaryFile() as output:
        process = processes.spawn(
            [sys.executable, "-c", program],
            on_parent_death=signal.SIGKILL,
            environment=django_environment(environment),
            output=output,
        )
        try:
            _wait_saying(process, doing, say)
        finally:
            processes.end(process, polite=signal.SIGTERM, seconds=2)
        if process.returncode != 0:
            output.seek(0)
            raise EngineError(f"{doing} did not work:\n{output.read().decode(errors='replace').strip()}")


def django_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """The environment for a process of the house: its settings, and this checkout on its path."""
    paths = [str(PACKAGE.parent), environment.get("PYTHONPATH", "")]
    return {
        **environment,
        "DJANGO_SETTINGS_MODULE": "commonroom.settings",
        "PYTHONPATH": os.pathsep.join(path for path in paths if path),
    }


def _wait_saying(process: "subprocess.Popen[bytes]", doing: str, say: Callable[[str], None]) -> None:
    began = time.monotonic()
    patience = SHOWN_AFTER
    while True:
        try:
            process.wait(patience)
            return
        except subprocess.TimeoutExpired:
            say(f"{doing} ({time.monotonic() - began:.0f} s)…")
            patience = 10
