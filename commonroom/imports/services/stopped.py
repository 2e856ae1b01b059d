"""Files whose import was ended from outside: found by the lock that a living program holds, and said to have stopped.

A job of the queue that is killed is run again. A program without a queue (`commonroom import`) holds a lock of its
session on its batch: PostgreSQL lets go of it when the program is gone, however it ended.
"""

from __future__ import annotations

from zlib import crc32

from django.db import connection, transaction

from commonroom.imports.models import Run
from commonroom.imports.rules import State
from commonroom.imports.services import clearing
from commonroom.partnerships.models import Partnership
from commonroom.partnerships.scope import entered

LOCKS = 7_232_002
UNDER_WAY = (State.WAITING, State.READING, State.LOADING)
READING = (
    "The program that read this file was ended before it was done. Nothing of the file was written. Bring it in again."
)
LOADING = (
    "The program that loaded this file was ended before it was done. Nothing of the file was written. Press Load to "
    "load it now."
)


def hold_batch(batch: str) -> None:
    """Let others know that this program works on a batch, for as long as its session with the database lasts."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock_shared(%s, %s)", [LOCKS, _key(batch)])


def mark_stopped() -> int:
    """Say of each run that nobody works on any more that it has stopped, with a sentence; how many there were."""
    count = _mark()
    for partnership in Partnership.objects.order_by("pk"):
        with entered(partnership):
            count += _mark()
    return count


def _mark() -> int:
    return sum(_stop(run) for run in Run.objects.filter(state__in=UNDER_WAY).order_by("pk") if not _alive(run.batch))


def _stop(run: Run) -> int:
    """Move a run on unless it has moved by itself or has a job of the queue, which will be done again."""
    to, sentence = (State.TO_CHECK, LOADING) if run.state == State.LOADING else (State.REFUSED, READING)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "select exists(select 1 from procrastinate_jobs where status in ('todo', 'doing') and "
            "task_name in ('imports.read_run', 'imports.load_run') and (args->>'run_id')::bigint = %s)",
            [run.pk],
        )
        if cursor.fetchone()[0]:
            return 0
        same = Run.objects.filter(pk=run.pk, state=run.state)
        stopped = same.update(state=to, sentence=sentence, done=0, total=0)
        if stopped and to is State.REFUSED:
            clearing.clear_refused(run)
        return stopped


def _alive(batch: str) -> bool:
    """Whether another session holds the batch."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [LOCKS, _key(batch)])
        if not cursor.fetchone()[0]:
            return True
        cursor.execute("select pg_advisory_unlock(%s, %s)", [LOCKS, _key(batch)])
        return False


def _key(batch: str) -> int:
    """A whole number of four bytes for a batch; two batches that share one only wait longer to be found."""
    return crc32(batch.encode()) - 2**31
