"""Who goes where, worked out in the background. It may run twice: what stands decides."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from commonroom.kit.academic_year import AcademicYear
from commonroom.partnerships.models import Partnership
from commonroom.partnerships.scope import entered
from commonroom.people.access import Refused
from commonroom.people.models import Person
from commonroom.support import planning
from commonroom.support.models import AssignmentRun
from commonroom.support.rules import RunState
from commonroom.support.services import assigning

AGAIN = RetryStrategy(max_attempts=20, linear_wait=2, retry_exceptions={OperationalError, InterfaceError})
ATTEMPTS = 3


@app.task(name=assigning.TASK, queue=assigning.QUEUE, retry=AGAIN)
def work_out(run_id: int, partnership_id: int, person_id: int) -> None:
    """Work out a proposal that somebody asked for, as that person. The solver runs outside any transaction; where
    schedules or choices changed under it, it starts anew.
    """
    partnership, person = Partnership.objects.get(pk=partnership_id), Person.objects.get(pk=person_id)
    with entered(partnership, person_id=person_id):
        run = AssignmentRun.objects.filter(partnership=partnership, pk=run_id, state=RunState.WAITING).first()
    if run is None:
        return
    said = "Schedules or choices kept changing. Ask again."
    for _ in range(ATTEMPTS):
        with entered(partnership, person_id=person_id):
            stands = planning.standing(partnership, year=AcademicYear(run.year), on=timezone.localdate())
        try:
            plan = assigning.solved(stands)
        except assigning.CannotAssign as error:
            said = str(error)
            break
        try:
            with entered(partnership, person_id=person_id):
                solution = assigning.store(
                    partnership=partnership, stands=stands, plan=plan, by=person, at=timezone.now()
                )
                assigning.ended(run=run, state=RunState.DONE, words=solution.words)
            return
        except assigning.CannotAssign:
            continue
        except Refused as error:
            said = str(error)
            break
    with entered(partnership, person_id=person_id):
        assigning.ended(run=run, state=RunState.REFUSED, words=[said])
