"""How schools are spread, where they are, and how the area went over time; each with the numbers behind it."""

from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from commonroom.kit.academic_year import AcademicYear
from commonroom.measures import sentences
from commonroom.measures.selectors import area_summary
from commonroom.measures.views import area_cells, area_trends, figure_addresses
from commonroom.web import charts, trends
from commonroom.web.map import Point, map_figure

MOST_TRENDS, MOST_NAMES = 6, 30


@dataclass(frozen=True)
class Spread:
    """One row of “How schools are spread”."""

    name: str
    detail: str
    sentence: str
    place: str
    drawing: Markup


@dataclass(frozen=True)
class Trend:
    """One chart of “Over time”, with its series and where its table is downloaded."""

    spec: object
    heading: str
    series: tuple
    drawing: Markup
    csv: str
    xlsx: str


def spreads(shown, area_name):
    """One distribution for each column of which six schools and more have a figure."""
    found = []
    for place, column in enumerate(shown.table.columns):
        values = [f.number for line in shown.table.lines if (f := line.figures[place]) and f.number is not None]
        drawing = _distribution(column, values, area_name)
        if drawing:
            spec = column.spec
            detail = f"{spec.detail}, {AcademicYear(column.year)}" if spec.detail else str(AcademicYear(column.year))
            found.append(Spread(spec.short, detail, _beside(column, area_name), _place(column), drawing))
    return found


def _distribution(column, values, area_name):
    return charts.distribution(
        label=column.spec.name,
        values=values,
        area=column.area.number if column.area else None,
        england=column.england.number if column.england else None,
        area_name=area_name,
        direction=column.spec.direction,
        say=lambda value: sentences.figure(column.spec, value),
    )


def _beside(column, area_name):
    said = [
        f"{name} {sentences.figure(column.spec, bench.number)}"
        for name, bench in (("England", column.england), (area_name, column.area))
        if bench is not None and bench.number is not None
    ]
    return ", ".join(said)


def _place(column):
    """The area's place among authorities, where at least ten have a figure."""
    if column.place is None or column.place.of < 10 or column.area is None:
        return ""
    highest = column.spec.direction == "none"
    return sentences.place_words(column.place.place, column.place.of, highest=highest)


def map_column(shown, asked):
    """The place of the measure on the map: the one asked for, else the one the table is ordered by, else the first."""
    slugs = [column.spec.slug for column in shown.table.columns]
    for wanted in (asked.map, asked.order.removeprefix("-")):
        if wanted in slugs:
            return slugs.index(wanted)
    return next((n for n, c in enumerate(shown.table.columns) if c.spec.direction != "none"), 0 if slugs else None)


def map_of(shown, place, slug):
    """(map beside its list, how many schools have no place on it). The list is in the order of the table."""
    points, without = [], 0
    column = shown.table.columns[place]
    for line in shown.table.lines:
        school, figure = line.school, line.figures[place]
        if school.latitude is None or school.longitude is None:
            without += 1
            continue
        cell = area_cells.figure_cell(column, figure, line.beside[place], school.urn, slug)
        href = figure_addresses.school(slug, school.urn)
        points.append(
            Point(school.name, school.latitude, school.longitude, school.pupils, cell.text, cell.word, cell.tone, href)
        )
    if not points:
        return Markup(""), without
    label = f"{column.spec.name} in {len(points)} schools"
    names = _names([line.school for line in shown.table.lines])
    return map_figure(points, label=label, value_head=column.spec.short, names=names), without


def _names(schools):
    """Wards, or towns where wards are many, with the middle of their schools; the largest first."""
    placed = [school for school in schools if school.latitude is not None and school.longitude is not None]
    wards = {school.ward for school in placed}
    key = (lambda s: s.ward) if len(wards) <= MOST_NAMES else (lambda s: s.town)
    groups = {}
    for school in placed:
        groups.setdefault(key(school), []).append(school)
    groups.pop("", None)
    ordered = sorted(groups.items(), key=lambda item: (-len(item[1]), item[0]))[:MOST_NAMES]
    return [(name, _mean(s.latitude for s in group), _mean(s.longitude for s in group)) for name, group in ordered]


def _mean(values):
    known = list(values)
    return sum(known) / len(known)


def series_of(around, spec, years):
    """The lines of a trend: the area, England, its region and the average of its neighbours."""
    area = around.area
    ways = (
        (area.name, "this", around.authority),
        ("England", "england", around.england),
        (area.region, "other", around.region),
        ("Neighbours", "area", around.neighbours),
    )
    made = [
        trends.Series(name, area_summary.points({year: ask(spec.slug, year) for year in years}), role)
        for name, role, ask in ways
        if name
    ]
    return tuple(one for one in made if one.points)


def trends_of(shown, held, base, query):
    """Two to six measures over time: those with a direction first, in the order of the table."""
    specs = [c.spec for c in shown.table.columns if len(held.years.get(c.spec.slug, ())) > 1]
    specs.sort(key=lambda spec: spec.direction == "none")
    found = []
    for spec in specs[:MOST_TRENDS]:
        series = series_of(shown.around, spec, held.years[spec.slug])
        drawing = draw(spec, series)
        if drawing:
            where = f"{base}trends/{quote(spec.slug)}"
            found.append(
                Trend(spec, heading_of(spec), series, drawing, f"{where}/csv/{query}", f"{where}/xlsx/{query}")
            )
    return found


def heading_of(spec):
    """The heading of a trend: measure and what it counts in."""
    return f"{spec.short}, {spec.detail}" if spec.detail else spec.name


def draw(spec, series):
    """A trend as drawn on the page; years without tests are a band for results, a gap for the rest."""
    return area_trends.figure(
        series,
        heading=heading_of(spec),
        decimals=spec.decimals,
        unit="%" if spec.unit == "percent" else "",
        no_tests=charts.NO_TESTS if spec.kind == "result" else (),
    )
