"""Key stage 2 final results, from 2015-16 on. RECTYPE 3 is the local authority, 4 England, 5 its state schools."""

from __future__ import annotations

from datetime import date

from commonroom.imports.sources import tables, years
from commonroom.imports.sources.base import Dated, Reading, Sheet
from commonroom.imports.sources.table_layout import ENGLAND, LA, SCHOOL, STATE, Layout, by_record
from commonroom.kit.academic_year import AcademicYear

KIND = "ks2_final"
NAME = "Key stage 2 final results"
PUBLISHER = "Department for Education"
WHERE = (
    "On “Compare school and college performance”, choose “Download data”, the year, all of England or one local "
    "authority, and “Key stage 2 results (final)” as CSV."
)
NATIONAL = True
NEEDS = "year"

LAYOUT = Layout(KIND, by_record(r1=SCHOOL, r2=SCHOOL, r3=LA, r4=ENGLAND, r5=STATE))
_REPEATED = r"PTRWM_EXP_(\d\d)"


def recognises(header: frozenset[str]) -> bool:
    """True for a table of schools with the number of pupils at 11 and reading, writing and maths together."""
    return {"RECTYPE", "LEA", "URN", "TELIG", "PTRWM_EXP"} <= header


def dated(sheet: Sheet) -> Dated:
    """The year by the columns of earlier years that layouts from 2017-18 repeat, else by the name."""
    return years.dated(sheet, _REPEATED)


def read(sheet: Sheet, *, year: AcademicYear | None, as_at: date | None = None) -> Reading:
    """Values of schools, of the local authority and of England. Raises Unreadable when the columns say another year."""
    years.agree(sheet, year, years.year_after(sheet, _REPEATED))
    return tables.read(LAYOUT, sheet, year)
