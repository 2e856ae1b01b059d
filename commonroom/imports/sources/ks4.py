"""Key stage 4 final results. RECTYPE 4 is a local authority, 5 all schools of England, 7 its state-funded ones."""

from __future__ import annotations

from datetime import date

from commonroom.imports.sources import tables, years
from commonroom.imports.sources.base import Dated, Reading, Sheet
from commonroom.imports.sources.table_layout import ENGLAND, LA, SCHOOL, STATE, Layout, by_record
from commonroom.kit.academic_year import AcademicYear

KIND = "ks4_final"
NAME = "Key stage 4 final results"
PUBLISHER = "Department for Education"
WHERE = (
    "On “Compare school and college performance”, choose “Download data”, the year, all of England or one local "
    "authority, and “Key stage 4 results (final)” as CSV."
)
NATIONAL = True
NEEDS = "year"

PLACES = by_record(r1=SCHOOL, r2=SCHOOL, r4=LA, r5=ENGLAND, r7=STATE)
LAYOUT = Layout(KIND, PLACES)
NEEDED = frozenset({"RECTYPE", "LEA", "URN", "TPUP", "ATT8SCR"})
ONLY_FINAL = frozenset({"PCODE", "TOTPUPS", "BPUP", "ATT8SCR_FSM6CLA1A"})
"""Columns of the final file that the provisional one of the autumn does not have: addresses and groups of pupils."""
_REPEATED = r"(?:ATT8SCR|P8MEA)_(\d\d)"


def recognises(header: frozenset[str]) -> bool:
    """True for results at 16 with addresses or groups of pupils, which the provisional file lacks."""
    return header >= NEEDED and bool(header & ONLY_FINAL)


def dated(sheet: Sheet) -> Dated:
    """The year by the columns of earlier years that the full layout repeats, else by the name."""
    return years.dated(sheet, _REPEATED)


def read(sheet: Sheet, *, year: AcademicYear | None, as_at: date | None = None) -> Reading:
    """Values of schools, of local authorities and of England. Raises Unreadable when the columns say another year."""
    years.agree(sheet, year, years.year_after(sheet, _REPEATED))
    return tables.read(LAYOUT, sheet, year)
