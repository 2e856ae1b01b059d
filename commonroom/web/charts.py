"""Charts drawn on the server as SVG: no script, no style attribute, an `aria-label` that says the figures.

Colours come from the style sheet by class (`cr-chart`), so that the same drawing serves screen, paper and print.
"""

# Everything is escaped where it enters, and a test tries to break in.
# ruff: noqa: S704

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from commonroom.web.numbers import number

FEWEST_SCHOOLS = 6
"""Under this many schools a strip or distribution is not drawn: it could tell which school is which."""
NO_TESTS = frozenset({2019, 2020})
"""Academic years (by their start) in which no tests were held in England."""

Say = Callable[[float], str]


def _plain(value: float) -> str:
    return number(value, 0 if float(value).is_integer() else 1)


def summer(year: int) -> str:
    """An academic year (by its start) as the calendar year in which it ends."""
    return str(year + 1)


def _short(x: float) -> str:
    return f"{x:.1f}".removesuffix(".0")


def _svg(width: int, height: int, label: str, body: str, css: str = "cr-chart", size: str = "") -> Markup:
    return Markup(
        f'<svg class="{css}"{size} viewBox="0 0 {width} {height}" role="img" aria-label="{escape(label)}">{body}</svg>'
    )


def _scale(low: float, high: float, start: float, end: float) -> Callable[[float], float]:
    span = (high - low) or 1.0
    return lambda value: start + (value - low) / span * (end - start)


def _stacked(places: Sequence[float], step: float, middle: float, gap: float, most: int) -> list[tuple[float, float]]:
    """Dots in columns `step` wide, stacked up and down around the middle line; jittered so that they read as people."""
    columns: dict[int, int] = {}
    dots = []
    for place in sorted(places):
        column = round(place / step)
        nth = columns.get(column, 0)
        columns[column] = nth + 1
        level = min(nth, most - 1)
        offset = (level + 1) // 2 * (1 if level % 2 else -1)
        wobble = ((column * 7 + nth * 5) % 3 - 1) * step * 0.09
        dots.append((column * step + wobble, middle + offset * gap))
    return dots


def _dots(dots: Sequence[tuple[float, float]], css: str, size: float) -> str:
    """Many dots as one path of round points: a tenth of the bytes of circles."""
    path = "".join(f"M{_short(x)} {_short(y)}h.01" for x, y in dots)
    return f'<path class="dots {css}" d="{path}" stroke-width="{_short(size)}"/>'


def strip(
    *,
    label: str,
    here: float | None,
    others: Sequence[float],
    area: float | None,
    england: float | None,
    area_name: str,
    here_name: str = "here",
    say: Say = _plain,
) -> Markup:
    """One school among its area, low to high: dots, a bar for the area, a dashed line for England.

    Empty when fewer than six schools have a figure.
    """
    if len(others) + (here is not None) < FEWEST_SCHOOLS:
        return Markup("")
    known = [value for value in (here, area, england, *others) if value is not None]
    x = _scale(min(known), max(known), 8, 452)
    body = '<line class="l-axis" x1="0" x2="460" y1="14" y2="14"/>'
    body += _dots(_stacked([x(value) for value in others], 5.5, 14, 4.6, 5), "d-other", 5.6)
    said = [label]
    for value, css in ((area, "m-area"), (england, "m-eng")):
        if value is not None:
            body += f'<line class="{css}" x1="{_short(x(value))}" x2="{_short(x(value))}" y1="2" y2="26"/>'
    if here is not None:
        body += f'<circle class="d-this" cx="{_short(x(here))}" cy="14" r="6"/>'
    for name, value in ((here_name, here), (area_name, area), ("England", england)):
        if value is not None:
            said.append(f"{name} {say(value)}")
    lowest, highest = min(known), max(known)
    return _svg(460, 28, f"{', '.join(said)}; schools from {say(lowest)} to {say(highest)}", body)


