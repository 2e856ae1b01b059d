"""A partnership's own measures: a documented CSV in one of two shapes.

Long, one row a figure (order and capitals do not matter; Pupils may be left out):

    URN,Measure,Year,Value,Pupils
    900001,Reading age above 12,2023-24,61.5,30

Wide, one column a measure (Name is for the reader and is not kept):

    URN,Name,Year,Reading age above 12,Clubs offered
    900001,Oakfield,2023-24,61.5,14

Anywhere below the header, rows whose URN cell begins with # say more of a measure: #unit (percent, score, points,
number, pounds, ratio), #direction (up: higher is more favourable, down, none), #definition, #topic and #caveat. In
the long shape such a row names its measure and puts the words under Value; in the wide shape they stand under the
measure's column. Unless it is said, a unit is “number” and a direction “none”.

A year is 2023-24 (or 2023/24, 202324). Without a column Year, the year is asked when the file is loaded. A blank cell
says nothing and changes nothing; SUPP or c says that the figure is too small to show, NA or x that there is none.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from commonroom.imports.sources import figures
from commonroom.imports.sources.base import ROW, Dated, Problem, Reading, Sheet, Unreadable
from commonroom.imports.sources.refusals import pupil_columns
from commonroom.kit.academic_year import AcademicYear
from commonroom.measures.catalogue import DIRECTIONS, UNITS

KIND = "own_measures"
NAME = "The partnership’s own measures"
PUBLISHER = "The partnership"
WHERE = (
    "Made by the partnership: a CSV with the columns URN, Measure, Year and Value, or with URN, Year and one column "
    "for each measure. Figures of whole schools only, never of single pupils."
)
NATIONAL = False
NEEDS = "year"

_LABELS = {"urn", "year", "name", "school", "school name"}
_ABOUT = ("unit", "direction", "definition", "topic", "caveat")
_OTHERS = frozenset(
    {
        "rectype", "laestab", "estab", "establishmentnumber", "establishmentname", "lea", "la", "time_period",
        "geographic_level", "inspection date", "ofsted phase", "linkurn", "group uid", "uid", "snp", "schname",
    }
)  # fmt: skip
"""Columns that only publishers' files have: with one of them a file is not a partnership's own."""


def recognises(header: frozenset[str]) -> bool:
    """True for the long shape, or for the wide one: URN, Year and columns that no publisher's file has."""
    names = {name.lower() for name in header}
    if "urn" not in names or pupil_columns(header) or names & _OTHERS:
        return False
    if {"measure", "value"} <= names:
        return True
    return "year" in names and bool(names - _LABELS) and not names & {"measure", "value"}


def dated(sheet: Sheet) -> Dated:
    """The newest year that the rows give; without a column Year it must be asked."""
    column = _column(sheet, "year")
    if column is None:
        return Dated()
    years = [_start(text) for text in sheet.frame[column].drop_nulls().unique().sort()]
    known = [start for start in years if start is not None]
    return Dated(year=AcademicYear(max(known)), sure=True) if known else Dated()


def read(sheet: Sheet, *, year: AcademicYear | None, as_at: date | None) -> Reading:
    """One value for each school, measure and year, and a description of each measure."""
    pupils = pupil_columns(frozenset(sheet.header))
    if pupils:
        raise Unreadable(
            f"This looks like a list of pupils or other people: it has {figures.listed(pupils)} among its columns. "
            "Only figures of whole schools are loaded here; add them up by school and load those."
        )
    urn = _column(sheet, "urn")
    if urn is None:
        raise Unreadable("The file has no column URN. Add one with the six digits of each school.")
    is_about = pl.col(urn).str.starts_with("#").fill_null(False)
    about, frame = sheet.frame.filter(is_about), sheet.frame.filter(~is_about)
    if not frame.height:
        raise Unreadable("The file has its header and no figures. Add a row for each school.")
    long = _as_long(sheet, frame)
    noted = _as_long(sheet, about).with_columns(pl.col("urn").str.strip_chars("# ").str.to_lowercase().alias("says"))
    long, wrong = _checked(long, year, frame.height)
    described, faults = _described(long, noted)
    wrong += faults
    return Reading(
        kind=KIND,
        year=year,
        as_at=as_at,
        rows=frame.height,
        schools=long["school"].n_unique(),
        tables={"values": figures.shape(long.with_columns(urn="school"), "values"), "measures": described},
        problems=tuple(sorted(wrong, key=lambda problem: problem.row)),
        columns=dict(described.select("measure", "name").rows()),
    )


def _column(sheet: Sheet, name: str) -> str | None:
    return next((column for column in sheet.header if column.lower() == name), None)


