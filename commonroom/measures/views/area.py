"""The area page: what a director would say, what stands out, every school side by side, and the pictures."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

from commonroom.measures import access
from commonroom.measures.selectors import area as schools
from commonroom.measures.selectors import area_measures, area_page, area_table, comparators
from commonroom.measures.views import (
    area_cells,
    area_downloads,
    area_own,
    area_pictures,
    area_query,
    area_themes,
    area_words,
    figure_addresses,
)
from commonroom.schools.selectors import house
from commonroom.schools.selectors.kept import kept
from commonroom.web import tables

PAGES_KEPT = 32
"""Answers of the area page that a process holds; the largest, with 350 schools, is about 400 kB."""


def area(request):
    """The whole page for one question."""
    partnership, asked = request.partnership, area_query.asked(request.GET)
    if asked.preset in ("", area_measures.MINE) and len(asked.picked) > area_measures.MOST:
        choose = reverse("measures:choose_measures", args=[partnership.slug])
        return redirect(f"{choose}?{request.GET.urlencode()}")
    key, drawn_up = _key(request)
    may = bool(access.role_to_decide(request.user, partnership=partnership))
    answer = kept(
        "area",
        (*key, asked, may),
        lambda: _page(partnership, asked, drawn_up, may),
        at=house.held_for(request).facts,
        most=PAGES_KEPT,
    )
    context = {"title": f"{partnership.short_name}’s schools", "container": "cr-wide"}
    if answer is None:
        found = comparators.area_of(partnership.la_codes, partnership.short_name)
        return render(request, "measures/area_empty.html", context | _where_files(partnership) | {"area": found})
    body, urns = answer
    return render(request, "measures/area.html", context | {"body": body, "own": area_own.own(request, urns)})


def _key(request):
    """What answers rest on beside facts and the question; and what people drew up, which is part of it."""
    partnership = request.partnership
    drawn_up = schools.drawn_up(partnership, request.user.pk)
    named = (partnership.slug, partnership.short_name, tuple(partnership.la_codes))
    return (partnership.pk, named, drawn_up), drawn_up


def _where_files(partnership):
    """The data page, which says what is missing and, to whoever may, where to bring it in."""
    data = figure_addresses.address("imports:data", partnership.slug)
    return {"data_url": data, "bring_url": data}


def _page(partnership, asked, drawn_up, may):
    """Everything under the heading, and the URNs of the schools chosen; None for an area without schools."""
    on = area_page.ground(partnership, asked.wanted, drawn_up)
    if not on.schools:
        return None
    _, specs = area_page.specs_of(on, asked)
    around = area_page.around_of(on, specs)
    shown = area_page.shown(on, asked, around)
    context = _where_files(partnership) | _opening(partnership, on, around, may)
    context |= {"sources": (held := area_page.sources(shown)), "sources_sentence": area_words.sources_sentence(held)}
    body = render_to_string("measures/_area_body.html", context | _below(partnership.slug, asked, on, shown))
    return body, frozenset(school.urn for school in shown.chosen)


def _opening(partnership, on, around, may):
    """The sentences, the themes and what they rest on."""
    summary = area_page.summary(on, around)
    return {
        "area": on.area,
        "as_at": on.as_at,
        "lede": area_words.lede(on, summary),
        "left_out": area_words.left_out_sentence(on.schools),
        "followed": area_words.followed_words(on, partnership.slug),
        "inspected_to": summary.inspections.newest,
        **area_themes.context(summary.themes, on.drawn_up.decisions, slug=partnership.slug, may=may),
    }


def _below(slug, asked, on, shown):
    """Everything under the themes, which answers to the filters."""
    base = reverse("measures:area", args=[slug])
    pairs = area_query.pairs(asked, on.phase, shown.preset)
    query = area_query.href("", pairs)
    table = area_cells.data_table(
        shown,
        area=on.area,
        phase=on.phase,
        slug=slug,
        sort_href=_sorter(base, pairs, asked.order),
        show=asked.show,
        kept=pairs,
        followed=on.followed,
    )
    place = area_pictures.map_column(shown, asked)
    drawn, without = area_pictures.map_of(shown, place, slug) if place is not None and shown.chosen else ("", 0)
    return {
        "base": base,
        "pairs": pairs,
        "filters": area_words.filters(asked, on, shown),
        "picked": asked.picked if shown.preset == area_measures.MINE else (),
        "counted": area_words.counted(on, shown),
        "table": tables.render(table) if shown.chosen else "",
        "one_measure": tables.one_measure(table) if shown.chosen and shown.table.columns else "",
        "heat_key": tables.heat_key(shown.table.against.words, area_cells.key_note(shown.table.columns)),
        "has_figures": bool(shown.table.columns),
        "has_schools": bool(shown.chosen),
        "spreads": area_pictures.spreads(shown, on.area.name),
        "map": drawn,
        "map_words": area_words.map_words(shown, place, without),
        "trends": area_pictures.trends_of(shown, on.held, base, query) if shown.table.columns else [],
        "csv_url": f"{base}download/csv/{query}",
        "xlsx_url": f"{base}download/xlsx/{query}",
        "choose_url": f"{base}measures/{query}",
        "groups_url": reverse("measures:groups", args=[slug]),
        "all_url": area_query.href(base, [("phase", on.phase)]),
    }


def _sorter(base, pairs, order):
    """Where a column's heading leads: names first A to Z, measures first from the highest, then the other way."""

    def href(key):
        first = key if key == area_table.NAME else f"-{key}"
        other = f"-{key}" if first == key else key
        wanted = other if order == first else first
        return area_query.href(base, pairs, order="" if wanted == area_table.NAME else wanted) + "#area-table"

    return href


