"""One figure of a school or an area with its origin, its earlier values, its other years and its place among others."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db import connection

from commonroom.kit.status import Status
from commonroom.measures import rules
from commonroom.measures.catalogue import MeasureSpec
from commonroom.measures.selectors import comparators, figures, school_figures
from commonroom.measures.selectors.figures import Bench
from commonroom.schools.models import School, StatisticalNeighbour


@dataclass(frozen=True)
class Telling:
    """One telling of a figure by one file. `current` is the one that is shown; the others were replaced."""

    urn: int
    year: int
    number: float | None
    status: Status
    cohort: int | None
    current: bool
    loading_id: int
    row: int
    file: str
    column: str
    release: str
    number_of_release: int
    loaded_at: datetime
    loaded_by: str


@dataclass(frozen=True)
class Place:
    """Where a figure stands: its rank in its area, and its centile in England, each with of how many."""

    rank: rules.Rank | None
    centile: int | None
    of: int


_TELLINGS = """
with v as (select v.* from {table} v join measures_measure m on m.id = v.measure_id
             where m.slug = %(slug)s and v.current and {which}
           union all
           select v.* from {table} v join measures_measure m on m.id = v.measure_id
             where m.slug = %(slug)s and not v.current and {which})
select {who}, v.year, v.number, v.status, v.cohort, v.current, v.loading_id, v.row,
  f.name || case when l.member <> '' then ', ' || l.member else '' end, coalesce(l.columns ->> m.slug, ''),
  r.name, r.number, l.loaded_at, l.loaded_by_name
from measures_measure m
join v on v.measure_id = m.id
join measures_loading l on l.id = v.loading_id
join measures_release r on r.id = l.release_id
join documents_keptfile f on f.sha256 = l.file_id
where v.current or l.withdrawn_at is null
order by v.year, v.current desc, l.loaded_at desc
"""
_OF_SCHOOLS = _TELLINGS.format(who="v.urn", table="measures_value", which="v.urn = any(%(urns)s)")
_OF_AREA = _TELLINGS.format(who="0", table="measures_areavalue", which="v.level = %(level)s and v.code = %(code)s")


def tellings(slug: str, urns: Sequence[int]) -> list[Telling]:
    """Every telling of a measure of some schools, oldest year first, the current one of each year first."""
    return _read(_OF_SCHOOLS, {"slug": slug, "urns": list(urns)})


def area_tellings(slug: str, level: str, code: str) -> list[Telling]:
    """Every telling of a published figure of an area; England has the code ""."""
    return _read(_OF_AREA, {"slug": slug, "level": level, "code": code})


def _read(statement: str, asked: Mapping[str, Any]) -> list[Telling]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        rows = cursor.fetchall()
    return [Telling(urn, year, number, Status(status), *rest) for urn, year, number, status, *rest in rows]


def shown(rows: Sequence[Telling], school: School, before: Sequence[School] = ()) -> dict[int, Telling]:
    """The telling that stands for each year: the school's own, else that of its nearest predecessor."""
    steps = {school.pk: 0} | {one.pk: one.depth for one in before}  # type: ignore[attr-defined]
    found: dict[int, Telling] = {}
    for row in sorted((r for r in rows if r.current), key=lambda r: (steps.get(r.urn, 99), r.urn)):
        held = found.get(row.year)
        if held is None or (held.urn == school.pk and held.status == Status.NEW_SCHOOL):
            found[row.year] = row
    return dict(sorted(found.items()))


@dataclass(frozen=True)
class AreaFigure:
    """A figure of an area in one year: how it was come by, and the file it stands in where it was published."""

    year: int
    number: float | None
    phase: str
    method: str
    n: int
    of: int
    loading_id: int | None
    row: int | None
    file: str
    column: str
    release: str
    number_of_release: int
    loaded_at: datetime | None
    loaded_by: str


