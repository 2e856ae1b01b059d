"""Trends as Vega-Lite: a plain dictionary for page and paper, and the figure that holds it with its table."""

# Everything is escaped where it enters, and a test tries to break in.
# ruff: noqa: S704

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from markupsafe import Markup, escape

from commonroom.web import charts, ids, tables
from commonroom.web.numbers import number

_SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_INK = {"this": "#0e4f57", "england": "#1e2528", "area": "#857f72", "other": "#857f72"}
_DASH = {"england": [4, 3]}
_WIDTH = {"this": 3.0}


@dataclass(frozen=True)
class Series:
    """One line of a trend: values by academic year (its start). `role`: this, england, area or other."""

    name: str
    points: Mapping[int, float]
    role: str = "other"


@lru_cache
def _config() -> dict[str, Any]:
    return json.loads((Path(__file__).parent / "chart_config.json").read_text(encoding="utf-8"))


def json_script(data: object, element_id: str) -> Markup:
    """Data for a script, in a script element that runs nothing; safe whatever strings it holds."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign, code in (
        ("<", "\\u003c"),
        (">", "\\u003e"),
        ("&", "\\u0026"),
        ("\u2028", "\\u2028"),
        ("\u2029", "\\u2029"),
    ):
        text = text.replace(sign, code)
    return Markup(f'<script type="application/json" id="{escape(element_id)}">{text}</script>')


def _rows(series: Series, breaks: Collection[int], shown_year: Callable[[int], str]) -> list[dict[str, Any]]:
    """Rows of one line; `part` grows at every gap, so that no line is drawn through missing years."""
    rows = []
    for part, run in enumerate(charts.runs(series.points, breaks)):
        rows += [{"year": int(shown_year(year)), "value": series.points[year], "part": part} for year in run]
    return rows


def _ends(series: Sequence[Series], shown_year: Callable[[int], str], decimals: int) -> list[dict[str, Any]]:
    """Labels at the ends of the lines, pushed apart by a twelfth of the range."""
    values = [value for one in series for value in one.points.values()]
    least = (max(values) - min(values) or 1.0) / 11
    ends: list[dict[str, Any]] = [
        {
            "year": int(shown_year(max(one.points))),
            "value": one.points[max(one.points)],
            "text": f"{one.name} {number(one.points[max(one.points)], decimals)}",
            "ink": _INK[one.role] if one.role != "area" else "#4c565b",
        }
        for one in series
        if one.points
    ]
    ends.sort(key=lambda end: end["value"])
    for end, before in zip(ends, [None, *ends], strict=False):
        end["at"] = max(end["value"], before["at"] + least) if before else end["value"]
    return ends


def _band(
    no_tests: Collection[int], years: Sequence[int], shown_year: Callable[[int], str], x: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """A paper band with its words over years without tests, where they lie between years with figures."""
    inside = [int(shown_year(year)) for year in no_tests if years[0] < int(shown_year(year)) < years[-1]]
    if not inside:
        return []
    at = {"from": min(inside) - 0.5, "to": max(inside) + 0.5, "middle": (min(inside) + max(inside)) / 2}
    box = {
        "mark": {"type": "rect", "color": "#f3ede2"},
        "encoding": {"x": {**x, "field": "from"}, "x2": {"field": "to"}},
    }
    words = {
        "mark": {"type": "text", "text": "no tests", "align": "center", "y": "height", "dy": -10},
        "encoding": {"x": {**x, "field": "middle"}},
    }
    return [{"data": {"values": [at]}, **box}, {"data": {"values": [at]}, **words}]


def trend_spec(
    series: Sequence[Series],
    *,
    decimals: int = 0,
    breaks: Collection[int] = (),
    no_tests: Collection[int] = (),
    shown_year: Callable[[int], str] = charts.summer,
    height: int = 220,
) -> dict[str, Any]:
    """A Vega-Lite specification of lines over years, ink and manner of the house; `width` is set where it is drawn.

    Gaps stay gaps; `breaks` are years at which a new regime begins and no line may cross.
    """
    drawn = [one for one in series if one.points]
    years = sorted({int(shown_year(year)) for one in drawn for year in one.points})
    room = max((years[-1] - years[0]) * 0.26, 1.2)
    x = {
        "field": "year",
        "type": "quantitative",
        "scale": {"nice": False, "domain": [years[0], years[-1] + room]},
        "axis": {"format": "d", "values": [year for year in years if (years[-1] - year) % 2 == 0]},
    }
    y = {"field": "value", "type": "quantitative", "scale": {"zero": False, "nice": True}}
    layers = _band(no_tests, years, shown_year, x)
    for one in sorted(drawn, key=lambda one: one.role == "this"):
        mark: dict[str, Any] = {"type": "line", "color": _INK[one.role], "strokeWidth": _WIDTH.get(one.role, 1.5)}
        if one.role in _DASH:
            mark["strokeDash"] = _DASH[one.role]
        encoding = {"x": x, "y": y, "detail": {"field": "part"}}
        layers.append({"data": {"values": _rows(one, breaks, shown_year)}, "mark": mark, "encoding": encoding})
    ends = _ends(drawn, shown_year, decimals)
    text = {"x": x, "y": {**y, "field": "at"}, "text": {"field": "text"}}
    colour = {"color": {"field": "ink", "type": "nominal", "scale": None}}
    layers.append({"data": {"values": ends}, "mark": {"type": "text", "dx": 8}, "encoding": {**text, **colour}})
    for one in drawn:
        if one.role == "this":
            point = [_rows(one, breaks, shown_year)[-1]]
            mark = {"type": "point", "color": _INK["this"], "opacity": 1}
            layers.append({"data": {"values": point}, "mark": mark, "encoding": {"x": x, "y": y}})
    return {"$schema": _SCHEMA, "width": 520, "height": height, "config": _config(), "layer": layers}


def trend_table(
    series: Sequence[Series],
    *,
    caption: str,
    decimals: int = 0,
    shown_year: Callable[[int], str] = charts.summer,
) -> Markup:
    """The table behind a trend: a year a row, a line a column."""
    years = sorted({year for one in series for year in one.points})
    columns = [tables.Column(one.name, kind="number") for one in series]
    rows = [
        tables.Row(
            shown_year(year),
            [number(one.points[year], decimals) if year in one.points else "" for one in series],
        )
        for year in years
    ]
    return tables.plain_table(caption, columns, rows, first="Year", stack=False)


def chart_figure(spec: Mapping[str, Any], table: Markup, *, heading: str, label: str) -> Markup:
    """A drawn trend: heading, the place where the script draws, the specification as data, and the table behind it.

    Without a script the place is hidden and the table says everything. Load `build/charts.js` on such pages.
    """
    place = ids.content_id(heading, label, prefix="chart")
    return Markup(
        f'<figure class="cr-figure"><h3>{escape(heading)}</h3>'
        f'<div class="cr-vega" role="img" aria-label="{escape(label)}" data-spec="{place}"></div>'
        f"{json_script(spec, place)}"
        '<details class="govuk-details"><summary class="govuk-details__summary">'
        '<span class="govuk-details__summary-text">The same as a table</span></summary>'
        f'<div class="govuk-details__text">{escape(table)}</div></details></figure>'
    )


def trend(
    series: Sequence[Series],
    *,
    heading: str,
    decimals: int = 0,
    unit: str = "",
    breaks: Collection[int] = (),
    no_tests: Collection[int] = (),
    shown_year: Callable[[int], str] = charts.summer,
) -> Markup:
    """Everything at once: specification, spoken label, table. Empty when no line has a value."""
    drawn = [one for one in series if one.points]
    if not drawn:
        return Markup("")
    spec = trend_spec(drawn, decimals=decimals, breaks=breaks, no_tests=no_tests, shown_year=shown_year)
    table = trend_table(drawn, caption=heading, decimals=decimals, shown_year=shown_year)
    said = ". ".join(
        f"{one.name} {number(one.points[min(one.points)], decimals)}{unit} in {shown_year(min(one.points))}, "
        f"{number(one.points[max(one.points)], decimals)}{unit} in {shown_year(max(one.points))}"
        for one in drawn
    )
    return chart_figure(spec, table, heading=heading, label=f"{heading}. {said}")