def _as_long(sheet: Sheet, frame: pl.DataFrame) -> pl.DataFrame:
    """ROW, urn, name, year, found, pupils, as text, with one row a figure; and the column it stood in."""

    def text(name: str) -> pl.Expr:
        column = _column(sheet, name)
        return (pl.col(column) if column else pl.lit(None, pl.String)).alias(name)

    if _column(sheet, "measure"):
        value = _column(sheet, "value") or "Value"
        return frame.select(
            ROW, text("urn"), text("measure").alias("name"), text("year"), text("value").alias("found"),
            text("pupils"), pl.lit(value).alias("column"),
        )  # fmt: skip
    measures = [name for name in sheet.header if name and name.lower() not in _LABELS]
    return (
        frame.select(ROW, text("urn"), text("year"), *measures)
        .unpivot(on=measures, index=[ROW, "urn", "year"], variable_name="name", value_name="found")
        .with_columns(pl.lit(None, pl.String).alias("pupils"), pl.col("name").alias("column"))
        .sort(ROW, maintain_order=True)
    )


def _start(text: str) -> int | None:
    try:
        return AcademicYear.parse(text).start
    except ValueError:
        return None


def _checked(long: pl.DataFrame, year: AcademicYear | None, rows: int) -> tuple[pl.DataFrame, list[Problem]]:
    """The figures that can be taken, typed, and what is wrong with the others."""
    starts = {text: _start(text) for text in long["year"].drop_nulls().unique()}
    asked = year.start if year else None
    long = long.with_columns(
        figures.whole(pl.col("urn")).alias("school"),
        pl.col("year").alias("given"),
        pl.col("year")
        .replace_strict(starts, default=None, return_dtype=pl.Int16)
        .fill_null(pl.when(pl.col("year").is_null()).then(pl.lit(asked, pl.Int16))),
        figures.number(pl.col("found")).alias("number"),
        figures.status(pl.col("found")).alias("status"),
        figures.whole(pl.col("pupils")).alias("cohort"),
        pl.col("name")
        .replace_strict(
            {name: "own_" + figures.slug(name) for name in long["name"].drop_nulls().unique()}, default=None
        )
        .alias("measure"),
    )
    wrong = _problems(long)
    refused = list({problem.row for problem in wrong})
    return long.filter(pl.col("found").is_not_null() & ~pl.col(ROW).is_in(refused)), wrong


def _problems(long: pl.DataFrame) -> list[Problem]:
    """What is wrong: once a row for its school, measure or year, once a cell for its figure."""
    said = pl.col("found").is_not_null()
    wrong: list[Problem] = []
    for column, label, fails, sentence in (
        ("urn", "URN", pl.col("school").is_null(), "“{found}” is no URN. Write the six digits of the school."),
        (
            "name",
            "Measure",
            said & pl.col("measure").is_null(),
            "The row does not say which measure it gives. Write its name.",
        ),
        ("given", "Year", pl.col("year").is_null(), "“{found}” is no academic year. Write it like 2023-24."),
        (
            "found",
            "",
            said & pl.col("status").is_null(),
            "“{found}” is no figure. Write a number, or leave the cell blank.",
        ),
        (
            "found",
            "",
            said & ~pl.struct("school", "measure", "year").is_first_distinct(),
            "The school has this measure for this year further up already ({found} here). Leave one of the two.",
        ),
    ):
        bad = long.filter(fails & ~pl.col(ROW).is_in([problem.row for problem in wrong]))
        bad = bad if not label else bad.unique(ROW, keep="first", maintain_order=True)
        wrong += [
            Problem(row, label or where, found or "", figures.filled(sentence, found))
            for row, where, found in bad.select(ROW, "column", pl.col(column).alias("cell")).rows()
        ]
    return wrong


def _described(long: pl.DataFrame, noted: pl.DataFrame) -> tuple[pl.DataFrame, list[Problem]]:
    """One row a measure: its name, and what the # rows say of it."""
    wrong: list[Problem] = []
    says: dict[tuple[str, str], str] = {}
    for row, what, name, words in noted.select(ROW, "says", "name", "found").rows():
        if not words or not name:
            continue
        allowed = {"unit": UNITS, "direction": DIRECTIONS}.get(what)
        if what not in _ABOUT or (allowed and words.lower() not in allowed):
            choice = figures.listed(allowed or [f"#{word}" for word in _ABOUT])
            column = name if allowed else "URN"
            found = words if allowed else f"#{what}"
            wrong.append(Problem(row, column, found, f"“{found}” is not understood. Write one of {choice}."))
            continue
        says[figures.slug(name), what] = words.lower() if allowed else words
    rows = [
        {
            "measure": measure,
            "name": name,
            "unit": says.get((measure[4:], "unit"), "percent" if "%" in name else "number"),
            "direction": says.get((measure[4:], "direction"), "none"),
            "topic": says.get((measure[4:], "topic"), "Our own measures"),
            "definition": says.get((measure[4:], "definition"), ""),
            "caveat": says.get((measure[4:], "caveat"), ""),
            ROW: row,
        }
        for measure, name, row in long.group_by("measure", maintain_order=True)
        .agg(pl.first("name"), pl.first(ROW))
        .rows()
    ]
    return figures.shape(pl.DataFrame(rows) if rows else pl.DataFrame(), "measures"), wrong
