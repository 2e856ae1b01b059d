"""What is measured inside a process of its own: `python -m commonroom.bench.child VERB ARGUMENTS`, answering in JSON.

A fresh process for each import keeps one measurement's memory and warm caches from the next.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from commonroom.bench.ground import ANSWER


def import_file(*, path: str, as_at: str | None = None, year: int | None = None, after: bool = False) -> dict[str, Any]:
    """Bring one file in as the command line does; seconds until it is loaded, of what follows, and memory in MB."""
    from django.db import connection
    from django.utils import timezone

    from commonroom.imports import services
    from commonroom.imports.rules import State
    from commonroom.imports.services.bringing import new_batch
    from commonroom.kit.academic_year import AcademicYear

    connection.ensure_connection()
    at, taken, steps = timezone.now(), {}, {}  # type: ignore[var-annotated]
    began = time.perf_counter()
    run = services.bring(
        source=Path(path), name=Path(path).name, batch=new_batch(), by=None, at=at, queue=False,
        year=None if year is None else AcademicYear(year), as_at=date.fromisoformat(as_at) if as_at else None,
    )  # fmt: skip
    steps["keep"] = time.perf_counter() - began
    run = services.read_run(run_id=run.pk, at=at, keep=taken)[0]
    steps["read"] = time.perf_counter() - began - steps["keep"]
    if run.state == State.TO_CHECK:
        services.ask_to_load(run=run, by=None, at=at, queue=False)
        run = services.load_run(run_id=run.pk, by=None, at=at, taken=taken.get(run.pk))
    seconds = time.perf_counter() - began
    answer = {"seconds": seconds, "steps": steps, "state": run.state, "sentence": run.sentence, "rows": run.rows}
    answer |= {"loading": run.loading_id, "peak_mb": peak_mb()}
    if after and run.loading_id:
        began = time.perf_counter()
        services.after_load(loading_id=run.loading_id)
        answer |= {"after_seconds": time.perf_counter() - began, "peak_mb": peak_mb()}
    return answer


def peak_mb() -> float:
    """The most memory that this process has held, in MB of 10⁶ bytes."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError("This machine does not say how much memory a process has held.")


VERBS: dict[str, Callable[..., Any]] = {"import": import_file}


def main(verb: str, arguments: str) -> None:
    """Do one verb and print what it answers on the last line."""
    import django

    django.setup()
    from commonroom.bench import drafting, standing

    verbs = VERBS | standing.VERBS | drafting.VERBS
    print(ANSWER + json.dumps(verbs[verb](**json.loads(arguments)), default=str))


if __name__ == "__main__":
    main(*sys.argv[1:])
