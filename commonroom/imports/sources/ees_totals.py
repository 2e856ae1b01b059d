"""Which rows of a file of explore education statistics are about all pupils: breakdowns are left out."""

from __future__ import annotations

import polars as pl

from commonroom.imports.sources.base import ROW

_TOTALS = (
    "total", "all", "all pupils", "all schools", "all children", "all establishments", "all state-funded",
    "all state funded", "all state-funded schools", "state-funded schools", "state-funded",
)  # fmt: skip
"""Words for “not broken down”, the widest first."""

_KEY = ["__level", "urn", "laestab", "code", "__year"]


def totals_only(frame: pl.DataFrame, columns: list[str]) -> tuple[pl.DataFrame, int]:
    """Keep, of each place with several rows for a year, the row of the total; also says how many were left out.

    A column breaks figures down where it holds a word for a total among rows of the same kind of area. `columns` are
    those that may: neither codes nor figures.
    """
    if not frame.select(pl.struct(_KEY).is_duplicated().any()).item():
        return frame, 0
    pieces = []
    for level in frame["__level"].unique(maintain_order=True):
        rows = frame.filter(pl.col("__level") == level)
        for column in columns:
            if rows.select(pl.struct(_KEY).is_duplicated().any()).item():
                rows = _total(rows, column)
        pieces.append(rows)
    kept = pl.concat(pieces).sort(ROW)
    return kept, frame.height - kept.height


def _total(rows: pl.DataFrame, column: str) -> pl.DataFrame:
    """The rows with the widest word for a total in a column, and those that say nothing there."""
    low = pl.col(column).str.to_lowercase()
    there = set(rows.select(low.unique()).to_series().drop_nulls())
    word = next((total for total in _TOTALS if total in there), None)
    if word is None or len(there) == 1:
        return rows
    return rows.filter(low.is_null() | (low == word))
