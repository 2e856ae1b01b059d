"""A figure and its origin in words, with what stands beside it and how each of those was come by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.status import Status
from commonroom.measures import rules
from commonroom.measures import sentences_school as sentences
from commonroom.measures.catalogue import MeasureSpec
from commonroom.measures.selectors import area_table
from commonroom.measures.selectors.comparators import Around
from commonroom.measures.selectors.figures import Bench
from commonroom.measures.selectors.school_life import Life
from commonroom.measures.selectors.school_origin import AreaFigure, Place, Telling
from commonroom.measures.views import figure_addresses as addresses
from commonroom.schools.models import LocalAuthority
from commonroom.schools.rules import Phase
from commonroom.web import numbers, tables
from commonroom.web.provenance import Origin

UNITS = {
    "percent": "per cent",
    "score": "a score",
    "points": "points",
    "number": "a number",
    "pounds": "pounds",
    "ratio": "a rate",
    "grade": "a grade",
}
DIRECTIONS = {
    "up": "Higher is more favourable.",
    "down": "Lower is more favourable.",
    "none": "Neither more nor less is better: it describes, and is never shaded.",
}


def number_of(number: float | None, spec: MeasureSpec) -> str:
    """A number with its unit."""
    return numbers.figure(number, spec.unit, spec.decimals)


def method_words(bench: Bench) -> str:
    """How a comparator was come by: “published”, “from LAIT”, “from 40 of 42 schools”."""
    return _method(bench.method, bench.n, bench.of, "areas" if bench.level in ("neighbours", "area") else "schools")


def _method(method: str, n: int, of: int, things: str) -> str:
    if method == "computed":
        return f"from {numbers.number(n)} of {numbers.number(of)} {things}"
    return {"published": "published", "lait": "from LAIT"}.get(method, method)


class FigureWords:
    """Tells one figure of one school."""

    def __init__(self, spec: MeasureSpec, life: Life, around: Around, partnership: str) -> None:
        self.spec = spec
        self.life = life
        self.around = around
        self.partnership = partnership

    def text(self, telling: Telling) -> str:
        """The figure, or the short words of its status."""
        return telling.status.short if telling.status != Status.PUBLISHED else number_of(telling.number, self.spec)

    def _named(self, urn: int) -> str:
        schools = {self.life.school.pk: self.life.school, **{s.pk: s for s in self.life.predecessors}}
        return schools[urn].name if urn in schools else f"URN {urn}"

    def lede(self, telling: Telling) -> str:
        """The figure as a sentence, with its cohort, England and the area."""
        when = f"in {AcademicYear(telling.year)}"
        if telling.status != Status.PUBLISHED:
            return f"{telling.status.words} This is what was published for {when.removeprefix('in ')}."
        cohort = f", of {numbers.count(telling.cohort, 'pupil')}" if telling.cohort else ""
        said = f"{self._named(telling.urn)} {when}: {self.text(telling)}{cohort}."
        beside = [
            f"{name} {number_of(bench.number, self.spec)}"
            for name, bench in (
                ("England", self.around.england(self.spec.slug, telling.year)),
                (self.around.area.name, self.around.authority(self.spec.slug, telling.year)),
            )
            if bench is not None and bench.number is not None
        ]
        return f"{said} {', '.join(beside)}." if beside else said

    def places(self, telling: Telling, place: Place) -> list[str]:
        """Rank and centile, each with of how many."""
        phase = Phase(self.life.school.phase_group)
        plain = phase.value in ("primary", "secondary", "nursery", "all-through")
        kind = f"{phase.words} schools" if plain else "schools of this kind"
        among = f"{kind} in {self.around.area.name} that have this figure"
        return sentences.placed(place.rank, among, place.centile, place.of, kind=f"{kind} that have it")

    def origin(self, telling: Telling, earlier: Sequence[Telling]) -> Origin:
        """Everything the panel says."""
        counts = self.spec.definition
        if telling.status != Status.PUBLISHED:
            counts = f"{telling.status.words} {counts}"
        elif telling.cohort:
            counts = f"{counts} It rests on {numbers.count(telling.cohort, 'pupil')}."
        if telling.urn != self.life.school.pk:
            counts += f" This is the figure of {self._named(telling.urn)}, which was here before."
        return Origin(
            counts=counts,
            source=telling.release,
            release=_release(telling.number_of_release),
            file=telling.file,
            row=telling.row,
            column=telling.column,
            loaded=telling.loaded_at,
            loaded_by=telling.loaded_by,
            earlier="; ".join(_earlier(one, self.spec) for one in earlier),
            mind=_mind(telling, self.spec),
            links=_links(self.partnership, self.spec, telling.loading_id, telling.row),
            title=f"Where {self.text(telling)} comes from" if telling.number is not None else "Where this comes from",
        )

    def years_table(self, shown: Mapping[int, Telling]) -> Markup:
        """The figure over the years with its comparators, newest first."""
        area = self.around.area
        asks = [("England", self.around.england), *([(area.region, self.around.region)] if area.region else []),
                (area.name, self.around.authority)]  # fmt: skip
        if area.neighbours:
            asks.append(("Neighbours", self.around.neighbours))
        columns = [tables.Column("Here", kind="number"), tables.Column("Pupils", kind="number"),
                   *(tables.Column(name, kind="number") for name, _ in asks)]  # fmt: skip
        rows = []
        for year in sorted(shown, reverse=True):
            one = shown[year]
            mark = "†" if one.urn != self.life.school.pk else ""
            href = addresses.of_school(self.partnership, self.life.school.pk, self.spec.slug, year)
            cells = [tables.Cell(self.text(one) + mark, href=href), tables.Cell(_count(one.cohort))]
            cells += [self._beside(ask(self.spec.slug, year)) for _, ask in asks]
            rows.append(tables.Row(str(AcademicYear(year)), cells))
        return tables.plain_table(f"{self.spec.name} over the years", columns, rows, first="Year")

    def _beside(self, bench: Bench | None) -> tables.Cell:
        if bench is None or bench.number is None:
            return tables.Cell(numbers.NONE)
        href = ""
        if bench.level in ("england", "region", "la"):
            href = addresses.of_area(self.partnership, bench.level, bench.code, bench.slug, bench.year, bench.phase)
        return tables.Cell(number_of(bench.number, self.spec), word=method_words(bench), href=href)

    def notes(self, shown: Mapping[int, Telling]) -> list[str]:
        """What the table needs said: neighbours and their date, a predecessor's figures, years without tests."""
        area, said = self.around.area, []
        if area.neighbours and area.neighbours_as_at:
            names = ", ".join(area.neighbour_names)
            said.append(
                f"Statistical neighbours by the list of {area.neighbours_as_at:%B %Y}: {names}. Their plain average."
            )
        if any(one.urn != self.life.school.pk for one in shown.values()):
            said.append("† Figures of the school that was here before.")
        if self.spec.kind == "result" and min(shown) < 2019 < max(shown) + 2:
            said.append("No tests were held in 2019–20 and 2020–21, and no results of schools were published for them.")
        return said


