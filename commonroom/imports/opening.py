"""Opening files that people drop in: csv, zip, xlsx and parquet become Sheets of text, safely.

Nothing here trusts a file: sizes are capped before anything is inflated or parsed, and whatever cannot be taken is
refused with a sentence that says what, where and how to mend it. Nothing is ever written to disk.
"""

from __future__ import annotations

import csv
import io
import mmap
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import BinaryIO

import polars as pl

from commonroom.imports import opening_workbook, opening_zip
from commonroom.imports.opening_words import as_sheet, no_rows, unknown, unreadable
from commonroom.imports.opening_zip import Member
from commonroom.imports.sources.base import Sheet, Unreadable
from commonroom.kit import csvout, decoding, tabular
from commonroom.kit.lines import Lines, Text

MAX_FILE = 300_000_000
"""Bytes of one file or one member of an archive. The national register has about 60 million."""

BEYOND = "(beyond the header)"

Accepts = Callable[[frozenset[str]], bool]


@dataclass(frozen=True)
class Opened:
    """The tables of a file, and what was passed over: (name of the member or sheet, why)."""

    sheets: tuple[Sheet, ...]
    passed_over: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class RawLines:
    """The lines of a CSV in its own bytes, the header first: line n of `lines` is row n + 1 of the file."""

    lines: Lines
    name: str

    @property
    def header(self) -> bytes:
        """The header line."""
        return self.lines[0]

    @property
    def encoding(self) -> str:
        """utf-8, utf-8-sig or cp1252."""
        return self.lines.encoding

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """The names in the header line."""
        try:
            return tabular.header_of(self.lines)
        except tabular.BadTable as error:
            raise unreadable(self.name, error) from error

    def rows(self, numbers: Sequence[int]) -> Iterator[bytes]:
        """The lines of some rows of the file."""
        return self.lines.at([number - 1 for number in numbers])

    def sheet(self, wanted: tabular.Wanted | None = None) -> Sheet:
        """All of it as a Sheet, of the columns alone that `wanted` picks out of the header. Raises Unreadable."""
        try:
            return as_sheet(tabular.from_whole(self.lines, wanted), self.name, self.encoding)
        except tabular.BadTable as error:
            raise unreadable(self.name, error) from error


def open_file(path: Path, *, name: str | None = None, accepts: Accepts | None = None) -> Opened:
    """Open a csv, zip, xlsx or parquet file; `name` is what the person called it.

    With `accepts` the header is the first row that it says yes to (up to five rows may stand above), tables whose
    header it refuses are passed over, and a file with none left is Unreadable. Raises Unreadable.
    """
    name = name or path.name
    start = _first_bytes(path, name)
    if start.startswith(b"PK"):
        with opening_zip.opened(path, name) as archive:
            if archive.is_workbook:
                return Opened(*opening_workbook.open_workbook(path, archive, accepts))
            return _open_archive(archive, name, accepts)
    if start.startswith(b"PAR1"):
        return Opened(*opening_workbook.open_parquet(path, name, accepts))
    with path.open("rb") as file:
        return Opened((_csv_sheet(_chunks(file), name, accepts),))


def raw_lines(path: Path, *, name: str | None = None) -> RawLines | None:
    """The lines of a CSV (or of the one CSV in a zip) when each line is one row below a header in the first row.

    None when that is not so, or when its last row may have been cut off: then only `open_file` can read it. Raises
    Unreadable when the bytes are no text.
    """
    name = name or path.name
    start = _first_bytes(path, name)
    if start.startswith(b"PAR1"):
        return None
    if start.startswith(b"PK"):
        with opening_zip.opened(path, name) as archive:
            tables = [] if archive.is_workbook else archive.tables
            if len(tables) != 1 or not _is_csv(tables[0]):
                return None
            return _raw_of_member(tables[0])
    try:
        with path.open("rb") as file:
            encoding = decoding.survey(_chunks(file), limit=MAX_FILE)
            # The kept file never changes, so its bytes can be looked at where the system holds them anyway.
            return _raw(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), encoding, name)
    except tabular.BadTable as error:
        raise unreadable(name, error) from error


