"""Tables of text out of bytes, quickly and in bounded memory: decoding, finding the header, reading the cells."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice

import polars as pl

from commonroom.kit.ahead import beside
from commonroom.kit.lines import Lines

ROW = "__row"
MAX_COLUMNS = 2_000
MAX_LINE = 1_000_000
MAX_ROWS = 2_000_000
MAX_CELLS = 25_000_000
MAX_JUNK = 5
_PIECE = 4_000_000
"""Bytes read at a time: so few that their memory is used again by the next ones, and that two threads end together."""
_AT_ONCE = 16
"""Columns that are stripped together."""

csv.field_size_limit(MAX_LINE)

Accepts = Callable[[frozenset[str]], bool]
Wanted = Callable[[Sequence[str]], Sequence[str]]


class BadTable(ValueError):
    """What is wrong with some bytes as a table: a clause with its place and how to mend it, without the file's name."""


@dataclass(frozen=True)
class Table:
    """Cells as text. `frame`: one String column for each name of `header` (stripped, blanks null) and ROW (Int32).

    `short` counts rows of fewer cells, where the text stops without a line end and may have been cut off.
    """

    header: tuple[str, ...]
    frame: pl.DataFrame
    header_row: int = 1
    preamble: tuple[str, ...] = ()
    spilled: dict[int, int] = field(default_factory=dict)
    short: int = 0


@dataclass
class Text:
    """UTF-8 text of a file and the encoding it came in. `data` is let go by `parse_text`, to save memory."""

    data: bytes
    encoding: str


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


def parse_text(text: Text, *, accepts: Accepts | None = None) -> tuple[Table, bool]:
    """Read comma-separated cells out of a text, which it consumes; also says whether `accepts` took the header.

    Row numbers count from 1 at the first row of the file, the header and blank rows included. Raises BadTable.
    """
    if not text.data or text.data.isspace():
        raise BadTable("it is empty. Download it again")
    lines = Lines(text.data)
    text.data = b""
    _check_size(lines)
    top = _top(lines)
    index, accepted = find_header(top, accepts)
    header = names(top[index])
    _check_header(header, top[index])
    if len(header) * len(lines) > MAX_CELLS:
        raise BadTable(
            f"it has {len(lines):,} rows and {len(header):,} columns, more than can be taken at once. Split it in parts"
        )
    table = _fast(lines, header, index) if lines.balanced else None
    if table is None:
        table = _slow(lines, header, index)
    _check_cut(table, lines)
    preamble = tuple(" ".join(c.strip() for c in row if c.strip()) for row in top[:index])
    return replace(table, header_row=index + 1, preamble=preamble), accepted


def from_lines(header_line: bytes, lines: Sequence[bytes], rows: Sequence[int], wanted: Wanted | None = None) -> Table:
    """Read some lines (UTF-8, each with balanced quotes) under a header line; `rows` says which rows they are.

    `wanted` picks the columns to read; the others then stand neither in the header nor in the frame.
    """
    table = from_whole(Lines(b"\n".join([header_line, *lines, b""])), wanted)
    numbers = pl.Series(rows, dtype=pl.Int32).gather(table.frame.get_column(ROW) - 2)
    spilled = {rows[number - 2]: cells for number, cells in table.spilled.items()}
    return replace(table, frame=table.frame.with_columns(numbers.alias(ROW)), spilled=spilled)


def from_whole(lines: Lines, wanted: Wanted | None = None) -> Table:
    """Read the lines below the first one, which is the header; each is one row, with balanced quotes.

    `wanted` picks the columns to read; the others then stand neither in the header nor in the frame.
    """
    header = header_of(lines)
    picked = header if wanted is None else tuple(wanted(header))
    table = _fast(lines, header, 0, picked)
    if table is not None and table.frame.height < len(lines):
        return table
    rows = [next(_records([lines.utf8(number, number + 1)]), []) for number in range(1, len(lines))]
    table = from_rows(rows, header, list(range(2, len(lines) + 1)))
    return replace(table, header=picked, frame=table.frame.select(*picked, ROW))