def distribution(
    *,
    label: str,
    values: Sequence[float],
    area: float | None,
    england: float | None,
    area_name: str,
    direction: str = "up",
    here: float | None = None,
    say: Say = _plain,
) -> Markup:
    """All our schools on one measure, the favourable end to the right. Empty for fewer than six schools."""
    if len(values) < FEWEST_SCHOOLS:
        return Markup("")
    known = [value for value in (*values, area, england) if value is not None]
    low, high = min(known), max(known)
    left, right = (high, low) if direction == "down" else (low, high)
    x = _scale(left, right, 12, 508)
    step = 7.0
    tallest = max(_tallest([x(value) for value in values], step), 1)
    gap = min(6.4, 40 / tallest)
    dots = _stacked([x(value) for value in values], step, 28, gap, tallest)
    body = '<line class="l-axis" x1="0" x2="520" y1="56" y2="56"/>'
    body += _dots(dots, "d-ours", max(2.4, min(5.4, gap * 0.9)))
    for value, css in ((area, "m-area"), (england, "m-eng")):
        if value is not None:
            body += f'<line class="{css}" x1="{_short(x(value))}" x2="{_short(x(value))}" y1="2" y2="56"/>'
    if here is not None:
        body += f'<circle class="d-this" cx="{_short(x(here))}" cy="28" r="6.5"/>'
    body += f'<text x="0" y="72">{escape(say(left))}</text>'
    body += f'<text x="520" y="72" text-anchor="end">{escape(say(right))}</text>'
    said = [f"{label}: {len(values)} schools from {say(min(values))} to {say(max(values))}"]
    for name, value in ((area_name, area), ("England", england), ("this school", here)):
        if value is not None:
            said.append(f"{name} {say(value)}")
    return _svg(520, 76, ", ".join(said), body)


def _tallest(places: Sequence[float], step: float) -> int:
    columns: dict[int, int] = {}
    for place in places:
        columns[round(place / step)] = columns.get(round(place / step), 0) + 1
    return max(columns.values(), default=0)


def runs(points: Mapping[int, float], breaks: Collection[int] = ()) -> list[list[int]]:
    """Years in unbroken runs: a missing year, or a year in `breaks` (a new regime begins), starts a new run."""
    runs: list[list[int]] = []
    for year in sorted(points):
        if runs and runs[-1][-1] == year - 1 and year not in breaks:
            runs[-1].append(year)
        else:
            runs.append([year])
    return runs


def _line(
    points: Mapping[int, float], x: Callable[[float], float], y: Callable[[float], float], breaks: Collection[int]
) -> str:
    parts = []
    for run in runs(points, breaks):
        steps = "L".join(f"{_short(x(year))} {_short(y(points[year]))}" for year in run)
        parts.append(f"M{steps}" + ("h.01" if len(run) == 1 else ""))
    return "".join(parts)


def sparkline(points: Mapping[int, float], *, label: str, say: Say = _plain, breaks: Collection[int] = ()) -> Markup:
    """Direction inside a row, for four points and more (else empty); the caller writes the last value beside it."""
    if len(points) < 4:
        return Markup("")
    years = sorted(points)
    x = _scale(years[0], years[-1], 3, 77)
    y = _scale(min(points.values()), max(points.values()), 17, 3)
    last = years[-1]
    body = f'<path class="l-this" d="{_line(points, x, y, breaks)}"/>'
    body += f'<circle class="d-this" cx="{_short(x(last))}" cy="{_short(y(points[last]))}" r="2.6"/>'
    said = ", ".join(f"{summer(year)} {say(points[year])}" for year in years)
    return _svg(80, 20, f"{label}: {said}", body, "cr-chart cr-spark", ' width="80" height="20"')


@dataclass(frozen=True)
class Lines:
    """What a line chart draws: values by academic year (its start), and how it speaks."""

    label: str
    this: Mapping[int, float]
    england: Mapping[int, float]
    area: Mapping[int, float]
    this_name: str = "You"
    area_name: str = "Area"
    say: Say = _plain
    year: Callable[[int], str] = summer
    no_tests: Collection[int] = frozenset()
    breaks: Collection[int] = frozenset()
    from_zero: bool = False
    height: int = 132


def _band(lines: Lines, years: Sequence[int], x: Callable[[float], float], base: float) -> str:
    """The paper band over years without tests."""
    missing = [year for year in lines.no_tests if years[0] < year < years[-1]]
    if not missing:
        return ""
    half = (x(years[0] + 1) - x(years[0])) / 2 if len(years) > 1 else 0
    left, right = x(min(missing)) - half, x(max(missing)) + half
    words = ""
    if right - left >= 46:
        words = f'<text x="{_short((left + right) / 2)}" y="{base - 6:.0f}" text-anchor="middle">no tests</text>'
    box = f'<rect class="b-none" x="{_short(left)}" y="6" width="{_short(right - left)}" height="{base - 6:.0f}"/>'
    return box + words