def sheet_from_lines(
    header_line: bytes,
    lines: Sequence[bytes],
    rows: Sequence[int],
    encoding: str,
    name: str = "",
    wanted: tabular.Wanted | None = None,
) -> Sheet:
    """A Sheet of some lines of `raw_lines` only; `rows` gives the row number of each line. Raises Unreadable.

    `wanted` picks the columns that the reader needs out of the header; the Sheet then has those alone.
    """
    try:
        table = tabular.from_lines(
            decoding.to_utf8(header_line, encoding),
            [decoding.to_utf8(line, encoding) for line in lines],
            rows,
            wanted,
        )
    except tabular.BadTable as error:
        raise unreadable(name, error) from error
    return as_sheet(table, name, encoding)


def unguarded(sheet: Sheet) -> Sheet:
    """The sheet of a CSV that this product wrote, without the apostrophes that guard cells against spreadsheets."""
    names = [name for name in sheet.header if sheet.frame.get_column(name).str.starts_with("'").any()]
    if not names:
        return sheet
    frame = sheet.frame.with_columns(
        pl.col(name).map_elements(csvout.unguard, return_dtype=pl.String, skip_nulls=True) for name in names
    )
    return replace(sheet, frame=frame)


def read_row(path: Path, sheet: str, row: int, *, header_row: int = 1) -> dict[str, str]:
    """One row of a kept file as it stands there, keyed by column; `sheet` and `row` as the import gave them.

    Cells beyond the header stand under “(beyond the header)”. Raises Unreadable when the file has no such row.
    """
    start = _first_bytes(path, sheet)
    if start.startswith(b"PAR1"):
        return opening_workbook.parquet_row(path, sheet, row)
    if start.startswith(b"PK"):
        with opening_zip.opened(path, sheet) as archive:
            if archive.is_workbook:
                return opening_workbook.workbook_row(path, archive, sheet, row, header_row)
            return _archive_row(archive, sheet, row, header_row)
    with path.open("rb") as file:
        return _text_row(_chunks(file), sheet, row, header_row)


def _open_archive(archive: opening_zip.Archive, name: str, accepts: Accepts | None) -> Opened:
    sheets: list[Sheet] = []
    passed = list(archive.passed_over)
    reasons: list[Unreadable] = []
    for member in archive.tables:
        try:
            sheets.extend(_member_sheets(member, accepts))
        except Unreadable as error:
            reasons.append(error)
            passed.append((member.name, str(error)))
    if sheets:
        return Opened(tuple(sheets), tuple(passed))
    if reasons:
        raise reasons[0]
    raise Unreadable(
        f"“{name}” holds no table: none of its {len(passed):,} files can be loaded. Check that it is the one you meant."
    )


def _member_sheets(member: Member, accepts: Accepts | None) -> tuple[Sheet, ...]:
    if member.name.lower().endswith(".parquet"):
        return opening_workbook.open_parquet(member.file(), member.name, accepts)[0]
    return (_csv_sheet(member.chunks(), member.name, accepts),)


def _csv_sheet(chunks: Iterable[bytes], name: str, accepts: Accepts | None) -> Sheet:
    try:
        text = decoding.read_text(chunks, limit=MAX_FILE)
        table, accepted = tabular.parse_text(text, accepts=accepts)
    except tabular.BadTable as error:
        raise unreadable(name, error) from error
    if accepts is not None and not accepted:
        raise unknown(name, table.header)
    if not table.frame.height:
        raise no_rows(name)
    return as_sheet(table, name, text.encoding)


