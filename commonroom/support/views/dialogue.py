"""Talks with the responsible bodies of academies and free schools (G44)."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from commonroom.people.access import Refused
from commonroom.schools.rules import is_academy
from commonroom.schools.selectors import listing
from commonroom.support import access, forms, services
from commonroom.support.views import words


def dialogue(request):
    """The log, newest first; bodies with which nobody has talked yet; and a form for leads."""
    partnership, today = request.partnership, timezone.localdate()
    academies = [s for s in listing.open_in(partnership.la_codes) if is_academy(s.type)]
    logs = access.role_for("log a talk", by=request.user, partnership=partnership)
    if request.method == "POST" and not logs:
        raise Http404
    choices = [(s.pk, s.name) for s in academies]
    posted = request.POST if request.method == "POST" else None
    form = forms.DialogueForm(posted, academies=choices, initial={"on": today}) if logs else None
    if form is not None and form.is_bound and form.is_valid() and _logged(request, form):
        return redirect("support:dialogue", partnership.slug)
    rows = list(access.visible_dialogues(to=request.user, partnership=partnership).order_by("-on", "-pk"))
    bodies = {school.trust_name or school.name for school in academies}
    names = {school.pk: school.name for school in academies}
    context = {
        "title": "Talks with responsible bodies",
        "rows": [(row, names.get(row.urn, "")) for row in rows],
        "bodies": len(bodies),
        "silent": sorted(bodies - {row.body for row in rows}) if logs else [],
        "due": [row for row in rows if row.next_on and row.next_on < today and _is_last(row, rows)],
        "form": form,
        "breadcrumbs": words.crumbs(request, ("Talks with responsible bodies", "")),
    }
    return render(request, "support/dialogue.html", context)


def _is_last(row, rows):
    return all(other.body != row.body or other.on <= row.on for other in rows)


def _logged(request, form):
    try:
        services.log_dialogue(partnership=request.partnership, by=request.user, at=timezone.now(), **form.cleaned_data)
    except Refused as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, "The talk is logged. Leads read it; schools do not.")
    return True
