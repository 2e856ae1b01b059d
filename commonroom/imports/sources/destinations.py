"""Where pupils went after key stage 4. Totals are marked LA and NAT, for state-funded schools only."""

from __future__ import annotations

from datetime import date

from commonroom.imports.sources import tables, years
from commonroom.imports.sources.base import Dated, Reading, Sheet
from commonroom.imports.sources.table_layout import LA, SCHOOL, STATE, Layout, by_record
from commonroom.kit.academic_year import AcademicYear

KIND = "ks4_destinations"
NAME = "Destinations after key stage 4"
PUBLISHER = "Department for Education"
WHERE = (
    "On “Compare school and college performance”, choose “Download data”, the year, all of England, and “Key stage 4 "
    "pupil destinations” as CSV."
)
NATIONAL = True
NEEDS = "year"

LAYOUT = Layout(KIND, by_record(r1=SCHOOL, r2=SCHOOL, rLA=LA, rNAT=STATE))
LATER = 2
"""Tables of 2018-19 follow the pupils who finished year 11 in 2016-17, and their figures are kept under that year."""
_REPEATED = r"COHORT_(\d\d)"


def recognises(header: frozenset[str]) -> bool:
    """True for percentages by destination with school sixth forms among them."""
    return {"RECTYPE", "LEA", "URN", "COHORT", "OVERALL_DESTPER", "SCH_6THPER"} <= header


def dated(sheet: Sheet) -> Dated:
    """The year in which the pupils finished year 11: two before that of the tables, by the columns or by the name."""
    year = _leavers(sheet)
    if year:
        return Dated(year=year, sure=True)
    named = years.year_in_name(sheet.name)
    return Dated(year=AcademicYear(named.start - LATER) if named else None)


def read(sheet: Sheet, *, year: AcademicYear | None, as_at: date | None = None) -> Reading:
    """Values of schools, of local authorities and of England under the year in which pupils finished year 11."""
    years.agree(sheet, year, _leavers(sheet))
    if year is None:
        return tables.read(LAYOUT, sheet, year)
    published = AcademicYear(year.start + LATER)
    return tables.read(
        LAYOUT,
        sheet,
        year,
        (f"The tables of {published} follow the pupils who finished year 11 in {year}; they are kept under {year}.",),
    )


def _leavers(sheet: Sheet) -> AcademicYear | None:
    tables_of = years.year_after(sheet, _REPEATED)
    return AcademicYear(tables_of.start - LATER) if tables_of else None
