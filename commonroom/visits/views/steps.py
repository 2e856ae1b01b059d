"""One page for every step: a form, one service, and back. What may be done now is a table beside each kind of thing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commonroom.people.access import Refused
from commonroom.visits import access, selectors
from commonroom.visits.forms import NothingForm


@dataclass(frozen=True)
class Step:
    """A step on a thing: its words, who may take it in which states, its form and the service that it calls."""

    title: str
    button: str
    deed: str
    states: tuple[str, ...]
    run: Callable[..., Any]
    form: Callable[..., Any] = NothingForm
    makes: Callable[[Any, Any], Mapping[str, Any]] = lambda thing, part: {}
    part: Callable[[Any, int], Any] | None = None
    said: str = "Done."
    lede: str = ""
    also: Callable[[Any], bool] = lambda thing: True


def may(step, thing, person):
    """Whether a person may take a step on a thing as it stands."""
    role = access.role_for(step.deed, by=person, partnership=thing.partnership, urn=thing.urn)
    return bool(role) and thing.state in step.states and step.also(thing)


def offered(table, thing, person, *, with_part=False):
    """The steps that a person may take now, as (slug, step) pairs; those on a part only where asked for."""
    return [(slug, step) for slug, step in table.items() if bool(step.part) == with_part and may(step, thing, person)]


def take(request, thing, table, slug, *, back, part=None, crumbs=()):
    """Show a step's form or take it. A step that does not fit any more leads back and says so."""
    step = table.get(slug)
    if step is None or bool(step.part) != (part is not None):
        raise Http404
    role = access.role_for(step.deed, by=request.user, partnership=request.partnership, urn=thing.urn)
    if not role:
        raise Http404
    if not may(step, thing, request.user):
        messages.warning(request, "This has moved on since you opened it. Look at where it is now.")
        return redirect(back)
    piece = step.part(thing, part) if step.part else None
    form = step.form(request.POST if request.method == "POST" else None, **step.makes(thing, piece))
    if request.method == "POST" and form.is_valid() and took(request, form, step, thing, piece):
        messages.success(request, step.said)
        return redirect(back)
    context = {
        "title": step.title,
        "form": form,
        "step": step,
        "piece": piece,
        "back": back,
        "school": selectors.school_names([thing.urn]).get(thing.urn, "All schools"),
        "breadcrumbs": [*crumbs, (step.title, "")],
    }
    return render(request, "visits/step.html", context)


def took(request, form, step, thing, piece):
    """Call the service; where it refuses, its sentence stands on the form."""
    given = {"by": request.user, "at": timezone.now()}
    try:
        step.run(thing, piece, form.cleaned_data, given, site(request))
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def site(request):
    """The address of the reader's home, for letters."""
    return request.build_absolute_uri("/")


def crumbs_for(request, thing):
    """The way to a thing: the school's page of our work, for whoever comes from there; else the list of visits."""
    slug = request.partnership.slug
    if thing.urn is None:
        return [("Visits", reverse("visits:list", args=[slug]))]
    name = selectors.school_names([thing.urn]).get(thing.urn, f"URN {thing.urn}")
    return [(name, reverse("visits:school", args=[slug, thing.urn]))]
