"""Absence over the school year. NAT stands in the LA column, and the phase of such totals in ESTAB."""

from __future__ import annotations

from datetime import date

import polars as pl

from commonroom.imports.sources import tables, years
from commonroom.imports.sources.base import Dated, Reading, Sheet
from commonroom.imports.sources.census import PHASES
from commonroom.imports.sources.table_layout import SCHOOL, STATE, Column, Layout
from commonroom.kit.academic_year import AcademicYear

KIND = "absence"
NAME = "Pupil absence"
PUBLISHER = "Department for Education"
WHERE = (
    "On “Compare school and college performance”, choose “Download data”, the year, all of England, and “Pupil "
    "absence” as CSV."
)
NATIONAL = True
NEEDS = "year"


def _place(column: Column) -> pl.Expr:
    return pl.when(column("LA").str.to_uppercase() == "NAT").then(pl.lit(STATE)).otherwise(pl.lit(SCHOOL))


def _phase(column: Column) -> pl.Expr:
    phase = column("ESTAB").str.to_uppercase().replace_strict(PHASES, default=None)
    return pl.when(column("LA").str.to_uppercase() == "NAT").then(phase)


LAYOUT = Layout(KIND, _place, record="LA", la="LA", phase=_phase)


def recognises(header: frozenset[str]) -> bool:
    """True for the percentage of sessions missed, by URN."""
    return {"LA", "ESTAB", "URN", "PERCTOT"} <= header


def dated(sheet: Sheet) -> Dated:
    """The year that the file's name mentions; nothing in it says so."""
    return years.dated(sheet)


def read(sheet: Sheet, *, year: AcademicYear | None, as_at: date | None = None) -> Reading:
    """Values of schools, and England's totals by phase. Persistent absence at 10 % and at 15 % are two measures."""
    return tables.read(LAYOUT, sheet, year)
