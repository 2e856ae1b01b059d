"""What is known of many schools at once: figures, what stands beside them, inspections and notes, a few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import BooleanField, QuerySet
from django.db.models.expressions import RawSQL

from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.status import Status
from commonroom.measures.models import Inspection
from commonroom.measures.selectors import comparators, figures, lives
from commonroom.partnerships.models import Partnership
from commonroom.risk.document import SupportDocument
from commonroom.risk.models import Intelligence
from commonroom.risk.phrasing import Measured
from commonroom.risk.rules import Column, Columns, Facts, Inspected, Note, Point
from commonroom.schools.selectors import house
from commonroom.schools.selectors.kept import kept

NOTES_COUNT_FOR = timedelta(days=365)
KEPT, AREAS_KEPT = 1_000, 16
"""The most schools whose figures a process keeps together until a fact changes, and of how many areas."""
YEARS_SHOWN = 3
"""Years before the newest that a picture of a finding shows."""

_FIGURES = """
select v.measure_id, v.year, array_agg(v.urn), array_agg(v.number), array_agg(v.cohort), array_agg(v.loading_id)
from measures_value v
join unnest(%s::int[], %s::int[], %s::int[]) as w (measure_id, first, last)
  on v.measure_id = w.measure_id and v.year between w.first and w.last
where v.current and v.urn = any(%s) and v.status <> %s
group by v.measure_id, v.year
"""
Figures = dict[str, dict[int, dict[int, Point]]]
"""By measure, year and URN."""


@dataclass(frozen=True)
class Known:
    """The ground for judging schools: their figures in columns, their facts by URN, and how to tell each measure."""

    columns: Columns
    facts: Mapping[int, Facts]
    measures: Mapping[str, Measured]
    inspections: Mapping[int, Sequence[Inspected]]
    notes: Mapping[int, Sequence[Note]]


def known_of(
    schools: Sequence[tuple[int, str]], *, model: SupportDocument, partnership: Partnership, on: date
) -> Known:
    """Everything about schools given as (URN, phase group) that the model's indicators ask, in a few statements."""
    phases = dict(schools)
    facts = house.held().facts
    beside = _kept_beside(model, partnership, frozenset(phases.values()), facts)
    latest = {slug: year for slug, year in beside.newest.items() if _counts(year, model, on)}
    read = _kept_read(tuple(phases), latest, model, on, facts)
    notes = _notes(tuple(phases), partnership, on)
    columns = Columns(read.figures, phases, beside.by_phase, latest)
    return Known(columns, _FactsOf(columns, read, notes), beside.measures, read.inspections, notes)


class _FactsOf(Mapping[int, Facts]):
    """The facts of each school, put together when asked for: most schools are judged by their columns alone."""

    def __init__(self, columns: Columns, read: _Read, notes: Mapping[int, Sequence[Note]]) -> None:
        self._columns, self._read, self._notes = columns, read, notes
        self._made: dict[int, Facts] = {}

    def __getitem__(self, urn: int) -> Facts:
        if urn not in self._made:
            phase = self._columns.phases[urn]
            self._made[urn] = Facts(
                _SeriesOf(urn, self._columns.figures),
                self._columns.beside[phase],
                self._columns.latest,
                self._read.inspections.get(urn, ()),
                self._notes.get(urn, ()),
                phase,
                {p.urn: p.name for p in self._read.before.get(urn, ())},
            )
        return self._made[urn]

    def __iter__(self) -> Iterator[int]:
        return iter(self._columns.phases)

    def __len__(self) -> int:
        return len(self._columns.phases)


class _SeriesOf(Mapping[str, Mapping[int, Point]]):
    """The figures of one school, taken from the columns measure by measure as they are asked for."""

    def __init__(self, urn: int, figures: Mapping[str, Mapping[int, Column]]) -> None:
        self._urn, self._figures = urn, figures
        self._made: dict[str, Mapping[int, Point]] = {}

    def __getitem__(self, slug: str) -> Mapping[int, Point]:
        if slug not in self._made:
            years, urn = self._figures[slug], self._urn
            self._made[slug] = {year: cells[urn] for year, cells in years.items() if urn in cells}
        return self._made[slug]

    def __iter__(self) -> Iterator[str]:
        return iter(self._figures)

    def __len__(self) -> int:
        return len(self._figures)


@dataclass(frozen=True)
class _Beside:
    """What stands beside the figures of an area: the newest year of each measure for anybody, and what lines compare
    with, by phase and (comparator, measure, year).
    """

    measures: Mapping[str, Measured]
    newest: Mapping[str, int]
    by_phase: Mapping[str, Mapping[tuple[str, str, int], float]]


@dataclass(frozen=True)
class _Read:
    """What national files say of some schools."""

    figures: Figures
    before: Mapping[int, Sequence[lives.Predecessor]]
    inspections: Mapping[int, Sequence[Inspected]]


def _kept_beside(model: SupportDocument, partnership: Partnership, phases: frozenset[str], facts: int) -> _Beside:
    """The comparators of an area, worked out once until a fact changes; `facts` is the state of the facts."""
    kinds = frozenset(line.comparator for indicator in model.indicators for line in indicator.lines)
    codes = tuple(partnership.la_codes)

    def read() -> _Beside:
        specs = figures.measures_by_slug(model.measures)
        newest = figures.latest_years(specs)
        measures = {slug: Measured(s.short, s.unit, s.decimals) for slug, s in specs.items()}
        return _Beside(measures, newest, {phase: _beside(kinds, codes, phase, newest) for phase in phases})

    return kept("risk beside", (model.measures, kinds, codes, phases), read, at=facts)


