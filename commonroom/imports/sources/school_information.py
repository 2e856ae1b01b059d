"""School information, the list of schools that came with each year's performance tables until they moved.

Its words are turned into the register's: “Academy - Converter mainstream” is an “Academy converter”. Its statuses are
numbers in some years (1 open, 2 closed, 3 open but proposed to close) and words in others. It names no phase: a school
that is primary only, secondary only or 16 to 18 only gets that phase, one from 7 or younger to 16 or older is
all-through, and the others are left as they are held.
"""

from __future__ import annotations

import re
from datetime import date

import polars as pl

from commonroom.imports.sources import register
from commonroom.imports.sources.base import ROW, SCHEMAS, Dated, Problem, Reading, Sheet
from commonroom.imports.sources.register import Column
from commonroom.kit import cells
from commonroom.kit.academic_year import AcademicYear

KIND = "school_information"
NAME = "School information (performance tables)"
PUBLISHER = "Department for Education"
WHERE = (
    "Compare school and college performance, compare-school-performance.service.gov.uk: “Download data”, a year up to "
    "2018-19, all of England, school information (england_spine or england_school_information)."
)
NATIONAL = True
NEEDS = "as_at"

_STATUS = {
    "1": "Open",
    "2": "Closed",
    "3": "Open, but proposed to close",
    "4": "Proposed to open",
    "open": "Open",
    "closed": "Closed",
    "open, but proposed to close": "Open, but proposed to close",
    "proposed to open": "Proposed to open",
}
_TYPES = {
    "Academy - Converter mainstream": "Academy converter",
    "Academy sponsor led mainstream": "Academy sponsor led",
    "Academy - Sponsor led mainstream": "Academy sponsor led",
    "Academy - Converter special school": "Academy special converter",
    "Academy - Sponsor led special school": "Academy special sponsor led",
    "Academy 16-19 sponsor led": "Academy 16 to 19 sponsor led",
    "Free school - Mainstream": "Free schools",
    "Free school - Special": "Free schools special",
    "Free school  16-19": "Free schools 16 to 19",
    "Free school 16-19": "Free schools 16 to 19",
    "Studio school": "Studio schools",
    "Service childrens education": "Service children's education",
    "Sixth form centre/consortia": "Sixth form centres",
}
_GROUPS = {
    "Maintained School": "Local authority maintained schools",
    "Maintained school": "Local authority maintained schools",
    "Academy": "Academies",
    "Independent School": "Independent schools",
    "Independent school": "Independent schools",
    "Special School": "Special schools",
    "Special school": "Special schools",
    "College": "Colleges",
}

COLUMNS = (
    Column("urn", ("URN",), "whole"),
    Column("la_code", ("LA", "LEA"), "digits", 3, pad=3),
    Column("la_name", ("LANAME",)),
    Column("establishment_number", ("ESTAB",), "whole"),
    Column("name", ("SCHNAME",), limit=250),
    Column("type", ("NFTYPE", "SCHOOLTYPE"), words=_TYPES),
    Column("type_group", ("MINORGROUP",), words=_GROUPS),
    Column("status", ("SCHSTATUS", "ICLOSE"), limit=60),
    Column("opened_on", ("OPENDATE",), "day"),
    Column("closed_on", ("CLOSEDATE",), "day"),
    Column("low_age", ("AGEL", "AGELOW"), "whole"),
    Column("high_age", ("AGEH", "AGEHIGH"), "whole"),
    Column("gender", ("GENDER",), limit=40),
    Column("religious_character", ("RELDENOM", "RELCHAR")),
    Column("admissions", ("ADMPOL",), limit=80),
    Column("street", ("STREET",), limit=200),
    Column("locality", ("LOCALITY",), limit=200),
    Column("address3", ("ADDRESS3",), limit=200),
    Column("town", ("TOWN",)),
    Column("postcode", ("POSTCODE",), "code", 12),
    Column("telephone", ("TELNUM",), "digits", 30),
)


def recognises(header: frozenset[str]) -> bool:
    """True for URN, SCHNAME, MINORGROUP, OPENDATE and ISPRIMARY."""
    return {"URN", "SCHNAME", "MINORGROUP", "OPENDATE", "ISPRIMARY"} <= header


