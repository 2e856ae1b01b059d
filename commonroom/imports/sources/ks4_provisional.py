"""Key stage 4 provisional results of the autumn: fewer columns than the final ones, and replaced by them."""

from __future__ import annotations

from datetime import date

from commonroom.imports.sources import ks4, tables, years
from commonroom.imports.sources.base import Dated, Reading, Sheet
from commonroom.imports.sources.table_layout import Layout
from commonroom.kit.academic_year import AcademicYear

KIND = "ks4_provisional"
NAME = "Key stage 4 provisional results"
PUBLISHER = "Department for Education"
WHERE = (
    "On “Compare school and college performance” from October until the final results come out, choose “Download "
    "data”, all of England, and “Key stage 4 results (provisional)” as CSV."
)
NATIONAL = True
NEEDS = "year"

LAYOUT = Layout(KIND, ks4.PLACES)


def recognises(header: frozenset[str]) -> bool:
    """True for results at 16 without addresses or groups of pupils, which only the final file has."""
    return header >= ks4.NEEDED and not header & ks4.ONLY_FINAL


def dated(sheet: Sheet) -> Dated:
    """The year that the file's name mentions; nothing in it says so."""
    return years.dated(sheet)


def read(sheet: Sheet, *, year: AcademicYear | None, as_at: date | None = None) -> Reading:
    """Values of schools, of local authorities and of England, with a note where the name says “final”."""
    notes: tuple[str, ...] = ()
    if "final" in sheet.name.lower():
        notes = (
            "The name says final, but the columns are those of the provisional file. It is kept as provisional: "
            "final results of the same year go before it.",
        )
    return tables.read(LAYOUT, sheet, year, notes)
