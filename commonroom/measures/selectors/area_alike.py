"""What schools like each school of an area have, on average: worked out once for each state of the figures.

The same schools as `alike.schools_like` names, for hundreds of schools at once. Kept in the process until anything is
loaded or taken back, since the nearest of 350 schools among 17,000 take a moment.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from django.db import connection

from commonroom.measures.models import Context
from commonroom.measures.selectors.figures import Bench
from commonroom.schools.selectors.kept import kept

NEAREST = 10


def nearest(urns: Sequence[int], limit: int = NEAREST) -> dict[int, tuple[int, ...]]:
    """{urn: the schools of England most like it, nearest first}, by the rule of `alike.schools_like`; one statement."""
    phases = set(Context.objects.filter(urn__in=list(urns)).values_list("phase", flat=True))
    fields = ("urn", "phase", "low_age", "high_age", "size", "disadvantage", "language", "support", "plans")
    rows = list(Context.objects.filter(phase__in=phases).values_list(*fields))
    if not rows:
        return {}
    frame = pl.DataFrame(rows, schema=list(fields), orient="row", infer_schema_length=None).with_columns(
        pl.col("low_age", "high_age").fill_null(0)
    )
    by_phase = {str(key[0]): part for key, part in frame.partition_by("phase", as_dict=True).items()}
    wanted = frame.filter(pl.col("urn").is_in(list(urns)))
    return {own["urn"]: _nearest_to(own, by_phase[own["phase"]], limit) for own in wanted.iter_rows(named=True)}


def _nearest_to(own: Mapping[str, Any], among: pl.DataFrame, limit: int) -> tuple[int, ...]:
    distance = sum(((pl.col(name) - own[name]).pow(2) * weight for name, weight in _WEIGHTS.items()), start=pl.lit(0.0))
    near = among.lazy().filter(
        pl.col("urn") != own["urn"],
        (pl.col("low_age") - own["low_age"]).abs() <= 2,
        (pl.col("high_age") - own["high_age"]).abs() <= 2,
    )
    found = near.select("urn", distance.alias("distance")).sort("distance", "urn").head(limit).collect()
    return tuple(found["urn"].to_list())


_WEIGHTS = {"size": 1, "disadvantage": 2, "language": 1, "support": 1, "plans": 1}

_MEANS = """
select pair.school, v.measure_id, v.year, count(v.number),
       case when bool_and(v.cohort > 0) filter (where v.number is not null)
            then sum(v.number * v.cohort) filter (where v.cohort > 0)
                 / sum(v.cohort) filter (where v.number is not null)
            else avg(v.number) end
from unnest(%(schools)s::int[], %(others)s::int[]) as pair (school, other)
join measures_value v on v.urn = pair.other and v.current and v.measure_id = any(%(ids)s::smallint[])
     and v.year = any(%(years)s::smallint[])
group by 1, 2, 3
"""


def means(urns: Sequence[int], ids: Mapping[int, str], years: Sequence[int]) -> dict[tuple[int, str, int], Bench]:
    """{(urn, slug, year): the average of the ten schools most like it}, weighted by pupils where all give them."""
    schools = tuple(sorted(urns))
    key = (schools, tuple(sorted(ids)), tuple(sorted(years)))
    return kept("means of schools alike", key, lambda: _means(_kept_nearest(schools), ids, years), most=16)


def _kept_nearest(urns: tuple[int, ...]) -> dict[int, tuple[int, ...]]:
    return kept("nearest of many", urns, lambda: nearest(urns), most=16)


def _means(
    near: Mapping[int, tuple[int, ...]], ids: Mapping[int, str], years: Sequence[int]
) -> dict[tuple[int, str, int], Bench]:
    pairs = [(school, other) for school, others in near.items() for other in others]
    with connection.cursor() as cursor:
        cursor.execute(
            _MEANS,
            {
                "schools": [school for school, _ in pairs],
                "others": [other for _, other in pairs],
                "ids": list(ids),
                "years": list(years),
            },
        )
        rows = cursor.fetchall()
    return {
        (school, ids[pk], year): Bench(
            ids[pk], year, "alike", "", number, "computed", n, len(near[school]), None, (), None, None
        )
        for school, pk, year, n, number in rows
        if number is not None
    }
