"""Which measures are held for an area, and which of them a page shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from commonroom.measures.catalogue import MeasureSpec, catalogue
from commonroom.measures.models import Benchmark, Measure
from commonroom.measures.selectors import figures
from commonroom.measures.selectors.area import ALL_PHASES, Option

HEADLINE, MINE, TOPIC = "headline", "mine", "topic:"
MOST = 24
"""Measures side by side, at most: the style sheet of phones knows as many columns."""
_PHASES = {
    "all-through": ("primary", "secondary"),
    "16 plus": ("sixteen_plus",),
    "secondary": ("secondary", "sixteen_plus"),
    "primary": ("primary",),
}


@dataclass(frozen=True)
class Held:
    """The measures that the area's schools have figures of: how each is named, its id and its years."""

    specs: Mapping[str, MeasureSpec]
    ids: Mapping[str, int]
    years: Mapping[str, tuple[int, ...]]

    @cached_property
    def slugs(self) -> dict[int, str]:
        """{id: slug}."""
        return {pk: slug for slug, pk in self.ids.items()}

    def latest(self, slug: str) -> int | None:
        """The newest year of a measure, or None."""
        return self.years[slug][-1] if self.years.get(slug) else None


def held_measures(la_codes: Sequence[str]) -> Held:
    """Everything that schools of these authorities have figures of; two statements."""
    rows = Measure.objects.values_list("pk", "slug", "name", "unit", "direction", "topic", "definition", "caveat")
    known = {row[0]: row[1:] for row in rows}
    pairs = Benchmark.objects.filter(level="la", code__in=list(la_codes), phase="", n__gt=0)
    years: dict[str, set[int]] = {}
    for pk, year in pairs.order_by().values_list("measure_id", "year").distinct():
        if pk in known:
            years.setdefault(known[pk][0], set()).add(year)
    specs = {facts[0]: _spec(*facts) for facts in known.values() if facts[0] in years}
    ids = {facts[0]: pk for pk, facts in known.items()}
    return Held(specs, ids, {slug: tuple(sorted(held)) for slug, held in years.items()})


def _spec(slug: str, name: str, unit: str, direction: str, topic: str, definition: str, caveat: str) -> MeasureSpec:
    """The catalogue's description, or that of the file that defined the measure."""
    if spec := catalogue().get(slug):
        return spec
    return MeasureSpec(
        slug=slug,
        name=name,
        short=name,
        unit=unit,
        direction=direction,
        phases=("all",),
        topic=topic or "Other figures",
        source="",
        columns={"default": name},
        definition=definition,
        caveat=caveat,
        decimals=1,
    )


def for_phase(held: Held, phase: str) -> list[MeasureSpec]:
    """The measures held that schools of a phase have, in the order of the catalogue; for all phases the shared ones."""
    wanted = {*_PHASES.get(phase, ()), "all"}
    order = {slug: place for place, slug in enumerate(catalogue())}
    found = [spec for spec in held.specs.values() if spec.columns and wanted & {*spec.phases}]
    return sorted(found, key=lambda spec: (order.get(spec.slug, len(order)), spec.name))


def headline(held: Held, phase: str) -> list[MeasureSpec]:
    """The default columns of a phase, as far as anything is held of them."""
    wanted = "all" if phase == ALL_PHASES else phase
    return [spec for spec in figures.headline(wanted) if spec.slug in held.specs]


def shown(held: Held, phase: str, preset: str, picked: Sequence[str]) -> tuple[str, list[MeasureSpec]]:
    """(the preset that counts, the measures of the columns). Unknown presets and picks fall back to the headline."""
    offered = for_phase(held, phase)
    if preset == MINE or (picked and not preset):
        chosen = [spec for spec in offered if spec.slug in set(picked)]
        if chosen:
            return MINE, chosen[:MOST]
    if preset.startswith(TOPIC):
        chosen = [spec for spec in offered if spec.topic == preset.removeprefix(TOPIC)]
        if chosen:
            return preset, chosen[:MOST]
    return HEADLINE, headline(held, phase)


def topics(specs: Iterable[MeasureSpec]) -> dict[str, list[MeasureSpec]]:
    """Measures by topic, both in their order."""
    grouped: dict[str, list[MeasureSpec]] = {}
    for spec in specs:
        grouped.setdefault(spec.topic, []).append(spec)
    return grouped


def preset_options(held: Held, phase: str, preset: str) -> list[Option]:
    """What the list of measures offers: the headline ones, each topic, and a choice of one's own once made."""
    options = [Option(HEADLINE, "Headline")]
    options += [Option(f"{TOPIC}{topic}", topic) for topic in topics(for_phase(held, phase))]
    return [*options, Option(MINE, "My choice")] if preset == MINE else options


def year_of(held: Held, slug: str, year: int | None) -> int | None:
    """The year shown for a measure: the one asked for, else its newest."""
    return year if year is not None else held.latest(slug)
