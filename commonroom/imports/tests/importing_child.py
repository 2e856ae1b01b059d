"""A process that loads register files in children of its own, which may be killed at any instant. Not a test.

Each line of its input names a database's address, a file, the day it describes, and “whole” (as the product loads) or
“batches” (the control: the same rows, committed a hundred at a time). It answers “child PID”, the child says “ready”
when it begins, and “ended STATUS” follows once the child is gone. The rooms are imported once: a child starts at once.
"""

from __future__ import annotations

import os
import sys
from datetime import date
from pathlib import Path

import psycopg


def main() -> None:
    """Wait for lines and load, one after the other."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "commonroom.settings"
    import django

    django.setup()
    from commonroom.imports import services, sources  # noqa: F401  (imported before the first child)

    for line in sys.stdin:
        url, path, day, how = line.rstrip("\n").split("\t")
        child = os.fork()
        if not child:
            status = 1
            try:
                work(url, Path(path), date.fromisoformat(day), how)
                status = 0
            finally:
                os._exit(status)
        say(f"child {child}")
        say(f"ended {os.waitpid(child, 0)[1]}")


def say(line: str) -> None:
    """One line in one write: parent and child share the pipe."""
    os.write(1, f"{line}\n".encode())


def work(url: str, path: Path, day: date, how: str) -> None:
    """Load the file, or go on with a load that was killed."""
    from django.db import connection

    from commonroom.imports.models import Run
    from commonroom.imports.tests.bringing import AT, load

    parts = psycopg.conninfo.conninfo_to_dict(url)
    connection.settings_dict.update(
        NAME=parts["dbname"], USER=parts["user"], HOST=parts.get("host", ""), PORT=parts.get("port", ""), PASSWORD=""
    )
    connection.ensure_connection()
    say("ready")
    if how == "batches":
        in_batches(path, day)
        return
    left = Run.objects.filter(state__in=("reading", "loading")).order_by("pk").last()
    if left is None:
        load(path, as_at=day)
    else:
        _go_on(left, AT)


def _go_on(run, at):
    """What the queue does with a job whose worker was killed: it runs it again."""
    from commonroom.imports import services

    run = services.read_run(run_id=run.pk, at=at)[0]
    if run.state == "to_check":
        run = services.ask_to_load(run=run, by=None, at=at, queue=False)
    return services.load_run(run_id=run.pk, by=None, at=at, queue=False)


def in_batches(path: Path, day: date) -> None:
    """The control: without the one transaction, a hundred schools at a time."""
    from django.db import transaction

    from commonroom.imports.services import taking
    from commonroom.schools import services as schools

    table = taking.open_tables(path, path.name)[0]
    frame = taking.read_table(table, year=None, as_at=day).reading.tables["schools"]
    for part in frame.iter_slices(100):
        with transaction.atomic():
            compared = schools.compare_register(part, as_at=day)
            schools.apply_register(compared, loading_id=999, as_at=day)


if __name__ == "__main__":
    main()
