"""Up to six schools side by side: on the page, on paper, as csv and xlsx."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.status import Status
from commonroom.measures import rules
from commonroom.measures.selectors import school_compare as comparing
from commonroom.measures.views import figure_addresses as addresses
from commonroom.schools.selectors import finding, house
from commonroom.schools.selectors.kept import kept
from commonroom.web import exports, numbers, tables

MOST_FOUND = 8


def _asked(request):
    """The schools asked for, each once, in their order; what is no URN is passed over."""
    given = (text for text in request.GET.getlist("urn") if text.isascii() and text.isdigit() and len(text) == 6)
    return list(dict.fromkeys(int(text) for text in given))[: comparing.MOST]


def compare(request):
    """The schools of the address beside each other, with England and the area; others are found and added."""
    urns, every = _asked(request), "all" in request.GET
    partnership = request.partnership
    facts = (partnership.slug, partnership.short_name, tuple(partnership.la_codes))
    side = kept(
        "compare",
        (tuple(urns), every, facts),
        lambda: _side(urns, every, partnership),
        at=house.held_for(request).facts,
    )
    asked = request.GET.get("q", "").strip()
    context = {
        "title": "Compare schools",
        "container": "cr-wide",
        "asked": asked,
        "found": _found(asked, side["shown"], side["base"], every, partnership.la_codes),
    }
    return render(request, "measures/compare.html", context | side)


def _side(urns, every, partnership):
    """What stands side by side, which rests on facts alone."""
    side = comparing.side_by_side(urns, partnership=partnership, every=every)
    base = reverse("measures:compare", args=[partnership.slug])
    table = table_of(side, partnership.slug)
    shown = [school.pk for school in side.schools]
    return {
        "base": base,
        "shown": shown,
        "table": tables.render(table) if side.specs else "",
        "heat_key": tables.heat_key("England", "Shade says more or less favourable, the word says more or less."),
        "schools": [
            (school, addresses.school(partnership.slug, school.pk),
             _href(base, [urn for urn in shown if urn != school.pk], every))
            for school in side.schools
        ],
        "full": len(shown) >= comparing.MOST,
        "every": every,
        "other_url": _href(base, shown, not every),
        "downloads": [
            (ending, _href(reverse("measures:compare_download", args=[partnership.slug, ending]), shown, every))
            for ending in ("csv", "xlsx")
        ],
    }  # fmt: skip


def _href(base, urns, every):
    pairs = [("urn", urn) for urn in urns] + ([("all", "1")] if every else [])
    return f"{base}?{urlencode(pairs)}" if pairs else base


def _found(asked, shown, base, every, codes):
    """Schools that match, each with the address that adds it."""
    if not asked or len(shown) >= comparing.MOST:
        return []
    found = finding.find_schools(asked, limit=MOST_FOUND, near_codes=codes)
    return [(school, _href(base, [*shown, school.pk], every)) for school in found.schools if school.pk not in shown]


def table_of(side, partnership):
    """Measures down, schools across, England and the area first; pupils stand under each figure."""
    columns = [tables.Column("Year", kind="words"), tables.Column("England", kind="number"),
               tables.Column(side.around.area.name, kind="number"),
               *(tables.Column(school.name, _which(school, side.schools)) for school in side.schools)]  # fmt: skip
    rows = []
    for topic, specs in side.by_topic():
        rows += [_row(spec, side, partnership, topic if spec is specs[0] else "") for spec in specs]
    return tables.DataTable(
        caption="Schools side by side, measure by measure",
        columns=columns,
        rows=rows,
        first="Measure",
        footnote="Each measure is shown for the newest year that most of these schools have. Under eleven pupils, "
        "look at several years together.",
        stack=True,
    )


def _which(school, schools):
    """The URN, where another of these schools has the same name; else nothing."""
    return f"URN {school.pk}" if sum(other.name == school.name for other in schools) > 1 else ""


def _row(spec, side, partnership, topic):
    year = side.years[spec.slug]
    england, area = side.around.england(spec.slug, year), side.around.authority(spec.slug, year)
    cells = [str(AcademicYear(year)), _bench(england, spec), _bench(area, spec)]
    cells += [_cell(side.held.get((school.pk, spec.slug)), spec, england, school.pk, partnership)
              for school in side.schools]  # fmt: skip
    return tables.Row(spec.short, cells, href=f"/{partnership}/measures/{spec.slug}/", note=topic)


def _bench(bench, spec):
    if bench is None or bench.number is None:
        return tables.Cell(numbers.NONE)
    return tables.Cell(numbers.figure(bench.number, spec.unit, spec.decimals), value=round(bench.number, 4))


def _cell(figure, spec, england, urn, partnership):
    if figure is None:
        return tables.Cell(numbers.NONE, "none", "none held")
    href = addresses.of_school(partnership, urn, spec.slug, figure.year)
    if figure.status != Status.PUBLISHED or figure.number is None:
        return tables.Cell(
            "c" if figure.status == Status.SUPPRESSED else numbers.NONE, "none", figure.status.short, href
        )
    beside, spread = (england.number, england.spread) if england else (None, None)
    standing = rules.stand(figure.number, beside, spread=spread, unit=spec.unit, cohort=figure.cohort)
    reading = rules.read(standing, spec.direction)
    pupils = f"{figure.cohort} pupils" if figure.cohort and spec.unit == "percent" else ""
    word = ", ".join(part for part in (reading.word, pupils) if part)
    text = numbers.figure(figure.number, spec.unit, spec.decimals)
    return tables.Cell(text, reading.shade, word, href, round(figure.number, 4))


def download(request, ending):
    """The same table as csv or xlsx."""
    if ending not in ("csv", "xlsx"):
        raise Http404
    side = comparing.side_by_side(_asked(request), partnership=request.partnership, every="all" in request.GET)
    table = table_of(side, request.partnership.slug)
    heads, rows = exports.of_table(table)
    if ending == "csv":
        return exports.csv_response("schools-side-by-side", heads, rows)
    return exports.xlsx_response("schools-side-by-side", heads, rows, notes=[table.footnote])
