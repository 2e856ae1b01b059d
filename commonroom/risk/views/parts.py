"""One part of the method at a time, on screen; each saving changes the draft."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse

from commonroom.risk import document, editing, method_parts, support_model
from commonroom.risk.forms import PartForm
from commonroom.risk.views import changing


def part(request, part):
    """What stands in one part of the draft, or of the newest version where there is none, to be changed."""
    basis = support_model.basis(request.partnership)
    data = method_parts.added(part, document.as_data(basis.model))
    section = method_parts.section(part, basis.model, data, changing.measures())
    if section is None:
        raise Http404
    cells = list(editing.fields(section, data))
    shown = [(name, value) for name, _, value in cells]
    form = PartForm(request.POST or None, cells=cells, seen=editing.standing(shown))
    if request.method == "POST" and form.is_valid() and changing.still_stands(form, shown, basis):
        whole = method_parts.settled(editing.written(section, data, form.cleaned_data))
        if changing.kept(request, form, whole, basis):
            return redirect("risk:method_change", request.partnership.slug)
    context = {
        "title": section.title,
        "section": section,
        "form": form,
        "single": [form[cell.key] for cell in section.cells],
        "rows": _rows(section, form),
        "basis": basis,
        "breadcrumbs": [("Change the method", reverse("risk:method_change", args=[request.partnership.slug]))],
    }
    return render(request, "risk/method_part.html", context)


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
