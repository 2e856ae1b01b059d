"""What the opening sentences and the themes of an area rest on: lines of headline measures, by phase."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commonroom.measures.catalogue import MeasureSpec
from commonroom.measures.models import Loading
from commonroom.measures.selectors import area_measures
from commonroom.measures.selectors.area import AreaSchool
from commonroom.measures.selectors.area_measures import Held
from commonroom.measures.selectors.comparators import Around
from commonroom.measures.selectors.figures import Bench
from commonroom.measures.sentences import Standing
from commonroom.measures.themes import Line
from commonroom.schools.rules import Phase

SUMMED_UP = (Phase.PRIMARY.value, Phase.SECONDARY.value, Phase.SIXTEEN_PLUS.value)
"""Phases whose headline measures the opening speaks of."""


@dataclass(frozen=True)
class Source:
    """A release that figures of the page come from."""

    name: str
    loaded: date
    file: str


def phases_of(schools: Iterable[AreaSchool]) -> list[str]:
    """The phases of the opening that the area has schools of."""
    counts = Counter(school.phase for school in schools)
    return [phase for phase in SUMMED_UP if counts[phase]]


def summed_specs(held: Held, phases: Sequence[str]) -> dict[str, list[MeasureSpec]]:
    """The headline measures with a direction, by phase."""
    return {phase: [s for s in area_measures.headline(held, phase) if s.direction != "none"] for phase in phases}


def lines(
    held: Held, around: Mapping[str, Around], specs: Mapping[str, Sequence[MeasureSpec]], counts: Mapping[str, int]
) -> list[Line]:
    """One line a phase and measure: the area, England and neighbours over all years held."""
    found = []
    for phase, listed in specs.items():
        for spec in listed:
            line = _line(around[phase], spec, phase, held.years[spec.slug], counts[phase])
            if line is not None:
                found.append(line)
    return found


def _line(around: Around, spec: MeasureSpec, phase: str, years: Sequence[int], schools: int) -> Line | None:
    area = {year: around.authority(spec.slug, year) for year in years}
    england = {year: around.england(spec.slug, year) for year in years}
    known = [year for year in years if (bench := area[year]) is not None and bench.number is not None]
    if not known:
        return None
    last = known[-1]
    here, there = area[last], england[last]
    return Line(
        spec,
        phase,
        points(area),
        points(england),
        points({year: around.neighbours(spec.slug, year) for year in years}),
        (there.spread if there else None) or 0.0,
        _schools(here, schools),
    )


def _schools(bench: Bench | None, schools: int) -> int:
    """How many schools an area's figure rests on; of several authorities the schools of the phase."""
    return min(bench.n, schools) if bench and bench.level == "la" and bench.n else schools


def points(benches: Mapping[int, Bench | None]) -> dict[int, float]:
    """{year: number} of the years that have one."""
    return {year: bench.number for year, bench in benches.items() if bench is not None and bench.number is not None}


def standings(lines: Iterable[Line], *, neighbours: bool) -> list[Standing]:
    """Where each line stands in its newest year, beside the neighbours or England."""
    found = (line.standing(max(line.area), line.neighbours if neighbours else line.england) for line in lines)
    return [one for one in found if one is not None]


def sources(loading_ids: Iterable[int | None]) -> list[Source]:
    """The releases behind these loadings, the newest first; one statement."""
    wanted = {pk for pk in loading_ids if pk}
    rows = Loading.objects.filter(pk__in=wanted).select_related("release", "file").order_by("-loaded_at", "pk")
    found: dict[str, Source] = {}
    for row in rows:
        found.setdefault(row.release.name, Source(row.release.name, row.loaded_at.date(), row.file.name))
    return list(found.values())
