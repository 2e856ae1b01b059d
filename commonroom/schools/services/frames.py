"""The register as frames: its fields and their types, what is held, and what is derived from the facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl
from convertbng import cutil
from django.db import connection

from commonroom.kit import bulk
from commonroom.kit.tabular import ROW
from commonroom.schools import rules
from commonroom.schools.models import School

TABLE = School._meta.db_table
_KINDS: dict[str, type[pl.DataType]] = {
    "CharField": pl.String,
    "SmallIntegerField": pl.Int16,
    "IntegerField": pl.Int32,
    "FloatField": pl.Float64,
    "DateField": pl.Date,
}
_DERIVED = {
    "phase_group",
    "latitude",
    "longitude",
    "is_open",
    "content_hash",
    "older",
    "loading_id",
    "row",
    "as_at",
    "urn",
}
FIELDS: dict[str, type[pl.DataType]] = {
    str(field.column): _KINDS[field.get_internal_type()]
    for field in School._meta.concrete_fields
    if field.column not in _DERIVED
}
"""Every fact of a school that files bring, in the order of the table."""
LENGTHS: dict[str, int] = {
    field.column: field.max_length
    for field in School._meta.concrete_fields
    if field.column in FIELDS and field.get_internal_type() == "CharField" and field.max_length
}
ORIGIN = {"loading_id": pl.Int32, "row": pl.Int32, "as_at": pl.Date, "content_hash": pl.String, "older": pl.String}
COLUMNS = ("urn", *FIELDS, "latitude", "longitude", "is_open", *ORIGIN)


def fitted(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with its known columns in their types, texts cut to what the table holds."""
    exprs = [pl.col("urn").cast(pl.Int32), pl.col(ROW).cast(pl.Int32)]
    for name in [name for name in FIELDS if name in frame.columns]:
        column = pl.col(name).cast(FIELDS[name])
        exprs.append(column.str.slice(0, LENGTHS[name]) if name in LENGTHS else column)
    return frame.select(exprs)


def held_schools(urns: Sequence[int] | None) -> pl.DataFrame:
    """The schools held, of some URNs or all: facts, place and origin; blanks are null."""
    schema: dict[str, Any] = {"urn": pl.Int32, **FIELDS, "latitude": pl.Float64, "longitude": pl.Float64, **ORIGIN}
    names = [f'"{name}"' if name != "content_hash" else "encode(content_hash, 'hex')" for name in schema]
    where = "" if urns is None else f" where urn in ({', '.join(str(int(urn)) for urn in urns) or 'null'})"
    with connection.cursor() as cursor:
        return bulk.copy_out(cursor, f"select {', '.join(names)} from {TABLE}{where}", schema)


def with_place(frame: pl.DataFrame) -> pl.DataFrame:
    """Latitude and longitude out of easting and northing, where both are known."""
    if not {"easting", "northing"} <= set(frame.columns):
        return frame.with_columns(latitude=pl.lit(None, pl.Float64), longitude=pl.lit(None, pl.Float64))
    on = frame.select(on=(pl.col("easting") > 0) & (pl.col("northing") > 0)).to_series().fill_null(False).arg_true()
    if not len(on):
        return frame.with_columns(latitude=pl.lit(None, pl.Float64), longitude=pl.lit(None, pl.Float64))
    easting, northing = (frame.get_column(name).gather(on).cast(pl.Float64) for name in ("easting", "northing"))
    longitude, latitude = cutil.convert_lonlat(easting.to_numpy(), northing.to_numpy())
    return frame.with_columns(
        latitude=_placed(latitude, on, frame.height), longitude=_placed(longitude, on, frame.height)
    )


def _placed(numbers: Any, on: pl.Series, height: int) -> pl.Series:
    """Numbers at their rows, null elsewhere. A series of its own each time: scatter writes into the one it is given."""
    # As a list: of an array polars asks whether it is a masked one, for which numpy first loads all that masks need.
    found = pl.Series(numbers.tolist(), dtype=pl.Float64).round(6).fill_nan(None)
    if len(on) == height:
        return found
    return pl.Series([None], dtype=pl.Float64).new_from_index(0, height).scatter(on, found)


def with_derived(frame: pl.DataFrame) -> pl.DataFrame:
    """Whether a school is open: by its status, without one by the day on which it closed."""
    have = set(frame.columns)
    status = pl.col("status") if "status" in have else pl.lit(None, pl.String)
    closed = pl.col("closed_on") if "closed_on" in have else pl.lit(None, pl.Date)
    opens = [s.value.lower() for s in rules.Status if s.is_open]
    is_open = (
        pl.when(status.is_null())
        .then(closed.is_null() | (closed > pl.col("as_at")))
        .otherwise(status.str.to_lowercase().is_in(opens))
    )
    return frame.with_columns(is_open=is_open)


def urns_of_laestabs(numbers: Sequence[int]) -> dict[int, int]:
    """The URN behind each LAESTAB (seven digits): the open school of that number, else the one opened last."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct on (n) n, urn from (select unnest(%s::int[]) as n) wanted join schools_school s "
            "on s.la_code = lpad((n / 10000)::text, 3, '0') and s.establishment_number = n %% 10000 "
            "order by n, s.is_open desc, s.opened_on desc nulls last, s.urn desc",
            [list(numbers)],
        )
        return dict(cursor.fetchall())
