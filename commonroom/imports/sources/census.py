"""School census: who the pupils are. NAT stands in the URN column, and the phase of such totals in ESTAB."""

from __future__ import annotations

from datetime import date

import polars as pl

from commonroom.imports.sources import tables, years
from commonroom.imports.sources.base import Dated, Reading, Sheet
from commonroom.imports.sources.table_layout import SCHOOL, STATE, Column, Layout
from commonroom.kit.academic_year import AcademicYear

KIND = "census"
NAME = "School census"
PUBLISHER = "Department for Education"
WHERE = (
    "On “Compare school and college performance”, choose “Download data”, the year, all of England, and “Pupil "
    "population (school census)” as CSV."
)
NATIONAL = True
NEEDS = "year"

PHASES = {"PRI": "primary", "SEC": "secondary", "SPE": "special"}


def _place(column: Column) -> pl.Expr:
    return pl.when(column("URN").str.to_uppercase() == "NAT").then(pl.lit(STATE)).otherwise(pl.lit(SCHOOL))


def _phase(column: Column) -> pl.Expr:
    phase = column("ESTAB").str.to_uppercase().replace_strict(PHASES, default=None)
    return pl.when(column("URN").str.to_uppercase() == "NAT").then(phase)


LAYOUT = Layout(KIND, _place, record="URN", la="LA", phase=_phase)


def recognises(header: frozenset[str]) -> bool:
    """True for numbers on roll, girls among them, by URN."""
    return {"URN", "LA", "ESTAB", "NOR", "NORG"} <= header


def dated(sheet: Sheet) -> Dated:
    """The year that the file's name mentions; nothing in it says so."""
    return years.dated(sheet)


def read(sheet: Sheet, *, year: AcademicYear | None, as_at: date | None = None) -> Reading:
    """Values of schools, and England's totals by phase under the measures that carry them."""
    return tables.read(LAYOUT, sheet, year)
