"""What the readers of performance tables share: which row is whose, marks and percentages, one figure a row.

A file has a row for each school and rows of totals. The measures come from the catalogue, so a new year whose columns
keep their names needs no code. A cell that is neither a number nor a known mark refuses its row: a figure that we
cannot read may be the one that matters. A blank cell says nothing and gives no row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import polars as pl

from commonroom.imports.sources import figures
from commonroom.imports.sources.base import ROW, Problem, Reading, Sheet, Unreadable, empty
from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.status import Status
from commonroom.measures import catalogue
from commonroom.measures.catalogue import MeasureSpec

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

SCHOOL, LA, ENGLAND, STATE = "school", "la", "england", "england_state"
"""Whose a row is; england_state is state-funded schools only. Anything else is the words for rows passed over."""

MOST_CELLS = 3
"""How many unreadable cells of one row are named; one is enough to refuse it."""

_NUMBER = r"^[-+]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?$"
_PERCENT = r"^[-+]?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?\s?%?$"
_POUNDS = r"^[-+]?£?([0-9]{1,3}(,[0-9]{3})+|[0-9]+)(\.[0-9]+)?$"
_FORMS = {"percent": _PERCENT, "pounds": _POUNDS}

Column = Callable[[str], pl.Expr]
"""From a column's name as published to its cells, whatever the case of its letters; nulls where the file lacks it."""


@dataclass(frozen=True)
class Layout:
    """What tells one kind of performance table from another.

    `place` gives for each row SCHOOL, LA, ENGLAND, STATE, other words (rows passed over), or null where the cell of
    column `record` is not known. `phase` gives primary, secondary or special for totals of one phase, else null.
    """

    kind: str
    place: Callable[[Column], pl.Expr]
    record: str = "RECTYPE"
    la: str = "LEA"
    urn: str = "URN"
    phase: Callable[[Column], pl.Expr] | None = None


def by_record(**places: str) -> Callable[[Column], pl.Expr]:
    """A `place` that reads RECTYPE: by_record(r1=SCHOOL, r4=LA) says “1” is a school and “4” a local authority."""
    known = {record.removeprefix("r").upper(): place for record, place in places.items()}
    return lambda column: column("RECTYPE").str.to_uppercase().replace_strict(known, default=None)


def read(layout: Layout, sheet: Sheet, year: AcademicYear | None, notes: tuple[str, ...] = ()) -> Reading:
    """Everything that a performance table says. Raises Unreadable without a year, or when no measure is in it."""
    if year is None:
        raise Unreadable(f"“{sheet.name}” does not say which year it is of. Say so, for example 2018-19.")
    measures = _measures(layout.kind, sheet, year)
    if not measures:
        raise Unreadable(
            f"“{sheet.name}” has none of the columns with figures that are known here. "
            "Check that it is the whole file as the publisher gives it."
        )
    frame = _placed(layout, sheet)
    problems = _unknown_places(layout, frame)
    frame = frame.filter(pl.col("place").is_not_null())
    passed = Counter(frame.filter(~_is_taken()).get_column("place").to_list())
    frame = frame.filter(_is_taken())
    problems += _bad_keys(layout, frame)
    frame = _without(frame, problems)
    parsed = _parsed(frame, measures)
    problems += _bad_cells(frame, parsed, measures)
    frame = _without(frame, problems)
    repeated, repeats = _repeated(frame, [found.column for found in measures])
    problems += repeated
    if repeats:
        passed["exact repeats of a row"] = len(repeats)
    frame = _without(frame, problems).filter(~pl.col(ROW).is_in(repeats))
    parsed = parsed.join(frame.select(ROW, "urn", "place", "code", "phase"), on=ROW, how="inner", maintain_order="left")
    return Reading(
        kind=layout.kind,
        year=year,
        as_at=None,
        rows=sheet.frame.height,
        schools=frame.get_column("urn").n_unique() - int(frame.get_column("urn").null_count() > 0),
        tables={"values": _values(parsed, measures, year), "area_values": _area_values(parsed, measures, year)},
        problems=tuple(sorted(problems, key=lambda problem: problem.row)),
        columns={found.spec.slug: found.column for found in measures},
        passed_over=dict(passed),
        notes=notes,
    )


@dataclass(frozen=True)
class _Measure:
    """A measure, the column of this file that carries it, and the column with its number of pupils, or “”."""

    spec: MeasureSpec
    column: str
    cohort: str

    @property
    def bounded(self) -> bool:
        """Percentages of pupils lie from 0 to 100; a share of spending does not, when money comes back."""
        return self.spec.unit == "percent" and self.spec.kind != "finance"


def _measures(kind: str, sheet: Sheet, year: AcademicYear) -> list[_Measure]:
    actual = {name.upper(): name for name in reversed(sheet.header)}
    found = []
    for spec in catalogue.published_by(kind).values():
        column = actual.get(spec.column(year.start).upper())
        if column:
            found.append(_Measure(spec, column, actual.get(spec.cohort_column(year.start).upper(), "")))
    return found


def _placed(layout: Layout, sheet: Sheet) -> pl.DataFrame:
    actual = {name.upper(): name for name in reversed(sheet.header)}

    def column(name: str) -> pl.Expr:
        return pl.col(actual[name]) if name in actual else pl.lit(None, pl.String)

    phase = layout.phase(column) if layout.phase else pl.lit(None, pl.String)
    return sheet.frame.with_columns(
        column(layout.record).alias("record"),
        column(layout.urn).alias("urn text"),
        column(layout.la).alias("la text"),
        layout.place(column).alias("place"),
        phase.alias("phase"),
    ).with_columns(
        pl.when(pl.col("place") == SCHOOL).then(_urn(pl.col("urn text"))).alias("urn"),
        pl.when(pl.col("place") == LA).then(_code(pl.col("la text"))).otherwise(pl.lit("")).alias("code"),
    )