def header_of(lines: Lines) -> tuple[str, ...]:
    """The names in the first of some lines."""
    return names(next(_records([lines.utf8(0, 1)]), []))


def is_cut(lines: Lines) -> bool:
    """Whether the last line has no end and fewer cells than the first: the file may have been cut off there."""
    if lines.ended or len(lines) < 2:
        return False
    last = next(_records([lines.utf8(len(lines) - 1, len(lines))]), [])
    return len(last) < len(header_of(lines))


def tidy(frame: pl.DataFrame) -> pl.DataFrame:
    """Strip every text cell and make blank ones null, some columns at a time so as to hold little twice."""
    texts = [n for n, k in frame.schema.items() if k == pl.String and frame.get_column(n).null_count() < frame.height]
    places = {name: place for place, name in enumerate(frame.columns)}
    for at in range(0, len(texts), _AT_ONCE):
        some = texts[at : at + _AT_ONCE]
        stripped = frame.select(pl.col(some).str.strip_chars())
        shortest = stripped.select(pl.col(some).str.len_bytes().min()).row(0)
        for cells, least in zip(stripped.iter_columns(), shortest, strict=True):
            frame.replace_column(places[cells.name], cells.set(cells == "", None) if least == 0 else cells)
    return frame


def drop_blank(frame: pl.DataFrame, header: Sequence[str]) -> pl.DataFrame:
    """Leave out the rows that are blank throughout."""
    first = next((name for name in header if frame.get_column(name).null_count() == 0), None)
    if first is not None or not header:
        return frame
    return frame.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in header))


def _check_size(lines: Lines) -> None:
    if len(lines) > MAX_ROWS:
        raise BadTable(f"it has {len(lines):,} rows, more than {MAX_ROWS:,}. Split it in parts")
    if lines.longest > MAX_LINE:
        number = next(n for n, line in enumerate(lines, 1) if len(line) > MAX_LINE)
        raise BadTable(
            f"line {number} is {lines.longest / 1e6:.1f} million characters long, which no table has. Download it again"
        )


def _check_header(header: tuple[str, ...], cells: Sequence[str]) -> None:
    if len(header) > 1:
        return
    only = cells[0] if cells else ""
    for mark, word in (("\t", "tabs"), (";", "semicolons"), ("|", "upright strokes")):
        if only.count(mark) >= 1:
            raise BadTable(f"its cells stand apart by {word}, not by commas. Save it as “CSV (comma delimited)”")


def _top(lines: Iterable[bytes]) -> list[list[str]]:
    """The first rows, as far as their quotation marks allow."""
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows.extend(islice(_records(lines), MAX_JUNK + 20))
    return rows


def _records(lines: Iterable[bytes]) -> Iterator[list[str]]:
    return csv.reader(line.decode("utf-8", "replace").rstrip("\r\n").replace("\r", " ") + "\n" for line in lines)


def _fast(lines: Lines, header: tuple[str, ...], index: int, picked: Sequence[str] | None = None) -> Table | None:
    """Read the lines below the header with polars; None when its idea of the cells cannot be trusted."""
    columns = [*header, "__beyond"]
    chosen = set(columns if picked is None else [*picked, header[-1], "__beyond"])
    pieces: list[pl.DataFrame] = []
    for piece in beside(lambda span: _piece(lines, *span, columns, chosen), _spans(lines, index + 1)):
        if piece is None:
            return None
        pieces.append(piece)
    kept = header if picked is None else tuple(picked)
    if not pieces:
        return Table(kept, _empty(kept))
    frame = pl.concat(pieces, rechunk=False)
    pieces.clear()
    beyond = frame.drop_in_place("__beyond")
    spilled = {}
    for position in beyond.is_not_null().arg_true():
        cells = next(_records([lines.utf8(index + 1 + position, index + 2 + position)]))
        spilled[index + 2 + position] = sum(1 for cell in cells[len(header) :] if cell.strip())
    ends = [] if lines.ended else (frame.get_column(header[-1]).is_null().arg_true() + (index + 1)).to_list()
    short = sum(_is_short(lines, number, len(header)) for number in ends)
    if header[-1] not in kept:
        frame.drop_in_place(header[-1])
    frame = frame if frame.columns == [*kept, ROW] else frame.select(*kept, ROW)
    return Table(kept, drop_blank(frame, kept), spilled=spilled, short=short)


