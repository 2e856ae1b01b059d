"""Text cells to numbers and dates, a column at a time. What cannot be read becomes null, and the caller says so."""

from __future__ import annotations

import polars as pl

PLACEHOLDER = pl.date(1900, 1, 1)
"""The day that the register writes when it knows none."""


def number(cell: pl.Expr) -> pl.Expr:
    """The number in a text cell as Float64: “1,234.5”, “69%”, “£1,200”, “ 7 ”. Null for anything else.

    A percentage keeps its size: “69%” is 69.
    """
    plain = cell.cast(pl.Float64, strict=False)
    eased = cell.str.replace_all(r"[,£%\s\u{a0}]", "").cast(pl.Float64, strict=False)
    found = pl.coalesce(plain, eased)
    return pl.when(found.is_finite()).then(found)


def whole(cell: pl.Expr, kind: type[pl.DataType] = pl.Int32) -> pl.Expr:
    """The whole number in a text cell, “1,234” and “1234.0” included. Null for anything else, or out of bounds."""
    found = number(cell)
    eased = pl.when(found == found.floor()).then(found).cast(kind, strict=False)
    return pl.coalesce(cell.cast(kind, strict=False), eased)


def day(cell: pl.Expr) -> pl.Expr:
    """The date in a text cell: dd-mm-yyyy, dd/mm/yyyy, yyyy-mm-dd (with or without a time of day) or yyyymmdd.

    Null for anything else and for years before 1000 or after 2199. 1 January 1900 is a date here: see `placeholder`.
    """
    plain = cell.str.replace(r"[T ]\d\d:\d\d(:\d\d(\.\d+)?)?$", "").str.replace_all("/", "-", literal=True)
    found = pl.coalesce(
        plain.str.to_date("%d-%m-%Y", strict=False),
        plain.str.to_date("%Y-%m-%d", strict=False),
        pl.when(plain.str.len_bytes() == 8).then(plain.str.to_date("%Y%m%d", strict=False)),
    )
    return pl.when(found.dt.year().is_between(1000, 2199)).then(found)


def known_day(cell: pl.Expr) -> pl.Expr:
    """The date in a text cell; null for the placeholder 1 January 1900 too."""
    found = day(cell)
    return pl.when(found != PLACEHOLDER).then(found)


def undotted(cell: pl.Expr) -> pl.Expr:
    """A code as text, without the “.0” that some programs append to codes that are digits."""
    return cell.str.replace(r"^(\d+)\.0+$", "$1")
