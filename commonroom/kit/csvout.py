"""Writing CSV that no spreadsheet takes for a formula, and reading such cells back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

Cell = str | int | float | Decimal | date | bool | None

_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")


def guard(cell: Cell) -> str:
    """The text of a cell, safe to open in a spreadsheet.

    An apostrophe is put before text that would start a formula, and before text that begins with one already, so
    that `unguard` gives back exactly what went in. Numbers, dates and blanks stay as they are.
    """
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return str(cell)
    return "'" + cell if cell.lstrip(" ").startswith((*_DANGEROUS, "'")) else cell


def unguard(cell: str) -> str:
    """What `guard` was given, for text."""
    return cell[1:] if cell.startswith("'") and guard(cell[1:]) == cell else cell


def lines(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The lines of a CSV, each with its line end, one at a time. The first begins with a byte order mark for Excel."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    buffer.write("\ufeff")
    writer.writerow([guard(cell) for cell in header])
    yield _taken(buffer)
    for cells in rows:
        writer.writerow([guard(cell) for cell in cells])
        yield _taken(buffer)


def text(header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """A whole CSV as text."""
    return "".join(lines(header, rows))


def _taken(buffer: io.StringIO) -> str:
    written = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return written
