"""Saving what is being written: by script while one writes, by a button without one, and both texts where two wrote."""

from __future__ import annotations

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commonroom.people.access import Refused
from commonroom.visits import access, forms, services
from commonroom.visits.rules import cases
from commonroom.visits.rules import notes as rules
from commonroom.visits.services import texts
from commonroom.visits.views import notes, things


def _sent(request):
    """The words as they were sent; lists stay lists."""
    return {key: request.POST.getlist(key) if key in rules.LISTS else request.POST.get(key, "") for key in request.POST}


def _version(request):
    try:
        return int(request.POST.get("version", ""))
    except ValueError:
        return -1


def _save(request, thing, *, back, form, labels, send=None):
    """Save, and say so in JSON to the script or by leading back; where two wrote, show both texts."""
    by_script = "application/json" in request.headers.get("Accept", "")
    try:
        words = texts.clean(thing, _sent(request))
        draft = services.save_draft(
            thing=thing, words=words, version=_version(request), by=request.user, at=timezone.now()
        )
    except services.Overtaken as overtaken:
        if by_script:
            return JsonResponse({"sentence": str(overtaken)}, status=409)
        return _both(request, thing, overtaken, words, back=back, form=form, labels=labels)
    except Refused as refusal:
        if by_script:
            return JsonResponse({"sentence": str(refusal)}, status=403)
        messages.error(request, str(refusal))
        return redirect(back)
    if by_script:
        return JsonResponse({"version": draft.version, "saved": f"{timezone.localtime(draft.saved_at):%-H:%M}"})
    if send and request.POST.get("then") == "send":
        return send(draft)
    messages.success(request, "Saved.")
    return redirect(back)


def _both(request, thing, overtaken, words, *, back, form, labels):
    """Both texts, and a form that holds what both say, to be put in order and saved."""
    saved = overtaken.saved
    both, differ = rules.merged(saved.words, words)
    choices = {**rules.LISTS, **rules.CHOICES}

    def shown(key, value):
        if key not in choices:
            return value
        chosen = value if isinstance(value, list) else [value]
        return ", ".join(choices[key][code] for code in chosen if code)

    context = {
        "title": "Two of you wrote",
        "sentence": str(overtaken),
        "saved": saved,
        "differ": [(labels[key], shown(key, saved.words[key]), shown(key, words[key])) for key in differ],
        "form": form(both),
        "version": saved.version,
        "action": request.path,
        "back": back,
        "breadcrumbs": [*steps_to(request, thing, back), ("Two of you wrote", "")],
    }
    return render(request, "visits/both.html", context, status=409)


def steps_to(request, thing, back):
    """The way back to the thing."""
    return [("Visits", reverse("visits:list", args=[request.partnership.slug])), (str(thing), back)]


def save_note(request, public_id):
    """Save a note's draft; with “send” in the same press, send it for review."""
    found = access.open_note(public_id, to=request.user, partnership=request.partnership)
    labels = {**rules.TEXTS, "groups": "Whose experience", "triggers": "Needs attention", "help": "Help"}

    def send(draft):
        try:
            services.send_note(note=found, by=request.user, at=timezone.now())
        except Refused as refusal:
            return refused(request, found, draft, refusal)
        messages.success(request, "The note is with the school improvement lead.")
        return redirect(notes.address(request, found))

    return _save(
        request,
        found,
        back=notes.address(request, found),
        form=lambda words: forms.NoteForm(initial=words, kind=found.visit.kind),
        labels=labels,
        send=send,
    )


def refused(request, found, draft, refusal):
    """The note's page again, saved, with what is missing beside each question."""
    form = forms.NoteForm(request.POST, kind=found.visit.kind)
    form.is_valid()
    missing = rules.why_not_send(draft.words, found.visit.kind, found.visit.on, timezone.localdate())
    for key, sentence in missing:
        form.add_error(key if key in form.fields else None, sentence)
    if not missing:
        form.add_error(None, str(refusal))
    return notes.show_note(request, found, form=form)


def save_record(request, public_id):
    """Save the record of a meeting."""
    found = access.open_meeting(public_id, to=request.user, partnership=request.partnership)
    return _save(
        request,
        found,
        back=things.address(request, found),
        form=lambda words: forms.TitledForm(initial=words, titles=cases.RECORD),
        labels=cases.RECORD,
    )


def save_summary(request, public_id):
    """Save the summary of a review."""
    found = access.open_review(public_id, to=request.user, partnership=request.partnership)
    return _save(
        request,
        found,
        back=things.address(request, found),
        form=lambda words: forms.TitledForm(initial=words, titles=cases.SUMMARY),
        labels=cases.SUMMARY,
    )
