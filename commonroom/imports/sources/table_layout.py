"""What tells one kind of performance table from another: whose a row is, and which columns carry which measures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from commonroom.imports.sources import figures
from commonroom.imports.sources.base import Sheet
from commonroom.kit.academic_year import AcademicYear
from commonroom.measures import catalogue
from commonroom.measures.catalogue import MeasureSpec

SCHOOL, LA, ENGLAND, STATE = "school", "la", "england", "england_state"
"""Whose a row is; england_state is state-funded schools only. Anything else is the words for rows passed over."""

Column = Callable[[str], pl.Expr]
"""From a column's name as published to its cells, whatever the case of its letters; nulls where the file lacks it."""


@dataclass(frozen=True)
class Layout:
    """One kind of performance table.

    `place` gives for each row SCHOOL, LA, ENGLAND, STATE, other words (rows passed over), or null where the cell of
    column `record` is not known. `phase` gives primary, secondary or special for totals of one phase, else null.
    """

    kind: str
    place: Callable[[Column], pl.Expr]
    record: str = "RECTYPE"
    la: str = "LEA"
    urn: str = "URN"
    phase: Callable[[Column], pl.Expr] | None = None


@dataclass(frozen=True)
class Measure:
    """A measure, the column of this file that carries it, and the column with its number of pupils, or “”."""

    spec: MeasureSpec
    column: str
    cohort: str

    @property
    def bounded(self) -> bool:
        """Percentages of pupils lie from 0 to 100; a share of spending does not, when money comes back."""
        return self.spec.unit == "percent" and self.spec.kind != "finance"


def by_record(**places: str) -> Callable[[Column], pl.Expr]:
    """A `place` that reads RECTYPE: by_record(r1=SCHOOL, r4=LA) says “1” is a school and “4” a local authority."""
    known = {record.removeprefix("r").upper(): place for record, place in places.items()}
    return lambda column: column("RECTYPE").str.to_uppercase().replace_strict(known, default=None)


def measures_in(kind: str, sheet: Sheet, year: AcademicYear) -> list[Measure]:
    """The measures of the catalogue whose column the file has, in the catalogue's order."""
    actual = _actual(sheet)
    found = []
    for spec in catalogue.published_by(kind).values():
        column = actual.get(spec.column(year.start).upper())
        if column:
            found.append(Measure(spec, column, actual.get(spec.cohort_column(year.start).upper(), "")))
    return found


def placed(layout: Layout, sheet: Sheet) -> pl.DataFrame:
    """The sheet with columns place, phase, urn and code, and the cells they were read from: record, urn text, la text.

    `urn` is null where it is no URN, `code` where it is no code of a local authority; it is empty for England.
    """
    actual = _actual(sheet)

    def column(name: str) -> pl.Expr:
        return pl.col(actual[name]) if name in actual else pl.lit(None, pl.String)

    phase = layout.phase(column) if layout.phase else pl.lit(None, pl.String)
    urn = figures.whole(pl.col("urn text"))
    code = pl.when(pl.col("la text").str.contains(r"^[0-9]{1,3}$")).then(pl.col("la text").str.zfill(3))
    return sheet.frame.with_columns(
        column(layout.record).alias("record"),
        column(layout.urn).alias("urn text"),
        column(layout.la).alias("la text"),
        layout.place(column).alias("place"),
        phase.alias("phase"),
    ).with_columns(
        pl.when((pl.col("place") == SCHOOL) & urn.is_between(100_000, 999_999)).then(urn).alias("urn"),
        pl.when(pl.col("place") == LA).then(code).otherwise(pl.lit("")).alias("code"),
    )


def _actual(sheet: Sheet) -> dict[str, str]:
    return {name.upper(): name for name in reversed(sheet.header)}
