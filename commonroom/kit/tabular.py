"""Tables of text out of bytes, quickly and in bounded memory: decoding, finding the header, reading the cells."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

ROW = "__row"
MAX_COLUMNS = 2_000
MAX_LINE = 1_000_000
MAX_ROWS = 2_000_000
MAX_CELLS = 25_000_000
MAX_JUNK = 5

Accepts = Callable[[frozenset[str]], bool]


class BadTable(ValueError):
    """What is wrong with some bytes as a table: a clause with its place and how to mend it, without the file's name."""


@dataclass(frozen=True)
class Table:
    """Cells as text. `frame`: one String column for each name of `header` (stripped, blanks null) and ROW (Int32)."""

    header: tuple[str, ...]
    frame: pl.DataFrame
    header_row: int = 1
    preamble: tuple[str, ...] = ()
    spilled: dict[int, int] = field(default_factory=dict)
    short: int = 0


def names(cells: Iterable[str | None]) -> tuple[str, ...]:
    """The column names of a header row: stripped, nameless ones at the end left off, repeated ones numbered."""
    stripped = [" ".join((cell or "").replace("\ufeff", "").split("\n")).strip() for cell in cells]
    while stripped and not stripped[-1]:
        stripped.pop()
    if len(stripped) > MAX_COLUMNS:
        raise BadTable(
            f"it has {len(stripped):,} columns, and no file that is known here has more than {MAX_COLUMNS:,}. "
            "Check that it is the file you meant"
        )
    seen: dict[str, int] = {}
    taken = set(stripped)
    unique = []
    for name in stripped:
        seen[name] = seen.get(name, 0) + 1
        label = name
        if seen[name] > 1:
            label = f"{name} ({seen[name]})"
            while label in taken:
                label += "'"
            taken.add(label)
        unique.append(label)
    return tuple(unique)


def find_header(rows: Sequence[Sequence[str | None]], accepts: Accepts | None) -> tuple[int, bool]:
    """Where the header stands among the first rows of a table, as an index, and whether a reader accepts it.

    The first row with at least half of its cells filled that `accepts` says yes to, with at most five rows above it.
    Otherwise the first row that is not blank. Raises BadTable when all rows are blank.
    """
    first: int | None = None
    above = 0
    for index, row in enumerate(rows):
        filled = [cell.strip() for cell in row if cell and cell.strip()]
        if not filled:
            continue
        first = index if first is None else first
        if accepts is None or above > MAX_JUNK:
            break
        if 2 * len(filled) >= len(row) and accepts(frozenset(filled)):
            return index, True
        above += 1
    if first is None:
        raise BadTable("it is empty. Download it again")
    return first, False


def parse_text(text: bytes, *, accepts: Accepts | None = None) -> tuple[Table, bool]:
    """Read comma-separated cells out of UTF-8 bytes; also says whether `accepts` took the header.

    Row numbers count from 1 at the first row of the file, the header and blank rows included. Raises BadTable.
    """
    if not text.strip():
        raise BadTable("it is empty. Download it again")
    lines = text.split(b"\n")
    if not lines[-1].strip(b"\r"):
        lines.pop()
    _check_size(lines)
    simple = balanced(lines)
    top = [row for _, row in zip(range(MAX_JUNK + 20), _records(lines), strict=False)]
    index, accepted = find_header(top, accepts)
    header = names(top[index])
    _check_header(header, top[index])
    if len(header) * len(lines) > MAX_CELLS:
        raise BadTable(
            f"it has {len(lines):,} rows and {len(header):,} columns, more than can be taken at once. Split it in parts"
        )
    preamble = tuple(" ".join(c.strip() for c in row if c.strip()) for row in top[:index])
    if simple:
        del top
        table = _fast(text, lines, header, index, preamble)
        if table is not None:
            _check_cut(table, lines, text)
            return table, accepted
    table = _slow(lines, header, index, preamble)
    _check_cut(table, lines, text)
    return table, accepted


