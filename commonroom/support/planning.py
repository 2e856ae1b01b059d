"""Reads for who goes where: the problem as it stands, the plan that stands, and how both look side by side."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet, Sum

from commonroom.kit.academic_year import AcademicYear
from commonroom.partnerships.models import Partnership
from commonroom.risk import selectors as risk
from commonroom.risk import support_model
from commonroom.schools.models import School
from commonroom.schools.rules import Phase
from commonroom.support import assigning, rules, selectors
from commonroom.support.assigning import Adviser, Key, Need, Plan, Problem
from commonroom.support.models import AdviserConflict, AdviserYear, Assignment, AssignmentRun, Booking, Line, Solution
from commonroom.support.rules import BookingState, LineState

KNOWS = {
    Phase.NURSERY: {"Primary"},
    Phase.PRIMARY: {"Primary"},
    Phase.SECONDARY: {"Secondary"},
    Phase.ALL_THROUGH: {"Primary", "Secondary"},
    Phase.SIXTEEN_PLUS: {"Secondary"},
    Phase.SPECIAL: {"Special"},
}
"""Which of the phases that an adviser may know a school's phase asks for; none for others."""


class Held(NamedTuple):
    """What a row of the plan that stands says; a row of the table costs ten times as much to read."""

    pk: int
    urn: int
    half_term: int
    person_id: int
    days: Decimal
    by_hand: bool


@dataclass(frozen=True)
class Standing:
    """What stands of a year: the problem from `first` (a half-term) on, and who is assigned, earlier ones included."""

    year: AcademicYear
    first: int
    problem: Problem
    rows: Mapping[Key, Held]

    @property
    def plan(self) -> Plan:
        """The plan as it stands from `first` on, for telling why; what it proves is told by its solution."""
        held = self.problem.need
        assigned = {key: row.person_id for key, row in self.rows.items() if key in held and row.person_id in self.known}
        left = tuple(key for key in held if key not in assigned)
        days = sum((held[key].days for key in left), Decimal(0))
        return Plan(assigned, left, days, False, 0.0, 0.0, 0.0, ())

    @property
    def known(self) -> Mapping[int, Adviser]:
        """Advisers with days, by person id."""
        return self.problem.adviser


def standing(partnership: Partnership, *, year: AcademicYear, on: date) -> Standing:
    """What the assignment of a year rests on, on a day. What lies before that day's half-term is over and done with;
    days that were had then are taken off what advisers have.
    """
    spans = selectors.half_terms(partnership, year)
    first = max(rules.column_of(on, year, spans), 1)
    stored = Assignment.objects.filter(partnership=partnership, year=year.start).values_list(*Held._fields)
    rows = {Key(row.urn, row.half_term): row for row in map(Held._make, stored)}
    needs = _needs(partnership, year, first, on)
    by_hand = {key: row.person_id for key, row in rows.items() if row.by_hand and key.half_term >= first}
    problem = Problem(
        schools=_schools({need.key.urn for need in needs}),
        advisers=_advisers(partnership, year, spans[first].first),
        needs=needs,
        conflicts=frozenset(conflicts(partnership).values_list("person_id", "urn")),
        last_year=_before(partnership, year, rows, first, on),
        fixed=by_hand,
    )
    return Standing(year, first, problem, rows)


def conflicts(partnership: Partnership) -> QuerySet[AdviserConflict]:
    """The conflicts of interest that stand."""
    return AdviserConflict.objects.filter(partnership=partnership, ended_at=None).order_by("name", "urn")


def newest(partnership: Partnership, *, year: AcademicYear) -> Solution | None:
    """The newest solution of a year."""
    return Solution.objects.filter(partnership=partnership, year=year.start).order_by("-made_at", "-pk").first()


def newest_run(partnership: Partnership, *, year: AcademicYear) -> AssignmentRun | None:
    """The newest proposal asked for in a year."""
    return AssignmentRun.objects.filter(partnership=partnership, year=year.start).order_by("-asked_at", "-pk").first()


