"""A level's schedule for a year: generated from the support model, and put in the place of an earlier one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from commonroom.kit.academic_year import AcademicYear
from commonroom.partnerships.models import Partnership
from commonroom.people.access import Refused
from commonroom.risk import selectors as risk
from commonroom.risk import support_model
from commonroom.risk.document import SupportDocument
from commonroom.risk.models import LevelDecision
from commonroom.schools.models import School
from commonroom.schools.rules import is_academy
from commonroom.support import access, rules, selectors
from commonroom.support.models import Booking, Line, Schedule
from commonroom.support.rules import BookingState, LineState
from commonroom.support.services import common


class CannotSchedule(Refused):
    """A schedule that cannot be made; the message says why."""


@transaction.atomic
def schedule_year(*, decision: LevelDecision, year: AcademicYear, by: Any, at: datetime) -> Schedule:
    """Make the schedule that a standing level brings in a year (G12, G13). What was done under an earlier level stays;
    what was planned from the level's own half-term on is replaced. Raises CannotSchedule, Refused.
    """
    partnership = decision.partnership
    role = access.check("make a schedule", by=by, partnership=partnership, urn=decision.urn)
    LevelDecision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    newest = risk.current_level(partnership, decision.urn)
    if newest is None or newest.pk != decision.pk:
        raise CannotSchedule(
            "A newer level has been decided since. Open the school’s page and make its schedule there."
        )
    if Schedule.objects.filter(partnership=partnership, decision=decision, year=year.start).exists():
        raise CannotSchedule(f"The schedule of this level for {year} stands already.")
    model = support_model.document(partnership, on=common.day_of(at))
    if decision.level not in model.levels:
        raise CannotSchedule(
            "The method has changed and no longer knows this level. Decide the level anew, then make its schedule."
        )
    return _make(decision, year, model, by=by, at=at, role=role)


@transaction.atomic
def schedule_all(*, partnership: Partnership, year: AcademicYear, by: Any, at: datetime) -> int:
    """Make the schedules of every agreed level that has none in a year; how many were made. All or nothing.

    Raises CannotSchedule where there is nothing to make, Refused.
    """
    role = access.check("make a schedule", by=by, partnership=partnership)
    Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    model = support_model.document(partnership, on=common.day_of(at))
    decisions = [d for d in selectors.without_schedule(partnership, year=year) if d.level in model.levels]
    if not decisions:
        raise CannotSchedule("Every agreed level has its schedule. There is nothing to make.")
    for decision in decisions:
        _make(decision, year, model, by=by, at=at, role=role)
    return len(decisions)


def wanted_of(model: SupportDocument, level: str) -> list[rules.Wanted]:
    """What a level brings in the seven columns, by the support model."""
    return [
        rules.Wanted(column, line.kind, line.what, line.who, Decimal(str(line.days)))
        for column, lines in sorted(model.schedule[level].items())
        for line in lines
    ]


def _make(
    decision: LevelDecision, year: AcademicYear, model: SupportDocument, *, by: Any, at: datetime, role: str
) -> Schedule:
    partnership = decision.partnership
    earlier = selectors.schedule(partnership, urn=decision.urn, year=year)
    kind = model.kind_of(is_academy(School.objects.values_list("type", flat=True).get(pk=decision.urn)))
    spans = selectors.half_terms(partnership, year)
    since = rules.column_of(common.day_of(decision.decided_at), year, spans)
    stands = [
        rules.Stands(r.line.pk, r.line.column, r.line.kind, LineState(r.line.state), r.used, r.line.days)
        for r in (earlier.rows if earlier else ())
    ]
    plan = rules.plan_year(wanted_of(model, decision.level), stands, since=since, adviser_days=kind.adviser_days)
    schedule = Schedule.objects.create(
        partnership=partnership,
        urn=decision.urn,
        year=year.start,
        level=decision.level,
        decision=decision,
        **common.made(by, at),
    )
    _end_earlier(earlier.rows if earlier else (), plan)
    lines = Line.objects.bulk_create(_line(schedule, each) for each in plan.lines)
    _move_bookings(plan, {(line.column, line.kind): line for line in lines if line.state == LineState.PLANNED})
    common.noted(
        "made a schedule",
        "schedule",
        schedule.public_id,
        partnership=partnership,
        urn=decision.urn,
        by=by,
        at=at,
        role=role,
        year=year.start,
        lines=len(lines),
        replaced=len(plan.leave_out),
    )
    return schedule


def _line(schedule: Schedule, planned: rules.Planned) -> Line:
    wanted = planned.wanted
    return Line(
        partnership_id=schedule.partnership_id,
        schedule=schedule,
        urn=schedule.urn,
        column=wanted.column,
        kind=wanted.kind,
        what=wanted.what,
        who=wanted.who,
        days=planned.days,
        state=LineState.LEFT_OUT if planned.because else LineState.PLANNED,
        because=planned.because,
    )


def _end_earlier(rows: Sequence[selectors.LineRow], plan: rules.Plan) -> None:
    """Lines of an earlier level: untouched ones are left out, those begun end with the days that were used."""
    Line.objects.filter(pk__in=plan.leave_out).update(
        state=LineState.LEFT_OUT, because="The level has changed; a newer schedule stands in its place."
    )
    for row in rows:
        if row.line.pk in plan.ends_as_done:
            last = max(b.on for b in row.bookings if b.state == BookingState.DONE)
            Line.objects.filter(pk=row.line.pk).update(
                state=LineState.DONE, days=row.used, done_on=last, because="The level changed after this much was done."
            )


def _move_bookings(plan: rules.Plan, lines: dict[tuple[int, str], Line]) -> None:
    """Days booked ahead stay booked: for the new line of the same kind, else as extra days for the school."""
    moved: Iterable[Booking] = Booking.objects.filter(
        line_id__in=[*plan.leave_out, *plan.ends_as_done], state=BookingState.BOOKED
    ).select_related("line")
    for booking in moved:
        assert booking.line is not None
        booking.line = lines.get((booking.line.column, booking.line.kind))
        booking.save(update_fields=["line"])
