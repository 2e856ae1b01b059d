"""Lines drawn for many schools at once, on columns of figures: which schools they raise or nearly raise, and how far
all others are away. What is raised or near is then judged school by school, in words. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from commonroom.risk.document import Indicator, Line
from commonroom.risk.rules.lines import EPSILON, beyond_line, how_close

Cell = tuple[float | None, int | None, int, int]
"""One figure of one school and year: number, cohort, loading, and the predecessor whose it is (0: the school's own)."""
Column = Mapping[int, Cell]
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


@dataclass(frozen=True, slots=True)
class Reached:
    """How far a school is beyond the line of an indicator that speaks loudest, in the measure's units; whether that is
    raised or near; and the loadings of all its lines.
    """

    beyond: float
    speaks: bool
    loading_ids: tuple[int, ...]


def reached(indicator: Indicator, columns: Columns) -> dict[int, Reached]:
    """Every school for which a line of the indicator can be drawn, by URN: the same as `by_measures` says of each."""
    loudest: dict[int, tuple[tuple[bool, float, str], float, float]] = {}
    loadings: dict[int, tuple[int, ...]] = {}
    for line in indicator.lines:
        for urn, beyond, at, rests_on in drawn(line, columns):
            loudness = (beyond >= 0, beyond / max(abs(at), 1e-9), line.measure)
            if urn not in loudest:
                loudest[urn], loadings[urn] = (loudness, beyond, at), rests_on
                continue
            loadings[urn] += rests_on
            if loudness > loudest[urn][0]:
                loudest[urn] = (loudness, beyond, at)
    return {
        urn: Reached(beyond, beyond >= 0 or bool(how_close(beyond, at)), loadings[urn])
        for urn, (_, beyond, at) in loudest.items()
    }


def drawn(line: Line, columns: Columns) -> Iterator[tuple[int, float, float, tuple[int, ...]]]:
    """(URN, how far beyond the line, where it lies, loadings) of each school for which the line can be drawn."""
    newest, years = columns.latest.get(line.measure), columns.figures.get(line.measure, {})
    if newest is None or newest not in years:
        return
    itself = line.comparator == "itself"
    asked = range(newest, newest - (1 if itself else line.years), -1)
    held = [years.get(year, {}) for year in asked]
    before = years.get(newest - line.years, {})
    beside = {phase: [_beside(line, columns, phase, year) for year in asked] for phase in columns.beside}
    for urn in held[0]:
        phase = columns.phases.get(urn)
        if phase is None or (line.phases and phase not in line.phases):
            continue
        others = [before[urn][0] if urn in before else None] if itself else beside[phase]
        beyond_all: list[tuple[float, float]] = []
        loadings: tuple[int, ...] = ()
        for cells, other in zip(held, others, strict=True):
            number, cohort, loading, _ = cells.get(urn, _NONE)
            if number is None or other is None or (cohort or 10**9) < line.least_pupils:
                break
            beyond_all.append(beyond_line(line, number, other))
            loadings += (loading,)
        else:
            yield urn, round(min(beyond for _, beyond in beyond_all), EPSILON), beyond_all[0][0], loadings


_NONE: Cell = (None, None, 0, 0)


def _beside(line: Line, columns: Columns, phase: str, year: int) -> float | None:
    if line.comparator == "number":
        return line.amount
    return columns.beside[phase].get((line.comparator, line.measure, year))
