"""Drawings: they say their figures, keep gaps as gaps, and hide small groups."""

import json

import pytest

from commonroom.web import charts, trends
from commonroom.web.map import Point, map_figure
from commonroom.web.reading import parse, problems
from commonroom.web.tests.test_tables import EVIL


def _percent(value):
    return f"{value:g}%"


def _lines(**changes):
    this = {2016: 55.0, 2017: 59.0, 2018: 66.0, 2021: 46.0, 2022: 53.0}
    england = {2016: 62.0, 2022: 60.0}
    return charts.Lines(**{"label": "Maths", "this": this, "england": england, "area": {}, "say": _percent, **changes})


def _label(svg):
    return parse(str(svg))[0].find("svg")[0].attributes["aria-label"]


def test_line_chart_says_every_figure_by_the_summer_of_its_year():
    assert _label(charts.line_chart(_lines())) == (
        "Maths. You: 2017 55%, 2018 59%, 2019 66%, 2022 46%, 2023 53%. England: 2017 62%, 2023 60%"
    )


def test_line_is_never_drawn_through_missing_years_or_a_change_of_regime():
    assert charts.runs({2016: 1, 2017: 2, 2021: 3, 2022: 4}) == [[2016, 2017], [2021, 2022]]
    assert charts.runs({2021: 3, 2022: 4, 2023: 5}, breaks={2023}) == [[2021, 2022], [2023]]


def test_years_without_tests_get_their_band_only_between_years_with_figures():
    assert "no tests" in charts.line_chart(_lines(no_tests=charts.NO_TESTS))
    recent = _lines(this={2021: 46.0, 2022: 53.0}, england={}, no_tests=charts.NO_TESTS)
    assert "no tests" not in charts.line_chart(recent)


def test_labels_at_the_end_never_overlap():
    chart = charts.line_chart(_lines(this={2021: 50.0, 2022: 60.1}, england={2021: 51.0, 2022: 60.0}))
    heights = [float(one.attributes["y"]) for one in parse(str(chart))[0].find("text", x="236")]

    assert round(abs(heights[0] - heights[1]), 1) >= 15


def test_chart_without_own_figures_is_not_drawn():
    assert charts.line_chart(_lines(this={})) == ""


def test_strip_and_distribution_hide_fewer_than_six_schools():
    few = {"label": "FSM", "area": 30.0, "england": 25.0, "area_name": "Rivermead"}

    assert charts.strip(here=38.0, others=[1.0, 2.0, 3.0, 4.0], **few) == ""
    assert charts.distribution(values=[1.0, 2.0, 3.0, 4.0, 5.0], **few) == ""
    assert charts.strip(here=38.0, others=[1.0, 2.0, 3.0, 4.0, 5.0], **few) != ""


def test_strip_says_here_area_england_and_the_span():
    drawn = charts.strip(
        label="Free school meals",
        here=38.0,
        others=[10.0, 20.0, 30.0, 40.0, 50.0],
        area=30.0,
        england=25.7,
        area_name="Rivermead",
        say=_percent,
    )

    assert _label(drawn) == "Free school meals, here 38%, Rivermead 30%, England 25.7%; schools from 10% to 50%"


def test_distribution_puts_the_favourable_end_to_the_right():
    drawn = charts.distribution(
        label="Absence",
        values=[3.0, 4.0, 5.0, 6.0, 7.0, 8.0],
        area=5.0,
        england=5.2,
        area_name="Rivermead",
        direction="down",
    )

    assert [one.text for one in parse(str(drawn))[0].find("text")] == ["8", "3"]


def test_one_dot_stands_for_each_school():
    drawn = str(charts.distribution(label="x", values=[5.0] * 40 + [6.0], area=5.0, england=5.0, area_name="R"))

    assert drawn.count("h.01") == 41


def test_sparkline_wants_four_points():
    assert charts.sparkline({2019: 1.0, 2020: 2.0, 2021: 3.0}, label="x") == ""
    assert 'width="80"' in charts.sparkline({2018: 1.0, 2019: 1.0, 2020: 2.0, 2021: 3.0}, label="x")


def test_pips_fill_so_many_of_five():
    assert str(charts.pips(3)).count('class="on"') == 3
    assert str(charts.pips(3)).count("<path") == 5


@pytest.mark.parametrize("evil", EVIL)
def test_nothing_that_enters_a_drawing_becomes_markup(evil):
    series = [trends.Series(evil, {2016: 1.0, 2017: 2.0}, "this")]
    point = Point(evil, 51.5, -0.4, 200, evil, evil, "b1", evil)
    html = "".join(
        str(part)
        for part in (
            charts.line_chart(_lines(label=evil, this_name=evil, area_name=evil)),
            charts.multiple(title=evil, figure=evil, cohort=evil, chart=evil, sentence=evil),
            charts.bars([(evil, 1.0, evil)], caption=evil),
            charts.report_card([(evil, evil, 3)], caption=evil),
            charts.line_key(evil, evil, evil),
            trends.trend(series, heading=evil),
            map_figure([point], label=evil, value_head=evil),
        )
    )

    page, nesting = parse(html)

    assert nesting == []
    assert page.find("img", "h1") == []
    assert all(one.attributes.get("type") == "application/json" for one in page.find("script"))
    assert {name for one in page.walk() for name in one.attributes if name.startswith("on")} == set()


def test_trend_keeps_gaps_labels_lines_and_stands_beside_its_table():
    series = [
        trends.Series("Rivermead", {2017: 61.0, 2018: 65.0, 2021: 57.0, 2022: 63.0}, "this"),
        trends.Series("England", {2017: 64.0, 2022: 62.0}, "england"),
    ]
    html = str(trends.trend(series, heading="Maths", unit="%"))
    page, _nesting = parse(html)
    spec = json.loads("".join(page.find("script")[0].children))

    assert problems(html, whole=False) == []
    lines = [layer for layer in spec["layer"] if layer["mark"]["type"] == "line"]
    assert [row["part"] for row in lines[1]["data"]["values"]] == [0, 0, 1, 1]
    [ends] = [layer["data"]["values"] for layer in spec["layer"] if layer["mark"]["type"] == "text"]
    assert [end["text"] for end in ends] == ["England 62", "Rivermead 63"]
    assert [row.text for row in page.find("tbody")[0].find("tr")] == [
        "2018 61 64",
        "2019 65",
        "2022 57",
        "2023 63 62",
    ]


def test_trend_specification_is_vega_lite_that_draws():
    vl_convert = pytest.importorskip("vl_convert")
    series = [trends.Series("Rivermead", {2017: 61.0, 2018: 65.0, 2021: 57.0}, "this")]
    spec = trends.trend_spec(series, no_tests=charts.NO_TESTS)

    svg = vl_convert.vegalite_to_svg(json.dumps(spec))

    assert "Rivermead 57" in svg
    assert "no tests" in svg


def test_map_puts_big_circles_under_small_ones_and_the_list_beside():
    points = [Point("Small", 51.5, -0.4, 90, "12.0"), Point("Big", 51.6, -0.5, 1200, "15.1", "higher", "b1")]
    page, _nesting = parse(str(map_figure(points, label="Absence", value_head="Absence")))
    data = json.loads("".join(page.find("script")[0].children))

    assert [one["properties"]["name"] for one in data["points"]["features"]] == ["Big", "Small"]
    assert [row.text for row in page.find("tbody")[0].find("tr")] == ["Small 12.0", "Big 15.1higher"]
