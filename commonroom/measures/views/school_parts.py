"""Parts of a school's page and of its paper, drawn from one overview. The same parts serve screen and PDF."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from markupsafe import Markup

from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.status import Status
from commonroom.measures import rules
from commonroom.measures import sentences_school as sentences
from commonroom.measures.catalogue import MeasureSpec
from commonroom.measures.selectors import inspections
from commonroom.measures.selectors import school as schools
from commonroom.measures.selectors.figures import Figure
from commonroom.measures.selectors.school import Overview
from commonroom.measures.views import figure_addresses as addresses
from commonroom.schools import rules as school_rules
from commonroom.web import charts, numbers, tables
from commonroom.web.provenance import figure_link

AFTER = "†"
"""Stands beside a figure of the school that was here before."""

GAP_HERE = "Gap here, to other pupils in England"
"""The publisher takes a school's gap from England's other pupils, so it is no difference of two columns beside it."""


def written(number: float | None, spec: MeasureSpec) -> str:
    """A number with its unit and decimals."""
    return numbers.figure(number, spec.unit, spec.decimals)


def sayer(spec: MeasureSpec) -> Callable[[float], str]:
    """How a chart says a value of a measure."""
    return lambda value: written(value, spec)


def shown(figure: Figure | None, spec: MeasureSpec) -> str:
    """A figure as text: its number, or the words of its status."""
    if figure is None:
        return numbers.NONE
    return figure.status.short if figure.status != Status.PUBLISHED else written(figure.number, spec)


@dataclass(frozen=True)
class Strip:
    """One row of the context table."""

    label: str
    year: str
    here: Markup | str
    area: str
    england: str
    picture: Markup


@dataclass(frozen=True)
class Topic:
    """Small multiples under one heading. `note` says what to mind of all of them."""

    heading: str
    multiples: tuple[Markup, ...]


class Parts:
    """Draws the parts of one school for one reader."""

    def __init__(self, seen: Overview, *, partnership: str, voice: sentences.Voice, paper: bool = False) -> None:
        self.seen = seen
        self.partnership = partnership
        self.voice = voice
        self.paper = paper
        self.urn = seen.school.pk

    def _opens(self, figure: Figure, spec: MeasureSpec) -> Markup | str:
        text = shown(figure, spec) + (AFTER if figure.urn != self.urn else "")
        if self.paper:
            return text
        return figure_link(text, addresses.of_school(self.partnership, self.urn, figure.slug, figure.year))

    # sentences -------------------------------------------------------------------------------------------

    def opening(self) -> tuple[sentences.Piece, ...]:
        """The opening sentences; what is known of a school without published results."""
        said = schools.said_of(self.seen, schools.OPENING, limit=schools.MOST_OPENING)
        if said:
            return sentences.opening(said, self.voice)
        pupils = self.seen.school.pupils
        roll = f"{numbers.number(pupils)} pupils are on roll at {self.voice.school}. " if pupils else ""
        return (sentences.Piece(f"{roll}No results or attendance are held for it: what is held stands below."),)

    def who(self) -> str:
        """Kind, ages, place, pupils, how full, and the head where the register names her."""
        school = self.seen.school
        kind = school.type or "School"
        phase = school_rules.phase_of(school.phase, school.type)
        if phase.value in ("primary", "secondary", "nursery", "all-through") and phase.value not in kind.casefold():
            kind = f"{kind}, {phase.value}"
        ages = f", ages {school.low_age} to {school.high_age}" if school.high_age else ""
        ward = f", in {school.ward} ward" if school.ward else ""
        place = f", {school.la_name}" if school.la_name and school.la_name != self.seen.area.name else ""
        return f"{kind}{ages}{ward}{place}.{self._roll()}{self._head()}"

    def _roll(self) -> str:
        school = self.seen.school
        if not school.pupils:
            return ""
        full = f", {numbers.number(100 * school.pupils / school.capacity)}% full" if school.capacity else ""
        return f" {numbers.number(school.pupils)} pupils on roll{full}."

    def _head(self) -> str:
        school = self.seen.school
        name = " ".join(part for part in (school.head_first_name, school.head_last_name) if part)
        return f" {school.head_job or 'Head'} {name}." if name else ""

    # context ---------------------------------------------------------------------------------------------

    def strips(self) -> list[Strip]:
        """Who the pupils are, each fact among the area's schools of the phase where there are six or more."""
        rows = []
        for slug in schools.CONTEXT:
            spec, figure = self.seen.specs.get(slug), self.seen.newest(slug)
            if spec is None or figure is None:
                continue
            area, england = self.seen.beside(slug, figure.year)
            others = [n for urn, n in self.seen.values.among.get((slug, figure.year), ()) if urn != self.urn]
            drawn = charts.strip(
                label=spec.name, here=figure.number, others=others, area=area.number if area else None,
                england=england.number if england else None, area_name=self.seen.area.name,
                here_name=self.voice.school, say=sayer(spec),
            )  # fmt: skip
            rows.append(
                Strip(
                    spec.short if self.paper else spec.name, str(AcademicYear(figure.year)), self._opens(figure, spec),
                    written(area.number if area else None, spec), written(england.number if england else None, spec),
                    drawn,
                )
            )  # fmt: skip
        return rows

    def strip_key(self) -> Markup:
        """The key above the strips."""
        phase = school_rules.Phase(self.seen.school.phase_group)
        plain = phase.value in ("primary", "secondary", "nursery", "all-through")
        others = f"{phase.words} school" if plain else "school of its kind"
        return charts.strip_key(self.voice.school, f"each other {others} in {self.seen.area.name}", self.seen.area.name)

    # over the years --------------------------------------------------------------------------------------

    def topics(self) -> list[Topic]:
        """Small multiples by topic, in the order of the page."""
        found: dict[str, list[Markup]] = {}
        for slug in schools.SHOWN:
            spec = self.seen.specs.get(slug)
            if spec is not None:
                found.setdefault(spec.topic, []).append(self.multiple(spec))
        return [Topic(heading, tuple(drawn)) for heading, drawn in found.items()]

    def multiple(self, spec: MeasureSpec) -> Markup:
        """One measure over the years: figure, cohort, chart, one sentence."""
        years = self.seen.values.years(spec.slug)
        newest = years[max(years)]
        points = {y: f.number for y, f in years.items() if f.number is not None and f.status == Status.PUBLISHED}
        when = str(AcademicYear(newest.year))
        cohort = f"{numbers.count(newest.cohort, 'pupil')}, {when}" if newest.cohort else when
        if spec.unit == "ratio" and newest.status == Status.PUBLISHED:
            cohort = f"{spec.detail.replace('per ', 'for every ', 1)}; {cohort}"
        chart = self._chart(spec, points, newest)
        return charts.multiple(
            title=spec.short, figure=Markup("<b>{}</b>").format(self._opens(newest, spec)), cohort=cohort,
            chart=chart, sentence=self._sentence(spec, years, newest),
        )  # fmt: skip

    def _chart(self, spec: MeasureSpec, points: dict[int, float], newest: Figure) -> Markup | str:
        """The line; no picture where the newest figure rests on fewer than eleven pupils, or is none."""
        if not points or len(points) < 2 or (newest.cohort is not None and newest.cohort < rules.FEW):
            return ""
        first = min(points)
        around = {
            name: {
                y: b.number
                for y in range(first, max(points) + 1)
                if (b := ask(spec.slug, y)) is not None and b.number is not None
            }
            for name, ask in (("area", self.seen.around.authority), ("england", self.seen.around.england))
        }
        tests = charts.NO_TESTS if spec.kind == "result" else frozenset()
        return charts.line_chart(
            charts.Lines(
                spec.name, points, around["england"], around["area"], this_name=self.voice.here,
                area_name=self.seen.area.name, say=sayer(spec), no_tests=tests,
            )
        )  # fmt: skip

    def _sentence(self, spec: MeasureSpec, years: dict[int, Figure], newest: Figure) -> str:
        if newest.status != Status.PUBLISHED or newest.number is None:
            return newest.status.words
        england = self.seen.fair_england(spec.slug, newest.year)
        before = years.get(newest.year - 1)
        said = sentences.beside(
            newest.number, england.number if england else None, before.number if before else None,
            unit=spec.unit, decimals=spec.decimals, cohort=newest.cohort,
        )  # fmt: skip
        few = newest.cohort is not None and newest.cohort < rules.FEW
        tail = " Few pupils, so no picture is drawn: look at several years together." if few else ""
        if england is None and self.seen.around.england(spec.slug, newest.year) is not None:
            tail += " England’s figure is of schools of every kind."
        if newest.urn != self.urn:
            tail += f" {AFTER} Figures of the school that was here before."
        return (said + tail).strip()

    # tables ----------------------------------------------------------------------------------------------

    def gap_table(self, most: int = 9) -> Markup | str:
        """Results of disadvantaged pupils beside others; empty where none are published."""
        rows = schools.gaps(self.seen)[:most]
        if not rows:
            return ""
        columns = [tables.Column(label, kind="number") for label in
                   ("Disadvantaged pupils", "Other pupils", "All pupils", GAP_HERE, "Gap, England")]  # fmt: skip
        drawn = []
        for gap in rows:
            spec = gap.gap_measure or gap.measure
            held = [
                (gap.disadvantaged, gap.measure),
                (gap.others, gap.measure),
                (gap.every, gap.measure),
                (gap.gap, spec),
            ]
            cells = [*(self._cell(figure, of) for figure, of in held), written(gap.england, spec)]
            drawn.append(tables.Row(f"{gap.measure.short}, {AcademicYear(gap.year)}", cells))
        return tables.plain_table("Results of disadvantaged pupils", columns, drawn, first="Measure")

    def _cell(self, figure: Figure | None, spec: MeasureSpec) -> tables.Cell:
        if figure is None:
            return tables.Cell(numbers.NONE)
        href = "" if self.paper else addresses.of_school(self.partnership, self.urn, figure.slug, figure.year)
        few = f"of {figure.cohort}" if figure.cohort and figure.status == Status.PUBLISHED else ""
        return tables.Cell(shown(figure, spec), word=few, href=href)

    def papers_multiples(self, most: int) -> list[Markup]:
        """The few measures over the years that a paper has room for, the first that are held."""
        held = [slug for slug in schools.ON_PAPER if slug in self.seen.specs][:most]
        return [self.multiple(self.seen.specs[slug]) for slug in held]

    def papers_alike(self, most: int) -> Markup | str:
        """Schools like it as a paper has room for: the area beside the name, the first two reasons, no links."""
        keys = [(self.seen.specs[slug], figure) for slug in self.seen.keys if (figure := self.seen.told(slug))]
        columns = [tables.Column("Why it is close", kind="words")]
        columns += [tables.Column(spec.short, kind="number") for spec, _ in keys]
        rows = [tables.Row("This school", ["", *(shown(figure, spec) for spec, figure in keys)])]
        for one in self.seen.alike[:most]:
            held = [self.seen.values.alike.get((one.urn, spec.slug, figure.year)) for spec, figure in keys]
            cells = [shown(figure, spec) for figure, (spec, _) in zip(held, keys, strict=True)]
            name = f"{one.name}, {one.la_name}" if one.la_name else one.name
            rows.append(tables.Row(name, [replace(one, near=one.near[:2]).why, *cells]))
        return tables.plain_table("Schools most like it", columns, rows, stack=False) if self.seen.alike else ""

    def alike_table(self) -> Markup | str:
        """Schools like it, why these, and three measures of each; empty where none are known."""
        if not self.seen.alike:
            return ""
        keys = self.seen.keys
        specs = [self.seen.specs[slug] for slug in keys]
        newest = {slug: figure for slug in keys if (figure := self.seen.told(slug)) is not None}
        columns = [
            tables.Column("Area", kind="words"),
            tables.Column("Why it is close", kind="words"),
            *(tables.Column(f"{spec.short}, {AcademicYear(newest[spec.slug].year)}", kind="number") for spec in specs),
        ]
        own = [self._cell(newest[spec.slug], spec)._replace(word="") for spec in specs]
        rows = [tables.Row(self.voice.school[:1].upper() + self.voice.school[1:], [self.seen.school.la_name, "", *own])]
        for one in self.seen.alike:
            cells = []
            for spec in specs:
                year = newest[spec.slug].year
                figure = self.seen.values.alike.get((one.urn, spec.slug, year))
                href = "" if self.paper or figure is None else addresses.of_school(
                    self.partnership, one.urn, spec.slug, year)  # fmt: skip
                cells.append(tables.Cell(shown(figure, spec), href=href))
            href = "" if self.paper else addresses.school(self.partnership, one.urn)
            rows.append(tables.Row(one.name or f"URN {one.urn}", [one.la_name, one.why, *cells], href=href))
        return tables.plain_table(f"Schools like {self.voice.school}", columns, rows)

    def own_table(self) -> Markup | str:
        """The partnership's own figures of the school; empty where none are held or none may be seen."""
        if not self.seen.here.own:
            return ""
        columns = [tables.Column("Year", kind="words"), tables.Column("Figure", kind="number"),
                   tables.Column("Pupils", kind="number"), tables.Column("File and row", kind="words")]  # fmt: skip
        rows = []
        for one in self.seen.here.own:
            decimals = 0 if one.number is not None and float(one.number).is_integer() else 1
            number = numbers.figure(one.number, one.unit, decimals)
            text = number if one.status == Status.PUBLISHED else one.status.short
            pupils = numbers.number(one.cohort) if one.cohort is not None else ""
            rows.append(tables.Row(one.name, [str(AcademicYear(one.year)), text, pupils,
                                              f"{one.file}, row {numbers.number(one.row)}"]))  # fmt: skip
        return tables.plain_table("The partnership’s own figures", columns, rows, first="Measure")

    def chapters(self) -> list[tuple[inspections.Chapter, list[tuple[inspections.Event, list[tuple[str, str, str]]]]]]:
        """The chapters of the story, each event with (file, its other day, address of its row) of every source."""
        return [(one, [(event, self._sources(event)) for event in one.events]) for one in self.seen.story.chapters]

    def _sources(self, event: inspections.Event) -> list[tuple[str, str, str]]:
        return [
            (
                source.name,
                day(source.on) if source.on else "",
                addresses.address("imports:row", self.partnership, source.loading_id, source.row),
            )
            for source in event.sources
        ]

    def report_card(self) -> Markup | str:
        """The newest report card; empty where there is none."""
        for chapter in self.seen.story.chapters:
            if chapter.regime == "report_card" and chapter.events:
                event = chapter.events[0]
                return charts.report_card(event.card, caption=f"Report card of {day(event.on)}, five-point scale")
        return ""


def day(on: date | None) -> str:
    """A day in words; “no date” where there is none."""
    return f"{on.day} {on:%B %Y}" if on else "no date"
