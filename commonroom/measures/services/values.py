"""Figures of schools and of areas: compared, loaded, taken back. The last word on a figure is one row, `current`.

The best row of a key (school or area, measure, year) is the one of the highest precedence (final before provisional),
then of the latest loading; rows of withdrawn loadings never count. All rows are kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl
from django.db import connection

from commonroom.kit import bulk
from commonroom.kit.tabular import ROW

Pair = tuple[int, int]


@dataclass(frozen=True)
class Figures:
    """A kind of figure: its table and the columns that say whose it is."""

    table: str
    keys: tuple[str, ...]
    temporary: str


SCHOOLS = Figures("measures_value", ("urn", "measure_id", "year"), "incoming_values")
AREAS = Figures("measures_areavalue", ("measure_id", "year", "level", "code"), "incoming_area_values")
FACTS = ("number", "status", "cohort")


@dataclass(frozen=True)
class Counts:
    """How figures of a file stand to those held: `unheld` counts those that this kind of file has not said before."""

    new: int = 0
    differ: int = 0
    same: int = 0
    unheld: int = 0
    suppressed: int = 0
    statuses: int = 0


def keyed(frame: pl.DataFrame, ids: Mapping[str, int]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Figures with measure ids instead of slugs, each key once; and the rows that give a key again (left out)."""
    level = [] if "level" not in frame.columns else [pl.col("code").fill_null("")]
    made = frame.with_columns(
        pl.col("measure").replace_strict(dict(ids), return_dtype=pl.Int16).alias("measure_id"), *level
    ).rename({ROW: "row"})
    figures = AREAS if "level" in frame.columns else SCHOOLS
    columns = [*figures.keys, *FACTS, "row"]
    first = pl.struct(figures.keys).is_first_distinct()
    if made.select(first.all()).item():
        return made.select(columns), made.select(columns).clear()
    marked = made.with_columns(first.alias("__first"))
    return marked.filter("__first").select(columns), marked.filter(~pl.col("__first")).select(columns)


def pairs_of(frame: pl.DataFrame) -> set[Pair]:
    """The (measure id, start year) pairs among figures."""
    return set(frame.select("measure_id", "year").unique().rows())


def is_carried(figures: Figures, frame: pl.DataFrame) -> bool:
    """Whether any figure is held of these measures in these years: if none is, nothing need be compared."""
    known = frame.filter(pl.col("measure_id") > 0)
    if not known.height:
        return False
    measures, years = known["measure_id"].unique().to_list(), known["year"].unique().to_list()
    with connection.cursor() as cursor:
        cursor.execute(
            f"select exists(select 1 from {figures.table} where measure_id between %s and %s "
            "and year between %s and %s and measure_id = any(%s) and year = any(%s))",
            [min(measures), max(measures), min(years), max(years), measures, years],
        )
        return bool(cursor.fetchone()[0])


def compare(figures: Figures, frame: pl.DataFrame, *, kind: str, carried: bool = True) -> Counts:
    """Count how the figures of a file of a kind stand to those held. Works in a transaction (a temporary table)."""
    marks = frame.select(suppressed=(pl.col("status") == 1).sum(), statuses=(pl.col("status") > 0).sum()).row(
        0, named=True
    )
    if not carried or not frame.height:
        return Counts(new=frame.height, unheld=frame.height, **marks)
    _stage(figures, frame)
    with connection.cursor() as cursor:
        cursor.execute(_COMPARE.format(**_parts(figures)), [kind])
        new, differ, same, unheld = cursor.fetchone()
    return Counts(new, differ, same, unheld, **marks)


def load(
    figures: Figures, frame: pl.DataFrame, *, loading_id: int, carried: bool = True, tell: bulk.Tell = bulk.nobody
) -> int:
    """Write all figures of a file under a loading and make the best of each key current; how many became so.

    `tell` hears how many are sent by now.
    """
    frame = frame.with_columns(loading_id=pl.lit(loading_id, pl.Int32), current=pl.lit(True))
    if not carried:
        with connection.cursor() as cursor:
            return bulk.copy_in(cursor, figures.table, frame, tell=tell)
    _stage(figures, frame.drop("loading_id", "current"), tell)
    parts = _parts(figures)
    with connection.cursor() as cursor:
        cursor.execute(_RETIRE.format(**parts), [loading_id])
        cursor.execute(_INSERT.format(**parts), [loading_id])
        cursor.execute(f"select count(*) from {figures.table} where loading_id = %s and current", [loading_id])
        return int(cursor.fetchone()[0])


