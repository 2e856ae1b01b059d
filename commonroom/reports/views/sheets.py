"""What a sheet of a report shows, the same on the screen, from a browser's printer and as a PDF."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.text import slugify

from commonroom.web import pdf

OWN = ("themes", "asks")
"""Parts that are words and no tables: they have a place of their own on the sheet."""
KINDS = (
    ("thought", "To be thought about together"),
    ("sharing", "Worth sharing"),
    ("heard", "What schools have told us"),
)


def context_of(document, audience, *, number=None, origins=frozenset(), partnership=None):
    """The context of a sheet for one kind of reader. `origins` are keys of figures that open, for those who may."""
    wanted = document["audiences"][audience]
    themes = [one for one in document["themes"] if one.get("kept", True)]
    grouped = [(title, [one for one in themes if one["kind"] == kind]) for kind, title in KINDS]
    blocks = _blocks(document, wanted["sections"], [pair for pair in grouped if pair[1]])
    return {
        "title": document["title"],
        "document": document,
        "audience": audience,
        "reader": wanted,
        "number": number,
        "wide": [block for block in blocks if block.get("wide")],
        "narrow": [block for block in blocks if not block.get("wide")],
        "has_themes": bool(themes or document["standing"]) and "themes" in wanted["sections"],
        "origins": origins,
        "has_hidden": _has_hidden(document, wanted["sections"]),
        "partnership": partnership,
        "said": _said(document, wanted, number),
    }


def _blocks(document, slugs, themes):
    """The parts of a sheet in their order; those that are words alone only where there are any."""
    found = []
    for slug in slugs:
        if slug == "themes" and (themes or document["standing"]):
            found.append({"title": "Themes", "themes": themes, "standing": document["standing"]})
        elif slug == "asks" and document["asks"]:
            found.append({"title": "The board is asked to", "asks": document["asks"]})
        elif slug not in OWN:
            section = document["sections"][slug]
            found.append({**section, "tables": [_labelled(table) for table in section["tables"]]})
    return found


def _labelled(table):
    """A table whose cells know the words at the head of their column, which stand before them on a narrow screen."""
    rows = []
    for row in table["rows"]:
        labelled = zip(table["head"][1:], row["cells"], strict=False)
        rows.append({**row, "cells": [{**cell, "label": words} for words, cell in labelled]})
    return {**table, "rows": rows}


def _said(document, wanted, number):
    """The line at the head of each sheet: for whom, where, and which report it is."""
    place = (document["meeting"] or wanted["name"]).rstrip(".")
    return f"{place}. Report {number}." if number else f"{place}. Draft."


def _has_hidden(document, sections):
    tables = [table for slug in sections if slug not in OWN for table in document["sections"][slug]["tables"]]
    return any(not cell["shown"] for table in tables for row in table["rows"] for cell in row["cells"])


def as_pdf(request, context, back):
    """The sheet as a PDF; a page that says so where this machine makes none."""
    try:
        made = pdf.render_pdf("reports/sheet.html", context)
    except pdf.PaperUnavailable as missing:
        return render(
            request,
            "reports/unavailable.html",
            {"title": "The PDF cannot be made", "reason": str(missing), "back": back},
            status=503,
        )
    response = HttpResponse(made, content_type="application/pdf")
    name = slugify(f"{context['title']} report {context['number']} {context['audience']}")
    response["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response
