"""Figures of schools and the benchmarks beside them, a few statements for any number of schools."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from django.db.models import Max

from commonroom.kit.status import Status
from commonroom.measures.catalogue import MeasureSpec, catalogue
from commonroom.measures.models import Benchmark, Measure, Value

Key = tuple[str, int]
"""(slug of a measure, start of the academic year)."""


_STATUSES = {int(status): status for status in Status}


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of one school: a number, or the status that says why there is none; and where it came from."""

    urn: int
    slug: str
    year: int
    number: float | None
    status: Status
    cohort: int | None
    loading_id: int
    row: int


@dataclass(frozen=True, slots=True)
class Bench:
    """What stands beside figures: an area's number, how it was come by, and how its schools are spread.

    `method` is "published", "lait" or "computed"; computed ones say from `n` of `of` schools. `phase` says of which
    schools the number is; "" is all together.
    """

    slug: str
    year: int
    level: str
    code: str
    number: float | None
    method: str
    n: int
    of: int
    spread: float | None
    centiles: tuple[float, ...]
    loading_id: int | None
    row: int | None
    phase: str = ""


@cache
def _known(slug: str) -> MeasureSpec | None:
    return catalogue().get(slug)


def measures_by_slug(slugs: Iterable[str]) -> dict[str, MeasureSpec]:
    """How to name and show these measures, in their order; those that a file defined come from the database."""
    wanted = list(dict.fromkeys(slugs))
    strange = [slug for slug in wanted if _known(slug) is None]
    defined = {m.slug: m for m in Measure.objects.filter(slug__in=strange)} if strange else {}
    found = {}
    for slug in wanted:
        if spec := _known(slug):
            found[slug] = spec
        elif row := defined.get(slug):
            found[slug] = MeasureSpec(
                slug=slug,
                name=row.name,
                short=row.name,
                unit=row.unit,
                direction=row.direction,
                phases=("all",),
                topic=row.topic,
                source="",
                columns={},
                definition=row.definition,
                caveat=row.caveat,
                decimals=1,
            )
    return found


def ids_of(slugs: Iterable[str]) -> dict[int, str]:
    """{id: slug} of the measures that the database knows."""
    return dict(Measure.objects.filter(slug__in=list(slugs)).values_list("pk", "slug"))


def figures(
    urns: Sequence[int], slugs: Iterable[str], years: Iterable[int] | None = None
) -> dict[tuple[int, str, int], Figure]:
    """The current figures of schools by (urn, slug, start year)."""
    ids = ids_of(slugs)
    rows = Value.objects.filter(current=True, urn__in=list(urns), measure_id__in=list(ids))
    if years is not None:
        rows = rows.filter(year__in=list(years))
    found = {}
    for urn, measure_id, year, number, status, cohort, loading_id, row in rows.values_list(
        "urn", "measure_id", "year", "number", "status", "cohort", "loading_id", "row"
    ):
        slug = ids[measure_id]
        found[urn, slug, year] = Figure(urn, slug, year, number, _STATUSES[status], cohort, loading_id, row)
    return found


def latest_years(slugs: Iterable[str], la_codes: Iterable[str] = ()) -> dict[str, int]:
    """The newest year in which schools of these authorities (or of England) have a figure, by measure."""
    ids = ids_of(slugs)
    codes = list(la_codes)
    rows = Benchmark.objects.filter(measure_id__in=list(ids), n__gt=0, phase="")
    rows = rows.filter(level="la", code__in=codes) if codes else rows.filter(level="england")
    return {ids[m]: year for m, year in rows.values_list("measure_id").annotate(Max("year"))}


def benchmarks(
    slugs: Iterable[str], areas: Iterable[tuple[str, str]], years: Iterable[int] | None = None, *, phase: str = ""
) -> dict[tuple[str, int, str, str], Bench]:
    """Benchmarks by (slug, year, level, code) for areas given as (level, code); England is ("england", "").

    With a phase, measures that schools of several phases have are compared within that phase.
    """
    ids = ids_of(slugs)
    wanted = set(areas)
    rows = Benchmark.objects.filter(
        measure_id__in=list(ids), level__in={level for level, _ in wanted}, code__in={code for _, code in wanted}
    )
    rows = rows.filter(phase__in=["", phase])
    if years is not None:
        rows = rows.filter(year__in=list(years))
    found: dict[tuple[str, int, str, str], Bench] = {}
    for row in rows.order_by("phase"):
        slug = ids[row.measure_id]
        if (row.level, row.code) not in wanted or (row.phase and (spec := _known(slug)) and not spec.of_several_phases):
            continue
        held = found.get((slug, row.year, row.level, row.code))
        if row.number is None and held is not None:
            continue
        found[slug, row.year, row.level, row.code] = Bench(
            slug,
            row.year,
            row.level,
            row.code,
            row.number,
            row.method,
            row.n,
            row.of,
            row.spread,
            tuple(row.centiles),
            row.loading_id,
            row.row,
            row.phase,
        )
    return found


def headline(phase: str) -> list[MeasureSpec]:
    """The measures that the area page shows first for a phase ("primary", "secondary", …), in their order."""
    wanted = {"all-through": ("primary", "secondary"), "16 plus": ("sixteen_plus",)}.get(phase, (phase,))
    chosen = [s for s in catalogue().values() if s.headline is not None and {*s.phases} & {*wanted, "all"}]
    return sorted(chosen, key=lambda s: (s.headline or 0, s.slug))


def by_measure(found: Mapping[tuple[int, str, int], Figure]) -> dict[Key, list[Figure]]:
    """Figures grouped by (slug, year), each list by urn."""
    grouped: dict[Key, list[Figure]] = {}
    for (_, slug, year), figure in sorted(found.items()):
        grouped.setdefault((slug, year), []).append(figure)
    return grouped
