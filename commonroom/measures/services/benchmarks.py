"""Comparators, worked out once when figures change, in one statement for each pair of measure and year.

An area's figure is the publisher's total where one is published, else LAIT's, else it is computed from its schools:
weighted by the pupils it rests on where the file gives them, and then it says from how many of how many schools.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

from commonroom.measures import catalogue
from commonroom.measures.catalogue import lait
from commonroom.measures.models import Measure

PUBLISHED, FROM_LAIT = 0, 1
TOTAL_PHASES = {"primary": "primary", "secondary": "secondary", "special": "special and alternative"}


def _sources_of(spec: catalogue.MeasureSpec) -> list[tuple[str, str, int, float]]:
    """(measure that carries area totals, phase, rank, factor) for one measure, best first."""
    found: list[tuple[str, str, int, float]] = [(spec.slug, "", PUBLISHED, 1.0)]
    if spec.lait:
        found.append((lait.measure_of(spec.lait), "", FROM_LAIT, spec.lait_scale))
    for phase, slug in spec.totals.items():
        found.append((slug, TOTAL_PHASES[phase], PUBLISHED, 1.0))
        total = catalogue.catalogue()[slug]
        if total.lait:
            found.append((lait.measure_of(total.lait), TOTAL_PHASES[phase], FROM_LAIT, total.lait_scale))
    return found


def _mapping(ids: dict[str, int]) -> list[tuple[int, int, str, int, float]]:
    """(carrying measure, measure, phase, rank, factor) for every measure that the database knows."""
    rows = [
        (ids[carrier], ids[spec.slug], phase, rank, factor)
        for spec in catalogue.catalogue().values()
        if spec.slug in ids
        for carrier, phase, rank, factor in _sources_of(spec)
        if carrier in ids
    ]
    known = {row[1] for row in rows}
    rows += [(pk, pk, "", PUBLISHED, 1.0) for pk in ids.values() if pk not in known]
    return rows


def refresh_benchmarks(pairs: Iterable[tuple[int, int]]) -> int:
    """Work out the benchmarks of these (measure id, start year) pairs anew, and of the measures that these are totals
    of; in the caller's transaction. Returns how many rows stand for them.
    """
    touched = set(pairs)
    if not touched:
        return 0
    ids = dict(Measure.objects.values_list("slug", "pk"))
    mapping = _mapping(ids)
    targets: dict[int, set[int]] = {}
    for carrier, measure, *_ in mapping:
        targets.setdefault(carrier, set()).add(measure)
    wanted = sorted({(m, year) for carrier, year in touched for m in targets.get(carrier, {carrier})})
    one_phase = {slug for slug, spec in catalogue.catalogue().items() if not spec.of_several_phases}
    several = [pk for slug, pk in ids.items() if slug not in one_phase]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("drop table if exists pg_temp.wanted; drop table if exists pg_temp.carried;")
        cursor.execute("create temp table wanted (measure_id smallint, year smallint) on commit drop")
        with cursor.copy("copy wanted from stdin") as copy:
            for row in wanted:
                copy.write_row(row)
        cursor.execute(
            "create temp table carried"
            " (carrier smallint, measure_id smallint, phase text, rank smallint, factor float8) on commit drop"
        )
        with cursor.copy("copy carried from stdin") as copy:
            for entry in mapping:
                copy.write_row(entry)
        cursor.execute("analyze wanted")
        cursor.execute(
            "delete from measures_benchmark b using wanted w where b.measure_id = w.measure_id and b.year = w.year"
        )
        cursor.execute(_INSERT, {"several": several})
        return cursor.rowcount


_INSERT = """
with held as materialized (
    select v.measure_id, v.year, v.number, v.cohort, s.la_code as la,
           coalesce(nullif(a.region, ''), nullif(s.region, '')) as region,
           case when v.measure_id = any(%(several)s) then coalesce(s.phase_group, 'other') else '' end as phase
    from measures_value v
    left join schools_school s on s.urn = v.urn
    left join schools_localauthority a on a.code = s.la_code
    where v.current and (v.measure_id, v.year) in (select measure_id, year from wanted)
), computed as (
    select measure_id, year,
           case when grouping(la) = 0 then 'la' when grouping(region) = 0 then 'region' else 'england' end as level,
           case when grouping(la) = 0 then la when grouping(region) = 0 then region else '' end as code,
           case when grouping(phase) = 0 then phase else '' end as phase,
           grouping(phase) as all_phases,
           count(number) as n, count(*) as of,
           case when sum(cohort) filter (where number is not null and cohort > 0) > 0
                     and count(number) filter (where cohort > 0) * 10 >= count(number) * 9
                then sum(number * cohort) filter (where cohort > 0)
                     / sum(cohort) filter (where number is not null and cohort > 0)
                else avg(number) end as number,
           stddev_samp(number) as spread,
           case when grouping(la) = 1 and grouping(region) = 1 and count(number) > 0
                then percentile_cont((select array_agg(i / 100.0::float8 order by i) from generate_series(0, 100) i))
                     within group (order by number) end as centiles
    from held
    group by grouping sets (
        (measure_id, year), (measure_id, year, region), (measure_id, year, la),
        (measure_id, year, phase), (measure_id, year, phase, region), (measure_id, year, phase, la)
    )
), kept as (
    select * from computed
    where (level = 'england' or (code is not null and code <> ''))
      and (all_phases = 1 or phase <> '')
), published as (
    select distinct on (c.measure_id, a.year, level, code, c.phase)
           c.measure_id, a.year, case when a.level = 'england_state' then 'england' else a.level end as level, a.code,
           c.phase, a.number * c.factor as number, c.rank, a.loading_id, a.row
    from measures_areavalue a
    join carried c on c.carrier = a.measure_id
    join wanted w on w.measure_id = c.measure_id and w.year = a.year
    where a.current and a.number is not null
    order by c.measure_id, a.year, level, code, c.phase, c.rank, (a.level = 'england_state') desc
)
insert into measures_benchmark
    (measure_id, year, level, code, phase, number, method, n, "of", spread, centiles, loading_id, row)
select coalesce(p.measure_id, k.measure_id), coalesce(p.year, k.year), coalesce(p.level, k.level),
       coalesce(p.code, k.code), coalesce(p.phase, k.phase), coalesce(p.number, k.number),
       case when p.rank = 0 then 'published' when p.rank = 1 then 'lait' else 'computed' end,
       coalesce(k.n, 0), coalesce(k.of, 0), k.spread, coalesce(k.centiles, '{}'), p.loading_id, p.row
from kept k
full join published p
  on (p.measure_id, p.year, p.level, p.code, p.phase) = (k.measure_id, k.year, k.level, k.code, k.phase)
"""
