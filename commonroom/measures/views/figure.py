"""One figure opened: to its file and row, its definition, its other years and what stands beside it."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from commonroom.kit.academic_year import AcademicYear
from commonroom.measures.selectors import figures, school_life
from commonroom.measures.selectors import school as schools
from commonroom.measures.selectors import school_origin as origins
from commonroom.measures.services import benchmarks
from commonroom.measures.views import figure_addresses as addresses
from commonroom.measures.views import figure_words as words
from commonroom.schools.models import LocalAuthority
from commonroom.schools.selectors import house
from commonroom.schools.selectors.kept import kept
from commonroom.web.provenance import panel

PAGES_KEPT = 400
LEVELS = ("england", "region", "la")


def _respond(request, template, context):
    """The page; or its panel alone, for the script that opens a figure where it stands."""
    if request.headers.get("HX-Request") == "true":
        template = "measures/_figure_panel.html"
    response = render(request, template, context)
    response["Vary"] = "HX-Request, Cookie"
    return response


def figure(request, urn, slug, year):
    """One figure of one school in one year."""
    partnership = request.partnership
    facts = (partnership.slug, partnership.short_name, tuple(partnership.la_codes))
    context = kept(
        "figure",
        (urn, slug, year, facts),
        lambda: _of_school(urn, slug, year, partnership),
        at=house.held_for(request).facts,
        most=PAGES_KEPT,
    )
    if context is None:
        raise Http404
    return _respond(request, "measures/figure.html", context)


def _of_school(urn, slug, year, partnership):
    """What the page of a school's figure says, which rests on facts alone; None where there is no such figure."""
    life = school_life.life_of(urn)
    spec = figures.measures_by_slug([slug]).get(slug)
    if life is None or spec is None:
        return None
    rows = origins.tellings(slug, life.urns)
    shown = origins.shown(rows, life.school, life.predecessors)
    if year not in shown:
        return None
    area, _ = schools.area_for(life.school, partnership)
    around = origins.around(slug, year, life.school, area.codes, area.name)
    here = shown[year]
    place = origins.place_of(here, spec, life.school, area.codes, around.england(slug, year))
    told = words.FigureWords(spec, life, around, partnership.slug)
    return {
        "title": f"{spec.name}, {AcademicYear(year)}: {life.school.name}",
        "panel": panel(told.text(here), told.origin(here, [r for r in rows if r.year == year and not r.current])),
        "lede": told.lede(here),
        "places": told.places(here, place),
        "years": told.years_table(shown),
        "notes": told.notes(shown),
        "breadcrumbs": [
            (life.school.name, addresses.school(partnership.slug, urn)),
            (f"{spec.short}, {AcademicYear(year)}", ""),
        ],
    }


def area_figure(request, level, code, slug, year):
    """One figure of England, a region or an authority in one year."""
    spec = figures.measures_by_slug([slug]).get(slug)
    held = "" if code == addresses.ENGLAND else code
    if spec is None or level not in LEVELS or (level == "england") != (held == ""):
        raise Http404
    phase = request.GET.get("phase", "")
    totals = {benchmarks.TOTAL_PHASES[key]: carrier for key, carrier in spec.totals.items()}
    rows = [r for r in origins.area_figures(slug, level, held, totals) if not phase or r.phase == phase]
    wanted = [row for row in rows if row.year == year and row.number is not None]
    if not wanted:
        raise Http404
    name = words.area_name(level, held, LocalAuthority.objects.filter(code=held).first() if level == "la" else None)
    here = wanted[0]
    told = origins.area_tellings(totals.get(here.phase, slug), level, held)
    earlier = [t for t in told if t.year == year and not t.current]
    name = words.area_schools(name, here.phase)
    context = {
        "title": f"{spec.name}, {AcademicYear(year)}: {name}",
        "panel": panel(
            words.number_of(here.number, spec), words.area_origin(here, spec, name, earlier, request.partnership.slug)
        ),
        "lede": words.area_lede(here, spec, name),
        "places": [],
        "years": words.area_years_table(rows, spec, level, held, request.partnership.slug, phase),
        "notes": [],
        "spec": spec,
        "breadcrumbs": [
            (spec.short, reverse("measures:measure", args=[request.partnership.slug, slug])),
            (f"{name[:1].upper()}{name[1:]}, {AcademicYear(year)}", ""),
        ],
    }
    return _respond(request, "measures/figure.html", context)


def measure(request, slug):
    """What a measure counts, how to read it, and the years for which it is held."""
    spec = figures.measures_by_slug([slug]).get(slug)
    if spec is None:
        raise Http404
    partnership = request.partnership.slug
    years = [
        (AcademicYear(year), n, addresses.of_area(partnership, "england", "", slug, year))
        for year, n in reversed(origins.years_held(slug))
    ]
    context = {
        "title": spec.name,
        "spec": spec,
        "unit": words.UNITS[spec.unit],
        "direction": words.DIRECTIONS[spec.direction],
        "years": years,
        "releases": origins.releases_with(slug),
        "whole": figures.measures_by_slug([spec.of]).get(spec.of) if spec.of else None,
        "breadcrumbs": [("Compare schools", reverse("measures:compare", args=[partnership])), (spec.short, "")],
    }
    return render(request, "measures/measure.html", context)
