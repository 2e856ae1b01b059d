"""Sentences about files that cannot be taken, and the step from a parsed table to a Sheet."""

from __future__ import annotations

from collections.abc import Iterable

from commonroom.imports.sources import refusals
from commonroom.imports.sources.base import Sheet, Unreadable
from commonroom.kit import tabular


def unreadable(name: str, error: Exception) -> Unreadable:
    """The sentence for a table that could not be read."""
    return Unreadable(f"“{name}” cannot be read: {error}.")


def unknown(name: str, header: Iterable[str]) -> Unreadable:
    """The sentences for a table of an unknown kind."""
    return Unreadable(f"“{name}” cannot be loaded. {refusals.explain(frozenset(header))}")


def no_rows(name: str) -> Unreadable:
    """The sentence for a header with nothing below it."""
    return Unreadable(
        f"“{name}” has a header but no rows, so there is nothing to load. Download it again, or widen the search "
        "that made it."
    )


def as_sheet(table: tabular.Table, name: str, encoding: str, *, text_dates: bool = True) -> Sheet:
    """A Sheet out of a parsed table."""
    return Sheet(
        name=name,
        header=table.header,
        frame=table.frame,
        header_row=table.header_row,
        encoding=encoding,
        preamble=table.preamble,
        spilled=table.spilled,
        short=table.short,
        text_dates=text_dates,
    )
