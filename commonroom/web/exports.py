"""The same columns and rows as a table on a page, as csv or xlsx: values rather than shades, and no live formula."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.http import HttpResponse

from commonroom.kit import csvout
from commonroom.web.tables import DataTable, as_cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def of_table(table: DataTable) -> tuple[list[str], list[list[Any]]]:
    """Heads and values of a table. Where a cell has no value, its word and text stand (“too few”)."""
    heads = [table.first, *(f"{c.label} ({c.detail})" if c.detail else c.label for c in table.columns)]
    rows: list[list[Any]] = []
    for row in table.rows:
        cells = [as_cell(raw) for raw in row.cells]
        rows.append([row.label, *(cell.value if cell.value is not None else _words(cell) for cell in cells)])
    return heads, rows


def _words(cell: Any) -> str:
    return cell.word if cell.tone == "none" and cell.word else cell.text


def _filename(name: str, ending: str) -> str:
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "table"
    return f'attachment; filename="{slug[:80]}.{ending}"'


def csv_response(name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A csv file (UTF-8 with BOM, so that Excel reads it) named after `name`."""
    response = HttpResponse(csvout.text(heads, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = _filename(name, "csv")
    return response


def xlsx_response(
    name: str, heads: Sequence[str], rows: Iterable[Sequence[Any]], *, notes: Sequence[str] = ()
) -> HttpResponse:
    """An xlsx file with one sheet: heads frozen, numbers as numbers, text as text; `notes` stand under the table."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": name, "author": "", "company": "", "created": datetime(2000, 1, 1)})  # noqa: DTZ001
        sheet = book.add_worksheet("Table")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1})
        day = book.add_format({"num_format": "d mmm yyyy"})
        for place, head in enumerate(heads):
            sheet.write_string(0, place, head, bold)
        last = 0
        for last, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                _write(sheet, last, place, value, day)
        for offset, note in enumerate(notes, start=2):
            sheet.write_string(last + offset, 0, note)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, max(len(heads) - 1, 1), 14)
    response = HttpResponse(out.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = _filename(name, "xlsx")
    return response


def _write(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(row, column, "yes" if value else "no")
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), day)  # noqa: DTZ001
    else:
        sheet.write_string(row, column, str(value))
