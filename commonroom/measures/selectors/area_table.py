"""Every school of a choice beside chosen measures and their comparator: what the big table shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from commonroom.measures.catalogue import MeasureSpec
from commonroom.measures.selectors import area_alike, area_measures, figures, lives
from commonroom.measures.selectors.area import ALL_PHASES, AreaSchool, Group, Option
from commonroom.measures.selectors.area_benches import Place
from commonroom.measures.selectors.area_measures import Held
from commonroom.measures.selectors.comparators import Area, Around, Kind, mean_of_schools
from commonroom.measures.selectors.figures import Bench, Figure

GROUP = "group:"
NAME, PUPILS = "name", "pupils"


@dataclass(frozen=True)
class Against:
    """What figures are compared with. `words` stand in a sentence (“compared with …”), `label` heads its row."""

    kind: Kind
    label: str
    words: str
    value: str
    urns: tuple[int, ...] = ()


@dataclass(frozen=True)
class TableColumn:
    """One measure of one year, with what surrounds it. `beside` is None where each school has its own comparator."""

    spec: MeasureSpec
    year: int
    england: Bench | None
    area: Bench | None
    beside: Bench | None
    place: Place | None = None

    @property
    def spread(self) -> float | None:
        """Standard deviation of schools in England."""
        return self.england.spread if self.england else None


@dataclass(frozen=True)
class Line:
    """One school, its figures in the order of the columns, and what each is compared with."""

    school: AreaSchool
    figures: tuple[Figure | None, ...]
    beside: tuple[Bench | None, ...]


@dataclass(frozen=True)
class AreaTable:
    """What the big table shows, before it is written. `of` is how many schools the phase has without other filters."""

    columns: tuple[TableColumn, ...]
    lines: tuple[Line, ...]
    against: Against
    order: str = NAME

    @property
    def borrowed(self) -> bool:
        """Whether any figure belongs to a predecessor."""
        return any(f is not None and f.urn != line.school.urn for line in self.lines for f in line.figures)


def against_options(area: Area, groups: Sequence[Group]) -> list[Against]:
    """What a page of this area may compare with, England first."""
    found = [Against(Kind.ENGLAND, "England", "England", Kind.ENGLAND.value)]
    if area.region:
        found.append(Against(Kind.REGION, area.region, area.region, Kind.REGION.value))
    found.append(Against(Kind.AUTHORITY, area.name, area.name, Kind.AUTHORITY.value))
    if area.neighbours and area.neighbours_as_at:
        listed = f"list of {area.neighbours_as_at:%B %Y}"
        label = f"Statistical neighbours ({listed})"
        found.append(
            Against(Kind.NEIGHBOURS, label, f"the statistical neighbours of the {listed}", Kind.NEIGHBOURS.value)
        )
    found.append(Against(Kind.ALIKE, "Schools like each", "schools like each", Kind.ALIKE.value))
    found += [
        Against(Kind.GROUP, group.name, f"your group “{group.name}”", f"{GROUP}{group.pk}", group.urns)
        for group in groups
    ]
    return found


def against_of(asked: str, offered: Sequence[Against]) -> Against:
    """The comparator asked for, or the first offered (England)."""
    return next((one for one in offered if one.value == asked), offered[0])


def options(offered: Sequence[Against]) -> list[Option]:
    """The comparators as a list to choose from."""
    return [Option(one.value, one.label) for one in offered]


def columns(
    held: Held,
    specs: Sequence[MeasureSpec],
    year: int | None,
    against: Against,
    around: Around,
    places: Mapping[str, Place],
) -> tuple[TableColumn, ...]:
    """One column a measure that is held, in their order."""
    made = []
    for spec in specs:
        of = area_measures.year_of(held, spec.slug, year)
        if of is not None:
            made.append(
                TableColumn(
                    spec,
                    of,
                    around.england(spec.slug, of),
                    around.authority(spec.slug, of),
                    around.of(against.kind, spec.slug, of),
                    places.get(spec.slug),
                )
            )
    return tuple(made)


def area_table(
    held: Held,
    schools: Sequence[AreaSchool],
    made: Sequence[TableColumn],
    against: Against,
    *,
    order: str = NAME,
) -> AreaTable:
    """The table for chosen schools; figures in two statements, those of predecessors in two more."""
    urns = [school.urn for school in schools]
    slugs, years = [c.spec.slug for c in made], sorted({c.year for c in made})
    asked = {*urns, *against.urns}
    found = figures.figures(sorted(asked), slugs, years) if made else {}
    found = lives.with_predecessors(found, urns, slugs=slugs, years=years) if made else found
    if against.kind == Kind.GROUP:
        means = mean_of_schools(found, against.urns)
        made = [replace(column, beside=means.get((column.spec.slug, column.year))) for column in made]
    alike: Mapping[tuple[int, str, int], Bench] = {}
    if against.kind == Kind.ALIKE and made:
        ids = {held.ids[slug]: slug for slug in slugs}
        alike = area_alike.means(urns, ids, years)
    lines = [_line(school, made, found, alike, against) for school in schools]
    return AreaTable(tuple(made), tuple(_ordered(lines, made, order)), against, order)


def _line(
    school: AreaSchool,
    made: Sequence[TableColumn],
    found: Mapping[tuple[int, str, int], Figure],
    alike: Mapping[tuple[int, str, int], Bench],
    against: Against,
) -> Line:
    keys = [(school.urn, column.spec.slug, column.year) for column in made]
    own = against.kind == Kind.ALIKE
    beside = tuple(alike.get(key) if own else column.beside for key, column in zip(keys, made, strict=True))
    return Line(school, tuple(found.get(key) for key in keys), beside)


def _ordered(lines: list[Line], made: Sequence[TableColumn], order: str) -> list[Line]:
    """By name, by pupils or by a measure; “-” begins with the highest. Schools without a figure stand last."""
    key, down = order.removeprefix("-"), order.startswith("-")
    places = {column.spec.slug: place for place, column in enumerate(made)}
    if key == NAME or (key != PUPILS and key not in places):
        return lines[::-1] if down and key == NAME else lines

    def number(line: Line) -> float | None:
        if key == PUPILS:
            return line.school.pupils
        figure = line.figures[places[key]]
        return figure.number if figure else None

    known = [(value, line) for line in lines if (value := number(line)) is not None]
    known.sort(key=lambda pair: -pair[0] if down else pair[0])
    return [line for _, line in known] + [line for line in lines if number(line) is None]


def phase_words(phase: str) -> str:
    """How a caption names the schools: “primary schools”, or “schools” for all phases."""
    if phase == ALL_PHASES:
        return "schools"
    return {
        "special and alternative": "special schools and alternative provision",
        "16 plus": "colleges and sixth forms",
        "other": "other schools",
        "nursery": "nursery schools",
    }.get(phase, f"{phase} schools")
