"""Trends of an area drawn on the server: no script needed, the same on paper, each line named at its end."""

# Everything is escaped where it enters.
# ruff: noqa: S704

from dataclasses import dataclass

from markupsafe import Markup, escape

from commonroom.web import charts, trends
from commonroom.web.numbers import number

WIDTH, HEIGHT, RIGHT = 520, 236, 128
TOP, BASE, LEFT = 14, 204, 38
LINES = {"this": "l-this", "england": "l-eng", "other": "l-region", "area": "l-area"}
WORDS = {"this": "t-this", "england": "t-strong", "other": "", "area": ""}


@dataclass(frozen=True)
class _Plane:
    """Where years and values lie in the drawing."""

    years: tuple
    low: float
    high: float

    def x(self, year):
        span = (self.years[-1] - self.years[0]) or 1
        return LEFT + (year - self.years[0]) / span * (WIDTH - RIGHT - LEFT)

    def y(self, value):
        return BASE - (value - self.low) / (self.high - self.low) * (BASE - TOP)


def figure(series, *, heading, decimals, unit, no_tests):
    """The drawing under its heading, with the table behind it; empty where nothing can be drawn."""
    drawn = [one for one in series if one.points]
    if not drawn:
        return Markup("")
    table = trends.trend_table(drawn, caption=heading, decimals=decimals)
    picture = drawing(drawn, label=_said(drawn, heading, decimals, unit), decimals=decimals, no_tests=no_tests)
    return Markup(
        f'<figure class="cr-figure"><h3>{escape(heading)}</h3>{picture}'
        '<details class="govuk-details"><summary class="govuk-details__summary">'
        f'<span class="govuk-details__summary-text">The same as a table<span class="govuk-visually-hidden">: '
        f'{escape(heading)}</span></span></summary><div class="govuk-details__text">{table}</div></details></figure>'
    )


def _said(series, heading, decimals, unit):
    parts = []
    for one in series:
        first, last = min(one.points), max(one.points)
        at = [f"{number(one.points[y], decimals)}{unit} in {charts.summer(y)}" for y in dict.fromkeys((first, last))]
        parts.append(f"{one.name} {', '.join(at)}")
    return f"{heading}. {'. '.join(parts)}"


def drawing(series, *, label, decimals, no_tests):
    """The picture alone: at most four grid lines, a band over years without tests, gaps left as gaps."""
    values = [value for one in series for value in one.points.values()]
    years = sorted({year for one in series for year in one.points})
    step = _step(max(values) - min(values), decimals)
    low, high = step * (min(values) // step), step * -(-max(values) // step)
    plane = _Plane(tuple(range(years[0], years[-1] + 1)), low, high if high > low else low + step)
    body = _grid(plane, step, decimals) + _band(plane, years, no_tests) + _years(plane, years)
    for one in sorted(series, key=lambda one: one.role == "this"):
        body += _line(one, plane)
    body += _ends(series, plane, decimals)
    return Markup(
        f'<svg class="cr-chart cr-trend" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(label)}">'
        f"{body}</svg>"
    )


def _step(span, decimals):
    """A round step that gives at most four grid lines, and none finer than the figures are written."""
    least = max(span / 3.2, 10.0**-decimals)
    size = 1.0
    while size > least:
        size /= 10
    while size * 10 <= least:
        size *= 10
    rounds = (1, 2, 2.5, 5, 10) if decimals else (1, 2, 5, 10)
    return next(size * n for n in rounds if size * n >= least * 0.999)


def _grid(plane, step, decimals):
    lines, value = "", plane.low
    while value <= plane.high + step / 1000:
        at = f"{plane.y(value):.1f}"
        lines += f'<line class="l-axis" x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at}" y2="{at}"/>'
        places = max(decimals, 0 if float(step).is_integer() else 1)
        lines += f'<text x="{LEFT - 6}" y="{plane.y(value) + 4:.1f}" text-anchor="end">{number(value, places)}</text>'
        value += step
    return lines


def _band(plane, years, no_tests):
    """A paper band over years without tests that lie between years with figures."""
    missing = [year for year in no_tests if years[0] < year < years[-1] and year not in years]
    if not missing:
        return ""
    half = (plane.x(years[0] + 1) - plane.x(years[0])) / 2
    left, right = plane.x(min(missing)) - half, plane.x(max(missing)) + half
    words = f'<text x="{(left + right) / 2:.1f}" y="{BASE - 8}" text-anchor="middle">no tests</text>'
    box = f'<rect class="b-none" x="{left:.1f}" y="{TOP}" width="{right - left:.1f}" height="{BASE - TOP}"/>'
    return box + (words if right - left > 52 else "")


def _years(plane, years):
    """The years that have figures, each where there is room, the last always."""
    shown, room = [], None
    for year in reversed(years):
        if room is None or room - plane.x(year) >= 44:
            shown.append(year)
            room = plane.x(year)
    return "".join(
        f'<text x="{plane.x(year):.1f}" y="{BASE + 20}" text-anchor="middle">{charts.summer(year)}</text>'
        for year in shown
    )


def _line(one, plane):
    """One line; a year that stands alone is a short stroke, so that it is seen."""
    path = ""
    for run in charts.runs(one.points):
        path += "M" + "L".join(f"{plane.x(year):.1f} {plane.y(one.points[year]):.1f}" for year in run)
        path += "m-4 0h8" if len(run) == 1 else ""
    drawn = f'<path class="{LINES[one.role]}" d="{path}"/>'
    if one.role == "this":
        last = max(one.points)
        drawn += f'<circle class="d-this" cx="{plane.x(last):.1f}" cy="{plane.y(one.points[last]):.1f}" r="4"/>'
    return drawn


def _ends(series, plane, decimals):
    """Names and newest figures at the ends of the lines, pushed apart so that none lies on another."""
    ends = sorted((plane.y(one.points[max(one.points)]), place, one) for place, one in enumerate(series))
    ats = []
    for at, _, _ in ends:
        ats.append(max(at, ats[-1] + 16) if ats else at)
    over = max(0.0, ats[-1] - BASE)
    for place in range(len(ats) - 1, -1, -1):
        below = ats[place + 1] - 16 if place + 1 < len(ats) else ats[place] - over
        ats[place] = min(ats[place], below)
    words = ""
    for at, (_, _, one) in zip(ats, ends, strict=True):
        last = max(one.points)
        year = "" if last == plane.years[-1] else f" ({charts.summer(last)})"
        words += (
            f'<text class="{WORDS[one.role]} t-halo" x="{WIDTH - RIGHT + 9}" y="{at + 4:.1f}">'
            f"{escape(one.name)} {number(one.points[last], decimals)}{year}</text>"
        )
    return words
