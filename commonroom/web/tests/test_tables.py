"""The big table and its small sisters: escaped, quick, and saying everything twice."""

import time

import pytest

from commonroom.web import tables
from commonroom.web.reading import parse, problems
from commonroom.web.tables import Cell, Column, DataTable, Row

EVIL = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "</td></table><h1>x",
    "{{7*7}}",
    "javascript:alert(1)//",
)


def _table(word="well below", **changes):
    columns = [Column("Pupils", kind="number", sort="pupils"), Column("Maths", "% expected", sort="maths")]
    rows = [
        Row("England", [Cell(""), Cell("74")], ref=True),
        Row("Alder Wharf", [Cell("197"), Cell("62", "b2", word, "/figure/1")], href="/schools/990001"),
    ]
    return DataTable(**{"caption": "Schools", "columns": columns, "rows": rows, **changes})


def test_table_is_good_html_with_a_header_for_each_row_and_column():
    html = str(tables.render(_table()))
    page, _nesting = parse(html)

    assert problems(html, whole=False) == []
    assert [th.text for th in page.find("th", scope="col")] == ["School", "Pupils", "Maths% expected"]
    assert [th.text for th in page.find("th", scope="row")] == ["England", "Alder Wharf"]


def test_heat_cell_says_shade_and_word():
    html = str(tables.render(_table()))

    assert (
        '<td class="cr-heat cr-heat--b2"><b><a class="cr-fig" href="/figure/1">62</a></b><i>well below</i></td>' in html
    )


def test_sorted_column_says_so_and_links_to_the_others():
    table = _table(sort="maths", descending=True, sort_href=lambda key: f"?sort={key}&phase=primary")
    page, _nesting = parse(str(tables.render(table)))

    sorted_heads = [(th.text, th.attributes["aria-sort"]) for th in page.find("th") if "aria-sort" in th.attributes]
    assert sorted_heads == [("Maths% expected", "descending")]
    assert [a.attributes["href"] for a in page.find("thead")[0].find("a")] == [
        "?sort=name&phase=primary",
        "?sort=pupils&phase=primary",
        "?sort=maths&phase=primary",
    ]


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_that_enters_a_table_becomes_markup(evil):
    columns = [Column(evil, evil, sort=evil, title=evil), Column(evil, kind="number"), Column(evil, kind="words")]
    rows = [Row(evil, [Cell(evil, "b1", evil, evil, extra=evil)] * 3, href=evil, note=evil)]
    table = DataTable(
        evil, columns, rows, first=evil, footnote=evil, sort_href=lambda key: f"?{key}", kept={evil: evil}
    )
    html = str(tables.render(table)) + str(tables.one_measure(table)) + str(tables.plain_table(evil, columns, rows))

    page, nesting = parse(html)

    assert nesting == []
    assert page.find("script", "img", "h1") == []
    assert {name for one in page.walk() for name in one.attributes if name.startswith("on")} == set()


def test_row_with_a_cell_too_few_is_refused():
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        tables.render(_table(rows=[Row("Alder Wharf", [Cell("197")])]))


def test_same_table_renders_the_same_twice():
    assert tables.render(_table()) == tables.render(_table())


def test_one_measure_offers_each_column_and_keeps_the_rest_of_the_query():
    page, _nesting = parse(str(tables.one_measure(_table(show=3, kept={"phase": "primary"}))))

    options = [(one.text, one.attributes["value"], "selected" in one.attributes) for one in page.find("option")]
    assert options == [("Pupils", "2", False), ("Maths, % expected", "3", True), ("All, side by side", "0", False)]
    assert [(one.attributes["name"], one.attributes["value"]) for one in page.find("input")] == [("phase", "primary")]


def test_numbers_in_cells_are_written_for_people():
    assert tables.as_cell(46310) == Cell("46,310", value=46310)
    assert tables.as_cell(-3.25) == Cell("\N{MINUS SIGN}3.3", value=-3.25)
    assert tables.as_cell(None) == Cell("")


def test_350_schools_and_13_measures_take_no_more_than_a_few_milliseconds():
    columns = [Column(f"Measure {n}", "% expected", sort=f"m{n}") for n in range(13)]
    cells = [Cell("62", "b1", "below", f"/rivermead/figures/{n}") for n in range(13)]
    table = DataTable("All", columns, [Row(f"School {n}", cells, href=f"/s/{n}") for n in range(350)])

    def seconds():
        began = time.perf_counter()
        tables.render(table)
        return time.perf_counter() - began

    assert min(seconds() for _ in range(7)) < 0.03