def _urn(cell: pl.Expr) -> pl.Expr:
    number = figures.whole(cell)
    return pl.when(number.is_between(100_000, 999_999)).then(number)


def _code(cell: pl.Expr) -> pl.Expr:
    return pl.when(cell.str.contains(r"^[0-9]{1,3}$")).then(cell.str.zfill(3))


def _is_taken() -> pl.Expr:
    return pl.col("place").is_in([SCHOOL, LA, ENGLAND, STATE])


def _without(frame: pl.DataFrame, problems: list[Problem]) -> pl.DataFrame:
    return frame.filter(~pl.col(ROW).is_in([problem.row for problem in problems if problem.refuses]))


def _quoted(text: str | None) -> str:
    if not text:
        return "a blank"
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"


def _unknown_places(layout: Layout, frame: pl.DataFrame) -> list[Problem]:
    return [
        Problem(
            row,
            layout.record,
            found or "",
            f"Row {row:,}, column {layout.record}: {_quoted(found)} is no kind of row that is known here, so it is not "
            "clear whose figures these are. Write the publisher’s number for a school or a total.",
        )
        for row, found in frame.filter(pl.col("place").is_null()).select(ROW, "record").iter_rows()
    ]


def _bad_keys(layout: Layout, frame: pl.DataFrame) -> list[Problem]:
    bad = frame.filter((pl.col("place") == SCHOOL) & pl.col("urn").is_null()).select(ROW, "urn text").rows()
    problems = [
        Problem(
            row,
            layout.urn,
            found or "",
            f"Row {row:,}, column {layout.urn}: {_quoted(found)} is no URN. Write the school’s number of six digits.",
        )
        for row, found in bad
    ]
    bad = frame.filter((pl.col("place") == LA) & pl.col("code").is_null()).select(ROW, "la text").rows()
    return problems + [
        Problem(
            row,
            layout.la,
            found or "",
            f"Row {row:,}, column {layout.la}: {_quoted(found)} is no local authority’s code. Write its three digits.",
        )
        for row, found in bad
    ]


def _parsed(frame: pl.DataFrame, measures: list[_Measure]) -> pl.DataFrame:
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


def _bad_cells(frame: pl.DataFrame, parsed: pl.DataFrame, measures: list[_Measure]) -> list[Problem]:
    problems: list[Problem] = []
    named: Counter[int] = Counter()
    for found in {found.column: found for found in measures}.values():
        number, status = parsed.get_column(f"n {found.column}"), parsed.get_column(f"s {found.column}")
        cells = frame.get_column(found.column)
        bad = cells.is_not_null() & number.is_null() & status.is_null()
        if found.bounded:
            bad |= (number > 100).fill_null(False) | (number < 0).fill_null(False)
        for row, text in frame.filter(bad).select(ROW, found.column).iter_rows():
            named[row] += 1
            if named[row] <= MOST_CELLS:
                problems.append(Problem(row, found.column, text, _bad_cell(row, found, text)))
    return problems


def _bad_cell(row: int, found: _Measure, text: str) -> str:
    percent = found.spec.unit == "percent"
    what = "no percentage from 0 to 100" if found.bounded else "no percentage" if percent else "no number"
    example = "60 %" if percent else "60"
    marks = "SUPP" if text.upper().startswith("SUPP") else "one of the publisher’s marks, like SUPP"
    return (
        f"Row {row:,}, column {found.column}: {_quoted(text)} is {what}. "
        f"Leave it blank, or write a figure like {example} or {marks}."
    )


def _repeated(frame: pl.DataFrame, columns: list[str]) -> tuple[list[Problem], list[int]]:
    """Problems for rows that give one school or area twice with different figures; rows that only repeat another."""
    keyed = frame.with_columns(
        pl.concat_str(
            [pl.col("place"), pl.col("urn").cast(pl.String), "code", "phase"], separator=" ", ignore_nulls=True
        ).alias("key")
    )
    keyed = keyed.filter(pl.col("key").is_duplicated())
    problems: list[Problem] = []
    repeats: list[int] = []
    if keyed.is_empty():
        return problems, repeats
    for (_,), rows in keyed.group_by(["key"], maintain_order=True):
        numbers = rows.get_column(ROW).to_list()
        if rows.select(set(columns)).n_unique() == 1:
            repeats += numbers[1:]
            continue
        places = figures.listed(f"{number:,}" for number in numbers)
        whose = "URN " + str(rows.item(0, "urn")) if rows.item(0, "place") == SCHOOL else "the same total"
        sentence = f"Rows {places} give {whose} with different figures. Keep the right one and take out the others."
        problems += [Problem(number, "URN", str(rows.item(0, "urn") or ""), sentence) for number in numbers]
    return problems, repeats


def _figures(parsed: pl.DataFrame, found: _Measure, slug: str, year: AcademicYear, keys: list[str]) -> pl.DataFrame:
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


def _values(parsed: pl.DataFrame, measures: list[_Measure], year: AcademicYear) -> pl.DataFrame:
    schools = parsed.filter(pl.col("place") == SCHOOL)
    return _joined("values", [_figures(schools, found, found.spec.slug, year, ["urn"]) for found in measures])


def _area_values(parsed: pl.DataFrame, measures: list[_Measure], year: AcademicYear) -> pl.DataFrame:
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
