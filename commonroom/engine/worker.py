"""The background worker: runs the jobs queued in the database until it is told to stop."""

import asyncio
import contextlib
import os
import signal
from typing import Any

from procrastinate.exceptions import ConnectorException

from commonroom.engine.launch import die_with_parent
from commonroom.engine.processes import EngineError

HEARTBEAT_SECONDS = 2.0
# A worker silent for so long is taken for dead and its jobs are offered again.
STALLED_SECONDS = 6.0
LAST_WORDS_SECONDS = 8.0
# One statement, so that of several workers one alone offers a job again; a job that ends its worker each time waits
# longer each time, up to an hour, instead of ending them all.
OFFER_AGAIN = """
SELECT procrastinate_retry_job_v2(job.id, now() + least(job.attempts ^ 2, 3600) * interval '1 second', NULL, NULL, NULL)
FROM (
    SELECT job.id, job.attempts FROM procrastinate_jobs job
    LEFT JOIN procrastinate_workers worker ON worker.id = job.worker_id
    WHERE job.status = 'doing'
    AND (worker.id IS NULL OR worker.last_heartbeat < now() - %(silence)s * interval '1 second')
    FOR UPDATE OF job SKIP LOCKED
) job
"""


def run_worker(app: Any, *, concurrency: int = 2, wait: bool = True) -> None:
    """Run the jobs of a Procrastinate `app` whose connector can lend a worker's connector (Django's does).

    Returns when the database goes away, when asked to stop by SIGTERM or SIGINT, or, with `wait=False`, when no job is
    left. Whoever starts it starts it again on any return.
    """
    if os.environ.get("COMMONROOM_SUPERVISED"):
        die_with_parent(signal.SIGTERM)
    try:
        asyncio.run(_work(app.with_connector(app.connector.get_worker_connector()), concurrency, wait))
    except ConnectorException as error:
        reason = str(error.__cause__ or error).strip()
        raise EngineError(f"The worker lost the database: {reason}") from None


async def _work(app: Any, concurrency: int, wait: bool) -> None:
    async with app.open_async():
        offering = asyncio.create_task(_offer_again(app))
        try:
            await app.run_worker_async(
                concurrency=concurrency,
                wait=wait,
                update_heartbeat_interval=HEARTBEAT_SECONDS,
                stalled_worker_timeout=STALLED_SECONDS,
                shutdown_graceful_timeout=LAST_WORDS_SECONDS,
                delete_jobs="successful",
            )
        finally:
            offering.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await offering


async def _offer_again(app: Any) -> None:
    """Every few seconds, offer again the jobs of workers that were killed; a job may therefore run twice.

    It runs beside the jobs, not as one of them: a queue that is full or stalled cannot keep it from its work.
    """
    while True:
        with contextlib.suppress(ConnectorException):
            await app.connector.execute_query_async(OFFER_AGAIN, silence=STALLED_SECONDS)
        await asyncio.sleep(HEARTBEAT_SECONDS)
