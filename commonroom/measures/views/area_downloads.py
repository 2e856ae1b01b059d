"""What the area page shows, as csv or xlsx that Excel can check: values, words, comparators, statuses, sources."""

import io
import re

import xlsxwriter
from django.http import HttpResponse

from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.status import Status
from commonroom.measures import sentences
from commonroom.measures.selectors import lives
from commonroom.measures.views import area_cells
from commonroom.web import charts, exports

BEFORE = ("School", "URN", "Phase", "Type", "Ward", "Trust", "Pupils on the register")


def table_rows(shown, area_name):
    """(heads, rows) of the table as shown: two columns a measure, its figure and its words."""
    heads = list(BEFORE)
    for column in shown.table.columns:
        heads += [_head(column), f"{column.spec.short}, compared with {shown.table.against.words}"]
    rows = [_reference(label, benches) for label, benches in _references(shown, area_name)]
    rows += [_line(line, shown.table.columns) for line in shown.table.lines]
    return heads, rows


def _head(column):
    detail = f"{column.spec.detail}, " if column.spec.detail else ""
    return f"{column.spec.name} ({detail}{AcademicYear(column.year)})"


def _references(shown, area_name):
    made = shown.table.columns
    found = [("England", [c.england for c in made]), (area_name, [c.area for c in made])]
    if shown.table.against.label not in ("England", area_name) and any(c.beside for c in made):
        found.append((shown.table.against.label, [c.beside for c in made]))
    return found


def _reference(label, benches):
    row = [label, *("" for _ in BEFORE[1:])]
    for bench in benches:
        row += [round(bench.number, 4), method_words(bench)] if bench and bench.number is not None else ["", ""]
    return row


def method_words(bench):
    """How an area's figure was come by."""
    if bench.method == "computed":
        return f"worked out from {bench.n} of {bench.of}"
    return "from LAIT" if bench.method == "lait" else "published"


def _line(line, columns):
    school = line.school
    row = [school.name, school.urn, school.phase, school.kind, school.ward, school.trust, school.pupils]
    for column, figure, bench in zip(columns, line.figures, line.beside, strict=True):
        row += _figure(column, figure, bench, school.urn)
    return row


def _figure(column, figure, bench, urn):
    if figure is None:
        return ["", "no figure held"]
    before = f"{lives.MARK} of the school before, URN {figure.urn}" if figure.urn != urn else ""
    if figure.status != Status.PUBLISHED or figure.number is None:
        return ["", " ".join(part for part in (figure.status.words.rstrip("."), before) if part)]
    word = area_cells.figure_cell(column, figure, bench, urn, "").word
    if not word and column.spec.direction != "none" and bench is not None:
        word = "close"
    return [round(figure.number, 4), " ".join(part for part in (word, before) if part)]


def source_lines(shown, held, title):
    """The lines under a download: what it is, with what it was compared, and where the figures come from."""
    lines = [title, f"Compared with {shown.table.against.words}."]
    lines += area_cells.computed_words(shown)
    lines += [f"Source: {source.name}, loaded {_day(source.loaded)}, file {source.file}." for source in held]
    return [*lines, "A blank beside words means that no number is published: it is never zero."]


def _day(day):
    return f"{day.day} {day:%B %Y}"


def as_file(ending, name, heads, rows, notes):
    """The table as csv or xlsx; in csv the notes follow after an empty line."""
    if ending == "xlsx":
        return exports.xlsx_response(name, heads, rows, notes=notes)
    return exports.csv_response(name, heads, [*rows, [], *([note] for note in notes)])


def trend_rows(series):
    """(heads, rows) of a trend: a year a row, a line a column."""
    years = sorted({year for one in series for year in one.points})
    heads = ["Academic year", *(one.name for one in series)]
    return heads, [[str(AcademicYear(y)), *(_number(one.points.get(y)) for one in series)] for y in years]


def _number(value):
    return "" if value is None else round(value, 4)


def trend_workbook(name, heads, rows, notes):
    """A workbook with the table and Excel's own chart drawn from it, so that both can be copied and checked."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": name, "author": "", "company": "", "created": _made_on()})
        sheet = book.add_worksheet("Figures")
        bold = book.add_format({"bold": True, "bottom": 1})
        for place, head in enumerate(heads):
            sheet.write_string(0, place, head, bold)
        for at, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                if isinstance(value, str):
                    sheet.write_string(at, place, value)
                else:
                    sheet.write_number(at, place, value)
        for offset, note in enumerate(notes, start=2):
            sheet.write_string(len(rows) + offset, 0, note)
        sheet.set_column(0, len(heads), 16)
        sheet.insert_chart(0, len(heads) + 1, _chart(book, name, heads, rows))
    response = HttpResponse(out.getvalue(), content_type=exports.XLSX)
    slug = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:80]
    response["Content-Disposition"] = f'attachment; filename="{slug or "figures"}.xlsx"'
    return response


def _made_on():
    """A fixed day of making, so that the same figures give the same file."""
    from datetime import datetime

    return datetime(2000, 1, 1)  # noqa: DTZ001


_INKS = ("#0e4f57", "#1e2528", "#857f72", "#94560a")


def _chart(book, name, heads, rows):
    chart = book.add_chart({"type": "line"})
    for place, head in enumerate(heads[1:], start=1):
        line = {"color": _INKS[(place - 1) % len(_INKS)], "width": 3 if place == 1 else 1.5}
        if head == "England":
            line["dash_type"] = "dash"
        chart.add_series(
            {
                "name": ["Figures", 0, place],
                "categories": ["Figures", 1, 0, len(rows), 0],
                "values": ["Figures", 1, place, len(rows), place],
                "line": line,
            }
        )
    chart.set_title({"name": name, "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.show_blanks_as("gap")
    chart.set_size({"width": 640, "height": 360})
    return chart


def trend_notes(spec, area, series):
    """The lines under a trend's table."""
    lines = [spec.name, spec.definition]
    if any(one.role == "area" for one in series) and area.neighbours_as_at:
        names = ", ".join(area.neighbour_names)
        lines.append(f"Neighbours: the average of {names} (list of {area.neighbours_as_at:%B %Y}).")
    if spec.kind == "result" and any(year in charts.NO_TESTS for year in range(2019, 2021)):
        lines.append("No tests were held in 2019–20 and 2020–21.")
    if spec.caveat:
        lines.append(spec.caveat)
    return [line for line in lines if line]


def title_of(phase_words, area_name):
    """The first line of a download and the name of its file."""
    return f"{area_name}: {phase_words}, side by side"


def figure_words(spec, value):
    """A number with its unit, as the page has it."""
    return sentences.figure(spec, value)