_AREA_FIGURES = """
select b.year, b.number, b.phase, b.method, b.n, b.of, b.loading_id, b.row,
  coalesce(f.name || case when l.member <> '' then ', ' || l.member else '' end, ''),
  coalesce(l.columns ->> (%(totals)s::jsonb ->> b.phase), l.columns ->> m.slug, ''), coalesce(r.name, ''),
  coalesce(r.number, 0), l.loaded_at,
  coalesce(l.loaded_by_name, '')
from measures_benchmark b join measures_measure m on m.id = b.measure_id
left join measures_loading l on l.id = b.loading_id
left join measures_release r on r.id = l.release_id
left join documents_keptfile f on f.sha256 = l.file_id
where m.slug = %(slug)s and b.level = %(level)s and b.code = %(code)s
order by b.year, b.phase
"""


def area_figures(
    slug: str, level: str, code: str, totals: Mapping[str, str] = MappingProxyType({})
) -> list[AreaFigure]:
    """An area's figures of a measure, oldest year first, all schools before those by phase; England has the code "".

    `totals` names, by phase, the measures that carry the publisher's totals of a phase.
    """
    with connection.cursor() as cursor:
        cursor.execute(_AREA_FIGURES, {"slug": slug, "level": level, "code": code, "totals": json.dumps(dict(totals))})
        return [AreaFigure(*row) for row in cursor.fetchall()]


_AMONG = """
select v.number from schools_school s join measures_value v on v.urn = s.urn
join measures_measure m on m.id = v.measure_id
where s.la_code = any(%(codes)s) and s.phase_group = %(phase)s and (s.is_open or s.urn = %(urn)s)
  and m.slug = %(slug)s and v.year = %(year)s and v.current and v.status = 0
"""


def place_of(telling: Telling, spec: MeasureSpec, school: School, codes: Sequence[str], england: Bench | None) -> Place:
    """The rank of a figure among its area's schools of the phase, and its centile in England (J04, K08)."""
    if telling.number is None or telling.urn != school.pk:
        return Place(None, None, 0)
    asked = {"codes": list(codes), "phase": school.phase_group, "urn": school.pk, "slug": spec.slug}
    with connection.cursor() as cursor:
        cursor.execute(_AMONG, {**asked, "year": telling.year})
        numbers = [row[0] for row in cursor.fetchall()]
    rank = rules.rank(telling.number, numbers, direction=spec.direction) if len(numbers) > 1 else None
    centile = rules.centile(telling.number, england.centiles) if england else None
    return Place(rank, centile, england.n if england else 0)


def around(slug: str, year: int, school: School, codes: Sequence[str], name: str) -> comparators.Around:
    """England, region, area and its newest statistical neighbours for one measure in every year (E06)."""
    listed = list(StatisticalNeighbour.objects.filter(authority_code__in=codes).order_by("-as_at", "rank"))
    newest = listed[0].as_at if listed else None
    chosen = {r.neighbour_code: r.neighbour_name for r in listed if r.as_at == newest and r.neighbour_code not in codes}
    area = comparators.Area(tuple(codes), name, school.region, tuple(chosen), tuple(chosen.values()), newest)
    return school_figures.benchmarks({slug: year}, area, phase=school.phase_group, spread=True)


def years_held(slug: str) -> list[tuple[int, int]]:
    """(year, how many schools of England have the figure), oldest first."""
    rows = figures.benchmarks([slug], [("england", "")])
    return sorted((year, bench.n) for (_, year, _, _), bench in rows.items() if bench.n)


_SOURCES = """
select distinct r.name, r.year, r.kind, r.number from measures_release r
join measures_loading l on l.release_id = r.id and l.withdrawn_at is null
where r.withdrawn_at is null and l.columns ? %(slug)s
order by r.year desc nulls last, r.name limit 30
"""


def releases_with(slug: str) -> list[str]:
    """The names of the releases that carry a measure, newest year first."""
    with connection.cursor() as cursor:
        cursor.execute(_SOURCES, {"slug": slug})
        rows = cursor.fetchall()
    return list(dict.fromkeys(name + (f", re-issued ({number})" if number > 1 else "") for name, _, _, number in rows))