def dated(sheet: Sheet) -> Dated:
    """The year in the name; the date is that of the last opening or closing that the file reports as done."""
    done = pl.col("status").is_in(["1", "2", "Open", "Closed"])
    status = next((name for name in ("SCHSTATUS", "ICLOSE") if name in sheet.header), None)
    days = [cells.day(pl.col(name)) for name in ("OPENDATE", "CLOSEDATE") if name in sheet.header]
    last: date | None = None
    if status is not None and days:
        told = sheet.frame.with_columns(pl.col(status).alias("status")).filter(done)
        last = told.select(pl.max_horizontal(days).max()).item()
    found = re.search(r"(?<!\d)20\d\d[-_ ](?:20)?\d\d(?!\d)", sheet.name)
    try:
        year = AcademicYear.parse(found.group()) if found else None
    except ValueError:
        year = None
    return Dated(year=year, as_at=last or (year.last_day if year else None))


def read(sheet: Sheet, *, year: AcademicYear | None, as_at: date | None) -> Reading:
    """One school for each row, in the register's words."""
    frame, remarks = register.typed(sheet, COLUMNS, "schools")
    heads = register.found(sheet, COLUMNS)
    frame, bad = register.refuse(
        frame, sheet.frame, ~pl.col("urn").is_between(100_000, 999_999), heads["urn"],
        "“{found}” is no URN. A URN has six digits; look the school up in GIAS.",
    )  # fmt: skip
    frame, nameless = register.refuse(
        frame, sheet.frame, pl.col("name").is_null(), heads["name"], "The row has no name of a school. Fill it in."
    )
    frame, twice, same = register.once(frame, ["urn"], heads["urn"], "URN")
    problems = [*bad, *nameless, *twice]
    register.need_rows(frame, problems, sheet.name)
    frame, strange = _known_status(frame, heads.get("status", ""))
    frame = _with_phase(frame, sheet)
    return Reading(
        kind=KIND,
        year=None,
        as_at=as_at,
        rows=sheet.frame.height,
        schools=frame.height,
        tables={"schools": frame.select(name for name in SCHEMAS["schools"] if name in frame.columns)},
        problems=register.settle(problems, [*remarks, *strange]),
        columns=heads,
        passed_over={"rows that repeat another": same} if same else {},
    )


def _known_status(frame: pl.DataFrame, head: str) -> tuple[pl.DataFrame, list[Problem]]:
    if "status" not in frame.columns:
        return frame, []
    known = pl.col("status").str.to_lowercase().replace_strict(_STATUS, default=None, return_dtype=pl.String)
    strange = frame.filter(pl.col("status").is_not_null() & known.is_null()).head(register.MOST_REMARKS)
    problems = [
        Problem(row, head, found, f"“{found}” is no status that is known here, so it was not taken.", refuses=False)
        for row, found in strange.select(ROW, "status").rows()
    ]
    return frame.with_columns(known.alias("status")), problems


def _with_phase(frame: pl.DataFrame, sheet: Sheet) -> pl.DataFrame:
    """The phase that the three flags and the ages leave no doubt about; null for the others."""
    flags = ("ISPRIMARY", "ISSECONDARY", "ISPOST16")
    if not set(flags) <= set(sheet.header) or not {"low_age", "high_age"} <= set(frame.columns):
        return frame
    flagged = sheet.frame.select(ROW, *((pl.col(flag) == "1").fill_null(False).alias(flag) for flag in flags))
    primary, secondary, post = (pl.col(flag) for flag in flags)
    through = primary & secondary & (pl.col("low_age") <= 7) & (pl.col("high_age") >= 16)
    phase = (
        pl.when(primary & ~secondary & ~post)
        .then(pl.lit("Primary"))
        .when(secondary & ~primary)
        .then(pl.lit("Secondary"))
        .when(post & ~primary & ~secondary)
        .then(pl.lit("16 plus"))
        .when(through)
        .then(pl.lit("All-through"))
        .otherwise(None)
    )
    frame = frame.join(flagged, on=ROW, how="left", maintain_order="left").with_columns(phase.alias("phase"))
    return frame.drop(flags)
