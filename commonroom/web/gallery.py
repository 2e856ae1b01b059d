"""Made-up data for the gallery of components: invented schools, invented figures."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.paginator import Paginator

from commonroom.web import charts, numbers, tables, trends
from commonroom.web.map import Point, map_figure
from commonroom.web.provenance import Origin, panel, provenance

SCHOOLS = (
    *("Alder Wharf", "Amber Lane Academy", "Barley Mow Academy", "Bridge End", "Coldbrook", "Cornmarket Academy"),
    *("Drovers", "Elmstead Row", "Flaxfield", "Gaslight", "Greyfield", "Hartshorn", "Holy Rood Catholic"),
    *("Juniper Rise", "Kestrel Lock", "Kingcup", "Larkrise Junior School", "Lockkeepers", "Marsh Orchard"),
    *("Millrace Academy", "Nightingale Fold", "Orchard Reach", "Osier Bank", "Pennywort", "Quayside"),
)
MEASURES = (
    ("Reading, writing and maths", "% expected", 62, 9, "up"),
    ("Reading", "% expected", 75, 7, "up"),
    ("Maths", "% expected", 74, 8, "up"),
    ("Higher standard", "% RWM", 8, 4, "up"),
    ("Disadvantage gap", "points, RWM", -22, 6, "up"),
    ("Absence", "% sessions", 5.2, 0.7, "down"),
    ("Persistent absence", "% pupils", 13.7, 4, "down"),
    ("Free school meals", "% pupils", 25.7, 12, "none"),
)


def _wave(place: int, measure: int) -> float:
    """A made-up figure between -1.5 and 1.5, always the same."""
    return ((place * 37 + measure * 61 + place * measure * 11) % 97) / 97 * 3 - 1.5


def _cell(place: int, measure: int) -> tables.Cell:
    _name, _detail, centre, spread, direction = MEASURES[measure]
    if (place * 5 + measure) % 29 == 0:
        return tables.Cell("c", "none", "too few")
    away = _wave(place, measure)
    decimals = 0 if spread >= 4 and centre == int(centre) else 1
    text = numbers.number(centre + away * spread, decimals)
    good = away if direction == "up" else -away
    tone = "" if direction == "none" or abs(good) < 0.6 else f"{'a' if good > 0 else 'b'}{2 if abs(good) > 1.1 else 1}"
    high, low = ("above", "below") if direction == "up" else ("higher", "lower")
    far = "well " if direction == "up" else "far "
    word = f"{far if tone.endswith('2') else ''}{high if away > 0 else low}" if tone else ""
    return tables.Cell(text, tone, word, f"#figure-{place}-{measure}", round(centre + away * spread, 1))


def big_table(query: Mapping[str, str]) -> tables.DataTable:
    """The sample of the big table, obeying ?sort= and ?show=."""
    columns = [
        tables.Column("Pupils", kind="number", sort="pupils"),
        *(tables.Column(name, detail, sort=f"m{place}") for place, (name, detail, *_rest) in enumerate(MEASURES)),
    ]
    blank = [tables.Cell("")]
    england = [tables.Cell(numbers.number(c, 0 if c == int(c) else 1)) for _n, _d, c, *_ in MEASURES]
    rows = [tables.Row("England", blank + england, ref=True), tables.Row("Rivermead", blank + england, ref=True)]
    rows += [
        tables.Row(
            name,
            [tables.Cell(str(197 + place * 17 % 430)), *(_cell(place, m) for m in range(len(MEASURES)))],
            href="#",
        )
        for place, name in enumerate(SCHOOLS)
    ]
    show = str(query.get("show", "3"))
    return tables.DataTable(
        "Primary schools and eight measures, each compared with England",
        columns,
        rows,
        sort=query.get("sort", "name"),
        sort_href=lambda key: f"?sort={key}",
        show=int(show) if show.isdigit() else 3,
        footnote="“c” means that too few pupils took part to publish a figure. Small schools swing more from year to "
        "year: in a year group of 30, one pupil is three points.",
    )


ORIGIN = Origin(
    counts="35 of the 60 pupils who finished year 6 in summer 2025 reached the expected standard in reading, writing "
    "and maths.",
    source="Department for Education, key stage 2 final 2024–25",
    file="ks2_final_2025.csv",
    row=4182,
    column="PTRWM_EXP",
    loaded=date(2025, 12, 12),
    loaded_by="Priya Raman",
    earlier="57% in the provisional file of September 2025",
    mind="One pupil is 1.7 points. Four points under England is between two and three pupils.",
    links=(("See the row", "#row"), ("how it is defined", "#defined"), ("say that it looks wrong", "#wrong")),
)
_YEARS = (2016, 2017, 2018, 2021, 2022, 2023, 2024)


def _points(values: tuple[float, ...], years: tuple[int, ...] = _YEARS) -> dict[int, float]:
    return dict(zip(years, values, strict=True))


def _percent(value: float) -> str:
    return numbers.figure(value, "percent", 0 if float(value).is_integer() else 1)


def small_multiples() -> list[Any]:
    """Six small multiples, the first of which opens."""
    everyone = (62.0, 64.0, 66.0, 58.0, 60.0, 61.0, 62.0)
    area = (60.0, 65.0, 66.0, 57.0, 60.0, 62.0, 63.0)
    tests: dict[str, Any] = {"no_tests": charts.NO_TESTS, "area_name": "Rivermead", "say": _percent}
    rwm = charts.Lines("Reading, writing and maths", _points((55, 59, 66, 46, 53, 62, 58)), _points(everyone),
                       _points(area), **tests)  # fmt: skip
    maths = charts.Lines("Maths", _points((70, 73, 76, 64, 69, 75, 72)), _points((75, 76, 79, 71, 73, 73, 74)), {},
                         **tests)  # fmt: skip
    phonics = charts.Lines("Phonics", _points((78, 79, 80, 74, 82, 83, 84)), _points((81, 82, 82, 75, 79, 80, 80)), {},
                           **tests)  # fmt: skip
    years = (2016, 2017, 2018, 2020, 2021, 2022, 2023, 2024)
    absent = charts.Lines("Persistent absence", _points((10.6, 11, 10.8, 15, 25.4, 22.6, 19.5, 17.8), years),
                          _points((9, 9.4, 8.9, 12.1, 17.7, 16.2, 14.6, 13.7), years), {}, say=_percent)  # fmt: skip
    new = charts.Lines("A new measure", {2023: 41.0, 2024: 44.0}, {2024: 52.0}, {}, say=_percent)
    one = charts.Lines("First year", {2024: 61.0}, {2024: 62.0}, {}, say=_percent)
    return [
        charts.multiple(title="Reading, writing and maths", figure=provenance("58%", ORIGIN, after="60 pupils"),
                        chart=charts.line_chart(rwm), sentence="Four points under England: two to three pupils."),
        charts.multiple(title="Maths", figure=provenance("72%", ORIGIN, after="60 pupils"),
                        chart=charts.line_chart(maths),
                        sentence="Two under England, which is one pupil."),
        charts.multiple(title="Phonics, year 1", figure="84%", cohort="58 pupils", chart=charts.line_chart(phonics),
                        sentence="Four above England, three years in a row."),
        charts.multiple(title="Persistent absence", figure="17.8%", cohort="74 of 416 pupils",
                        chart=charts.line_chart(absent), sentence="Falling, but still four points above England."),
        charts.multiple(title="A new measure", figure="44%", cohort="60 pupils", chart=charts.line_chart(new)),
        charts.multiple(title="First year", figure="61%", cohort="60 pupils", chart=charts.line_chart(one)),
    ]  # fmt: skip


def strips() -> list[tuple[str, str, str, str, Any]]:
    """Rows of the context table: label, here, area, England, drawing."""
    rows = []
    for place, (label, here, area, england) in enumerate(
        (("Eligible for free school meals", 38, 30, 25.7), ("English as an additional language", 57, 44, 21.4),
         ("With an education, health and care plan", 4.8, 3.6, 3.1), ("Here since reception", 79, 84, 86))
    ):  # fmt: skip
        others = [round(area + _wave(n, place) * area * (0.35 if area < 50 else 0.12), 1) for n in range(70)]
        drawn = charts.strip(label=label, here=here, others=others, area=area, england=england, area_name="Rivermead",
                             here_name="your school", say=_percent)  # fmt: skip
        rows.append((label, _percent(here), _percent(area), _percent(england), drawn))
    return rows


def distributions() -> list[tuple[str, str, str, Any]]:
    """Name, detail, sentence and drawing of three measures over 98 schools."""
    found = []
    for place, (name, detail, centre, spread, direction) in enumerate(MEASURES[:7]):
        if place in {1, 3, 4}:
            continue
        values = [round(centre + (_wave(n, place) + _wave(n * 3 + 1, place + 2)) * spread, 0 if spread > 3 else 1)
                  for n in range(98)]  # fmt: skip
        drawn = charts.distribution(label=name, values=values, area=centre + spread / 9, england=centre,
                                    area_name="Rivermead", direction=direction)  # fmt: skip
        found.append((name, detail, f"England {centre}, here {numbers.number(centre + spread / 9, 1)}", drawn))
    return found


def points() -> list[Point]:
    """Schools on an invented map."""
    found = []
    for place, name in enumerate(SCHOOLS):
        cell = _cell(place, 6)
        found.append(Point(name, 51.53 + _wave(place, 1) / 30, -0.45 + _wave(place, 3) / 18, 180 + place * 53 % 900,
                           cell.text, cell.word, cell.tone, "#school"))  # fmt: skip
    return found


class SampleForm(forms.Form):
    """One field of each kind, with the mistakes that people make."""

    name = forms.CharField(label="Name of the group", help_text="As it should stand on papers.", max_length=60)
    email = forms.EmailField(label="E-mail address", widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    password = forms.CharField(label="Password", widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}))
    kind = forms.ChoiceField(label="Kind of school", choices=[("", "Choose one"), ("p", "Primary"), ("s", "Secondary")])
    second_step = forms.ChoiceField(
        label="Second step",
        widget=forms.RadioSelect,
        choices=[("passkey", "A passkey"), ("code", "A code from an app")],
    )
    topics = forms.MultipleChoiceField(
        label="What to compare", widget=forms.CheckboxSelectMultiple, choices=[("r", "Results"), ("a", "Absence")]
    )
    agreed = forms.BooleanField(label="I have checked the year", help_text="The file does not say it itself.")
    why = forms.CharField(label="Why", widget=forms.Textarea(attrs={"rows": 3}), help_text="One sentence is enough.")
    file = forms.FileField(label="A file", required=False)


REPORT_CARD = (
    ("Inclusion", "Strong standard", 4),
    ("Curriculum and teaching", "Expected standard", 3),
    ("Achievement", "Expected standard", 3),
    ("Attendance and behaviour", "Needs attention", 2),
    ("Personal development and wellbeing", "Strong standard", 4),
    ("Leadership and governance", "Expected standard", 3),
    ("Safeguarding", "Met", None),
)


def context(query: Mapping[str, str]) -> dict[str, Any]:
    """Everything that the gallery shows. With ?wrong the form is checked, as if it had been sent."""
    table = big_table(query)
    series = [
        trends.Series("Rivermead", _points((55.0, 61.0, 65.0, 57.0, 60.0, 62.0, 63.0)), "this"),
        trends.Series("England", _points((62.0, 64.0, 66.0, 59.0, 60.0, 61.0, 62.0)), "england"),
        trends.Series("Neighbours", _points((58.0, 62.0, 64.0, 58.0, 59.0, 60.0, 61.0)), "area"),
    ]
    similar = tables.plain_table(
        "Similar schools",
        [tables.Column("Area", kind="words"), tables.Column("Why it is close", kind="words"),
         tables.Column("RWM", kind="number"), tables.Column("Persistent absence", kind="number")],
        [tables.Row("Tannery Fields Primary", ["Rivermead", "Same intake, 1.1 miles away", "61%", "12.9%"], href="#"),
         tables.Row("Lime Quay Primary", ["Eastmarsh", "Free school meals, stability", "66%", "13.1%"], href="#")],
    )  # fmt: skip
    return {
        "title": "Components",
        "form": SampleForm(query if "wrong" in query else None),
        "big_table": tables.render(table),
        "one_measure": tables.one_measure(table),
        "heat_key": tables.heat_key("England", "For absence, higher is shaded as below."),
        "multiples": small_multiples(),
        "line_key": charts.line_key("your school", "Rivermead", "Open any figure with a dotted line."),
        "strip_key": charts.strip_key("your school", "each other primary school in Rivermead", "Rivermead"),
        "strips": strips(),
        "distributions": distributions(),
        "report_card": charts.report_card(REPORT_CARD, caption="Report card of 21 January 2026, five-point scale"),
        "spark": charts.sparkline(_points((55, 59, 66, 46, 53, 62, 58)), label="Reading, writing and maths"),
        "bars": charts.bars([("Met in every area", 24, "24"), ("Needs attention in one", 5, "5"),
                             ("Urgent improvement in one", 2, "2")], caption="Report cards so far"),
        "floating": provenance("58%", ORIGIN, floating=True),
        "panel": panel("58%", ORIGIN),
        "trend": trends.trend(series, heading="Reading, writing and maths, % at expected standard", unit="%",
                              no_tests=charts.NO_TESTS),
        "map": map_figure(points(), label="Persistent absence in 25 schools", value_head="Persistent absence"),
        "similar": similar,
        "page": Paginator(range(300), 10).page(4),
    }  # fmt: skip