def _spans(lines: Lines, start: int) -> Iterator[tuple[int, int]]:
    """The lines from one on, in pieces: where each starts and stops."""
    while start < len(lines):
        stop = int(lines.starts.searchsorted(lines.starts[start] + _PIECE, side="right"))
        stop = min(max(stop - 1, start + 1), len(lines))
        yield start, stop
        start = stop


def _piece(lines: Lines, start: int, stop: int, columns: list[str], chosen: set[str]) -> pl.DataFrame | None:
    """The cells of some lines with ROW; None where polars finds another number of rows than there are lines."""
    try:
        frame = pl.read_csv(
            lines.utf8(start, stop),
            has_header=False,
            schema={f"c{number}": pl.String for number in range(len(columns))},
            columns=[number for number, name in enumerate(columns) if name in chosen],
            extra_columns="ignore",
            missing_columns="insert",
            raise_if_empty=False,
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.height != stop - start:
        return None
    frame.columns = [name for name in columns if name in chosen]
    numbers = pl.int_range(start + 1, stop + 1, dtype=pl.Int32, eager=True).alias(ROW)
    return tidy(frame).insert_column(frame.width, numbers)


def _is_short(lines: Lines, number: int, width: int) -> bool:
    line = lines[number]
    commas = line.count(b",")
    if commas < width - 1:
        return bool(line.strip())
    return commas > width - 1 and len(next(_records([line]))) < width


def _slow(lines: Lines, header: tuple[str, ...], index: int) -> Table:
    """Read the lines below the header with the csv module, which bears line breaks and odd quotes within cells."""
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
            if len(last) > 1 and _quarrel(last) not in ("", "unexpected end of data"):
                number -= 1
                raise csv.Error("quotes within a row of several lines")
            if number > index + 1:
                rows.append(row)
                numbers.append(number)
    except csv.Error as error:
        raise BadTable(
            f"a quotation mark opens in row {number + 1} and is not closed where it should be. "
            "Look at that row in a text editor, or download the file again"
        ) from error
    if _quarrel(last) == "unexpected end of data":
        raise BadTable(
            f"it stops in the middle of row {number}, inside quotation marks: the file was cut off. Download it again"
        )
    return from_rows(rows, header, numbers)


def _quarrel(lines: list[bytes]) -> str:
    """What a strict reading of the lines of one row finds wrong with its quotation marks."""
    try:
        list(csv.reader((line.decode("utf-8", "replace") + "\n" for line in lines), strict=True))
    except csv.Error as error:
        return str(error)
    return ""


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


def _check_cut(table: Table, lines: Lines) -> None:
    """A last row that stops early in a file of otherwise whole rows, without its line break, was cut off."""
    if table.short != 1 or lines.ended or not table.frame.height:
        return
    cells = len(next(_records(lines[-1:]), []))
    if cells < len(table.header):
        raise BadTable(
            f"its last row, {table.frame.get_column(ROW)[-1]}, stops after {cells} of {len(table.header)} cells: "
            "the file was cut off. Download it again"
        )


def _empty(header: tuple[str, ...]) -> pl.DataFrame:
    return pl.DataFrame(schema={**dict.fromkeys(header, pl.String), ROW: pl.Int32})
