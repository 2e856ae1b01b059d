"""What the register's files have in common: columns of text to typed columns, and rows that cannot be taken."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial

import polars as pl

from commonroom.imports.sources import figures
from commonroom.imports.sources.base import ROW, SCHEMAS, Problem, Sheet, Unreadable
from commonroom.kit import cells
from commonroom.kit.ahead import beside

MOST_REMARKS = 100
"""Remarks kept for one column: after so many alike the reader has understood."""

NOT_SAID = frozenset({"not recorded", "not known", "unknown", "-", "null", "n/a"})
"""Words that say nothing, in lower case; they count as blank. “Not applicable” says something and does not."""


@dataclass(frozen=True)
class Column:
    """How one column of a table is read: from the first of `heads` that the file has.

    `kind`: text, code (kept whole or not at all), digits (a code of digits), whole, number, day. `words` turns codes
    or old words into the register's words. `nothing` are further words that count as blank. `limit` is the longest
    text that is kept, `pad` the width to which noughts are put in front of digits.
    """

    name: str
    heads: tuple[str, ...]
    kind: str = "text"
    limit: int = 120
    pad: int = 0
    words: Mapping[str, str] = field(default_factory=dict)
    nothing: frozenset[str] = frozenset()


def found(sheet: Sheet, columns: Sequence[Column]) -> dict[str, str]:
    """Which column of the file stands for which column of the table; capitals do not matter."""
    by_fold = {name.casefold(): name for name in reversed(sheet.header)}
    heads = {
        column.name: next((by_fold[head.casefold()] for head in column.heads if head.casefold() in by_fold), None)
        for column in columns
    }
    return {name: head for name, head in heads.items() if head is not None}


def typed(sheet: Sheet, columns: Sequence[Column], table: str) -> tuple[pl.DataFrame, list[Problem]]:
    """The columns that the file has, in the table's types and with ROW; cells that cannot be read become null.

    Each such cell is a remark (the row is taken all the same), at most a hundred for each column.
    """
    heads = found(sheet, columns)
    had = [column for column in columns if column.name in heads]
    cells_of = sheet.frame.get_column
    each = beside(lambda c: _typed(cells_of(heads[c.name]), c, SCHEMAS[table][c.name]), had)
    frame = pl.DataFrame([cells_of(ROW), *each]).rechunk()
    problems: list[Problem] = []
    for column in had:
        problems += _remarks(column, heads[column.name], sheet.frame, frame)
    return frame, problems


def cells_at(sheet: Sheet, frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """The cells of some columns of a sheet at the rows of a frame, which are some of the sheet's in their order."""
    picked = pl.DataFrame([sheet.frame.get_column(name) for name in names])
    if frame.height == picked.height:
        return picked
    return picked[sheet.frame.get_column(ROW).search_sorted(frame.get_column(ROW))]


def refuse(
    frame: pl.DataFrame, source: pl.DataFrame, fails: pl.Expr, column: str, sentence: str
) -> tuple[pl.DataFrame, list[Problem]]:
    """Leave out the rows for which `fails` is true (or null); the sentence may name what was {found} in `column`."""
    bad = frame.filter(fails.fill_null(True)).get_column(ROW)
    if not len(bad):
        return frame, []
    shown = source.filter(pl.col(ROW).is_in(bad.implode())).select(ROW, column).rows()
    return frame.filter(~fails.fill_null(True)), figures.problems(shown, column, sentence)


def once(frame: pl.DataFrame, keys: Sequence[str], column: str, what: str) -> tuple[pl.DataFrame, list[Problem], int]:
    """One row for each key: exact repeats are counted, other rows after the first are refused."""
    first = pl.struct(keys).is_first_distinct()
    if frame.select(first.all()).item():
        return frame, [], 0
    content = [name for name in frame.columns if name != ROW]
    same = frame.filter(~pl.struct(content).is_first_distinct()).height
    frame = frame.filter(pl.struct(content).is_first_distinct())
    origin = frame.group_by(keys).agg(pl.col(ROW).min().alias("__first"))
    later = frame.filter(~first).join(origin, on=keys, how="left", nulls_equal=True)
    problems = [
        Problem(
            row,
            column,
            str(found),
            f"Row {above} has the same {what} and says something else. Leave the right row of the two.",
        )
        for row, found, above in later.select(ROW, keys[0], "__first").rows()
    ]
    return frame.filter(first), problems, same


def settle(refusals: Sequence[Problem], remarks: Sequence[Problem]) -> tuple[Problem, ...]:
    """All problems in the order of rows; nothing more is said of a row that is refused."""
    refused = {problem.row for problem in refusals}
    said = [*refusals, *(problem for problem in remarks if problem.row not in refused)]
    return tuple(sorted(said, key=lambda problem: problem.row))


def need_rows(frame: pl.DataFrame, problems: Sequence[Problem], name: str) -> None:
    """Raises Unreadable when no row is left to take, with the sentence of the first one that was refused."""
    if not frame.height and any(problem.refuses for problem in problems):
        worst = next(problem for problem in problems if problem.refuses)
        raise Unreadable(f"Not one row of “{name}” can be taken. Row {worst.row}: {worst.sentence}")


