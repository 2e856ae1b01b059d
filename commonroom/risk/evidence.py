"""What is known of many schools at once: figures, what stands beside them, inspections and notes, a few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from django.db import connection

from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.status import Status
from commonroom.measures.models import Inspection
from commonroom.measures.selectors import comparators, figures, lives
from commonroom.partnerships.models import Partnership
from commonroom.risk.document import SupportDocument
from commonroom.risk.models import Intelligence
from commonroom.risk.phrasing import Measured
from commonroom.risk.rules import Facts, Inspected, Note, Point

NOTES_COUNT_FOR = timedelta(days=365)
YEARS_SHOWN = 3
"""Years before the newest that a picture of a finding shows."""

_FIGURES = """
select v.urn, v.measure_id, v.year, v.number, v.cohort, v.loading_id, v.row
from measures_value v
join unnest(%s::int[], %s::int[], %s::int[]) as w (measure_id, first, last)
  on v.measure_id = w.measure_id and v.year between w.first and w.last
where v.current and v.urn = any(%s) and v.status <> %s
"""


@dataclass(frozen=True)
class Known:
    """The ground for judging schools: their facts by URN, and how to tell each measure."""

    facts: Mapping[int, Facts]
    measures: Mapping[str, Measured]
    newest: Mapping[str, int] = field(default_factory=dict)


def known_of(
    schools: Sequence[tuple[int, str]], *, model: SupportDocument, partnership: Partnership, on: date
) -> Known:
    """Everything about schools given as (URN, phase group) that the model's indicators ask, in a few statements."""
    urns = [urn for urn, _ in schools]
    specs = figures.measures_by_slug(model.measures)
    newest = figures.latest_years(specs)
    latest = {slug: year for slug, year in newest.items() if _counts(year, model, on)}
    before = lives.predecessors(urns)
    series = _series([*urns, *_lives_of(before)], specs, latest, _deepest(model))
    for urn, line in before.items():
        series[urn] = _with_predecessors(series.get(urn, {}), line, series)
    beside = {phase: _beside(model, partnership, phase, latest) for phase in {phase for _, phase in schools}}
    inspections, notes = _inspections(urns, on), _notes(urns, partnership, on)
    facts = {
        urn: Facts(
            series.get(urn, {}),
            beside[phase],
            latest,
            inspections.get(urn, ()),
            notes.get(urn, ()),
            phase,
            {p.urn: p.name for p in before.get(urn, ())},
        )
        for urn, phase in schools
    }
    return Known(facts, {slug: Measured(s.short, s.unit, s.decimals) for slug, s in specs.items()}, newest)


def _counts(year: int, model: SupportDocument, on: date) -> bool:
    """Whether a figure of a year is young enough for the method; 0 years means that every figure counts."""
    return not model.figures_count_for or AcademicYear.of(on).start - year <= model.figures_count_for


def _lives_of(before: Mapping[int, Sequence[lives.Predecessor]]) -> list[int]:
    return sorted({p.urn for line in before.values() for p in line})


def _with_predecessors(
    own: Mapping[str, Mapping[int, Point]],
    line: Sequence[lives.Predecessor],
    series: Mapping[int, Mapping[str, Mapping[int, Point]]],
) -> dict[str, dict[int, Point]]:
    """A school's figures, and where it has none those of the school before it, marked; the nearest that has one.

    Where two schools of the same step both have a figure, neither stands for it (as on the school's page).
    """
    found = {slug: dict(years) for slug, years in own.items()}
    for steps in sorted({p.steps for p in line}):
        offered: dict[tuple[str, int], list[Point]] = defaultdict(list)
        for p in (p for p in line if p.steps == steps):
            for slug, years in series.get(p.urn, {}).items():
                for year, point in years.items():
                    if point.number is not None and not point.of:
                        offered[slug, year].append(replace(point, of=p.urn))
        for (slug, year), points in offered.items():
            held = found.setdefault(slug, {}).get(year)
            if len(points) == 1 and held is None:
                found[slug][year] = points[0]
    return found


def _deepest(model: SupportDocument) -> int:
    asked = [line.years for indicator in model.indicators for line in indicator.lines]
    return max([YEARS_SHOWN, model.gobar.decline_years, *asked])


def _series(
    urns: Sequence[int], specs: Iterable[str], latest: Mapping[str, int], back: int
) -> dict[int, dict[str, dict[int, Point]]]:
    ids = {pk: slug for pk, slug in figures.ids_of(specs).items() if slug in latest}
    wanted = [(pk, latest[slug] - back, latest[slug]) for pk, slug in ids.items()]
    found: dict[int, dict[str, dict[int, Point]]] = {}
    if not wanted:
        return found
    with connection.cursor() as cursor:
        cursor.execute(
            _FIGURES, [*(list(column) for column in zip(*wanted, strict=True)), list(urns), int(Status.NEW_SCHOOL)]
        )
        for urn, measure_id, year, number, cohort, loading_id, row in cursor.fetchall():
            of_school = found.setdefault(urn, {})
            of_school.setdefault(ids[measure_id], {})[year] = Point(number, cohort, loading_id, row)
    return found


def _beside(
    model: SupportDocument, partnership: Partnership, phase: str, latest: Mapping[str, int]
) -> dict[tuple[str, str, int], float]:
    """What lines compare with, by (comparator, measure, year), for schools of one phase."""
    kinds: set[str] = {line.comparator for indicator in model.indicators for line in indicator.lines}
    areas = {("england", "")} if "england" in kinds else set()
    if "authority" in kinds:
        areas |= {("la", code) for code in partnership.la_codes}
    held = figures.benchmarks(latest, areas, phase=phase)
    area = comparators.Area(tuple(partnership.la_codes), partnership.name, "", (), (), None)
    around = comparators.Around(area, held)
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
    rows = Inspection.objects.filter(current=True, urn__in=urns, inspected_on__lte=on).exclude(event="monitoring")
    facts = ("inspected_on", "regime", "overall", "judgements", "safeguarding", "loading_id", "row")
    for urn, at, number, published, *told in rows.values_list("urn", "at_urn", "number", "published_on", *facts):
        before = at is not None and at != urn
        where = {"before": before, "at": at if before else 0, "number": number, "published": published}
        found[urn].append(Inspected(*told, **where))
    return found


def _notes(urns: Sequence[int], partnership: Partnership, on: date) -> dict[int, list[Note]]:
    """Notes of the last year that name an indicator."""
    found: dict[int, list[Note]] = defaultdict(list)
    rows = Intelligence.objects.filter(partnership=partnership, urn__in=urns, said_on__range=(on - NOTES_COUNT_FOR, on))
    for pk, urn, indicator, team, said_on, by in rows.exclude(indicator="").values_list(
        "pk", "urn", "indicator", "team", "said_on", "written_by_name"
    ):
        found[urn].append(Note(pk, indicator, team, said_on, by))
    return found