def from_lines(header_line: bytes, lines: Sequence[bytes], rows: Sequence[int]) -> Table:
    """Read some lines (UTF-8, each with balanced quotes) under a header line; `rows` says which rows they are."""
    header = names(next(_records([header_line]), []))
    return _fast_body(b"\n".join(lines), list(lines), header, list(rows)) or _slow_lines(lines, header, list(rows))


def balanced(lines: Iterable[bytes]) -> bool:
    """True when no line has an odd number of quotation marks, so that each line is one row."""
    return not any(line.count(b'"') & 1 for line in lines if b'"' in line)


def tidy(frame: pl.DataFrame) -> pl.DataFrame:
    """Strip every text cell and make blank ones null, a column at a time so as to hold little twice."""
    for name, kind in frame.schema.items():
        if kind == pl.String:
            cells = frame.get_column(name)
            if cells.null_count() < len(cells):
                stripped = cells.str.strip_chars(" \t\r\n\u00a0")
                frame.replace_column(frame.get_column_index(name), stripped.set(stripped == "", None))
    return frame


def drop_blank(frame: pl.DataFrame, header: Sequence[str]) -> pl.DataFrame:
    """Leave out the rows that are blank throughout."""
    first = next((name for name in header if frame.get_column(name).null_count() == 0), None)
    if first is not None or not header:
        return frame
    return frame.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in header))


def _check_size(lines: list[bytes]) -> None:
    if len(lines) > MAX_ROWS:
        raise BadTable(f"it has {len(lines):,} rows, more than {MAX_ROWS:,}. Split it in parts")
    longest = max(map(len, lines), default=0)
    if longest > MAX_LINE:
        number = next(n for n, line in enumerate(lines, 1) if len(line) > MAX_LINE)
        raise BadTable(
            f"line {number} is {longest / 1e6:.1f} million characters long, which no table has. Download it again"
        )


def _check_header(header: tuple[str, ...], cells: Sequence[str]) -> None:
    if len(header) > 1:
        return
    only = cells[0] if cells else ""
    for mark, word in (("\t", "tabs"), (";", "semicolons"), ("|", "upright strokes")):
        if only.count(mark) >= 1:
            raise BadTable(f"its cells stand apart by {word}, not by commas. Save it as “CSV (comma delimited)”")


def _records(lines: Iterable[bytes]) -> Iterator[list[str]]:
    return csv.reader(line.decode("utf-8", "replace").rstrip("\r") + "\n" for line in lines)


def _fast(
    text: bytes, lines: list[bytes], header: tuple[str, ...], index: int, preamble: tuple[str, ...]
) -> Table | None:
    table = _fast_body(text, lines[index + 1 :], header, None, above=index + 1)
    if table is None:
        return None
    return Table(header, table.frame, index + 1, preamble, table.spilled, table.short)