def take_back(figures: Figures, *, loading_id: int) -> set[Pair]:
    """Make the figures of a loading (already marked withdrawn) count no more, and the next best of each key current."""
    parts = _parts(figures)
    with connection.cursor() as cursor:
        cursor.execute(f"drop table if exists freed_{figures.table}")
        cursor.execute(
            f"create temp table freed_{figures.table} on commit drop as "
            f"select {parts['keys']} from {figures.table} where loading_id = %s and current",
            [loading_id],
        )
        cursor.execute(f"update {figures.table} set current = false where loading_id = %s and current", [loading_id])
        cursor.execute(_PROMOTE.format(**parts))
        cursor.execute(f"select distinct measure_id, year from freed_{figures.table}")
        return set(cursor.fetchall())


def _stage(figures: Figures, frame: pl.DataFrame, tell: bulk.Tell = bulk.nobody) -> None:
    with connection.cursor() as cursor:
        bulk.temporary(cursor, figures.temporary, figures.table, [*figures.keys, *FACTS, "row"])
        bulk.copy_in(cursor, figures.temporary, frame, [*figures.keys, *FACTS, "row"], tell)
        cursor.execute(f"analyze {figures.temporary}")


def _parts(figures: Figures) -> dict[str, str]:
    return {
        "table": figures.table,
        "incoming": figures.temporary,
        "keys": ", ".join(figures.keys),
        "match": " and ".join(f"v.{key} = i.{key}" for key in figures.keys),
        "first": f"v.{figures.keys[0]}",
        "equal": "v.number is not distinct from i.number and v.status = i.status "
        "and v.cohort is not distinct from i.cohort",
        "i_keys": ", ".join(f"i.{key}" for key in figures.keys),
        "v_keys": ", ".join(f"v.{key}" for key in figures.keys),
    }


_COMPARE = """
with theirs as (
    select distinct on ({v_keys}) v.*
    from {table} v
    join measures_loading l on l.id = v.loading_id and l.withdrawn_at is null
    join measures_release r on r.id = l.release_id and r.kind = %s
    where v.measure_id in (select distinct measure_id from {incoming})
    order by {v_keys}, v.loading_id desc
), said as (
    select {i_keys} from {incoming} i join theirs v on {match} and {equal}
), against as (
    select v.measure_id is null as fresh, coalesce({equal}, false) as alike
    from {incoming} i left join {table} v on {match} and v.current
)
select count(*) filter (where fresh), count(*) filter (where not fresh and not alike), count(*) filter (where alike),
    (select count(*) from {incoming}) - (select count(*) from said)
from against
"""
_RANKS = "select l.id, r.precedence from measures_loading l join measures_release r on r.id = l.release_id"
_RETIRE = (
    "update {table} v set current = false from {incoming} i, "
    f"({_RANKS}) old, ({_RANKS}) new "
    "where {match} and v.current and old.id = v.loading_id and new.id = %s and old.precedence <= new.precedence"
)
_INSERT = """
insert into {table} ({keys}, number, status, cohort, row, loading_id, current)
select {i_keys}, i.number, i.status, i.cohort, i.row, %s,
    not exists(select 1 from {table} v where {match} and v.current)
from {incoming} i
"""
_PROMOTE = """
update {table} held set current = true from (
    select distinct on ({v_keys}) v.id
    from {table} v
    join freed_{table} i on {match}
    join measures_loading l on l.id = v.loading_id and l.withdrawn_at is null
    join measures_release r on r.id = l.release_id
    order by {v_keys}, r.precedence desc, v.loading_id desc
) best where held.id = best.id
"""
