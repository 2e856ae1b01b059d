"""What the readers of performance tables share: marks, numbers and percentages, one figure a row.

A file has a row for each school and rows of totals. The measures come from the catalogue, so a new year whose columns
keep their names needs no code. A cell that is neither a number nor a known mark refuses its row: a figure that we
cannot read may be the one that matters. A blank cell says nothing and gives no row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import polars as pl

from commonroom.imports.sources import figures, table_problems
from commonroom.imports.sources.base import ROW, Problem, Reading, Sheet, Unreadable, empty
from commonroom.imports.sources.table_layout import ENGLAND, LA, SCHOOL, STATE, Layout, Measure, measures_in, placed
from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.status import Status

MARKS: Mapping[str, Status] = {
    "SUPP": Status.SUPPRESSED,
    "SUPP!": Status.SUPPRESSED,
    "NA": Status.NOT_APPLICABLE,
    "NE": Status.NO_ENTRIES,
    "NP": Status.NOT_PUBLISHED,
    "LOWCOV": Status.LOW_COVERAGE,
    "NEW": Status.NEW_SCHOOL,
    "SP": Status.SMALL,
}
"""The marks of the performance tables and what they mean, by the publisher's list of abbreviations."""

_DIGITS = r"([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?"
_NUMBER = rf"^[-+]?{_DIGITS}$"
_FORMS = {"percent": rf"^[-+]?{_DIGITS}\s?%?$", "pounds": rf"^[-+]?£?{_DIGITS}$"}


def read(layout: Layout, sheet: Sheet, year: AcademicYear | None, notes: tuple[str, ...] = ()) -> Reading:
    """Everything that a performance table says. Raises Unreadable without a year, or when no measure is in it."""
    if year is None:
        raise Unreadable(f"“{sheet.name}” does not say which year it is of. Say so, for example 2018-19.")
    measures = measures_in(layout.kind, sheet, year)
    if not measures:
        raise Unreadable(
            f"“{sheet.name}” has none of the columns with figures that are known here. "
            "Check that it is the whole file as the publisher gives it."
        )
    every = placed(layout, sheet)
    taken = every.filter(pl.col("place").is_in([SCHOOL, LA, ENGLAND, STATE]))
    passed = Counter(
        every.join(taken, on=ROW, how="anti").filter(pl.col("place").is_not_null()).get_column("place").to_list()
    )
    parsed = _parsed(taken, measures)
    problems = table_problems.collect(
        sheet,
        table_problems.unknown_places(layout, every),
        table_problems.bad_keys(layout, taken),
        table_problems.bad_cells(taken, parsed, measures),
    )
    taken = _without(taken, problems)
    different, repeats = table_problems.repeated(layout, taken, [found.column for found in measures])
    problems = table_problems.collect(sheet, problems, different)
    if repeats:
        passed["exact repeats of a row"] = len(repeats)
    taken = _without(taken, different).filter(~pl.col(ROW).is_in(repeats))
    parsed = parsed.join(taken.select(ROW, "urn", "place", "code", "phase"), on=ROW, how="inner", maintain_order="left")
    return Reading(
        kind=layout.kind,
        year=year,
        as_at=None,
        rows=sheet.frame.height,
        schools=taken.get_column("urn").drop_nulls().n_unique(),
        tables={"values": _values(parsed, measures, year), "area_values": _area_values(parsed, measures, year)},
        problems=tuple(sorted(problems, key=lambda problem: problem.row)),
        columns={found.spec.slug: found.column for found in measures},
        passed_over=dict(passed),
        notes=notes,
    )


def _without(frame: pl.DataFrame, problems: list[Problem]) -> pl.DataFrame:
    return frame.filter(~pl.col(ROW).is_in([problem.row for problem in problems if problem.refuses]))


def _parsed(frame: pl.DataFrame, measures: list[Measure]) -> pl.DataFrame:
    """ROW, then for each column its status (“s …”) and number (“n …”), and pupils of each cohort column (“c …”)."""
    marks = {mark: int(status) for mark, status in MARKS.items()}
    expressions = [pl.col(ROW)]
    for column, unit in {found.column: found.spec.unit for found in measures}.items():
        text = pl.col(column)
        number = pl.when(text.str.contains(_FORMS.get(unit, _NUMBER))).then(_plain(text, unit))
        marked = text.str.to_uppercase().replace_strict(marks, default=None, return_dtype=pl.UInt8)
        expressions += [number.cast(pl.Float64, strict=False).alias(f"n {column}"), marked.alias(f"s {column}")]
    for cohort in {found.cohort for found in measures if found.cohort}:
        text = pl.col(cohort)
        pupils = pl.when(text.str.contains(_NUMBER)).then(text.str.replace_all(",", "")).cast(pl.Float64, strict=False)
        expressions.append(pupils.round().cast(pl.Int32, strict=False).alias(f"c {cohort}"))
    return frame.select(expressions)


def _plain(text: pl.Expr, unit: str) -> pl.Expr:
    return text.str.replace_all(r"[,£%\s]", "") if unit in ("percent", "pounds") else text.str.replace_all(",", "")


def _figures(parsed: pl.DataFrame, found: Measure, slug: str, year: AcademicYear, keys: list[str]) -> pl.DataFrame:
    """The rows of one measure: its keys, then measure, year, number, status, cohort and ROW."""
    number, status = pl.col(f"n {found.column}"), pl.col(f"s {found.column}")
    cohort = pl.col(f"c {found.cohort}") if found.cohort else pl.lit(None, pl.Int32)
    return parsed.filter(number.is_not_null() | status.is_not_null()).select(
        *keys,
        pl.lit(slug).alias("measure"),
        pl.lit(year.start, pl.Int16).alias("year"),
        number.alias("number"),
        status.fill_null(int(Status.PUBLISHED)).alias("status"),
        cohort.alias("cohort"),
        ROW,
    )


def _values(parsed: pl.DataFrame, measures: list[Measure], year: AcademicYear) -> pl.DataFrame:
    schools = parsed.filter(pl.col("place") == SCHOOL)
    return _joined("values", [_figures(schools, found, found.spec.slug, year, ["urn"]) for found in measures])


def _area_values(parsed: pl.DataFrame, measures: list[Measure], year: AcademicYear) -> pl.DataFrame:
    areas = parsed.filter(pl.col("place") != SCHOOL).rename({"place": "level"})
    frames = []
    for (phase,), rows in areas.group_by(["phase"], maintain_order=True):
        for found in measures:
            slug = found.spec.totals.get(str(phase), "") if phase else found.spec.slug
            if slug:
                frames.append(_figures(rows, found, slug, year, ["level", "code"]))
    return _joined("area_values", frames)


def _joined(table: str, frames: list[pl.DataFrame]) -> pl.DataFrame:
    return pl.concat([empty(table), *(figures.shape(frame, table) for frame in frames)])