def _fast_body(
    text: bytes, lines: list[bytes], header: tuple[str, ...], rows: list[int] | None, above: int = 0
) -> Table | None:
    if not lines:
        return Table(header, _empty(header))
    beyond = "__beyond"
    columns = [*header, beyond]
    try:
        frame = pl.read_csv(
            text,
            has_header=False,
            skip_lines=above,
            schema={f"c{i}": pl.String for i in range(len(columns))},
            extra_columns="ignore",
            missing_columns="insert",
            raise_if_empty=False,
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.height != len(lines):
        return None
    frame.columns = columns
    numbers = pl.Series(ROW, rows, pl.Int32) if rows is not None else _range(above + 1, above + 1 + len(lines))
    frame = tidy(frame.with_columns(numbers))
    spilled = {}
    for position in frame.get_column(beyond).is_not_null().arg_true():
        cells = next(_records([lines[position]]))
        spilled[int(numbers[position])] = sum(1 for cell in cells[len(header) :] if cell.strip())
    short = _count_short(lines, frame.get_column(header[-1]).is_null().arg_true().to_list(), len(header))
    frame = drop_blank(frame.drop(beyond), header)
    return Table(header, frame, spilled=spilled, short=short)


def _count_short(lines: list[bytes], positions: list[int], width: int) -> int:
    short = 0
    for position in positions:
        line = lines[position]
        commas = line.count(b",")
        if commas < width - 1:
            short += bool(line.strip())
        elif commas > width - 1 and b'"' in line:
            short += len(next(_records([line]))) < width
    return short


def _slow(lines: list[bytes], header: tuple[str, ...], index: int, preamble: tuple[str, ...]) -> Table:
    last: list[bytes] = []

    def feed() -> Iterator[bytes]:
        for line in lines:
            last.append(line)
            yield line

    reader = _records(feed())
    rows: list[list[str]] = []
    numbers: list[int] = []
    number = 0
    try:
        while True:
            pending = len(last)
            row = next(reader, None)
            if row is None:
                break
            number += 1
            del last[:pending]
            if number > index + 1:
                rows.append(row)
                numbers.append(number)
    except csv.Error as error:
        raise BadTable(
            f"a quotation mark opens in row {number + 1} and is not closed where it should be. "
            "Look at that row in a text editor, or download the file again"
        ) from error
    if _unclosed(last):
        raise BadTable(
            f"it stops in the middle of row {number}, inside quotation marks: the file was cut off. Download it again"
        )
    table = from_rows(rows, header, numbers)
    return Table(header, table.frame, index + 1, preamble, table.spilled, table.short)


def _slow_lines(lines: Sequence[bytes], header: tuple[str, ...], rows: list[int]) -> Table:
    try:
        return from_rows([next(_records([line]), []) for line in lines], header, rows)
    except csv.Error as error:
        raise BadTable("the quotation marks of a row do not agree. Download the file again") from error


def _unclosed(lines: list[bytes]) -> bool:
    try:
        list(csv.reader((line.decode("utf-8", "replace") + "\n" for line in lines), strict=True))
    except csv.Error as error:
        return "unexpected end" in str(error)
    return False


def from_rows(rows: list[list[str]], header: tuple[str, ...], numbers: list[int]) -> Table:
    """A Table out of lists of cells (which it pads and cuts in place); `numbers` says which rows they are."""
    width = len(header)
    spilled: dict[int, int] = {}
    short = 0
    for number, row in zip(numbers, rows, strict=True):
        if len(row) > width:
            beyond = sum(1 for cell in row[width:] if cell.strip())
            if beyond:
                spilled[number] = beyond
            del row[width:]
        elif len(row) < width:
            short += bool(row)
            row.extend([""] * (width - len(row)))
    if not rows:
        return Table(header, _empty(header))
    data = dict(zip(header, zip(*rows, strict=True), strict=True))
    frame = pl.DataFrame(data, schema=dict.fromkeys(header, pl.String))
    frame = tidy(frame.with_columns(pl.Series(ROW, numbers, pl.Int32)))
    return Table(header, drop_blank(frame, header), spilled=spilled, short=short)


def _check_cut(table: Table, lines: list[bytes], text: bytes) -> None:
    """A last row that stops early in a file of otherwise whole rows, without its line break, was cut off."""
    if table.short != 1 or text.endswith(b"\n") or not table.frame.height:
        return
    cells = len(next(_records(lines[-1:]), []))
    if cells < len(table.header):
        raise BadTable(
            f"its last row, {table.frame.get_column(ROW)[-1]}, stops after {cells} of {len(table.header)} cells: "
            "the file was cut off. Download it again"
        )


def _range(start: int, stop: int) -> pl.Series:
    return pl.int_range(start, stop, dtype=pl.Int32, eager=True).alias(ROW)


def _empty(header: tuple[str, ...]) -> pl.DataFrame:
    return pl.DataFrame(schema={**dict.fromkeys(header, pl.String), ROW: pl.Int32})