def _end_labels(lines: Lines, y: Callable[[float], float], base: float) -> str:
    """Names and last figures at the end of the lines, pushed apart so that they never overlap."""
    ends: list[tuple[float, str, str]] = []
    for name, points, css in ((lines.this_name, lines.this, "t-this"), ("Eng.", lines.england, "")):
        if points:
            last = points[max(points)]
            ends.append((y(last) + 4, f"{name} {lines.say(last).removesuffix('%')}", css))
    ends.sort(key=lambda end: end[0])
    places = [end[0] for end in ends]
    if len(places) == 2 and places[1] - places[0] < 15:
        middle = min(sum(places) / 2, base - 7.5)
        places = [middle - 7.5, middle + 7.5]
    return "".join(
        f'<text{f" class={chr(34)}{css}{chr(34)}" if css else ""} x="236" y="{_short(place)}">{escape(words)}</text>'
        for place, (_at, words, css) in zip(places, ends, strict=True)
    )


def _said(lines: Lines) -> str:
    series = ((lines.this_name, lines.this), (lines.area_name, lines.area), ("England", lines.england))
    parts = []
    for name, points in series:
        if points:
            values = ", ".join(f"{lines.year(year)} {lines.say(points[year])}" for year in sorted(points))
            parts.append(f"{name}: {values}")
    return f"{lines.label}. " + ". ".join(parts)


def line_chart(lines: Lines) -> Markup:
    """A measure over years: this in door colour, the area grey, England dashed; gaps stay gaps."""
    values = [value for points in (lines.this, lines.england, lines.area) for value in points.values()]
    if not lines.this or not values:
        return Markup("")
    seen = {year for points in (lines.this, lines.england, lines.area) for year in points}
    years = list(range(min(seen), max(seen) + 1))
    base = float(lines.height - 20)
    low, high = min(values), max(values)
    if lines.from_zero:
        low = min(0.0, low)
    x = _scale(years[0], years[-1], 2, 226) if len(years) > 1 else (lambda _year: 226.0)
    y = _scale(low, high, base - 20, 18) if high > low else (lambda _value: base / 2)
    body = f'<line class="l-axis" x1="0" x2="230" y1="{base:.0f}" y2="{base:.0f}"/>'
    body += _band(lines, years, x, base)
    for points, css in ((lines.area, "l-area"), (lines.england, "l-eng"), (lines.this, "l-this")):
        if points:
            body += f'<path class="{css}" d="{_line(points, x, y, lines.breaks)}"/>'
    body += _lone(lines, x, y)
    last = max(lines.this)
    body += f'<circle class="d-this" cx="{_short(x(last))}" cy="{_short(y(lines.this[last]))}" r="4"/>'
    body += _end_labels(lines, y, base)
    body += _year_labels(lines, years, x)
    return _svg(300, lines.height, _said(lines), body)


def _lone(lines: Lines, x: Callable[[float], float], y: Callable[[float], float]) -> str:
    """A small ring for each year of a comparator that stands alone, so that a dash cannot be missed."""
    return "".join(
        f'<circle class="{css}" cx="{_short(x(run[0]))}" cy="{_short(y(points[run[0]]))}" r="2.6"/>'
        for points, css in ((lines.area, "p-area"), (lines.england, "p-eng"))
        for run in runs(points, lines.breaks)
        if len(run) == 1
    )


def _year_labels(lines: Lines, years: Sequence[int], x: Callable[[float], float]) -> str:
    """First, middle and last year under the axis; the middle one only where there is room."""
    at = {years[0]: "start", years[-1]: "end"}
    if len(years) >= 5:
        at[years[len(years) // 2]] = "middle"
    if len(years) == 1:
        at = {years[0]: "end"}
    return "".join(
        f'<text x="{_short(x(year))}" y="{lines.height - 4}" text-anchor="{anchor}">{escape(lines.year(year))}</text>'
        for year, anchor in sorted(at.items())
    )


def multiple(
    *, title: str, figure: Markup | str, cohort: str = "", chart: Markup | str = "", sentence: str = ""
) -> Markup:
    """One small multiple as a list item: title, figure (a `provenance` one as a rule), cohort, chart, one sentence."""
    words = f"<p>{escape(sentence)}</p>" if sentence else ""
    small = f"<span>{escape(cohort)}</span>" if cohort else ""
    shown = escape(figure) if "<" in str(figure) and isinstance(figure, Markup) else f"<b>{escape(figure)}</b>"
    return Markup(
        f'<li class="cr-multiple"><h3>{escape(title)}</h3><div class="cr-multiple__now">{shown}{small}</div>'
        f"{escape(chart)}{words}</li>"
    )


def bars(rows: Sequence[tuple[str, float, str]], *, caption: str, mark: str = "") -> Markup:
    """Counts or shares as bars from zero, each with its words: (label, value, what to write). `mark` is our own."""
    most = max((value for _label, value, _said in rows), default=0) or 1
    lines = "".join(
        f'<tr><th scope="row">{escape(label)}</th><td class="cr-num">{escape(said)}</td>'
        f'<td class="cr-bars__pic"><svg class="cr-chart" viewBox="0 0 100 10" preserveAspectRatio="none" '
        f'aria-hidden="true"><rect class="{"b-this" if label == mark else "b-other"}" x="0" y="0" '
        f'width="{_short(100 * max(value, 0) / most)}" height="10"/></svg></td></tr>'
        for label, value, said in rows
    )
    return Markup(
        f'<table class="cr-bars"><caption class="govuk-visually-hidden">{escape(caption)}</caption>'
        f'<thead class="govuk-visually-hidden"><tr><th scope="col">What</th><th scope="col">How many</th>'
        f"<td></td></tr></thead><tbody>{lines}</tbody></table>"
    )


def pips(filled: int, of: int = 5) -> Markup:
    """Arches, so many of them filled. Hidden from readers: the word always stands beside."""
    arches = "".join(
        f"<path{' class=' + chr(34) + 'on' + chr(34) if n < filled else ''} "
        f'd="M{15 * n + 1} 12V6.5a5 5 0 0 1 10 0V12z"/>'
        for n in range(of)
    )
    return Markup(
        f'<svg class="cr-pips" width="{15 * of}" height="14" viewBox="0 0 {15 * of} 14" aria-hidden="true">'
        f"{arches}</svg>"
    )


def report_card(rows: Sequence[tuple[str, str, int | None]], *, caption: str) -> Markup:
    """A report card: (area of judgement, its word, pips filled of five or None where there is no scale)."""
    lines = "".join(
        f'<tr><th scope="row">{escape(area)}</th>'
        f'<td class="cr-scale__pips">{pips(filled) if filled is not None else ""}</td>'
        f'<td class="cr-scale__word">{escape(word)}</td></tr>'
        for area, word, filled in rows
    )
    return Markup(
        f'<table class="cr-scale"><caption class="govuk-visually-hidden">{escape(caption)}</caption>'
        f"<tbody>{lines}</tbody></table>"
    )


def line_key(this: str, area: str = "", note: str = "") -> Markup:
    """The key above small multiples."""
    line = (
        '<li><svg class="cr-chart" width="26" height="8" aria-hidden="true"><path class="{}" d="M1 4h24"/></svg>{}</li>'
    )
    parts = [line.format("l-this", escape(this))]
    if area:
        parts.append(line.format("l-area", escape(area)))
    parts.append(line.format("l-eng", "England"))
    if note:
        parts.append(f'<li class="cr-soft cr-screen-only">{escape(note)}</li>')
    return Markup(f'<ul class="cr-linekey" aria-label="Key">{"".join(parts)}</ul>')


def strip_key(this: str, others: str, area: str) -> Markup:
    """The key above comparator strips."""
    mark = '<li><svg class="cr-chart" width="16" height="18" aria-hidden="true">{}</svg>{}</li>'
    parts = [
        mark.format('<circle class="d-this" cx="8" cy="9" r="6"/>', escape(this)),
        mark.format('<circle class="d-other" cx="8" cy="9" r="3"/>', escape(others)),
        mark.format('<line class="m-area" x1="8" x2="8" y1="0" y2="18"/>', escape(area)),
        mark.format('<line class="m-eng" x1="8" x2="8" y1="0" y2="18"/>', "England"),
    ]
    parts = [part for part, words in zip(parts, (this, others, area, "England"), strict=True) if words]
    return Markup(f'<ul class="cr-linekey" aria-label="Key">{"".join(parts)}</ul>')
