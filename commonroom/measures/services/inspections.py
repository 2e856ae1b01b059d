"""Inspections: each event once, in the words of the best source that tells of it."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db import connection

from commonroom.kit import bulk
from commonroom.kit.tabular import ROW

RANKS = {"ofsted_mi": 3, "inspections_csv": 2}
"""Ofsted's own list before a list of inspections, and that before a grade carried in the register."""
COLUMNS = (
    "urn", "at_urn", "inspected_on", "published_on", "number", "regime", "event", "overall", "judgements",
    "safeguarding", "source", "as_at", "loading_id", "row", "current",
)  # fmt: skip
_WORDS = ("number", "overall", "safeguarding", "regime", "event", "judgements")


def load_inspections(frame: pl.DataFrame, *, source: str, loading_id: int, as_at: date | None) -> int:
    """Write inspection events that are not held, or that this source tells better or differently; how many.

    Of one event (school, day, kind) one row is current: that of the best source, then of the latest loading.
    """
    rows = _rows(frame, source, loading_id, as_at)
    if not rows.height:
        return 0
    with connection.cursor() as cursor:
        bulk.temporary(cursor, "incoming_inspections", "measures_inspection", COLUMNS)
        bulk.copy_in(cursor, "incoming_inspections", rows, COLUMNS)
        cursor.execute(_SKIP_KNOWN)
        cursor.execute(f"update incoming_inspections i set current = false where exists({_BETTER_HELD})")
        cursor.execute(
            "update measures_inspection v set current = false from incoming_inspections i "
            f"where i.current and v.current and {_SAME_EVENT}"
        )
        columns = ", ".join(COLUMNS)
        cursor.execute(f"insert into measures_inspection ({columns}) select {columns} from incoming_inspections")
        return int(cursor.rowcount)


def remove_inspections(*, loading_id: int) -> int:
    """Take out the events that a loading brought, and let the next best telling of each be current; how many."""
    with connection.cursor() as cursor:
        cursor.execute("delete from measures_inspection where loading_id = %s", [loading_id])
        gone = int(cursor.rowcount)
        cursor.execute(
            "update measures_inspection held set current = true from ("
            "select distinct on (v.urn, v.inspected_on, v.event) v.id from measures_inspection v "
            "where not exists(select 1 from measures_inspection c where c.current and c.urn = v.urn "
            "and c.inspected_on is not distinct from v.inspected_on and c.event = v.event) "
            f"order by v.urn, v.inspected_on, v.event, {_rank('v')} desc, v.loading_id desc) best "
            "where held.id = best.id"
        )
        return gone


def _rows(frame: pl.DataFrame, source: str, loading_id: int, as_at: date | None) -> pl.DataFrame:
    frame = frame.filter(pl.col("urn").is_not_null() & pl.col("inspected_on").is_not_null())
    frame = frame.unique(["urn", "inspected_on", "event"], keep="first", maintain_order=True)
    if "at_urn" not in frame.columns:
        frame = frame.with_columns(at_urn=pl.lit(None, pl.Int32))
    return (
        frame.with_columns([pl.col(name).fill_null("{}" if name == "judgements" else "") for name in _WORDS])
        .with_columns(
            source=pl.lit(source),
            as_at=pl.lit(as_at, pl.Date),
            loading_id=pl.lit(loading_id, pl.Int32),
            row=pl.col(ROW),
            current=pl.lit(True),
        )
        .select(COLUMNS)
    )


def _rank(alias: str) -> str:
    cases = " ".join(f"when '{source}' then {rank}" for source, rank in RANKS.items())
    return f"(case {alias}.source {cases} else 1 end)"


_SAME_EVENT = "v.urn = i.urn and v.inspected_on = i.inspected_on and v.event = i.event"
_EQUAL = " and ".join(
    f"v.{name} is not distinct from i.{name}"
    for name in ("at_urn", "published_on", "number", "regime", "overall", "judgements", "safeguarding")
)
_SKIP_KNOWN = (
    "delete from incoming_inspections i using measures_inspection v "
    f"where {_SAME_EVENT} and v.source = i.source and {_EQUAL}"
)
_BETTER_HELD = f"select 1 from measures_inspection v where v.current and {_SAME_EVENT} and {_rank('v')} > {_rank('i')}"
