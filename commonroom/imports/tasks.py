"""Reading, loading and what follows, in the background. Each may run twice: the run's state and content decide."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from commonroom.imports import services
from commonroom.imports.models import Run
from commonroom.imports.rules import State
from commonroom.imports.services.away import AWAY
from commonroom.imports.services.jobs import QUEUE
from commonroom.partnerships.models import Partnership
from commonroom.partnerships.scope import entered
from commonroom.people.models import Person

# A database that is away or ends a session loses nothing: the work is done again once it answers.
AGAIN = RetryStrategy(max_attempts=20, linear_wait=2, retry_exceptions=set(AWAY))


@app.task(name="imports.read_run", queue=QUEUE, retry=AGAIN)
def read_run(run_id: int, partnership_id: int | None = None) -> None:
    """Read a file that waits."""
    with _scope(partnership_id):
        services.read_run(run_id=run_id, at=timezone.now())


@app.task(name="imports.load_run", queue=QUEUE, retry=AGAIN)
def load_run(run_id: int, partnership_id: int | None = None) -> None:
    """Load a file that somebody asked to load."""
    with _scope(partnership_id):
        asked = Run.objects.filter(pk=run_id).values_list("asked_by_id", flat=True).first()
        began = timezone.now()
        run = services.load_run(run_id=run_id, by=Person.objects.filter(pk=asked or 0).first(), at=began)
        if run.state == State.LOADED and run.finished_at == began:
            run.finished_at = timezone.now()
            run.preview |= {"seconds": (run.finished_at - began).total_seconds()}
            run.save(update_fields=["finished_at", "preview"])


@app.task(name="imports.after_load", queue=QUEUE, retry=AGAIN)
def after_load(
    loading_id: int | None = None, pairs: list[tuple[int, int]] | None = None, register: bool = False
) -> None:
    """Work out anew what follows from figures that came or went."""
    services.after_load(loading_id=loading_id, pairs=pairs or (), register=register)


@app.periodic(cron="* * * * *")
@app.task(name="imports.mark_stopped", queueing_lock="imports-stopped")
def mark_stopped(timestamp: int) -> None:
    """Say of files whose import was ended from outside that it has stopped."""
    services.mark_stopped()


def _scope(partnership_id: int | None) -> AbstractContextManager[None]:
    if partnership_id is None:
        return nullcontext()
    return entered(Partnership.objects.get(pk=partnership_id))
