"""Excel workbooks (xlsx) and parquet files as Sheets of text, within the same bounds as CSV."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import python_calamine as calamine
from pyarrow import ArrowException

from commonroom.imports import opening_strings, opening_zip
from commonroom.imports.opening_words import as_sheet, no_rows, unknown, unreadable
from commonroom.imports.sources.base import ROW, Sheet, Unreadable
from commonroom.kit import tabular

MAX_WORKBOOK = 150_000_000
MAX_CELLS = 3_000_000
MAX_PARQUET = 500_000_000
MAX_TEXT = 500_000_000
"""Bytes of text that a parquet file may spell out: it writes a value once and repeats it for next to nothing."""
MAX_CELL = 32_767
"""Bytes of one cell, as Excel has it."""
MAX_SPELT = 100_000_000
"""The same for long texts of a workbook, which the parser copies into each cell."""
MAX_FOOTER = 1_500_000
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']\$?([A-Za-z]{0,3})\$?(\d{1,7})["']""")
_OVERLAP = 40


Found = tuple[tuple[Sheet, ...], tuple[tuple[str, str], ...]]
"""Sheets, and what was passed over with the reason."""


def open_workbook(path: Path, archive: opening_zip.Archive, accepts: tabular.Accepts | None) -> Found:
    """Every visible sheet of a workbook whose header is accepted; the row numbers are those that Excel shows.

    Formula cells give their last value, dates are written as yyyy-mm-dd, whole numbers without a point.
    """
    name = archive.name
    _survey(archive)
    _survey_texts(archive)
    sheets: list[Sheet] = []
    passed: list[tuple[str, str]] = []
    refused: list[Unreadable] = []
    for title, rows in _sheets(path, name):
        try:
            sheet, reason = _sheet(title, rows, accepts)
        except tabular.BadTable as error:
            refused.append(unreadable(name, error))
            passed.append((title, "It is empty."))
            continue
        if reason is None:
            sheets.append(sheet)
        else:
            refused.append(reason)
            passed.append((title, str(reason)))
    if not sheets:
        raise refused[0] if refused else unreadable(name, tabular.BadTable("it has no visible sheet"))
    return tuple(sheets), tuple(passed)


def workbook_row(path: Path, archive: opening_zip.Archive, sheet: str, row: int, header_row: int) -> dict[str, str]:
    """One row of a kept workbook keyed by column. Raises Unreadable when there is no such sheet or row."""
    _survey(archive)
    rows = next((rows for title, rows in _sheets(path, archive.name) if title == sheet), None)
    if rows is None or not header_row < row <= len(rows):
        raise Unreadable(f"“{archive.name}” has no row {row} on a sheet called “{sheet}”.")
    header = tabular.names(_texts(rows[header_row - 1]))
    return dict(zip(header, (cell.strip() for cell in _texts(rows[row - 1])), strict=False))


def open_parquet(source: Path | io.BytesIO, name: str, accepts: tabular.Accepts | None) -> Found:
    """A parquet file as one Sheet; its first record counts as row 2, as if its names stood in row 1."""
    header = _check_parquet(source, name)
    if accepts is not None and not accepts(frozenset(header)):
        raise unknown(name, header)
    _check_cells(source, name)
    try:
        frame = pl.read_parquet(source, columns=list(header), use_pyarrow=False)
        frame = frame.cast(pl.String)
    except (pl.exceptions.PolarsError, OSError) as error:
        raise _damaged(name) from error
    if not frame.height:
        raise no_rows(name)
    frame = frame.with_columns(pl.int_range(2, frame.height + 2, dtype=pl.Int32).alias(ROW))
    frame = tabular.drop_blank(tabular.tidy(frame), header)
    return (as_sheet(tabular.Table(header, frame), name, "parquet", text_dates=False),), ()


def parquet_row(source: Path | io.BytesIO, name: str, row: int) -> dict[str, str]:
    """One row of a kept parquet file keyed by column. Raises Unreadable when there is no such row."""
    header = _check_parquet(source, name)
    found = pl.scan_parquet(source).select(header).slice(row - 2, 1).cast(pl.String).collect() if row >= 2 else None
    if found is None or not found.height:
        raise Unreadable(f"“{name}” has no row {row}.")
    return {column: value or "" for column, value in found.row(0, named=True).items()}