def _kept_read(urns: tuple[int, ...], latest: Mapping[str, int], model: SupportDocument, on: date, facts: int) -> _Read:
    """What national files say of these schools; kept until a fact changes where they are an area's, not a nation's."""
    back = _deepest(model)

    def read() -> _Read:
        before = lives.predecessors(urns)
        found = _figures([*urns, *_lives_of(before)], latest, back)
        for years in found.values():
            for cells in years.values():
                _fill(cells, before)
        return _Read(found, before, _inspections(urns, on))

    if not 1 < len(urns) <= KEPT:
        return read()
    return kept("risk figures", (urns, tuple(latest.items()), back, on), read, at=facts, most=AREAS_KEPT)


def _counts(year: int, model: SupportDocument, on: date) -> bool:
    """Whether a figure of a year is young enough for the method; 0 years means that every figure counts."""
    return not model.figures_count_for or AcademicYear.of(on).start - year <= model.figures_count_for


def _lives_of(before: Mapping[int, Sequence[lives.Predecessor]]) -> list[int]:
    return sorted({p.urn for line in before.values() for p in line})


def _fill(cells: dict[int, Point], before: Mapping[int, Sequence[lives.Predecessor]]) -> None:
    """Give the schools that have no figure of their own that of the school before them, marked; the nearest with one.

    Where two schools of the same step both have a figure, neither stands for it (as on the school's page).
    """
    for urn, line in before.items():
        for steps in sorted({p.steps for p in line}) if urn not in cells else ():
            offered = [(cells[p.urn], p.urn) for p in line if p.steps == steps and p.urn in cells]
            own = [(point, of) for point, of in offered if point.number is not None and not point.of]
            if len(own) == 1:
                cells[urn] = own[0][0]._replace(of=own[0][1])
                break


def _deepest(model: SupportDocument) -> int:
    asked = [line.years for indicator in model.indicators for line in indicator.lines]
    return max([YEARS_SHOWN, model.gobar.decline_years, *asked])


def _figures(urns: Sequence[int], latest: Mapping[str, int], back: int) -> Figures:
    ids = figures.ids_of(latest)
    wanted = [(pk, latest[slug] - back, latest[slug]) for pk, slug in ids.items()]
    found: Figures = {}
    if not wanted:
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            _FIGURES, [*(list(column) for column in zip(*wanted, strict=True)), list(urns), int(Status.NEW_SCHOOL)]
        )
        for measure_id, year, of, numbers, cohorts, loadings in cursor.fetchall():
            cells = dict(zip(of, map(Point, numbers, cohorts, loadings), strict=True))
            found.setdefault(ids[measure_id], {})[year] = cells
    return found


def _beside(
    kinds: frozenset[str], codes: tuple[str, ...], phase: str, newest: Mapping[str, int]
) -> dict[tuple[str, str, int], float]:
    areas = {("england", "")} if "england" in kinds else set()
    if "authority" in kinds:
        areas |= {("la", code) for code in codes}
    held = figures.benchmarks(newest, areas, phase=phase)
    around = comparators.Around(comparators.Area(codes, "", "", (), (), None), held)
    found: dict[tuple[str, str, int], float] = {}
    for slug, year in {(slug, year) for slug, year, _, _ in held}:
        for kind, bench in (("england", around.england(slug, year)), ("authority", around.authority(slug, year))):
            if kind in kinds and bench is not None and bench.number is not None:
                found[kind, slug, year] = bench.number
    return found


def inspections_of(urns: Sequence[int], *, on: date) -> dict[int, list[Inspected]]:
    """The inspections of some schools as the rules read them, by URN."""
    return _inspections(urns, on)


def _inspections(urns: Sequence[int], on: date) -> dict[int, list[Inspected]]:
    """Every inspection with a grade, a judgement or a report card by a day; monitoring visits give none."""
    found: dict[int, list[Inspected]] = defaultdict(list)
    rows = _of(Inspection.objects.filter(current=True, inspected_on__lte=on).exclude(event="monitoring"), urns)
    facts = ("inspected_on", "regime", "overall", "judgements", "safeguarding", "loading_id", "row")
    for urn, at, number, published, *told in rows.values_list("urn", "at_urn", "number", "published_on", *facts):
        before = at is not None and at != urn
        where = {"before": before, "at": at if before else 0, "number": number, "published": published}
        found[urn].append(Inspected(*told, **where))
    return found


def _of(rows: QuerySet[Any], urns: Sequence[int]) -> QuerySet[Any]:
    """Those of some schools, as one parameter: a list of 1,500 costs more to write out than the rows to read."""
    return rows.filter(RawSQL("urn = any(%s)", (list(urns),), output_field=BooleanField()))


def _notes(urns: Sequence[int], partnership: Partnership, on: date) -> dict[int, list[Note]]:
    """Notes of the last year that name an indicator."""
    found: dict[int, list[Note]] = defaultdict(list)
    said = Intelligence.objects.filter(partnership=partnership, said_on__range=(on - NOTES_COUNT_FOR, on))
    rows = _of(said, urns)
    for pk, urn, indicator, team, said_on, by in rows.exclude(indicator="").values_list(
        "pk", "urn", "indicator", "team", "said_on", "written_by_name"
    ):
        found[urn].append(Note(pk, indicator, team, said_on, by))
    return found
