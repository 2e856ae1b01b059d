"""One part of the method at a time, on screen; each saving makes a new dated version of the whole."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from commonroom.measures.catalogue import catalogue
from commonroom.risk import document, editing, method_parts, support_model
from commonroom.risk.forms import PartForm
from commonroom.risk.views.method import kept


def part(request, part):
    """What stands in one part of the newest version, to be changed."""
    newest = support_model.newest(request.partnership)
    model = support_model.of_row(newest) if newest else support_model.shipped()
    data = method_parts.added(part, document.as_data(model))
    section = method_parts.section(part, model, data, _measures())
    if section is None:
        raise Http404
    cells = list(editing.fields(section, data))
    form = PartForm(request.POST or None, cells=cells)
    if request.method == "POST" and form.is_valid():
        whole = method_parts.settled(editing.written(section, data, form.cleaned_data))
        after = int(request.POST["after"]) if request.POST.get("after", "").isdigit() else None
        if kept(request, form, whole, after):
            return redirect("risk:method", request.partnership.slug)
    context = {
        "title": section.title,
        "section": section,
        "form": form,
        "single": [form[cell.key] for cell in section.cells],
        "rows": _rows(section, form),
        "after": newest.number if newest else 0,
        "newest": newest,
        "breadcrumbs": [("Change the method", reverse("risk:method_change", args=[request.partnership.slug]))],
    }
    return render(request, "risk/method_part.html", context)


def _measures():
    return tuple((slug, spec.name) for slug, spec in catalogue().items())


def _rows(section, form):
    """Each list with its entries; the last of each is the empty one for adding."""
    found = []
    for rows in section.rows:
        entries, index = [], 0
        while f"{rows.key}.{index}.{rows.cells[0].key}" in form.fields:
            entries.append([form[f"{rows.key}.{index}.{cell.key}"] for cell in rows.cells])
            index += 1
        found.append((rows, entries[:-1] if not rows.fixed else entries, [] if rows.fixed else entries[-1]))
    return found
