"""The figures of a few schools and what stands beside them: one statement for values, one for benchmarks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db import connection

from commonroom.kit.status import Status
from commonroom.measures.catalogue import catalogue
from commonroom.measures.selectors import lives
from commonroom.measures.selectors.comparators import Area, Around
from commonroom.measures.selectors.figures import Bench, Figure
from commonroom.schools.models import School

Held = dict[tuple[int, str, int], Figure]


@dataclass(frozen=True)
class Values:
    """Figures of the school (with its predecessors'), of schools like it, and of its area's schools in its newest
    years. Keys are (urn, slug, start year); `among` keeps numbers by slug and year.
    """

    own: Held
    alike: Held
    among: Mapping[tuple[str, int], tuple[tuple[int, float], ...]]

    def years(self, slug: str) -> dict[int, Figure]:
        """A measure of the school over the years, oldest first."""
        return self._by_slug.get(slug, {})

    @cached_property
    def _by_slug(self) -> dict[str, dict[int, Figure]]:
        found: dict[str, dict[int, Figure]] = {}
        for (_, slug, year), figure in sorted(self.own.items(), key=lambda item: item[0][2]):
            found.setdefault(slug, {})[year] = figure
        return found


_VALUES = """
with life as materialized (
  select measure_id, max(year) as year from measures_value where current and urn = any(%(life)s) group by measure_id)
select 'own', m.slug, v.urn, v.year, v.number, v.status, v.cohort, v.loading_id, v.row
  from measures_value v join measures_measure m on m.id = v.measure_id
  where v.current and v.urn = any(%(life)s) and m.slug = any(%(slugs)s)
union all
select 'alike', m.slug, v.urn, v.year, v.number, v.status, v.cohort, v.loading_id, v.row
  from life join measures_measure m on m.id = life.measure_id
  join measures_value v on v.measure_id = life.measure_id and v.year = life.year
  where v.current and v.urn = any(%(alike)s) and m.slug = any(%(compared)s)
union all
select 'among', m.slug, v.urn, v.year, v.number, v.status, v.cohort, v.loading_id, v.row
  from life join measures_measure m on m.id = life.measure_id
  join schools_school s on s.la_code = any(%(codes)s) and s.phase_group = %(phase)s and s.is_open
  join measures_value v on v.urn = s.urn and v.measure_id = life.measure_id and v.year = life.year
  where v.current and v.status = 0 and m.slug = any(%(among)s)
"""


def values(
    school: School,
    predecessors: Sequence[School] = (),
    *,
    slugs: Iterable[str],
    alike: Sequence[int] = (),
    compared: Iterable[str] = (),
    codes: Sequence[str] = (),
    among: Iterable[str] = (),
) -> Values:
    """`slugs` of a school in every year; `compared` of schools `alike`; `among` of the area's schools of its phase."""
    asked: dict[str, Any] = {
        "life": [school.pk, *(before.pk for before in predecessors)],
        "slugs": list(slugs),
        "alike": list(alike),
        "compared": list(compared),
        "codes": list(codes),
        "phase": school.phase_group,
        "among": list(among),
    }
    with connection.cursor() as cursor:
        cursor.execute(_VALUES, asked)
        rows = cursor.fetchall()
    held: dict[str, Held] = {"own": {}, "alike": {}}
    spread: dict[tuple[str, int], list[tuple[int, float]]] = {}
    for part, slug, urn, year, number, status, cohort, loading_id, row in rows:
        if part == "among":
            spread.setdefault((slug, year), []).append((urn, number))
            continue
        held[part][urn, slug, year] = Figure(urn, slug, year, number, Status(status), cohort, loading_id, row)
    own = filled(school, predecessors, held["own"])
    return Values(own, held["alike"], {key: tuple(sorted(pairs)) for key, pairs in spread.items()})


def filled(school: School, predecessors: Sequence[School], found: Held) -> Held:
    """The school's own figures, and those of predecessors where it has none; they keep the predecessor's URN."""
    whole = {key: figure for key, figure in found.items() if key[0] == school.pk}
    line = tuple(lives.Predecessor(before.pk, before.name, None, before.depth) for before in predecessors)  # type: ignore[attr-defined]
    theirs: dict[int, list[Figure]] = {}
    for (urn, *_), figure in found.items():
        if urn != school.pk:
            theirs.setdefault(urn, []).append(figure)
    lives.fill(whole, school.pk, line, theirs)
    return whole


_BENCHMARKS = """
select m.slug, b.year, b.level, b.code, b.number, b.phase, b.method, b.n, b.of, b.spread,
  case when %(spread)s and b.level = 'england' and b.year = newest.year then b.centiles end, b.loading_id, b.row
from unnest(%(slugs)s::text[], %(years)s::int[]) as newest(slug, year)
join measures_measure m on m.slug = newest.slug
join measures_benchmark b on b.measure_id = m.id
where b.phase in ('', %(phase)s)
  and (b.level, b.code) in (select * from unnest(%(levels)s::text[], %(codes)s::text[]))
order by b.phase
"""


def benchmarks(newest: Mapping[str, int], area: Area, *, phase: str, spread: bool = False) -> Around:
    """What stands around some measures ({slug: newest year}) in every year, in one statement.

    With `spread`, England's benchmarks of the newest years carry their centiles, which are large.
    """
    levels = sorted(area.around)
    asked: dict[str, Any] = {
        "slugs": list(newest),
        "years": list(newest.values()),
        "phase": phase,
        "spread": spread,
        "levels": [level for level, _ in levels],
        "codes": [code for _, code in levels],
    }
    with connection.cursor() as cursor:
        cursor.execute(_BENCHMARKS, asked)
        rows = cursor.fetchall()
    specs = catalogue()
    held: dict[tuple[str, int, str, str], Bench] = {}
    for slug, year, level, code, number, of_phase, method, n, of, spread, centiles, loading_id, row in rows:
        spec = specs.get(slug)
        if of_phase and spec is not None and not spec.of_several_phases:
            continue
        key = (slug, year, level, code)
        if number is None and key in held:
            continue
        held[key] = Bench(
            slug, year, level, code, number, method, n, of, spread, tuple(centiles or ()), loading_id, row, of_phase
        )
    return Around(area, held)
