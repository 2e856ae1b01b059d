"""The big table as the page writes it: numbers, words and shades, every figure leading to where it comes from."""

from functools import lru_cache

from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.status import Status
from commonroom.measures import rules
from commonroom.measures.selectors import area_table, lives, replaced
from commonroom.measures.selectors.comparators import Kind
from commonroom.measures.views import figure_addresses
from commonroom.web import numbers, tables
from commonroom.web.tables import Cell

NOTHING = Cell(numbers.NONE, "none")
COMPUTED = "computed"


def data_table(shown, *, area, phase, slug, sort_href, show, kept, followed=()):
    """The table of the page, comparators first. `show`: the column that phones begin with; `followed`: whom to mark."""
    made = shown.table.columns
    registered = _with_pupils(made)
    columns = [tables.Column("Pupils", "on the register", kind="number", sort="pupils")] if registered else []
    columns += [_column(column) for column in made]
    rows = reference_rows(shown, area=area, slug=slug, blank=registered)
    for line in shown.table.lines:
        cells = [Cell(numbers.number(line.school.pupils), value=line.school.pupils)] if registered else []
        cells += [
            figure_cell(column, figure, bench, line.school.urn, slug)
            for column, figure, bench in zip(made, line.figures, line.beside, strict=True)
        ]
        name = f"{line.school.name} {replaced.MARK}" if line.school.urn in followed else line.school.name
        rows.append(tables.Row(name, cells, figure_addresses.school(slug, line.school.urn)))
    order = shown.table.order
    words = area_table.phase_words(phase)
    return tables.DataTable(
        caption=f"{len(shown.chosen)} {words} and {len(made)} measures, compared with {shown.table.against.words}",
        columns=columns,
        rows=rows,
        sort=order.removeprefix("-"),
        descending=order.startswith("-"),
        sort_href=sort_href,
        footnote=footnote(shown, followed),
        show=show if show is not None else first_shown(made, registered),
        id="area-table",
        kept=dict(kept),
    )


def _with_pupils(made):
    """The register's number of pupils stands in the table unless the census's does."""
    return all(column.spec.slug != "context_pupils" for column in made)


def first_shown(made, registered):
    """The place of the first measure with a direction, for phones."""
    places = [place for place, column in enumerate(made) if column.spec.direction != "none"]
    return (places[0] if places else 0) + 2 + registered


def _column(column):
    spec = column.spec
    detail = f"{spec.detail}, {AcademicYear(column.year)}" if spec.detail else str(AcademicYear(column.year))
    return tables.Column(spec.short, detail, sort=spec.slug, title=spec.name)


def figure_cell(column, figure, bench, urn, slug):
    """One school's figure: number, word and shade; or the words of its status, never a zero."""
    if figure is None:
        return NOTHING
    spec = column.spec
    href = figure_addresses.of_school(slug, figure.urn, spec.slug, figure.year)
    mark = lives.MARK if figure.urn != urn else ""
    if figure.number is None:
        sign = "c" if figure.status == Status.SUPPRESSED else numbers.NONE
        return Cell(f"{sign}{mark}", "none", figure.status.short, href)
    beside = bench.number if bench else None
    shade, word = _read(figure.number, beside, column.spread, spec.unit, figure.cohort, spec.direction)
    text = f"{numbers.number(figure.number, spec.decimals)}{mark}"
    return Cell(text, shade, word, href, round(figure.number, 4))


@lru_cache(maxsize=32768)
def _read(number, beside, spread, unit, cohort, direction):
    """Shade and word of a number; kept, for pages of hundreds of schools are asked for again and again."""
    reading = rules.read(rules.stand(number, beside, spread=spread, unit=unit, cohort=cohort), direction)
    return reading.shade, reading.word


def reference_rows(shown, *, area, slug, blank):
    """England, the area, and the comparator where it is another."""
    kind = shown.table.against.kind
    rows = [("England", [c.england for c in shown.table.columns])]
    rows.append((area.name, [c.area for c in shown.table.columns]))
    if kind not in (Kind.ENGLAND, Kind.AUTHORITY, Kind.ALIKE):
        rows.append((shown.table.against.label, [c.beside for c in shown.table.columns]))
    return [_reference(label, benches, shown.table.columns, slug, blank) for label, benches in rows]