def _count(cohort: int | None) -> str:
    return numbers.number(cohort) if cohort is not None else numbers.NONE


def _earlier(one: Telling, spec: MeasureSpec) -> str:
    text = one.status.short if one.status != Status.PUBLISHED else number_of(one.number, spec)
    return f"{text} in {one.release}, loaded {one.loaded_at.day} {one.loaded_at:%B %Y}"


def _release(number: int) -> str:
    """Which publication of the same thing it is: the first, or a re-issue."""
    return {0: "", 1: "the first"}.get(number, f"re-issued, the {sentences.ordinal(number)}")


def _mind(telling: Telling, spec: MeasureSpec) -> str:
    worth = rules.worth_of_one(spec.unit, telling.cohort)
    one = f"One pupil is worth {numbers.number(worth, 1)} points. " if worth and telling.number is not None else ""
    return f"{one}{spec.caveat}".strip()


def _links(partnership: str, spec: MeasureSpec, loading_id: int | None, row: int | None) -> tuple[tuple[str, str], ...]:
    kept = addresses.address("imports:row", partnership, loading_id, row) if loading_id and row else ""
    pairs = (
        ("See the row", kept),
        ("how it is defined", addresses.address("measures:measure", partnership, spec.slug)),
    )
    return tuple((words, href) for words, href in pairs if href)


def area_name(level: str, code: str, authority: LocalAuthority | None) -> str:
    """England, a region by its name, or an authority by its code."""
    return "England" if level == "england" else code if level == "region" else authority.name if authority else code


def area_schools(name: str, phase: str) -> str:
    """“primary schools of England”: whom an area's figure is of; the area alone where it is of all its schools."""
    return f"{area_table.phase_words(phase)} of {name}" if phase else name


def area_lede(here: AreaFigure, spec: MeasureSpec, name: str) -> str:
    """An area's figure as a sentence that says how it was come by."""
    how = _method(here.method, here.n, here.of, "schools")
    worked = "worked out " if here.method == "computed" else ""
    return f"{name[:1].upper()}{name[1:]} in {AcademicYear(here.year)}: {number_of(here.number, spec)}, {worked}{how}."


def area_origin(here: AreaFigure, spec: MeasureSpec, name: str, earlier: Sequence[Telling], partnership: str) -> Origin:
    """Everything the panel says of an area's figure."""
    how = {
        "published": f"The total that was published for {name}.",
        "lait": f"The figure of {name} in the Local Authority Interactive Tool, since no total was published.",
        "computed": f"No total was published for {name}, so it is worked out from {numbers.number(here.n)} of "
        f"{numbers.number(here.of)} schools, weighted by pupils where their numbers are known.",
    }.get(here.method, "")
    return Origin(
        counts=f"{spec.definition} {how}",
        source=here.release,
        release=_release(here.number_of_release),
        file=here.file,
        row=here.row,
        column=here.column,
        loaded=here.loaded_at,
        loaded_by=here.loaded_by,
        earlier="; ".join(_earlier(one, spec) for one in earlier),
        mind=spec.caveat,
        links=_links(partnership, spec, here.loading_id, here.row),
        title=f"Where {number_of(here.number, spec)} comes from",
    )


def area_years_table(
    rows: Sequence[AreaFigure], spec: MeasureSpec, level: str, code: str, partnership: str, phase: str = ""
) -> Markup:
    """An area's figure over the years, newest first; of several phases the first that has a number stands."""
    shown = {row.year: row for row in reversed(rows) if row.number is not None}
    columns = [tables.Column("Figure", kind="number"), tables.Column("How it was come by", kind="words")]
    lines = []
    for year in sorted(shown, reverse=True):
        row = shown[year]
        href = addresses.of_area(partnership, level, code, spec.slug, year, phase)
        cells = [tables.Cell(number_of(row.number, spec), href=href), _method(row.method, row.n, row.of, "schools")]
        lines.append(tables.Row(str(AcademicYear(year)), cells))
    return tables.plain_table(f"{spec.name} over the years", columns, lines, first="Year")