def _survey(archive: opening_zip.Archive) -> None:
    """Inflate every part once within the budget, to know true sizes and the extent of each sheet before it is parsed.

    A cell in the last corner of a sheet would otherwise make the parser reserve billions of cells.
    """
    if sum(member.info.file_size for member in archive.members) > MAX_WORKBOOK:
        raise Unreadable(f"“{archive.name}” cannot be read: it is too large for a workbook. Save the sheet as CSV.")
    for member in archive.members:
        rows, columns, tail = 0, 0, b""
        is_sheet = member.info.filename.startswith("xl/worksheets/")
        is_text = member.info.filename.lower().endswith((".xml", ".rels"))
        for chunk in member.chunks():
            piece = tail + chunk
            if is_text and (b"<!DOCTYPE" in piece or b"<!ENTITY" in piece or piece[:2] in (b"\xff\xfe", b"\xfe\xff")):
                raise Unreadable(
                    f"“{archive.name}” cannot be read: it holds definitions that no spreadsheet program writes. "
                    "Open it in your spreadsheet program and save it as CSV."
                )
            if is_sheet:
                for letters, digits in set(_REFERENCE.findall(piece)):
                    rows, columns = max(rows, int(digits)), max(columns, _column(letters))
            tail = piece[-_OVERLAP:]
        if rows * columns > MAX_CELLS:
            raise Unreadable(
                f"“{archive.name}” cannot be read: a sheet of it reaches to row {rows:,} and column {columns:,}, more "
                f"than the {MAX_CELLS / 1e6:.0f} million cells that are taken. Save the sheet as CSV."
            )


