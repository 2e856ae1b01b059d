"""Benchmarks around an area for several phases at once, without their centiles: one statement for the whole page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import connection

from commonroom.measures.models import Benchmark
from commonroom.measures.selectors.area_measures import Held
from commonroom.measures.selectors.comparators import Area, Around
from commonroom.measures.selectors.figures import Bench

_FIELDS = (
    "measure_id",
    "year",
    "level",
    "code",
    "phase",
    "number",
    "method",
    "n",
    "of",
    "spread",
    "loading_id",
    "row",
)
_Key = tuple[str, int, str, str]


def benches(held: Held, area: Area, slugs: Iterable[str], phases: Sequence[str]) -> dict[str, Around]:
    """{phase: the benchmarks around the area for schools of that phase}, every year; "" is all phases together.

    A measure that schools of several phases have is compared within the phase, where the phase has a figure.
    """
    ids = [held.ids[slug] for slug in dict.fromkeys(slugs) if slug in held.ids]
    around = area.around
    rows = Benchmark.objects.filter(
        measure_id__in=ids,
        level__in={level for level, _ in around},
        code__in={code for _, code in around},
        phase__in={"", *phases},
    )
    plain: dict[_Key, Bench] = {}
    by_phase: dict[str, dict[_Key, Bench]] = {phase: {} for phase in phases if phase}
    for pk, year, level, code, phase, number, method, n, of, spread, loading_id, row in rows.values_list(*_FIELDS):
        slug = held.slugs[pk]
        if (level, code) not in around:
            continue
        bench = Bench(slug, year, level, code, number, method, n, of, spread, (), loading_id, row, phase)
        if not phase:
            plain[slug, year, level, code] = bench
        elif number is not None and _several(held, slug):
            by_phase[phase][slug, year, level, code] = bench
    return {"": Around(area, plain)} | {phase: Around(area, {**plain, **own}) for phase, own in by_phase.items()}


def _several(held: Held, slug: str) -> bool:
    spec = held.specs.get(slug)
    return spec is not None and spec.of_several_phases


@dataclass(frozen=True, slots=True)
class Place:
    """A place of an authority among all with the figure: 1 is the most favourable, or highest without direction."""

    place: int
    of: int


_PLACES = """
select own.measure_id, own.year, own.phase, count(other.number),
       count(*) filter (where other.number > own.number), count(*) filter (where other.number < own.number)
from measures_benchmark own
join measures_benchmark other on other.measure_id = own.measure_id and other.year = own.year
     and other.phase = own.phase and other.level = 'la' and other.number is not null
where own.level = 'la' and own.code = %(code)s and own.number is not null and own.phase in ('', %(phase)s)
      and (own.measure_id, own.year) in (select * from unnest(%(ids)s::smallint[], %(years)s::smallint[]))
group by own.measure_id, own.year, own.phase
"""


def places(held: Held, la_code: str, pairs: Mapping[str, int], *, phase: str = "") -> dict[str, Place]:
    """{slug: the authority's place among all authorities} for (slug, year) pairs; one statement (J04, K08)."""
    known = [(held.ids[slug], year) for slug, year in pairs.items() if slug in held.ids]
    with connection.cursor() as cursor:
        cursor.execute(
            _PLACES,
            {"code": la_code, "phase": phase, "ids": [pk for pk, _ in known], "years": [y for _, y in known]},
        )
        rows = cursor.fetchall()
    found = {}
    for pk, _, of_phase, of, higher, lower in sorted(rows, key=lambda row: row[2]):
        slug = held.slugs[pk]
        spec = held.specs.get(slug)
        if of_phase and not (spec and spec.of_several_phases):
            continue
        found[slug] = Place((lower if spec and spec.direction == "down" else higher) + 1, of)
    return found
