"""Local authorities: their three-digit codes, names and regions."""

from __future__ import annotations

from datetime import date

import polars as pl

from commonroom.imports.sources import figures
from commonroom.imports.sources.base import ROW, Dated, Problem, Reading, Sheet, Unreadable
from commonroom.kit.academic_year import AcademicYear

KIND = "authorities"
NAME = "Local authority codes and regions"
PUBLISHER = "Department for Education"
WHERE = "Comes with the Local Authority Interactive Tool on GOV.UK, as the list of authority codes (“la_code_list”)."
NATIONAL = True
NEEDS = "nothing"

_NAMES = frozenset({"LA Number", "LA Name", "Region"})
_LONDON = {"Inner London": "London", "Outer London": "London"}


def recognises(header: frozenset[str]) -> bool:
    """True for a list with LA Number, LA Name and Region, and no figures."""
    return header >= _NAMES and "Values" not in header and "SN1" not in header


def dated(sheet: Sheet) -> Dated:
    """The list carries no date; one is proposed from the name when it has one."""
    return Dated(as_at=figures.date_in(sheet.name))


def read(sheet: Sheet, *, year: AcademicYear | None, as_at: date | None) -> Reading:
    """One row an authority, its region named as the register names it (Inner and Outer London are London)."""
    frame = sheet.frame.with_columns(
        figures.la_code(pl.col("LA Number")).alias("la_code"),
        pl.col("LA Name").alias("name"),
        figures.region(pl.col("Region")).replace(_LONDON).alias("region"),
    )
    if not frame.height:
        raise Unreadable("The file has its header and no authorities. Download it again.")
    is_area = (
        pl.col("name").str.to_lowercase().str.starts_with("england") | figures.region(pl.col("name")).is_not_null()
    )
    areas = frame.filter(is_area)
    frame = frame.filter(~is_area.fill_null(False))
    wrong = _problems(frame)
    taken = frame.filter(~pl.col(ROW).is_in([problem.row for problem in wrong]))
    return Reading(
        kind=KIND,
        year=None,
        as_at=as_at,
        rows=sheet.frame.height,
        schools=0,
        tables={"authorities": figures.shape(taken, "authorities")},
        problems=tuple(wrong),
        passed_over={"regions and England": areas.height} if areas.height else {},
    )


def _problems(frame: pl.DataFrame) -> list[Problem]:
    wrong: list[Problem] = []
    for column, fails, sentence in (
        (
            "LA Number",
            pl.col("la_code").is_null(),
            "“{found}” is no number of an authority. Write its three digits.",
        ),
        ("LA Name", pl.col("name").is_null(), "The authority has no name. Write it."),
        (
            "Region",
            pl.col("region").is_null() & pl.col("Region").is_not_null() & (pl.col("Region") != "NA"),
            "“{found}” is no region of England. Write one of the nine, like South East.",
        ),
        (
            "LA Number",
            pl.col("la_code").is_not_null() & ~pl.col("la_code").is_first_distinct(),
            "Authority {found} has a row further up already. Leave one of the two.",
        ),
    ):
        wrong += figures.problems(frame.filter(fails).select(ROW, column).rows(), column, sentence)
    return sorted(wrong, key=lambda problem: problem.row)