def date_of(sheet: Sheet, latest: Collection[str] = ()) -> date | None:
    """The day that a register file describes, as its name proposes: edubasealldata20250727, allgroupsdata_202203.

    A month alone counts as the `latest` day of it in some columns, else its first. Without a name, the `latest` day.
    """
    named = figures.date_in(sheet.name) or _month_in(sheet.name)
    if named is not None and named.day > 1:
        return named
    known = [sheet.frame.get_column(name) for name in latest if name in sheet.header]
    days = [cell.to_frame("d").select(cells.day(pl.col("d")).max()).item() for cell in known]
    last: date | None = max((day for day in days if day is not None), default=None)
    if named is not None and last is not None and last.replace(day=1) == named:
        return last
    return named or last


def _month_in(name: str) -> date | None:
    digits = "".join(letter if letter.isdigit() else " " for letter in name).split()
    for group in digits:
        if len(group) == 6 and group.startswith("20") and 1 <= int(group[4:]) <= 12:
            return date(int(group[:4]), int(group[4:]), 1)
    return None


def _typed(cell: pl.Series, column: Column, kind: pl.DataType | type[pl.DataType]) -> pl.Series:
    """One column in its type: nearly all cells are read the short way, the rest with every kindness."""
    if column.kind in ("day", "number", "whole"):
        return _short_way(cell, column, kind).alias(column.name)
    if column.kind == "digits":
        if cell.str.contains(".", literal=True).any():
            cell = _each(cell, cells.undotted)
        cell = cell.str.zfill(column.pad) if column.pad else cell
    if column.words and (old := _among(cell, set(column.words))):
        cell = cell.replace({word: column.words[word] for word in old})
    unsaid = NOT_SAID | column.nothing
    short = _short(cell, _longest(unsaid))
    nothing = short.filter(short.str.to_lowercase().is_in(list(unsaid)))
    if len(nothing):
        cell = cell.set(cell.is_in(nothing.implode()), None)
    if not (cell.str.len_bytes() > column.limit).any():
        return cell.alias(column.name)
    if column.kind == "text":
        return cell.str.head(column.limit).alias(column.name)
    return cell.set(cell.str.len_chars() > column.limit, None).alias(column.name)


def _short_way(cell: pl.Series, column: Column, kind: pl.DataType | type[pl.DataType]) -> pl.Series:
    """Figures and dates: as GIAS writes them first, and only what is left over in all other ways."""
    slow: Callable[[pl.Expr], pl.Expr]
    if column.kind == "day":
        quick, slow = cell.str.to_date("%d-%m-%Y", strict=False), cells.known_day
        quick = quick.set(quick.is_in([date(1900, 1, 1)]) | ~quick.dt.year().is_between(1000, 2199), None)
    elif column.kind == "number":
        quick, slow = cell.cast(pl.Float64, strict=False), cells.number
        quick = quick.set(~quick.is_finite(), None)
    else:
        quick, slow = cell.cast(kind, strict=False), partial(cells.whole, kind=kind)  # type: ignore[arg-type]
    left = (cell.is_not_null() & quick.is_null()).arg_true()
    return quick.scatter(left, _each(cell.gather(left), slow)) if len(left) else quick


def _each(cell: pl.Series, way: Callable[[pl.Expr], pl.Expr]) -> pl.Series:
    return cell.to_frame("cell").select(way(pl.col("cell"))).to_series()


def _short(cell: pl.Series, longest: int) -> pl.Series:
    """The different texts of a column that are no longer than so many bytes."""
    return cell.filter(cell.str.len_bytes() <= longest).unique()


def _among(cell: pl.Series, wanted: Collection[str]) -> list[str]:
    short = _short(cell, _longest(wanted))
    return short.filter(short.is_in(list(wanted))).to_list()


def _longest(words: Collection[str]) -> int:
    return max(len(word.encode()) for word in words)


def _remarks(column: Column, head: str, source: pl.DataFrame, frame: pl.DataFrame) -> list[Problem]:
    cell = source.get_column(head)
    if column.kind == "text":
        bad = cell.str.len_chars() > column.limit
        sentence = f"The text is longer than {column.limit} letters, so its end was left off."
    else:
        bad = cell.is_not_null() & frame.get_column(column.name).is_null()
        if not bad.any():
            return []
        said = cell.str.to_lowercase().is_in(list(NOT_SAID | column.nothing | {"not applicable"}))
        bad &= ~said
        if column.kind == "day":
            placeholder = cell.to_frame("c").select(cells.day(pl.col("c")) == cells.PLACEHOLDER).to_series()
            bad &= ~placeholder.fill_null(False)
        sentence = "“{found}” is no " + _KINDS[column.kind] + ", so this cell was not taken."
    if not bad.any():
        return []
    rows = pl.DataFrame({ROW: source.get_column(ROW), "found": cell}).filter(bad).head(MOST_REMARKS).rows()
    return figures.problems(rows, head, sentence, refuses=False)


_KINDS = {
    "code": "code of this kind",
    "digits": "code of this kind",
    "day": "date that is understood (write it like 31-12-2024)",
    "number": "number",
    "whole": "whole number that fits here",
}
