"""Numbers, ids, text, exports, and the packages that must agree."""

import io
import json
import re
import zipfile
from importlib.metadata import version
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from commonroom.web import exports, ids, numbers, text
from commonroom.web.tables import Cell, Column, DataTable, Row

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize(
    ("value", "decimals", "said"),
    [
        (46310, 0, "46,310"),
        (-22, 0, "−22"),
        (0.5, 0, "1"),
        (2.5, 0, "3"),
        (-0.4, 0, "0"),
        (5.25, 1, "5.3"),
        (None, 0, "–"),
    ],
)
def test_number_is_written_as_people_read_it(value, decimals, said):
    assert numbers.number(value, decimals) == said


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [(58, "percent", "58%"), (-18, "points", "−18 points"), (1, "points", "1 point"), (-1204, "pounds", "−£1,204")],
)
def test_figure_carries_its_unit(value, unit, said):
    assert numbers.figure(value, unit) == said


def test_counts_are_words_to_twelve():
    assert numbers.count(3, "school") == "three schools"
    assert numbers.count(1, "child", "children", capital=True) == "One child"
    assert numbers.count(1096, "school") == "1,096 schools"


def test_ids_come_from_content_and_random_ones_can_be_masked():
    assert ids.content_id("a", 1) == ids.content_id("a", 1) != ids.content_id("a", 2)
    page = '<p id="{}">x</p><script nonce="{}"></script><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
    first, second = (page.format(ids.random_id(), n, n * 9) for n in ("abc", "xyz"))
    assert first != second
    assert ids.mask(first) == ids.mask(second)


def test_markdown_drops_markup_and_dangerous_links():
    html = text.markdown("# Title\n\n<b onclick=x>hello</b> [a](javascript:alert(1)) [b](https://example.org)")

    assert "Title" not in html
    assert "<b" not in html
    assert "javascript:alert" not in re.sub(r">[^<]*<", "><", html)
    assert '<a class="govuk-link" href="https://example.org"' in html


def _table():
    rows = [
        Row("=HYPERLINK(1)", [Cell("62", "b1", "below", value=61.7), Cell("c", "none", "too few")]),
        Row("Alder Wharf", [Cell("−3", value=-3), Cell("@x")]),
    ]
    return DataTable("Schools", [Column("Maths", "% expected"), Column("Gap", "points")], rows)


def test_csv_writes_values_words_for_missing_ones_and_no_formula():
    heads, rows = exports.of_table(_table())

    response = exports.csv_response("Rivermead’s schools", heads, rows)

    assert response["Content-Disposition"] == 'attachment; filename="rivermead-s-schools.csv"'
    assert response.content.decode("utf-8-sig").splitlines() == [
        "School,Maths (% expected),Gap (points)",
        "'=HYPERLINK(1),61.7,too few",
        "Alder Wharf,-3,'@x",
    ]


def test_xlsx_holds_numbers_as_numbers_and_formulas_as_text():
    heads, rows = exports.of_table(_table())
    response = exports.xlsx_response("Schools", heads, rows, notes=["Source: DfE"])

    book = CalamineWorkbook.from_filelike(io.BytesIO(response.content))
    parts = zipfile.ZipFile(io.BytesIO(response.content))

    assert book.get_sheet_by_name("Table").to_python()[:3] == [
        heads,
        ["=HYPERLINK(1)", 61.7, "too few"],
        ["Alder Wharf", -3, "@x"],
    ]
    assert "<f>" not in parts.read("xl/worksheets/sheet1.xml").decode()
    assert "<dc:creator></dc:creator>" in parts.read("docProps/core.xml").decode()


def test_npm_and_python_speak_of_the_same_design_system():
    pinned = json.loads((ROOT / "package.json").read_text())["dependencies"]["govuk-frontend"]
    locked = json.loads((ROOT / "package-lock.json").read_text())["packages"]["node_modules/govuk-frontend"]["version"]

    assert version("govuk-frontend-jinja") == "4.1.0"
    assert (pinned, locked) == ("6.3.0", "6.3.0")


def test_lock_file_names_no_registry():
    lock = json.loads((ROOT / "package-lock.json").read_text())

    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []
