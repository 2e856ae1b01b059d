"""The small picture of a finding: the years as bars with the line across them; the table of words says the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from commonroom.kit.academic_year import AcademicYear
from commonroom.risk.phrasing import Measured, figure

WIDTH, FLOOR, TOP = 226, 84, 14


def bars(evidence: Mapping[str, Any], measure: Measured) -> SafeString:
    """Bars of up to five years with the line; empty where the evidence is no figure."""
    years = [(year, number) for year, number in evidence.get("years", ()) if number is not None][-5:]
    line = evidence.get("line")
    if not years or line is None or min(number for _, number in years) < 0:
        return SafeString("")
    most = max([number for _, number in years] + [line]) or 1
    step = WIDTH / len(years)
    drawn = [
        _bar(index, step, year, number, most, index == len(years) - 1) for index, (year, number) in enumerate(years)
    ]
    y = round(_height(line, most), 1)
    told = ", ".join(f"{figure(number, measure)} in {AcademicYear(year)}" for year, number in years)
    return format_html(
        '<svg class="cr-chart" viewBox="0 0 300 104" role="img" aria-label="{}: {}; the line is {}">{}'
        '<line x1="0" x2="226" y1="{}" y2="{}" stroke="#1e2528" stroke-width="1.25" stroke-dasharray="4 3"/>'
        '<text x="230" y="{}">line {}</text><line class="l-axis" x1="0" x2="226" y1="84" y2="84"/></svg>',
        measure.short,
        told,
        figure(line, measure),
        format_html_join("", "{}", ((bar,) for bar in drawn)),
        y,
        y,
        round(y + 4, 1),
        figure(line, measure).rstrip("%"),
    )


def _height(number: float, most: float) -> float:
    return FLOOR - (FLOOR - TOP) * number / most


def _bar(index: int, step: float, year: int, number: float, most: float, now: bool) -> SafeString:
    x, y, width = round(index * step + 4, 1), round(_height(number, most), 1), round(step * 0.78, 1)
    middle = round(x + width / 2, 1)
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" fill="{}"/>'
        '<text class="{}" x="{}" y="78" text-anchor="middle">{}</text>'
        '<text x="{}" y="99" text-anchor="middle">{}</text>',
        x,
        y,
        width,
        round(FLOOR - y, 1),
        "#0e4f57" if now else "#b9cccd",
        "cr-bar-now" if now else "t-strong",
        middle,
        f"{number:g}" if abs(number) < 1000 else f"{number:,.0f}",
        middle,
        f"{year + 1}",
    )
