"""Notes of council teams: written by many, read by few."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone

from commonroom.risk import access, services, support_model
from commonroom.risk.document import TEAMS
from commonroom.risk.forms import NoteForm
from commonroom.risk.views.words import crumbs
from commonroom.schools.models import School
from commonroom.schools.selectors import listing


def notes(request):
    """Write a note, and read those that one may read: a support officer her own."""
    partnership = request.partnership
    model = support_model.document(partnership, on=timezone.localdate())
    named = [(i.slug, i.name) for i in model.indicators if "intelligence" in i.judged_by]
    form = NoteForm(request.POST or None, schools=_schools(request), indicators=named)
    if request.method == "POST" and form.is_valid():
        try:
            services.note_intelligence(partnership=partnership, by=request.user, at=timezone.now(), **form.cleaned_data)
        except services.CannotNote as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The note is kept.")
            return redirect("risk:notes", partnership.slug)
    rows = list(access.visible_intelligence(to=request.user, partnership=partnership).order_by("-said_on", "-pk")[:60])
    names = dict(School.objects.filter(pk__in={row.urn for row in rows}).values_list("urn", "name"))
    both = access.role_of(request.user, partnership=partnership, among=(*access.LEADS, *access.ADVISERS))
    context = {
        "title": "What council teams know",
        "form": form,
        "notes": [(row, names.get(row.urn, ""), TEAMS.get(row.team, row.team)) for row in rows],
        "only_own": not both,
        "breadcrumbs": crumbs(request, ("Notes", "")) if both else None,
    }
    return render(request, "risk/notes.html", context)


def _schools(request):
    """The schools that the writer may write about: an adviser her own ones."""
    rows = listing.open_in(request.partnership.la_codes)
    among = (*access.LEADS, "support-officer")
    if not access.role_of(request.user, partnership=request.partnership, among=among):
        own = access.schools_of(request.user, partnership=request.partnership, roles=access.ADVISERS)
        rows = tuple(school for school in rows if school.pk in own)
    return [(school.pk, school.name) for school in rows]