def _needs(partnership: Partnership, year: AcademicYear, first: int, on: date) -> tuple[Need, ...]:
    """Adviser days by school and half-term. Those of the start of the year belong to the first half-term."""
    lines = Line.objects.filter(partnership=partnership, schedule__year=year.start, who=rules.ADVISER, days__gt=0)
    summed = (
        lines.exclude(state=LineState.LEFT_OUT).values("urn", "column", "schedule__level").annotate(sum=Sum("days"))
    )
    order = list(support_model.document(partnership, on=on).levels)
    days: dict[Key, Decimal] = defaultdict(Decimal)
    urgency: dict[Key, int] = {}
    for urn, column, level, wanted in summed.values_list("urn", "column", "schedule__level", "sum"):
        key = Key(urn, max(column, 1))
        if key.half_term < first:
            continue
        days[key] += wanted
        place = len(order) - order.index(level) if level in order else 1
        urgency[key] = max(urgency.get(key, 1), place)
    return tuple(Need(key, days[key], urgency[key]) for key in sorted(days))


def _schools(urns: set[int]) -> tuple[assigning.School, ...]:
    rows = School.objects.filter(pk__in=urns).values_list("pk", "name", "phase_group", "latitude", "longitude")
    return tuple(
        assigning.School(
            pk,
            name,
            frozenset(KNOWS.get(Phase(phase), ())),
            None if latitude is None or longitude is None else (latitude, longitude),
        )
        for pk, name, phase, latitude, longitude in rows.order_by("pk")
    )


def _advisers(partnership: Partnership, year: AcademicYear, since: date) -> tuple[Adviser, ...]:
    had = Booking.objects.filter(partnership=partnership, on__range=(year.first_day, since), state=BookingState.DONE)
    used = dict(had.exclude(on=since).values("person_id").annotate(sum=Sum("days")).values_list("person_id", "sum"))
    rows = AdviserYear.objects.filter(partnership=partnership, year=year.start).order_by("person_id")
    return tuple(
        Adviser(
            row.person_id,
            row.name,
            max(row.days - used.get(row.person_id, Decimal(0)), Decimal(0)),
            phases=frozenset(row.phases),
            place=None if row.latitude is None or row.longitude is None else (row.latitude, row.longitude),
        )
        for row in rows
    )


def _before(
    partnership: Partnership, year: AcademicYear, rows: Mapping[Key, Held], first: int, on: date
) -> dict[int, int]:
    """Who was at each school last: the half-term before, last year, or else the adviser whose school it is today."""
    found = {urn: posts[0][1] for urn, posts in risk.advisers(partnership, on=on).items()}
    earlier = Assignment.objects.filter(partnership=partnership, year=year.start - 1).order_by("half_term")
    found.update(earlier.values_list("urn", "person_id"))
    for key in sorted(rows, key=lambda key: key.half_term):
        if key.half_term < first:
            found[key.urn] = rows[key].person_id
    return found


@dataclass(frozen=True)
class Load:
    """An adviser's days: those she has from now on, and those assigned to her."""

    adviser: Adviser
    given: Decimal
    schools: int

    @property
    def words(self) -> str:
        """“12 of 14 days”, “14 of 14 days, full”, “15 of 14 days, 1 day too many”."""
        told, over = f"{rules.number(self.given)} of {rules.said(self.adviser.days)}", self.given - self.adviser.days
        if over > 0:
            return f"{told}, {rules.said(over)} too many"
        return f"{told}, full" if self.given and not over else told

    @property
    def too_many(self) -> bool:
        """Whether more is assigned to her than she has."""
        return self.given > self.adviser.days

    @property
    def percent(self) -> int:
        """The share of her days that is assigned, in whole per cent, at most 100."""
        if not self.adviser.days:
            return 100 if self.given else 0
        return min(100, round(100 * self.given / self.adviser.days))


def loads(stands: Standing) -> list[Load]:
    """Each adviser's days, by name."""
    plan = stands.plan
    given = assigning.load(stands.problem, plan.assigned)
    schools: dict[int, set[int]] = defaultdict(set)
    for key, pk in plan.assigned.items():
        schools[pk].add(key.urn)
    found = [Load(adviser, given[pk], len(schools[pk])) for pk, adviser in stands.known.items()]
    return sorted(found, key=lambda load: (load.adviser.name, load.adviser.person_id))


def without_post(partnership: Partnership, stands: Standing, *, on: date) -> list[tuple[int, int]]:
    """Pairs (person id, URN) of the plan for which the adviser holds no post at the school, so may not read of it."""
    held = {(person, urn) for urn, posts in risk.advisers(partnership, on=on).items() for _, person, _ in posts}
    return sorted({(pk, key.urn) for key, pk in stands.plan.assigned.items()} - held)
