"""Taking files in: kept first, read later."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction

from commonroom.documents import services as documents
from commonroom.imports import opening
from commonroom.imports.models import Run
from commonroom.imports.rules import State
from commonroom.imports.services import jobs, stopped
from commonroom.kit.academic_year import AcademicYear
from commonroom.partnerships.models import Partnership


class CannotBring(Exception):
    """A file that cannot even be kept; the message says why."""


def new_batch() -> str:
    """A name for files that were brought in together."""
    return secrets.token_hex(8)


def bring(
    *,
    source: Path | BinaryIO,
    name: str,
    batch: str,
    by: Any,
    at: datetime,
    partnership: Partnership | None = None,
    year: AcademicYear | None = None,
    as_at: date | None = None,
    queue: bool = True,
) -> Run:
    """Keep a file and give it a run that waits to be read; `queue` also queues the reading. Without it the caller reads
    in this program, and where that is ended the run is found to have stopped.

    Inside the partnership's scope where it has one. Raises CannotBring.
    """
    try:
        kept = documents.keep(source, name=name, by=by, at=at, most=opening.MAX_FILE)
    except documents.CannotKeep as error:
        raise CannotBring(str(error)) from error
    if not queue:
        stopped.hold_batch(batch)
    with transaction.atomic():
        run = Run.objects.create(
            partnership=partnership,
            state=State.WAITING,
            file=kept,
            batch=batch,
            year=None if year is None else year.start,
            as_at=as_at,
            dated_by="person" if year or as_at else "",
            preview={"name": name[:255]},
            brought_at=at,
            brought_by_id=None if by is None else by.pk,
            brought_by_name="the command line" if by is None else by.name,
        )
        if queue:
            jobs.defer("read_run", run_id=run.pk, partnership_id=run.partnership_id)
    return run
