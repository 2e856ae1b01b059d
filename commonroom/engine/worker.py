"""The background worker: runs the jobs queued in the database until it is told to stop."""

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


def run_worker(app: Any, *, concurrency: int = 2, wait: bool = True) -> None:
    """Run the jobs of a Procrastinate `app` whose connector can lend a worker's connector (Django's does).

    Returns when the database goes away, when asked to stop by SIGTERM or SIGINT, or, with `wait=False`, when no job is
    left. Whoever starts it starts it again on any return.
    """
    if os.environ.get("COMMONROOM_SUPERVISED"):
        die_with_parent(signal.SIGTERM)
    try:
        app.with_connector(app.connector.get_worker_connector()).run_worker(
            concurrency=concurrency,
            wait=wait,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=STALLED_SECONDS,
            shutdown_graceful_timeout=LAST_WORDS_SECONDS,
        )
    except ConnectorException as error:
        reason = str(error.__cause__ or error).strip()
        raise EngineError(f"The worker lost the database: {reason}") from None
