"""What is held, how fresh it is, what is missing; and any row of a kept file."""

from functools import cache

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse

from commonroom.imports import access, selectors, sources
from commonroom.imports.sentences import shown
from commonroom.imports.sources.base import Unreadable
from commonroom.imports.views.places import address, address_in, crumbs
from commonroom.measures.models import Loading, OwnLoading
from commonroom.schools.selectors import house
from commonroom.schools.selectors.kept import kept
from commonroom.web.numbers import count

ON_A_PAGE = 30


def data(request):
    """What is held of each kind of file, where to get it, and every run."""
    partnership = request.partnership
    own = partnership is not None and access.may_bring(request.user, partnership=partnership)
    number = request.GET.get("page")
    at = house.held_for(request).facts
    page, table = kept(
        "runs",
        (partnership.slug if partnership is not None else "", own, number, selectors.versions(partnership, own=own)),
        lambda: _runs(partnership, own, number),
        at=at,
    )
    named = (partnership.pk, partnership.short_name) if partnership is not None else ()
    context = {
        "title": "Data",
        "held": kept("data", named, lambda: _held(partnership), at=at),
        "own": list(selectors.own_loadings()[:20]) if partnership is not None else [],
        "page": page,
        "runs": table,
        "where": _where(),
        "bring_url": address(request, "own") if access.may_bring(request.user, partnership=partnership) else "",
        "national_bring_url": address_of_national_bring(request),
        "container": "cr-wide",
    }
    return render(request, "imports/data.html", context)


def _runs(partnership, own, number):
    """A page of the runs, and their table."""
    page = Paginator(selectors.runs(partnership, own=own), ON_A_PAGE).get_page(number)
    rows = [(shown(run), address_in(partnership, "load", run.pk)) for run in page]
    return page, render_to_string("imports/_data_runs.html", {"rows": rows})


def _held(partnership):
    """What the page says of national files, which rests on facts alone."""
    kinds = selectors.held_kinds(partnership)
    held = [kind for kind in kinds if kind.newest]
    context = {
        "partnership": partnership,
        "held": held,
        "missing": [kind for kind in kinds if not kind.newest],
    }
    return {
        "lede": _lede(held),
        "table": render_to_string("imports/_data_held.html", context),
        "missing": render_to_string("imports/_data_missing.html", context),
    }


@cache
def _where():
    return render_to_string("imports/_data_where.html", {"where": sorted(sources.SOURCES, key=lambda s: s.NAME)})


def row(request, loading_id, row):
    """A row of a national file, as it stands there."""
    loading = get_object_or_404(Loading.objects.select_related("release", "file").defer("urns"), pk=loading_id)
    return _row(request, lambda: selectors.kept_row(loading, row))


def own_row(request, loading_id, row):
    """A row of one of the partnership's own files, for those who may see that school's figures."""
    loading = OwnLoading.objects.filter(pk=loading_id).first()
    if loading is None:
        raise Http404

    def read():
        kept = selectors.own_row(loading, row)
        urn = selectors.urn_of(kept.cells)
        if not access.may_see_own_row(request.user, partnership=request.partnership, urn=urn):
            raise Http404
        return kept

    return _row(request, read)


def address_of_national_bring(request):
    """Where a data officer brings national files in, for her alone."""
    may = request.partnership is not None and access.may_bring(request.user, partnership=None)
    return reverse("imports:bring") if may else ""


def _row(request, read):
    try:
        kept = read()
    except Unreadable as error:
        raise Http404 from error
    used = {column: name for name, column in kept.columns.items()}
    context = {
        "title": f"Row {kept.row:,} of {kept.file_name}",
        "kept": kept,
        "cells": [(name, cell, name in used) for name, cell in kept.cells.items()],
        "breadcrumbs": crumbs(request, (kept.file_name, "")),
    }
    return render(request, "imports/row.html", context)


def _lede(held):
    if not held:
        return "Nothing is held yet. Begin with the register of schools: every other file is about its schools."
    newest = max((kind.newest for kind in held), key=lambda loading: loading.loaded_at)
    return (
        f"{count(len(held), 'kind of file is', 'kinds of file are', capital=True)} held. The last one to be loaded was "
        f"{newest.release.name}, on {newest.loaded_at:%-d %B %Y}."
    )
