"""Cells to figures and statuses, a column at a time, and the names of areas: shared by several readers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

import polars as pl

from commonroom.imports.sources.base import SCHEMAS, Problem
from commonroom.kit.status import Status

MARKS: Mapping[str, Status] = {
    "c": Status.SUPPRESSED,
    "supp": Status.SUPPRESSED,
    "suppressed": Status.SUPPRESSED,
    "x": Status.NOT_AVAILABLE,
    ":": Status.NOT_AVAILABLE,
    "-": Status.NOT_AVAILABLE,
    "..": Status.NOT_AVAILABLE,
    ".": Status.NOT_AVAILABLE,
    "na": Status.NOT_AVAILABLE,
    "n/a": Status.NOT_AVAILABLE,
    "null": Status.NOT_AVAILABLE,
    "z": Status.NOT_APPLICABLE,
    "u": Status.LOW_COVERAGE,
    "lowcov": Status.LOW_COVERAGE,
    "new": Status.NEW_SCHOOL,
    "np": Status.NOT_PUBLISHED,
    "ne": Status.NO_ENTRIES,
    "low": Status.SMALL,
    "k": Status.SMALL,
    "~": Status.SMALL,
}
"""What stands in a cell instead of a number, in lower case. The single letters and “:” are the government's standard
marks (z not applicable, c confidential, x and : not available, u low reliability, low and k rounds to nought)."""

REGIONS: Mapping[str, str] = {
    "north east": "North East",
    "north west": "North West",
    "yorkshire and the humber": "Yorkshire and the Humber",
    "east midlands": "East Midlands",
    "west midlands": "West Midlands",
    "east of england": "East of England",
    "london": "London",
    "inner london": "Inner London",
    "london (inner)": "Inner London",
    "outer london": "Outer London",
    "london (outer)": "Outer London",
    "south east": "South East",
    "south west": "South West",
}
"""Region names as publishers write them, in lower case, and as we keep them (as the register of schools does)."""

_MONTH_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTHS = {name[:length]: month for month, name in enumerate(_MONTH_NAMES, 1) for length in (3, 4, len(name))}


def number(cell: pl.Expr) -> pl.Expr:
    """The number in a text cell, or null: 1,234.5 and 69% and £1,200 are understood. Rounded to 12 figures."""
    plain = cell.str.replace_all(r"[,£%\s]", "")
    parsed = pl.when(plain.str.contains(r"^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$")).then(plain)
    value = parsed.cast(pl.Float64, strict=False)
    return pl.when(value.is_finite()).then(value.round_sig_figs(12))


def status(cell: pl.Expr) -> pl.Expr:
    """The Status of a text cell that holds a number or a mark, as UInt8; null for a blank cell or other text."""
    marks = {mark: int(state) for mark, state in MARKS.items()}
    marked = cell.str.to_lowercase().replace_strict(marks, default=None, return_dtype=pl.UInt8)
    published = pl.lit(int(Status.PUBLISHED), pl.UInt8)
    return pl.when(number(cell).is_not_null()).then(published).otherwise(marked)


def whole(cell: pl.Expr, kind: type[pl.DataType] = pl.Int32) -> pl.Expr:
    """The whole number in a text cell, also where a spreadsheet wrote it as 100123.0; null for anything else."""
    digits = cell.str.replace(r"\.0+$", "").str.replace_all(",", "")
    return pl.when(digits.str.contains(r"^\d{1,9}$")).then(digits).otherwise(None).cast(kind, strict=False)


def la_code(cell: pl.Expr) -> pl.Expr:
    """The three digits of an authority as text (a spreadsheet's 312.0 is understood); null for anything else."""
    digits = cell.str.replace(r"\.0+$", "")
    return pl.when(digits.str.contains(r"^[1-9]\d{2}$")).then(digits)


def day(cell: pl.Expr) -> pl.Expr:
    """The date in a text cell: dd/mm/yyyy, dd-mm-yyyy, yyyy-mm-dd (with or without a time) or yyyymmdd; else null."""
    plain = cell.str.replace(r"[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$", "")
    return pl.coalesce(
        plain.str.to_date("%d/%m/%Y", strict=False),
        plain.str.to_date("%d-%m-%Y", strict=False),
        plain.str.to_date("%Y-%m-%d", strict=False),
        pl.when(plain.str.contains(r"^\d{8}$")).then(plain.str.to_date("%Y%m%d", strict=False)),
    )


def region(cell: pl.Expr) -> pl.Expr:
    """The region's name as we keep it, or null when the cell names no region."""
    return cell.str.to_lowercase().replace_strict(dict(REGIONS), default=None, return_dtype=pl.String)


def shape(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """A frame with exactly the columns and types of a table; columns that it lacks are null."""
    schema = SCHEMAS[table]
    missing = [pl.lit(None, kind).alias(name) for name, kind in schema.items() if name not in frame.columns]
    return frame.with_columns(missing).select(pl.col(name).cast(kind) for name, kind in schema.items())


def problems(
    rows: Iterable[tuple[int, str | None]], column: str, sentence: str, *, refuses: bool = True
) -> list[Problem]:
    """One Problem for each (row, what was found) with the same sentence, in which {found} is filled in."""
    return [Problem(row, column, found or "", filled(sentence, found), refuses) for row, found in rows]


def filled(sentence: str, found: str | None) -> str:
    """A sentence with what was found in it; where nothing was, “{found}” in quotation marks reads A blank cell."""
    if found is None:
        said = sentence.replace("“{found}”", "a blank cell").replace("{found}", "a blank cell")
        return said[:1].upper() + said[1:]
    shown = found if len(found) <= 60 else found[:60] + "…"
    return sentence.replace("{found}", shown)


def slug(text: str) -> str:
    """A name in lower-case letters, digits and underscores, for use in a measure's slug."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")


def date_in(text: str) -> date | None:
    """The date that a file's name or title mentions: 31Mar2025, 31 March 2025, 20250331, 2025-03-31, May 2025.

    A month without a day counts as its first day. None when there is none, or none that exists.
    """
    spaced = re.sub(r"[_.]+", " ", text.lower())
    for pattern in (
        r"(?<!\d)(?P<d>\d{1,2})(?:st|nd|rd|th)?[ -]*(?P<m>[a-z]{3,9})[ -]*(?P<y>20\d\d)(?!\d)",
        r"(?<!\d)(?P<y>20\d\d)-?(?P<m>\d\d)-?(?P<d>\d\d)(?!\d)",
        r"(?<!\d)(?P<d>\d\d)[-/](?P<m>\d\d)[-/](?P<y>20\d\d)(?!\d)",
        r"(?<!\d)(?<!\d[ -])(?<![a-z])(?P<d>)(?P<m>[a-z]{3,9})[ -]*(?P<y>20\d\d)(?!\d)",
    ):
        for found in re.finditer(pattern, spaced):
            month = found["m"] if found["m"].isdigit() else _MONTHS.get(found["m"])
            if month is None:
                continue
            try:
                return date(int(found["y"]), int(month), int(found["d"] or 1))
            except ValueError:
                continue
    return None


def listed(names: Iterable[str], most: int = 6) -> str:
    """Names as a phrase: “A, B and C”, or the first ones “and 4 others”."""
    every = [name for name in names if name]
    shown, more = every[:most], len(every) - most
    if more > 0:
        return f"{', '.join(shown)} and {more} other{'s' if more > 1 else ''}"
    return " and ".join([", ".join(shown[:-1]), shown[-1]]) if len(shown) > 1 else "".join(shown)
