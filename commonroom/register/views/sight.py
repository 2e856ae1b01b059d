"""Giving, renewing and ending sight of an entry."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from commonroom.people.access import Refused
from commonroom.people.models import Person
from commonroom.register import selectors
from commonroom.register import services as verbs
from commonroom.register.forms import EndForm, GrantForm, RenewForm
from commonroom.register.models import Grant
from commonroom.register.views.parts import banner, kept, to


def _answer(request, form, title, button, deed):
    if request.method == "POST" and form.is_valid():
        try:
            deed(form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(to(request, "entry", request.entry.public_id))
    context = banner(request, title=title, form=form, button=button, crumbs=[(title, "")])
    return render(request, "register/form.html", context)


@kept
def give(request):
    """Give somebody sight."""
    people = selectors.grantable_people(request.partnership, on=timezone.localdate())
    form = GrantForm(request.POST or None, people=people)

    def deed(given):
        person = get_object_or_404(Person, pk=given["person"])
        verbs.give_sight(
            entry=request.entry, person=person, purpose=given["purpose"], until=given["until"],
            by=request.user, at=timezone.now(),
        )  # fmt: skip
        messages.success(request, f"{person.name} can read this entry until {given['until']:%-d %B %Y}.")

    return _answer(request, form, "Give someone sight of this entry", "Give sight", deed)


def _grant(request, public_id):
    return get_object_or_404(Grant, public_id=public_id, entry=request.entry, partnership=request.partnership)


@kept
def renew(request, grant):
    """Renew somebody’s sight."""
    held = _grant(request, grant)
    form = RenewForm(request.POST or None, initial={"purpose": held.purpose})

    def deed(given):
        verbs.renew_sight(grant=held, by=request.user, at=timezone.now(), **given)
        messages.success(request, f"{held.person_name} can read this entry until {given['until']:%-d %B %Y}.")

    return _answer(request, form, f"Renew the sight of {held.person_name}", "Renew it", deed)


@kept
def end(request, grant):
    """End somebody’s sight now."""
    held = _grant(request, grant)

    def deed(given):
        verbs.end_sight(grant=held, by=request.user, at=timezone.now(), **given)
        messages.success(request, f"{held.person_name} cannot read this entry any more.")

    return _answer(request, EndForm(request.POST or None), f"End the sight of {held.person_name}", "End it", deed)
