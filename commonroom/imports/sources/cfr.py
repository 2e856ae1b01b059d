"""Consistent financial reporting: income and spending of schools that the council keeps. Short rows hold medians."""

from __future__ import annotations

import re
from datetime import date

import polars as pl

from commonroom.imports.sources import tables, years
from commonroom.imports.sources.base import Dated, Reading, Sheet
from commonroom.imports.sources.table_layout import SCHOOL, Column, Layout
from commonroom.kit.academic_year import AcademicYear

KIND = "cfr"
NAME = "Consistent financial reporting (CFR)"
PUBLISHER = "Department for Education"
WHERE = (
    "On “Compare school and college performance”, choose “Download data”, the year, all of England or one local "
    "authority, and “Spend per pupil (maintained schools)” as CSV."
)
NATIONAL = True
NEEDS = "year"

MEDIANS = "medians of groups of schools"
_SPENDING = re.compile(r"T(\d\d)(\d\d)CAT5")


def _place(column: Column) -> pl.Expr:
    """A row is a school's unless words stand where the LA's code should: then it is the median of a group."""
    group = column("LA").str.contains(r"^(LA|NAT|LONDON|NON-LONDON)\b")
    return pl.when(group.fill_null(False)).then(pl.lit(MEDIANS)).otherwise(pl.lit(SCHOOL))


LAYOUT = Layout(KIND, _place, record="LA", la="LA")


def recognises(header: frozenset[str]) -> bool:
    """True for spending per pupil with the group of schools to compare with."""
    return {"LA", "URN", "MEDIAN", "TOTALEXPENDITURE"} <= header


def dated(sheet: Sheet) -> Dated:
    """The latest financial year that the columns repeat, by the year in which it starts; else what the name says."""
    year = _latest(sheet)
    return Dated(year=year, sure=True) if year else years.dated(sheet)


def read(sheet: Sheet, *, year: AcademicYear | None, as_at: date | None = None) -> Reading:
    """Values of schools for the financial year that starts in April of `year`; medians of groups are passed over."""
    years.agree(sheet, year, _latest(sheet))
    return tables.read(LAYOUT, sheet, year)


def _latest(sheet: Sheet) -> AcademicYear | None:
    starts = [int(found[1]) for name in sheet.header if (found := _SPENDING.fullmatch(name))]
    return AcademicYear(2000 + max(starts)) if starts else None
