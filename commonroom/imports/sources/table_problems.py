"""What can be wrong with a performance table, row by row, in sentences. Each problem here refuses its row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

import polars as pl

from commonroom.imports.sources import figures
from commonroom.imports.sources.base import ROW, Problem, Sheet, Unreadable
from commonroom.imports.sources.table_layout import LA, SCHOOL, Layout, Measure

MOST_CELLS = 3
"""How many unreadable cells of one row are named; one is enough to refuse it."""

MOST_PROBLEMS = 5_000
"""More than this and the file itself is not what it should be: it is refused with the first of them."""


def collect(sheet: Sheet, *kinds: Iterable[Problem]) -> list[Problem]:
    """All problems in a list. Raises Unreadable past MOST_PROBLEMS."""
    problems: list[Problem] = []
    for kind in kinds:
        for problem in kind:
            problems.append(problem)
            if len(problems) > MOST_PROBLEMS:
                raise Unreadable(
                    f"More than {MOST_PROBLEMS:,} things in “{sheet.name}” cannot be read, so nothing of it is taken. "
                    f"The first: {problems[0].sentence}"
                )
    return problems


def unknown_places(layout: Layout, frame: pl.DataFrame) -> Iterator[Problem]:
    """Rows of which it is not known whose they are."""
    for row, found in frame.filter(pl.col("place").is_null()).select(ROW, "record").iter_rows():
        sentence = (
            f"Row {row:,}, column {layout.record}: {_quoted(found)} is no kind of row that is known here, so it is not "
            "clear whose figures these are. Write the publisher’s number for a school or a total."
        )
        yield Problem(row, layout.record, found or "", sentence)


def bad_keys(layout: Layout, frame: pl.DataFrame) -> Iterator[Problem]:
    """Schools without a URN of six digits, local authorities without a code of three."""
    schools = frame.filter((pl.col("place") == SCHOOL) & pl.col("urn").is_null())
    for row, found in schools.select(ROW, "urn text").iter_rows():
        what = f"{_quoted(found)} is no URN. Write the school’s number of six digits."
        yield Problem(row, layout.urn, found or "", f"Row {row:,}, column {layout.urn}: {what}")
    areas = frame.filter((pl.col("place") == LA) & pl.col("code").is_null())
    for row, found in areas.select(ROW, "la text").iter_rows():
        what = f"{_quoted(found)} is no local authority’s code. Write its three digits."
        yield Problem(row, layout.la, found or "", f"Row {row:,}, column {layout.la}: {what}")


def bad_cells(frame: pl.DataFrame, parsed: pl.DataFrame, measures: list[Measure]) -> Iterator[Problem]:
    """Cells that hold neither a number nor a known mark, or a percentage that cannot be; `parsed` row for row."""
    named: Counter[int] = Counter()
    for found in {found.column: found for found in measures}.values():
        number, status = parsed.get_column(f"n {found.column}"), parsed.get_column(f"s {found.column}")
        bad = frame.get_column(found.column).is_not_null() & number.is_null() & status.is_null()
        if found.bounded:
            bad |= (number > 100).fill_null(False) | (number < 0).fill_null(False)
        for row, text in frame.filter(bad).select(ROW, found.column).iter_rows():
            named[row] += 1
            if named[row] <= MOST_CELLS:
                yield Problem(row, found.column, text, _bad_cell(row, found, text))


def repeated(layout: Layout, frame: pl.DataFrame, columns: list[str]) -> tuple[list[Problem], list[int]]:
    """Problems for rows that give one school or area twice with different figures; rows that only repeat another.

    Of rows that agree the first is taken. Which of those that do not is right nobody knows, so none is.
    """
    key = ["place", "urn", "code", "phase"]
    groups = (
        frame.filter(pl.struct(key).is_duplicated())
        .group_by(key, maintain_order=True)
        .agg(pl.col(ROW), pl.struct(sorted(set(columns))).n_unique().alias("different"))
    )
    problems: list[Problem] = []
    repeats: list[int] = []
    for place, urn, _code, _phase, rows, different in groups.iter_rows():
        if different == 1:
            repeats += rows[1:]
            continue
        whose = f"URN {urn}" if place == SCHOOL else "the same total"
        numbers = figures.listed(f"{row:,}" for row in rows)
        sentence = f"Rows {numbers} give {whose} with different figures. Keep the right one and take out the others."
        column = layout.urn if place == SCHOOL else layout.record
        problems += [Problem(row, column, str(urn or ""), sentence) for row in rows[: MOST_PROBLEMS + 1]]
    return problems, repeats


def _quoted(text: str | None) -> str:
    if not text:
        return "a blank"
    return f"“{text if len(text) <= 40 else text[:39] + '…'}”"


def _bad_cell(row: int, found: Measure, text: str) -> str:
    percent = found.spec.unit == "percent"
    what = "no percentage from 0 to 100" if found.bounded else "no percentage" if percent else "no number"
    return (
        f"Row {row:,}, column {found.column}: {_quoted(text)} is {what}. "
        f"Leave it blank, or write a figure like {'60 %' if percent else '60'} or one of the publisher’s marks, "
        "like SUPP."
    )