def _raw_of_member(member: Member) -> RawLines | None:
    try:
        pieces, encoding = decoding.gather(member.chunks(), limit=MAX_FILE)
    except tabular.BadTable as error:
        raise unreadable(member.name, error) from error
    return _raw(b"".join(pieces), encoding, member.name)


def _raw(text: Text, encoding: str, name: str) -> RawLines | None:
    if encoding == "utf-16":
        return None
    lines = Lines(text, encoding).without_blank_end()
    if len(lines) < 2 or b"," not in lines[0] or not lines.balanced or tabular.is_cut(lines):
        return None
    return RawLines(lines, name)


def _is_csv(member: Member) -> bool:
    return PurePosixPath(member.name.lower()).suffix in (".csv", ".txt")


def _archive_row(archive: opening_zip.Archive, sheet: str, row: int, header_row: int) -> dict[str, str]:
    member = next((member for member in archive.tables if member.name == sheet), None)
    if member is None:
        raise Unreadable(f"The kept file has no part called “{sheet}”.")
    if member.name.lower().endswith(".parquet"):
        return opening_workbook.parquet_row(member.file(), sheet, row)
    return _text_row(member.chunks(), sheet, row, header_row)


def _text_row(chunks: Iterable[bytes], name: str, row: int, header_row: int) -> dict[str, str]:
    records = _records(_lines(chunks))
    try:
        header = tabular.names(_cells(next(islice(records, header_row - 1, None), b"")))
        record = next(islice(records, row - header_row - 1, None), None) if row > header_row else None
        cells = [] if record is None else _cells(record)
    except (csv.Error, tabular.BadTable) as error:
        raise unreadable(name, error) from error
    if record is None:
        raise Unreadable(f"“{name}” has no row {row}.")
    found = {column: cell.strip() for column, cell in zip(header, cells, strict=False)}
    found |= dict.fromkeys(header[len(cells) :], "")
    beyond = [cell.strip() for cell in cells[len(header) :] if cell.strip()]
    return found | ({BEYOND: ", ".join(beyond)} if beyond else {})


def _cells(record: bytes) -> list[str]:
    return next(csv.reader(io.StringIO(_decoded(record), newline="")), [])


def _records(lines: Iterable[bytes]) -> Iterator[bytes]:
    """Rows in their own bytes: a line, or several when a quotation mark is still open at the end of one."""
    held = b""
    for line in lines:
        if not held and not (b'"' in line and line.count(b'"') & 1):
            yield line
            continue
        held += line + b"\n"
        if not held.count(b'"') & 1:
            yield held.removesuffix(b"\n")
            held = b""
        elif len(held) > tabular.MAX_LINE:
            return
    if held:
        yield held


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    wide = False
    for number, chunk in enumerate(chunks):
        wide = wide or (not number and chunk[:2] in (b"\xff\xfe", b"\xfe\xff"))
        rest += chunk
        if wide:
            continue
        *lines, rest = rest.split(b"\n")
        if len(rest) > 2 * decoding.CHUNK:
            break
        yield from lines
    if wide:
        rest = rest.decode("utf-16", "replace").encode()
    yield from rest.removesuffix(b"\n").split(b"\n" if b"\n" in rest else b"\r") if rest else ()


def _decoded(record: bytes) -> str:
    record = record.removesuffix(b"\r").replace(b"\r\n", b"\n").replace(b"\r", b" ")
    try:
        return record.decode()
    except UnicodeDecodeError:
        return record.decode("cp1252", "replace")


def _first_bytes(path: Path, name: str) -> bytes:
    size = path.stat().st_size
    if size > MAX_FILE:
        raise Unreadable(
            f"“{name}” cannot be read: it has {size / 1e6:,.0f} million bytes, more than the "
            f"{MAX_FILE // 1_000_000} million that are taken. Split it in parts."
        )
    if not size:
        raise Unreadable(f"“{name}” is empty. Download it again.")
    with path.open("rb") as file:
        return file.read(8)


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    while chunk := file.read(decoding.CHUNK):
        yield chunk
