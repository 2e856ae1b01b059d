"""Results at the end of 16 to 18 study. National rows come first; RECTYPE 3 is a consortium, which has a URN."""

from __future__ import annotations

from datetime import date

from commonroom.imports.sources import tables, years
from commonroom.imports.sources.base import Dated, Reading, Sheet
from commonroom.imports.sources.table_layout import ENGLAND, LA, SCHOOL, STATE, Layout, by_record
from commonroom.kit.academic_year import AcademicYear

KIND = "sixteen_plus"
NAME = "16 to 18 final results"
PUBLISHER = "Department for Education"
WHERE = (
    "On “Compare school and college performance”, choose “Download data”, the year, all of England, and “16 to 18 "
    "results (final)” as CSV."
)
NATIONAL = True
NEEDS = "year"

LAYOUT = Layout(KIND, by_record(r1=SCHOOL, r2=SCHOOL, r3=SCHOOL, r4=LA, r5=ENGLAND, r7=STATE))


def recognises(header: frozenset[str]) -> bool:
    """True for a table with the points of A level entries."""
    return {"RECTYPE", "LEA", "URN", "TALLPPE_ALEV_1618"} <= header


def dated(sheet: Sheet) -> Dated:
    """The year that the file's name mentions; nothing in it says so."""
    return years.dated(sheet)


def read(sheet: Sheet, *, year: AcademicYear | None, as_at: date | None = None) -> Reading:
    """Values of schools, colleges and consortia, of local authorities and of England. Grades in letters are left."""
    return tables.read(LAYOUT, sheet, year)
