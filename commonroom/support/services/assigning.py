"""Who goes where: a proposal stored whole, changes by hand that stay, conflicts, and the posts that follow."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app

from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.terms import HalfTerm
from commonroom.partnerships.models import Partnership
from commonroom.people import services as people
from commonroom.people.access import Refused
from commonroom.people.models import Person
from commonroom.schools.models import School
from commonroom.support import access, assigning, planning
from commonroom.support.assigning import Key
from commonroom.support.models import AdviserConflict, Assignment, AssignmentRun, Solution
from commonroom.support.rules import RunState
from commonroom.support.services import common

QUEUE, TASK = "support", "support.work_out"
STALE = timedelta(minutes=10)
"""After so long, a proposal that still waits is given up, so that another can be asked for."""


class CannotAssign(Refused):
    """An assignment that cannot be; the message says what to do."""


def solved(stands: planning.Standing, *, seconds: float = assigning.SECONDS) -> assigning.Plan:
    """The best plan for what stands. Raises CannotAssign with what to mend. Writes nothing."""
    if not stands.problem.need:
        raise CannotAssign("No schedule asks for an adviser’s day from now on. Make the schedules first.")
    if not stands.problem.adviser:
        raise CannotAssign("No adviser has days for this year. Give advisers their days first.")
    try:
        return assigning.solve(stands.problem, seconds=seconds)
    except assigning.CannotAssign as error:
        raise CannotAssign(str(error)) from error


@transaction.atomic
def ask_for_assignment(*, partnership: Partnership, year: AcademicYear, by: Any, at: datetime) -> AssignmentRun:
    """Ask for a proposal, which is worked out in the background. Raises CannotAssign, Refused."""
    role = access.check("assign advisers", by=by, partnership=partnership)
    _locked(partnership)
    waiting = AssignmentRun.objects.filter(partnership=partnership, year=year.start, state=RunState.WAITING)
    waiting.filter(asked_at__lt=at - STALE).update(state=RunState.REFUSED, words=["It was not worked out in time."])
    if waiting.exists():
        raise CannotAssign("A proposal is being worked out already. It takes less than a minute.")
    run = AssignmentRun.objects.create(
        partnership=partnership,
        year=year.start,
        state=RunState.WAITING,
        asked_at=at,
        asked_by_id=by.pk,
        asked_by_name=by.name,
    )
    _noted("asked who goes where", "assignment run", run.pk, partnership, by, at, role)
    app.configure_task(TASK, queue=QUEUE).defer(run_id=run.pk, partnership_id=partnership.pk, person_id=by.pk)
    return run


@transaction.atomic
def store(
    *, partnership: Partnership, stands: planning.Standing, plan: assigning.Plan, by: Any, at: datetime
) -> Solution:
    """Store a plan as what stands from its first half-term on: all of it or nothing. Choices by hand and what is over
    stay. Raises CannotAssign where what it rests on has changed since it was worked out, Refused.
    """
    role = access.check("assign advisers", by=by, partnership=partnership)
    _locked(partnership)
    if planning.standing(partnership, year=stands.year, on=common.day_of(at)).problem != stands.problem:
        raise CannotAssign("Schedules, days or choices have changed in the meantime. Ask again.")
    solution = Solution.objects.create(
        partnership=partnership,
        year=stands.year.start,
        seconds=plan.seconds,
        days_unmet=plan.open_days,
        cost=plan.cost,
        bound=plan.bound,
        gap=plan.gap,
        words=list(plan.because),
        **common.made(by, at),
    )
    old = Assignment.objects.filter(partnership=partnership, year=stands.year.start, half_term__gte=stands.first)
    kept = {Key(row.urn, row.half_term) for row in old.filter(by_hand=True)} & set(plan.assigned)
    old.exclude(pk__in=[stands.rows[key].pk for key in kept]).delete()
    Assignment.objects.bulk_create(
        _row(partnership, stands, key, person_id, by, at, solution=solution)
        for key, person_id in plan.assigned.items()
        if key not in kept
    )
    numbers: dict[str, Any] = {"open_days": str(plan.open_days), "gap": round(plan.gap, 4)}
    numbers["assigned"] = len(plan.assigned)
    _noted("assigned advisers", "solution", solution.pk, partnership, by, at, role, **numbers)
    return solution


def propose(*, partnership: Partnership, year: AcademicYear, by: Any, at: datetime, seconds: float = 20.0) -> Solution:
    """Work a plan out and store it at once. The page asks in the background instead. Raises CannotAssign, Refused."""
    access.check("assign advisers", by=by, partnership=partnership)
    stands = planning.standing(partnership, year=year, on=common.day_of(at))
    plan = solved(stands, seconds=seconds)
    return store(partnership=partnership, stands=stands, plan=plan, by=by, at=at)


@transaction.atomic
def ended(*, run: AssignmentRun, state: RunState, words: list[str]) -> None:
    """Say how a proposal that was asked for ended; one that has ended stays as it is."""
    rows = AssignmentRun.objects.filter(partnership=run.partnership_id, pk=run.pk, state=RunState.WAITING)
    rows.update(state=state, words=words)


@transaction.atomic
def choose(
    *, partnership: Partnership, year: AcademicYear, choices: Mapping[Key, int | None], by: Any, at: datetime
) -> int:
    """Choose by hand who goes where, or (None) leave it to the next proposal; how many choices changed something.

    All or nothing. Raises CannotAssign where the choices cannot stand together, Refused.
    """
    role = access.check("assign advisers", by=by, partnership=partnership)
    _locked(partnership)
    stands = planning.standing(partnership, year=year, on=common.day_of(at))
    changed = {key: who for key, who in choices.items() if stands.problem.fixed.get(key) != who}
    if gone := [key for key in changed if key not in stands.problem.need]:
        raise CannotAssign(f"Nobody is asked for in {HalfTerm(gone[0].half_term).words} there, or it is over.")
    fixed = {key: who for key, who in ({**stands.problem.fixed, **changed}).items() if who is not None}
    if wrong := assigning.faults(assigning.with_fixed(stands.problem, fixed)):
        raise CannotAssign(" ".join(wrong))
    rows = Assignment.objects.filter(partnership=partnership, year=year.start)
    for key, who in changed.items():
        same = rows.filter(urn=key.urn, half_term=key.half_term)
        if who is None:
            same.update(by_hand=False)
            continue
        same.delete()
        _row(partnership, stands, key, who, by, at, by_hand=True).save(force_insert=True)
    for urn in sorted({key.urn for key in changed}):
        halves = sorted(key.half_term for key in changed if key.urn == urn)
        _noted("chose an adviser by hand", "assignment", urn, partnership, by, at, role, urn=urn, half_terms=halves)
    return len(changed)


def _row(
    partnership: Partnership, stands: planning.Standing, key: Key, person_id: int, by: Any, at: datetime, **more: Any
) -> Assignment:
    days = stands.problem.need[key].days
    told = {"year": stands.year.start, "urn": key.urn, "half_term": key.half_term, "person_id": person_id, "days": days}
    return Assignment(partnership=partnership, **told, **common.made(by, at), **more)


@transaction.atomic
def give_posts(*, partnership: Partnership, year: AcademicYear, by: Any, at: datetime) -> int:
    """Give every adviser of the plan the post at the schools it gives her, so that she may read of them; how many.

    Posts that she holds beside the plan stay until somebody ends them. Raises CannotAssign, Refused.
    """
    role = access.check("assign advisers", by=by, partnership=partnership)
    today = common.day_of(at)
    stands = planning.standing(partnership, year=year, on=today)
    pairs = planning.without_post(partnership, stands, on=today)
    persons = Person.objects.in_bulk({pk for pk, _ in pairs})
    for person_id, urn in pairs:
        people.give_post(person=persons[person_id], role="adviser", partnership=partnership, urn=urn, by=by, at=at)
    if pairs:
        _noted("gave advisers their schools", "assignment", year.start, partnership, by, at, role, posts=len(pairs))
    return len(pairs)


@transaction.atomic
def keep_apart(
    *, partnership: Partnership, person: Any, urn: int, because: str, by: Any, at: datetime
) -> AdviserConflict:
    """Note why an adviser must not be sent to a school. What is assigned already stands until it is changed.

    Raises CannotAssign, Refused.
    """
    role = access.check("assign advisers", by=by, partnership=partnership)
    if not because.strip():
        raise CannotAssign("Say in a few words why, so that others understand it later.")
    if planning.conflicts(partnership).filter(person_id=person.pk, urn=urn).exists():
        raise CannotAssign("This is noted already.")
    row = AdviserConflict.objects.create(
        partnership=partnership,
        person_id=person.pk,
        name=person.name,
        urn=School.objects.values_list("pk", flat=True).get(pk=urn),
        because=because.strip(),
        **common.made(by, at),
    )
    _noted("noted a conflict of an adviser", "adviser conflict", row.pk, partnership, by, at, role, urn=urn)
    return row


@transaction.atomic
def end_conflict(*, conflict: AdviserConflict, by: Any, at: datetime) -> None:
    """A conflict of interest that holds no longer; the row stays. Raises Refused."""
    partnership = conflict.partnership
    role = access.check("assign advisers", by=by, partnership=partnership)
    AdviserConflict.objects.filter(partnership=partnership, pk=conflict.pk, ended_at=None).update(ended_at=at)
    said = ("ended a conflict of an adviser", "adviser conflict", conflict.pk)
    _noted(*said, partnership, by, at, role, urn=conflict.urn)


def _locked(partnership: Partnership) -> None:
    Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)


def _noted(
    verb: str,
    kind: str,
    object_id: object,
    partnership: Partnership,
    by: Any,
    at: datetime,
    role: str,
    urn: int | None = None,
    **data: Any,
) -> None:
    common.noted(verb, kind, object_id, partnership=partnership, urn=urn, by=by, at=at, role=role, **data)