def download(request, ending):
    """The table as shown, as csv or xlsx."""
    if ending not in ("csv", "xlsx"):
        raise Http404
    asked = area_query.asked(request.GET)
    on = _ground(request, asked)
    _, specs = area_page.specs_of(on, asked)
    shown = area_page.shown(on, asked, area_page.around_of(on, specs))
    title = area_downloads.title_of(area_table.phase_words(on.phase), on.area.name)
    heads, rows = area_downloads.table_rows(shown, on.area.name)
    notes = area_downloads.source_lines(shown, area_page.sources(shown), title)
    return area_downloads.as_file(ending, title, heads, rows, notes)


def trend(request, slug, ending):
    """The table behind one trend; as xlsx with Excel's own chart drawn from it."""
    asked = area_query.asked(request.GET)
    on = _ground(request, asked)
    spec = on.held.specs.get(slug)
    if spec is None or ending not in ("csv", "xlsx"):
        raise Http404
    around = area_page.around_of(on, [spec])
    series = area_pictures.series_of(around.get(on.phase, around[""]), spec, on.held.years[slug])
    heads, rows = area_downloads.trend_rows(series)
    notes = area_downloads.trend_notes(spec, on.area, series)
    name = f"{on.area.name}: {area_pictures.heading_of(spec)}"
    if ending == "xlsx":
        return area_downloads.trend_workbook(name, heads, rows, notes)
    return area_downloads.as_file(ending, name, heads, rows, notes)


def _ground(request, asked):
    return area_page.ground(request.partnership, asked.wanted, schools.drawn_up(request.partnership, request.user.pk))


def choose_measures(request):
    """Every measure held for a phase, to choose from; the answer is an address of the area page."""
    partnership, asked = request.partnership, area_query.asked(request.GET)
    key, drawn_up = _key(request)
    body = kept(
        "measures to choose from",
        (*key, asked),
        lambda: _choice(partnership, asked, drawn_up),
        at=house.held_for(request).facts,
    )
    crumbs = [("Area overview", reverse("measures:area", args=[partnership.slug])), ("Choose measures", "")]
    context = {"title": "Choose measures", "body": body, "breadcrumbs": crumbs}
    return render(request, "measures/area_measures.html", context)


def _choice(partnership, asked, drawn_up):
    on = area_page.ground(partnership, asked.wanted, drawn_up)
    preset, specs = area_page.specs_of(on, asked)
    pairs = [pair for pair in area_query.pairs(asked, on.phase, preset) if pair[0] not in ("m", "set", "order", "map")]
    offered = area_measures.for_phase(on.held, on.phase)
    mine = preset == area_measures.MINE
    ticked = {spec.slug for spec in offered if spec.slug in asked.picked} if mine else {spec.slug for spec in specs}
    context = {
        "topics": area_measures.topics(offered),
        "ticked": ticked,
        "over": len(ticked) - area_measures.MOST,
        "most": area_measures.MOST,
        "phase_words": area_table.phase_words(on.phase),
        "base": reverse("measures:area", args=[partnership.slug]),
        "pairs": pairs,
    }
    return render_to_string("measures/_area_choice.html", context)