def _reference(label, benches, columns, slug, blank):
    cells = [Cell("")] if blank else []
    for column, bench in zip(columns, benches, strict=True):
        if bench is None or bench.number is None:
            cells.append(NOTHING)
            continue
        href = bench_address(bench, slug)
        text = numbers.number(bench.number, column.spec.decimals)
        cells.append(Cell(text, href=href, value=round(bench.number, 4)))
    return tables.Row(label, cells, ref=True)


def bench_address(bench, slug):
    """The page of an area's figure; averages of several areas or schools have none: the footnote says from how many."""
    if bench.level not in ("england", "region", "la"):
        return ""
    return figure_addresses.of_area(slug, bench.level, bench.code, bench.slug, bench.year, bench.phase)


def footnote(shown, followed=()):
    """What the signs mean, as far as they stand in the table, and what small schools do to figures."""
    figures = [f for line in shown.table.lines for f in line.figures]
    said = []
    if any(f is not None and f.status == Status.SUPPRESSED for f in figures):
        said.append("“c” means that too few pupils took part to publish a figure.")
    if any(f is None for f in figures):
        said.append("“–” alone means that no figure is held.")
    if shown.table.borrowed:
        said.append(f"“{lives.MARK}” marks a result of the school that stood here before.")
    if any(line.school.urn in followed for line in shown.table.lines):
        said.append(f"“{replaced.MARK}” marks a school that another open one has followed; no file closes it yet.")
    said += computed_words(shown)
    said.append(
        "Small schools swing more from year to year: in a year group of 30, one pupil is more than three points."
    )
    return " ".join(said)


def computed_words(shown):
    """From how many schools or councils a comparator was worked out, where no total is published."""
    said = []
    england = [c for c in shown.table.columns if c.england and c.england.method == COMPUTED]
    if england:
        whole = _from(england, lambda column: column.england)
        said.append(f"Where no total is published, England is worked out from its schools: {whole}.")
    kind = shown.table.against.kind
    known = [column for column in shown.table.columns if column.beside]
    if kind in (Kind.NEIGHBOURS, Kind.GROUP) and known:
        noun = "neighbours" if kind == Kind.NEIGHBOURS else "the group"
        said.append(f"Average of {noun}: {_from(known, lambda column: column.beside)}.")
    if kind == Kind.ALIKE:
        said.append("Each school is compared with the average of the ten schools in England most like it.")
    return said


def _from(columns, bench_of):
    """“pupils from 738 of 738”; measures that rest on as many stand together."""
    grouped = {}
    for column in columns:
        bench = bench_of(column)
        grouped.setdefault((bench.n, bench.of), []).append(column.spec.short)
    if len(grouped) == 1 and len(columns) > 3:
        return "from {:,} of {:,}".format(*next(iter(grouped)))
    if any("," in name for names in grouped.values() for name in names):
        return ". From ".join(f"{n:,} of {of:,} for {_list(names)}" for (n, of), names in grouped.items())
    return "; ".join(f"{_list(names)} from {n:,} of {of:,}" for (n, of), names in grouped.items())


def key_note(made):
    """The note beside the key, where a column counts the other way or has no direction."""
    down = [c.spec.short for c in made if c.spec.direction == "down"]
    none = [c.spec.short for c in made if c.spec.direction == "none"]
    said = []
    if down:
        said.append(f"For {_list(down)}, higher is shaded as below.")
    if none:
        said.append(f"No shade for {_list(none)}: they have no better side.")
    return " ".join(said)


def _list(words):
    """The names in one row of words; names that have commas of their own are parted by semicolons."""
    lower = [w[0].lower() + w[1:] if w[1:2].islower() else w for w in words]
    if len(lower) > 1 and any("," in word for word in lower):
        return f"{'; '.join(lower[:-1])}; and {lower[-1]}"
    return lower[0] if len(lower) == 1 else f"{', '.join(lower[:-1])} and {lower[-1]}"
