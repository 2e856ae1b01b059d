"""The year of a performance table: what its columns say, and what its name suggests."""

from __future__ import annotations

import re

from commonroom.imports.sources.base import Dated, Sheet, Unreadable
from commonroom.kit.academic_year import AcademicYear


def year_in_name(name: str) -> AcademicYear | None:
    """The academic year that a file's name mentions, like 2018-2019, 2018_19 or 201819, or None."""
    for found in re.finditer(r"(?<!\d)(20\d\d)[-_ –]?(20\d\d|\d\d)(?!\d)", name):
        try:
            return AcademicYear.parse(f"{found[1]}-{found[2]}")
        except ValueError:
            continue
    return None


def year_after(sheet: Sheet, pattern: str) -> AcademicYear | None:
    """The year after the latest that the columns repeat from earlier years: `pattern` has one group of two digits.

    Without tables of 2019-20 to 2021-22 the year before last can be the latest one repeated, so these say nothing.
    """
    years = [2000 + int(found[1]) for name in sheet.header if (found := re.fullmatch(pattern, name, re.IGNORECASE))]
    if not years or max(years) in (2019, 2020, 2021):
        return None
    return AcademicYear(max(years))


def dated(sheet: Sheet, pattern: str | None = None) -> Dated:
    """The year by the columns that repeat earlier years (sure), else by the file's name (not sure)."""
    year = year_after(sheet, pattern) if pattern else None
    return Dated(year=year, sure=True) if year else Dated(year=year_in_name(sheet.name))


def agree(sheet: Sheet, year: AcademicYear | None, content: AcademicYear | None) -> None:
    """Raise Unreadable when the file's own columns say another year than the one given."""
    if year and content and year != content:
        raise Unreadable(f"The columns of “{sheet.name}” say that it is of {content}, not of {year}. Choose {content}.")
