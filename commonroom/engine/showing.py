"""What a command prints: a table for people, JSON for machines."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import IO, Any


def show(
    rows: Sequence[Mapping[str, Any]],
    *,
    as_json: bool,
    title: str = "",
    columns: Mapping[str, str] | None = None,
    out: IO[str] | None = None,
) -> None:
    """Print rows as a table with headings from `columns` (key to heading; else the first row's keys), or as JSON.

    Numbers stand right, absent values are blank. JSON is one list of objects with every key of each row.
    """
    out = out or sys.stdout
    if as_json:
        print(json.dumps([dict(row) for row in rows], ensure_ascii=False, indent=2, default=str), file=out)
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    headings = columns or {key: key for key in (rows[0] if rows else {})}
    table = Table(title=title or None, title_justify="left", show_header=any(headings.values()))
    for key, heading in headings.items():
        numeric = bool(rows) and all(isinstance(row.get(key), int | float) for row in rows)
        table.add_column(heading, justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*(Text("" if row.get(key) is None else str(row[key])) for key in headings))
    Console(file=out).print(table)


def show_one(row: Mapping[str, Any], *, as_json: bool, title: str = "", out: IO[str] | None = None) -> None:
    """Print one thing: as two columns for people, as one JSON object for machines."""
    out = out or sys.stdout
    if as_json:
        print(json.dumps(dict(row), ensure_ascii=False, indent=2, default=str), file=out)
        return
    pairs = [{"what": key, "value": value} for key, value in row.items()]
    show(pairs, as_json=False, title=title, columns={"what": "", "value": ""}, out=out)
