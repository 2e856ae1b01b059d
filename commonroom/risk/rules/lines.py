"""Lines drawn on figures: how far beyond them a school lies, and the sentence that says so. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commonroom.kit.academic_year import AcademicYear
from commonroom.risk.document import Indicator, Line
from commonroom.risk.phrasing import Measured, count, figure, listed
from commonroom.risk.rules.facts import Facts, Judgement, Point

EPSILON = 9
"""Decimals to which a distance is taken, so that a figure on the line counts as on it."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line drawn for one school: by how much its figures are beyond it (the least of the years running)."""

    line: Line
    beyond: float
    years: tuple[tuple[int, float, float, float], ...]
    cohort: int | None
    loading_ids: tuple[int, ...]


def draw(line: Line, facts: Facts) -> Drawn | None:
    """How far a school is beyond a line; None without a figure for the newest year, without a comparator, or with
    fewer pupils than the line asks, and for a school of a phase that the line is not for. `years` holds (year, figure,
    comparator, line), newest first.
    """
    if line.phases and facts.phase not in line.phases:
        return None
    newest = facts.latest.get(line.measure)
    held = facts.series.get(line.measure)
    if newest is None or not held:
        return None
    asked = 1 if line.comparator == "itself" else line.years
    years, loadings, least = [], [], None
    for year in range(newest, newest - asked, -1):
        point = held.get(year)
        beside = _beside(line, facts, held, year)
        if point is None or point.number is None or beside is None or (point.cohort or 10**9) < line.least_pupils:
            return None
        at, beyond = beyond_line(line, point.number, beside)
        years.append((year, point.number, beside, at))
        loadings.append(point.loading_id)
        least = beyond if least is None else min(least, beyond)
    assert least is not None
    return Drawn(line, round(least, EPSILON), tuple(years), held[newest].cohort, tuple(sorted(set(loadings))))


def _beside(line: Line, facts: Facts, held: Mapping[int, Point], year: int) -> float | None:
    if line.comparator == "number":
        return line.amount
    if line.comparator == "itself":
        before = held.get(year - line.years)
        return before.number if before else None
    return facts.beside.get((line.comparator, line.measure, year))


def beyond_line(line: Line, number: float, beside: float) -> tuple[float, float]:
    """(where the line lies, how far beyond it a number is) for a comparator."""
    if line.side == "either":
        return beside, abs(number - beside) - line.amount
    step = line.amount if line.side == "above" else -line.amount
    at = beside if line.by == "number" else beside * line.amount if line.by == "times" else beside + step
    return at, (number - at if line.side == "above" else at - number)


def by_measures(indicator: Indicator, facts: Facts, measures: Mapping[str, Measured]) -> Judgement | None:
    """What figures say: the line that speaks loudest, with its evidence; None where no line can be drawn."""
    drawn = [found for line in indicator.lines if (found := draw(line, facts)) is not None]
    if not drawn:
        return None
    chosen = max(drawn, key=_loudness)
    loadings = tuple(sorted({loading for each in drawn for loading in each.loading_ids}))
    raised = chosen.beyond >= 0
    near = raised or bool(how_close(chosen.beyond, chosen.years[0][3]))
    because = _sentence(chosen, measures[chosen.line.measure]) + _whose(chosen, facts) if raised else ""
    return Judgement(raised, chosen.beyond, because, "measures", _evidence(chosen, facts) if near else {}, loadings)


def _loudness(drawn: Drawn) -> tuple[bool, float, str]:
    """Beyond the line first, then the distance as a share of where the line lies; by name so that ties are even."""
    at = drawn.years[0][3]
    return drawn.beyond >= 0, drawn.beyond / max(abs(at), 1e-9), drawn.line.measure


def _evidence(drawn: Drawn, facts: Facts) -> dict[str, Any]:
    """The figures that speak, each with the year that leads to its origin, and the years before for the picture."""
    line, shown = drawn.line, {year for year, *_ in drawn.years}
    held = facts.series[line.measure]
    newest = drawn.years[0][0]
    told = {year for year in range(newest - max(3, line.years), newest + 1) if year in held} | shown
    years = [[year, held[year].number] for year in sorted(told)]
    return {
        "measure": line.measure,
        "year": newest,
        "number": drawn.years[0][1],
        "beside": drawn.years[0][2],
        "comparator": line.comparator,
        "line": round(drawn.years[0][3], 4),
        "cohort": drawn.cohort,
        "years": years,
        **({"of": theirs} if (theirs := _predecessors(drawn, facts)) else {}),
    }


def _predecessors(drawn: Drawn, facts: Facts) -> dict[str, str]:
    """The years of a drawn line whose figure is a predecessor's, each with its name."""
    held, line = facts.series[drawn.line.measure], drawn.line
    years = [year for year, *_ in drawn.years]
    if line.comparator == "itself":
        years.append(drawn.years[0][0] - line.years)
    return {str(y): facts.names.get(held[y].of, "the school before it") for y in years if held[y].of}


def _whose(drawn: Drawn, facts: Facts) -> str:
    """“ The figure of 2023–24 is that of Tanyard Infant School, which came before.”"""
    theirs = _predecessors(drawn, facts)
    if not theirs:
        return ""
    told = [str(AcademicYear(int(year))) for year in sorted(theirs)]
    names = listed(sorted(set(theirs.values())))
    are = "figure of {} is that" if len(told) == 1 else "figures of {} are those"
    return f" The {are.format(listed(told))} of {names}, which this school followed."


_COMPARED = {"england": "in England", "authority": "in the local authority"}


def _sentence(drawn: Drawn, measure: Measured) -> str:
    """“17.8% in 2024–25, against 13.7% in England; the line is 17.1%.” and the years running."""
    line = drawn.line
    year, number, beside, at = drawn.years[0]
    own = f"{measure.short}: {figure(number, measure)} in {AcademicYear(year)}"
    if line.comparator == "number":
        return f"{own}; the line is {figure(at, measure)}."
    if line.comparator == "itself":
        before = f"{figure(beside, measure)} in {AcademicYear(year - line.years)}"
        moved = figure(abs(number - beside), measure, change=True)
        if line.by == "times":
            return f"{own}, after {before}; the line is {figure(at, measure)}."
        return f"{own}, after {before}: a change of {moved}; the line is {figure(line.amount, measure, change=True)}."
    text = f"{own}, against {figure(beside, measure)} {_COMPARED[line.comparator]}; the line is {figure(at, measure)}."
    if len(drawn.years) > 1 and drawn.beyond >= 0:
        text += f" {count(len(drawn.years), 'year', capital=True)} running."
    return text


def how_close(strength: float | None, line: float | None) -> str:
    """How near a figure that is not raised lies to its line, for a list of what is close; empty if nowhere near."""
    if strength is None or not line or strength >= 0:
        return ""
    part = -strength / abs(line)
    return "very close" if part <= 0.05 else "close" if part <= 0.15 else ""
