"""Lines drawn for many schools at once, on columns of figures: which schools they raise or nearly raise, and how far
all others are away. What is raised or near is then judged school by school, in words. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from commonroom.risk.document import Indicator, Line
from commonroom.risk.rules.facts import Point
from commonroom.risk.rules.lines import EPSILON, beyond_line, how_close

Column = Mapping[int, Point]
"""The figures of one measure and year, by URN."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Figures of many schools, by measure and year; the schools' phases; and what stands beside them.

    `beside` is keyed by phase, then by (comparator, measure, year); `latest` says the newest year of each measure for
    anybody. URNs without a phase are predecessors and are not judged.
    """

    figures: Mapping[str, Mapping[int, Column]]
    phases: Mapping[int, str]
    beside: Mapping[str, Mapping[tuple[str, str, int], float]]
    latest: Mapping[str, int]


class Reached(NamedTuple):
    """How far a school is beyond the line of an indicator that speaks loudest, in the measure's units; whether that is
    raised or near; and the loadings of all its lines.
    """

    beyond: float
    speaks: bool
    loading_ids: tuple[int, ...]


def reached(indicator: Indicator, columns: Columns) -> dict[int, Reached]:
    """Every school for which a line of the indicator can be drawn, by URN: the same as `by_measures` says of each."""
    loudest: dict[int, tuple[tuple[bool, float, str], float, float, tuple[int, ...]]] = {}
    for line in indicator.lines:
        for urn, beyond, at, loadings in drawn(line, columns):
            found = (beyond >= 0, beyond / max(abs(at), 1e-9), line.measure), beyond, at, loadings
            if (held := loudest.get(urn)) is not None:
                louder = found if found[0] > held[0] else held
                found = (*louder[:3], held[3] + loadings)
            loudest[urn] = found
    return {
        urn: Reached(beyond, beyond >= 0 or bool(how_close(beyond, at)), loadings)
        for urn, (_, beyond, at, loadings) in loudest.items()
    }


def drawn(line: Line, columns: Columns) -> Iterator[tuple[int, float, float, tuple[int, ...]]]:
    """(URN, how far beyond the line, where it lies, loadings) of each school for which the line can be drawn."""
    newest = columns.latest.get(line.measure)
    if newest is None or line.measure not in columns.figures:
        return
    years = columns.figures[line.measure]
    itself = line.comparator == "itself"
    asked = range(newest, newest - (1 if itself else line.years), -1)
    first, *others = [years.get(year, {}) for year in asked]
    before = years.get(newest - line.years, {})
    beside = _beside(line, columns, asked)
    for urn, (number, cohort, loading, _) in first.items():
        phase = columns.phases.get(urn)
        against = None if phase is None else beside.get(phase)
        if against is None or number is None or (cohort or MANY) < line.least_pupils:
            continue
        other = before.get(urn, _NONE).number if itself else against[0]
        if other is None:
            continue
        at, beyond = beyond_line(line, number, other)
        loadings: tuple[int, ...] = (loading,)
        for cells, other in zip(others, against[1:], strict=True):
            number, cohort, loading, _ = cells.get(urn, _NONE)
            if number is None or (cohort or MANY) < line.least_pupils:
                break
            beyond = min(beyond, beyond_line(line, number, other)[1])
            loadings += (loading,)
        else:
            yield urn, round(beyond, EPSILON), at, loadings


MANY = 10**9
"""Pupils of a cohort that a file does not count."""
_NONE = Point(None)


def _beside(line: Line, columns: Columns, years: range) -> dict[str, list[float]]:
    """What the line compares with in each of the years, by the phases that it is for and that have it all; nothing for
    a line that compares a school with itself.
    """
    found = {}
    for phase in columns.beside if not line.phases else set(line.phases) & columns.beside.keys():
        held = columns.beside[phase]
        asked = [
            line.amount if line.comparator == "number" else held.get((line.comparator, line.measure, y)) for y in years
        ]
        known = [number for number in asked if number is not None]
        if line.comparator == "itself" or len(known) == len(asked):
            found[phase] = known
    return found
