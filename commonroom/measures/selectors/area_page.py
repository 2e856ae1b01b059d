"""Everything that the area page reads, in about fifteen statements however many schools there are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from commonroom.kit.academic_year import AcademicYear
from commonroom.measures import themes
from commonroom.measures.catalogue import MeasureSpec
from commonroom.measures.selectors import (
    area,
    area_benches,
    area_groups,
    area_inspections,
    area_measures,
    area_summary,
    area_table,
    comparators,
    replaced,
)
from commonroom.measures.selectors.area import ALL_PHASES, AreaSchool, DrawnUp, Option, Wanted
from commonroom.measures.selectors.area_benches import Place
from commonroom.measures.selectors.area_inspections import AreaInspections
from commonroom.measures.selectors.area_measures import Held
from commonroom.measures.selectors.area_summary import Source
from commonroom.measures.selectors.area_table import Against, AreaTable
from commonroom.measures.selectors.comparators import Area, Around
from commonroom.partnerships.models import Partnership


@dataclass(frozen=True)
class Asked:
    """What a reader asked for, as the address has it; anything unknown falls back to what stands first."""

    wanted: Wanted = field(default_factory=Wanted)
    preset: str = ""
    picked: tuple[str, ...] = ()
    against: str = ""
    year: int | None = None
    order: str = area_table.NAME
    show: int | None = None
    map: str = ""


@dataclass(frozen=True)
class Ground:
    """What every part of the page stands on: the area, its schools, and the measures held."""

    area: Area
    schools: tuple[AreaSchool, ...]
    drawn_up: DrawnUp
    held: Held
    phase: str
    followed: Mapping[int, replaced.Followed] = field(default_factory=dict)

    @property
    def as_at(self) -> date | None:
        """The newest day that the register describes."""
        return max((school.as_at for school in self.schools), default=None)


@dataclass(frozen=True)
class Shown:
    """The table that was asked for, and what may be asked for instead."""

    chosen: tuple[AreaSchool, ...]
    table: AreaTable
    specs: tuple[MeasureSpec, ...]
    preset: str
    offered: tuple[Against, ...]
    options: Mapping[str, Sequence[Option]]
    around: Around


@dataclass(frozen=True)
class Summary:
    """What the opening sentences and the themes say."""

    lines: tuple[themes.Line, ...]
    inspections: AreaInspections
    themes: themes.Themes
    schools: int
    pupils: int
    with_pupils: int


def ground(partnership: Partnership, wanted: Wanted, drawn_up: DrawnUp) -> Ground:
    """The area, its open schools, what people drew up, and what is held. Six statements."""
    schools = area.area_schools(partnership.la_codes)
    return Ground(
        comparators.area_of(partnership.la_codes, partnership.short_name),
        tuple(schools),
        drawn_up,
        area_measures.held_measures(partnership.la_codes),
        area.chosen_phase(wanted.phase, schools),
        replaced.followed([school.urn for school in schools]),
    )


def around_of(on: Ground, specs: Sequence[MeasureSpec]) -> dict[str, Around]:
    """The benchmarks of the shown measures and of every headline one, by phase; one statement."""
    phases = area_summary.phases_of(on.schools)
    own = [] if on.phase in (*phases, ALL_PHASES) else [on.phase]
    headline = [spec for listed in area_summary.summed_specs(on.held, phases).values() for spec in listed]
    slugs = [spec.slug for spec in (*specs, *headline)]
    return area_benches.benches(on.held, on.area, slugs, [*phases, *own])


def specs_of(on: Ground, asked: Asked) -> tuple[str, list[MeasureSpec]]:
    """(the set of measures that counts, its measures)."""
    return area_measures.shown(on.held, on.phase, asked.preset, asked.picked)


def shown(on: Ground, asked: Asked, around: Mapping[str, Around]) -> Shown:
    """The table of the schools and measures asked for, in about five statements."""
    preset, specs = specs_of(on, asked)
    offered_filters = area.filter_options(
        [s for s in on.schools if on.phase in (ALL_PHASES, s.phase)], on.drawn_up.clusters
    )
    wanted = Wanted(phase=on.phase, **_offered(asked.wanted, offered_filters))
    chosen = area.chosen(on.schools, wanted, on.drawn_up.clusters)
    year = asked.year if asked.year in _years_of(on, specs) else None
    offered = area_table.against_options(on.area, on.drawn_up.groups)
    against = area_table.against_of(asked.against, offered)
    beside = around["" if on.phase == ALL_PHASES else on.phase]
    made = area_table.columns(on.held, specs, year, against, beside, _places(on, specs, year))
    table = area_table.area_table(on.held, chosen, made, against, order=asked.order)
    return Shown(
        tuple(chosen),
        table,
        tuple(specs),
        preset,
        tuple(offered),
        _options(on, preset, specs, offered, offered_filters),
        beside,
    )


def _offered(wanted: Wanted, options: Mapping[str, Sequence[Option]]) -> dict[str, str]:
    """The filters asked for, without what this phase does not offer: the lists and the table always agree."""
    held = {name: getattr(wanted, name) for name in options}
    return {name: value if value in {o.value for o in options[name]} else "" for name, value in held.items()}


def _places(on: Ground, specs: Sequence[MeasureSpec], year: int | None) -> dict[str, Place]:
    if len(on.area.codes) != 1:
        return {}
    pairs = {s.slug: y for s in specs if (y := area_measures.year_of(on.held, s.slug, year)) is not None}
    phase = "" if on.phase == ALL_PHASES else on.phase
    return area_benches.places(on.held, on.area.codes[0], pairs, phase=phase) if pairs else {}


def _years_of(on: Ground, specs: Sequence[MeasureSpec]) -> set[int]:
    return {year for spec in specs for year in on.held.years.get(spec.slug, ())}


def _options(
    on: Ground,
    preset: str,
    specs: Sequence[MeasureSpec],
    offered: Sequence[Against],
    filters: Mapping[str, Sequence[Option]],
) -> dict[str, Sequence[Option]]:
    years = sorted(_years_of(on, specs), reverse=True)
    order = [Option(area_table.NAME, "Name"), Option(f"-{area_table.PUPILS}", "Pupils, most first")]
    for spec in specs:
        order.append(Option(f"-{spec.slug}", f"{spec.short}, highest first"))
        order.append(Option(spec.slug, f"{spec.short}, lowest first"))
    return {
        "phase": area.phase_options(on.schools),
        **filters,
        "set": area_measures.preset_options(on.held, on.phase, preset),
        "against": area_table.options(offered),
        "year": [Option("", "Newest of each"), *(Option(str(y), str(AcademicYear(y))) for y in years)],
        "order": order,
    }


def summary(on: Ground, around: Mapping[str, Around]) -> Summary:
    """The opening and the themes: all state-funded schools of the area, whatever was chosen below."""
    schools = [school for school in on.schools if school.is_state]
    phases = area_summary.phases_of(on.schools)
    counts = Counter(school.phase for school in schools)
    lines = area_summary.lines(on.held, around, area_summary.summed_specs(on.held, phases), counts)
    found = area_inspections.area_inspections([school.urn for school in schools])
    known = [school.pupils for school in schools if school.pupils]
    groups = area_groups.group_lines(on.held, area_groups.groups_of(schools, on.drawn_up.clusters, phases), lines)
    proposed = themes.themes(
        lines, found.cards, len(schools), [(one.area, one.strong) for one in found.strengths], groups
    )
    return Summary(tuple(lines), found, proposed, len(schools), sum(known), len(known))


def proposed(partnership: Partnership, drawn_up: DrawnUp) -> themes.Themes:
    """The themes alone, as the figures propose them; none for an area without schools."""
    on = ground(partnership, Wanted(), drawn_up)
    return summary(on, around_of(on, [])).themes if on.schools else themes.Themes()


def sources(shown: Shown) -> list[Source]:
    """The releases behind the figures and comparators of a table."""
    ids: set[int | None] = {f.loading_id for line in shown.table.lines for f in line.figures if f is not None}
    for column in shown.table.columns:
        ids |= {bench.loading_id for bench in (column.england, column.area, column.beside) if bench is not None}
    return area_summary.sources(ids)
