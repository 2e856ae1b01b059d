"""What a figure may be compared with (E06): England, the region, the authority, its statistical neighbours, schools
like this one, or a group of one's own. Each says what it is and, where it was worked out, from how many.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property

from commonroom.kit.status import Status
from commonroom.measures.selectors import figures
from commonroom.measures.selectors.figures import Bench, Key
from commonroom.schools.models import LocalAuthority, StatisticalNeighbour


class Kind(StrEnum):
    """The kinds of comparator; the value stands in addresses."""

    ENGLAND = "england"
    REGION = "region"
    AUTHORITY = "authority"
    NEIGHBOURS = "neighbours"
    ALIKE = "alike"
    GROUP = "group"


@dataclass(frozen=True)
class Area:
    """The authorities that a page speaks of, and what surrounds them."""

    codes: tuple[str, ...]
    name: str
    region: str
    neighbours: tuple[str, ...]
    neighbour_names: tuple[str, ...]
    neighbours_as_at: date | None

    @cached_property
    def around(self) -> set[tuple[str, str]]:
        """(level, code) of everything that a page of this area may compare with."""
        areas = {("england", "")} | {("la", code) for code in (*self.codes, *self.neighbours)}
        return areas | ({("region", self.region)} if self.region else set())


def area_of(codes: Sequence[str], name: str = "", *, on: date | None = None) -> Area:
    """An area by its LA codes, with its region and the neighbours of the newest list (the newest by `on`, if given)."""
    authorities = LocalAuthority.objects.in_bulk(codes)
    regions = {a.region for a in authorities.values() if a.region}
    rows = StatisticalNeighbour.objects.filter(authority_code__in=codes).order_by("-as_at", "rank")
    if on is not None:
        rows = rows.filter(as_at__lte=on)
    listed = list(rows)
    newest = listed[0].as_at if listed else None
    chosen = {r.neighbour_code: r.neighbour_name for r in listed if r.as_at == newest and r.neighbour_code not in codes}
    return Area(
        codes=tuple(codes),
        name=name or " and ".join(authorities[code].name for code in codes if code in authorities),
        region=regions.pop() if len(regions) == 1 else "",
        neighbours=tuple(chosen),
        neighbour_names=tuple(chosen.values()),
        neighbours_as_at=newest,
    )


@dataclass(frozen=True)
class Around:
    """The benchmarks around an area for some measures, ready to be asked."""

    area: Area
    held: Mapping[tuple[str, int, str, str], Bench]

    def england(self, slug: str, year: int) -> Bench | None:
        return self.held.get((slug, year, "england", ""))

    def region(self, slug: str, year: int) -> Bench | None:
        return self.held.get((slug, year, "region", self.area.region)) if self.area.region else None

    def authority(self, slug: str, year: int) -> Bench | None:
        """The area itself; of several authorities, weighted by their numbers of schools."""
        return _together([self.held.get((slug, year, "la", code)) for code in self.area.codes], whole=True)

    def neighbours(self, slug: str, year: int) -> Bench | None:
        """The plain average of the neighbours that have a figure, which says from how many of them."""
        return _together([self.held.get((slug, year, "la", code)) for code in self.area.neighbours], whole=False)

    def of(self, kind: Kind, slug: str, year: int) -> Bench | None:
        """The benchmark of a kind; None for kinds that rest on schools, or where nothing is held."""
        ask = {
            Kind.ENGLAND: self.england,
            Kind.REGION: self.region,
            Kind.AUTHORITY: self.authority,
            Kind.NEIGHBOURS: self.neighbours,
        }.get(kind)
        return ask(slug, year) if ask else None

    def years(self, slug: str) -> list[int]:
        """Every year for which anything is held, oldest first."""
        return sorted({year for held, year, _, _ in self.held if held == slug})


def around(area: Area, slugs: Iterable[str], years: Iterable[int] | None = None, *, phase: str = "") -> Around:
    """The benchmarks around an area, in two statements."""
    return Around(area, figures.benchmarks(slugs, area.around, years, phase=phase))


def _together(parts: Sequence[Bench | None], *, whole: bool) -> Bench | None:
    """One benchmark of several: alone as it is, else an average. `whole` weighs by schools; else each counts once."""
    known = [part for part in parts if part is not None and part.number is not None]
    if not known:
        return None
    if whole and len(parts) == 1:
        return known[0]
    weights = [max(part.n, 1) if whole else 1 for part in known]
    number = sum((p.number or 0) * w for p, w in zip(known, weights, strict=True)) / sum(weights)
    return replace(
        known[0],
        level="area" if whole else "neighbours",
        code="",
        number=number,
        method="computed",
        n=len(known),
        of=len(parts),
        centiles=(),
        loading_id=None,
        row=None,
    )


def mean_of_schools(found: Mapping[tuple[int, str, int], figures.Figure], urns: Iterable[int]) -> dict[Key, Bench]:
    """The average of chosen schools for each measure and year, weighted by pupils where all give them."""
    wanted = set(urns)
    rows: dict[Key, list[figures.Figure]] = {}
    for (urn, slug, year), figure in found.items():
        if urn in wanted:
            rows.setdefault((slug, year), []).append(figure)
    averages = {}
    for (slug, year), group in rows.items():
        known = [f for f in group if f.status == Status.PUBLISHED and f.number is not None]
        if not known:
            continue
        weighted = all(f.cohort for f in known)
        weights = [f.cohort if weighted and f.cohort else 1 for f in known]
        number = sum((f.number or 0) * w for f, w in zip(known, weights, strict=True)) / sum(weights)
        averages[slug, year] = Bench(
            slug, year, "schools", "", number, "computed", len(known), len(wanted), None, (), None, None
        )
    return averages
