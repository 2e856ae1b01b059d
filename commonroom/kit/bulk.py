"""Frames in and out of PostgreSQL by COPY, for a psycopg cursor (Django's wrapper passes `copy` through)."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import polars as pl

from commonroom.kit.ahead import ahead

SLICE = 8_192
FIRST_SLICE = 1_024
"""The first one is small, so that the server soon has something to do."""
Tell = Callable[[int], None]


def nobody(done: int) -> None:
    """Tell nobody how many rows are written by now."""


def copy_in(
    cursor: Any, table: str, frame: pl.DataFrame, columns: Sequence[str] | None = None, tell: Tell = nobody
) -> int:
    """COPY the rows of a frame into a table whose columns bear the frame's names; how many rows went in.

    Text columns get an empty string for null, all others NULL. Rows go in slices, so that memory stays small and the
    server parses one slice while the next is written.
    """
    names = list(columns or frame.columns)
    return copy_slices(cursor, table, (frame.select(names),), names, _texts(frame.select(names)), tell)


def copy_slices(
    cursor: Any,
    table: str,
    frames: Iterable[pl.DataFrame],
    names: Sequence[str],
    texts: Sequence[str],
    tell: Tell = nobody,
) -> int:
    """COPY frames of the same columns one after another; `texts` are the columns whose null is an empty string.

    `tell` hears after each slice how many rows are sent. While the server takes a slice, the next is made in a thread.
    """
    quoted = _quoted(names)
    force = f", force_not_null ({_quoted(texts)})" if texts else ""
    count = 0
    made = ((part.height, written(part)) for frame in frames for part in slices(frame))
    with cursor.copy(f"copy {table} ({quoted}) from stdin (format csv{force})") as copy:
        for height, data in ahead(made):
            copy.write(data)
            count += height
            tell(count)
    return count


def slices(frame: pl.DataFrame, rows: int = SLICE) -> Iterator[pl.DataFrame]:
    """A frame in slices of so many rows, of which the first is small. What is one slice already stays whole."""
    if frame.height <= rows:
        yield frame
        return
    yield frame.slice(0, FIRST_SLICE)
    yield from frame.slice(FIRST_SLICE).iter_slices(rows)


def written(frame: pl.DataFrame) -> bytes:
    """The rows of a frame as comma-separated values."""
    data = io.BytesIO()
    frame.write_csv(data, include_header=False)
    return data.getvalue()


def copy_out(cursor: Any, query: str, schema: dict[str, Any]) -> pl.DataFrame:
    """The rows of a query (without parameters) as a frame of a schema; an empty text is null."""
    with cursor.copy(f"copy ({query}) to stdout (format csv)") as copy:
        data = b"".join(bytes(block) for block in copy)
    if not data:
        return pl.DataFrame(schema=schema)
    frame = pl.read_csv(data, has_header=False, schema=schema)
    texts = [pl.when(pl.col(name) != "").then(pl.col(name)).alias(name) for name in _texts(frame)]
    return frame.with_columns(texts)


def temporary(cursor: Any, name: str, like: str, columns: Sequence[str]) -> None:
    """Make an empty temporary table with some columns of another, without its constraints; gone at the end."""
    cursor.execute(f"drop table if exists {name}")
    cursor.execute(f"create temp table {name} on commit drop as select {_quoted(columns)} from {like} with no data")


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _texts(frame: pl.DataFrame) -> list[str]:
    return [name for name, kind in frame.schema.items() if kind == pl.String]