def _survey_texts(archive: opening_zip.Archive) -> None:
    """Refuse a workbook whose cells name long texts so often that they would not fit in memory."""
    parts = {member.info.filename.lower(): member for member in archive.members}
    texts = parts.get("xl/sharedstrings.xml")
    long = opening_strings.long_texts(texts.chunks()) if texts is not None else {}
    sheets = [member for name, member in parts.items() if long and name.startswith("xl/worksheets/")]
    if sum(opening_strings.spelt_out(member.chunks(), long) for member in sheets) > MAX_SPELT:
        raise Unreadable(
            f"“{archive.name}” cannot be read: spelt out it would have more than {MAX_SPELT // 1_000_000} million "
            "bytes of text. Save the sheet as CSV."
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _sheets(path: Path, name: str) -> list[tuple[str, Sequence[Sequence[object]]]]:
    try:
        with calamine.load_workbook(str(path)) as book:
            shown = [
                sheet.name
                for sheet in book.sheets_metadata
                if sheet.visible == calamine.SheetVisibleEnum.Visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet
            ]
            return [(title, book.get_sheet_by_name(title).to_python(skip_empty_area=False)) for title in shown]
    except (calamine.CalamineError, ValueError, OSError) as error:
        raise _damaged(name) from error
    except BaseException as error:  # a panic of the parser is no Exception
        if type(error).__name__ == "PanicException":
            raise _damaged(name) from error
        raise


def _sheet(
    title: str, rows: Sequence[Sequence[object]], accepts: tabular.Accepts | None
) -> tuple[Sheet, Unreadable | None]:
    top = [_texts(row) for row in islice(rows, tabular.MAX_JUNK + 20)]
    index, accepted = tabular.find_header(top, accepts)
    header = tabular.names(top[index])
    body = rows[index + 1 :]
    dates = any(isinstance(cell, date) for row in body for cell in row)
    numbers = list(range(index + 2, index + 2 + len(body)))
    table = tabular.from_rows([_texts(row) for row in body], header, numbers)
    preamble = tuple(" ".join(cell for cell in row if cell) for row in top[:index])
    table = tabular.Table(header, table.frame, index + 1, preamble, table.spilled, table.short)
    sheet = as_sheet(table, title, "xlsx", text_dates=not dates)
    if accepts is not None and not accepted:
        return sheet, unknown(title, header)
    return sheet, None if table.frame.height else no_rows(title)


def _texts(row: Sequence[object]) -> list[str]:
    return [_text(cell) for cell in row]


def _text(cell: object) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ")
    if isinstance(cell, date | time | timedelta):
        return str(cell)
    return "" if cell is None else str(cell)


def _check_parquet(source: Path | io.BytesIO, name: str) -> tuple[str, ...]:
    """Judge a parquet file by its footer before any page of it is inflated; gives the names of its columns."""
    try:
        if (length := _footer_length(source)) > MAX_FOOTER:
            raise Unreadable(f"“{name}” cannot be read: it describes itself in {length:,} bytes. Save it as CSV.")
        footer = pq.read_metadata(source)
        size = sum(footer.row_group(group).total_byte_size for group in range(footer.num_row_groups))
    except (ArrowException, OSError, ValueError) as error:
        raise _damaged(name) from error
    if isinstance(source, io.BytesIO):
        source.seek(0)
    if (
        footer.num_columns > tabular.MAX_COLUMNS
        or footer.num_rows > tabular.MAX_ROWS
        or footer.num_rows * footer.num_columns > tabular.MAX_CELLS
        or size > MAX_PARQUET
    ):
        raise Unreadable(
            f"“{name}” cannot be read: it has {footer.num_rows:,} rows and {footer.num_columns:,} columns, more than "
            "can be taken at once. Split it in parts."
        )
    columns = _columns(footer)
    nested = next((column.path for column in columns if column.max_repetition_level), None)
    if nested is not None:
        raise Unreadable(f"“{name}” cannot be read: its column “{nested}” holds lists, not single values.")
    return tuple(column.path for column in columns if not column.path.startswith("__index_level_"))


def _footer_length(source: Path | io.BytesIO) -> int:
    """How long the description of a parquet file says it is: the four bytes before the last four."""
    file = source if isinstance(source, io.BytesIO) else source.open("rb")
    try:
        file.seek(-8, io.SEEK_END)
        return int.from_bytes(file.read(4), "little")
    finally:
        if file is source:
            file.seek(0)
        else:
            file.close()


def _check_cells(source: Path | io.BytesIO, name: str) -> None:
    """Refuse what would swell: a cell larger than any table's, or more text than a file may have. Repeated values are
    looked at once, as the file holds them, so that nothing is spelt out meanwhile.
    """
    try:
        with pq.ParquetFile(source) as file:
            texts = [column.path for column in _columns(file.metadata) if "BYTE_ARRAY" in column.physical_type]
            for group in range(file.metadata.num_row_groups):
                _check_sizes(file.metadata.row_group(group), name)
        if isinstance(source, io.BytesIO):
            source.seek(0)
        spelt = 0
        with pq.ParquetFile(source, read_dictionary=texts) as file:
            for batch in file.iter_batches(columns=texts, use_threads=False) if texts else ():
                spelt += sum(_spelt_out(column, name) for column in batch.columns)
                if spelt > MAX_TEXT:
                    raise Unreadable(
                        f"“{name}” cannot be read: spelt out it would have more than {MAX_TEXT // 1_000_000} million "
                        "bytes of text. Split it in parts."
                    )
    except (ArrowException, OSError, ValueError) as error:
        raise _damaged(name) from error
    if isinstance(source, io.BytesIO):
        source.seek(0)


def _columns(footer: pq.FileMetaData) -> list[pq.ColumnSchema]:
    return [footer.schema.column(index) for index in range(footer.num_columns)]


def _check_sizes(group: pq.RowGroupMetaData, name: str) -> None:
    """Refuse a column whose values are far larger than those of a table, before any of them is inflated."""
    for index in range(group.num_columns):
        column = group.column(index)
        if column.total_uncompressed_size > 1_000_000 + 1_000 * column.num_values:
            raise _too_large(name, column.path_in_schema)


def _spelt_out(column: pa.Array, name: str) -> int:
    """Bytes of text that a part of a column would have, each repeated value counted as often as it stands there."""
    held = column.dictionary if isinstance(column, pa.DictionaryArray) else column
    lengths = pc.binary_length(held)
    if (pc.max(lengths).as_py() or 0) > MAX_CELL:
        raise _too_large(name, "")
    if isinstance(column, pa.DictionaryArray):
        lengths = lengths.take(column.indices)
    return int(pc.sum(lengths.cast(pa.int64())).as_py() or 0)


def _too_large(name: str, column: str) -> Unreadable:
    where = f" in “{column}”" if column else ""
    return Unreadable(
        f"“{name}” cannot be read: it holds a cell{where} of more than {MAX_CELL:,} characters, which no table has."
    )


def _damaged(name: str) -> Unreadable:
    return Unreadable(
        f"“{name}” cannot be read: it is damaged, locked by a password or of another kind than it says. Download it "
        "again, or save the table as CSV."
    )
