"""A report on its way: begun, written, read, published or left."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commonroom.people.access import Refused
from commonroom.reports import access, forms, services
from commonroom.reports.models import PublishedReport
from commonroom.reports.rules import ground as grounds
from commonroom.reports.rules import publishing
from commonroom.reports.views import sheets


def begin(request):
    """Begin a report of today's figures."""
    numbers = list(PublishedReport.objects.filter(partnership=request.partnership).values_list("number", flat=True))
    form = forms.BeginForm(request.POST, numbers=numbers)
    if not form.is_valid():
        messages.error(request, "Choose which report this one replaces, or none.")
        return redirect("reports:list", request.partnership.slug)
    try:
        made = services.begin_report(
            partnership=request.partnership, by=request.user, at=timezone.now(), **form.cleaned_data
        )
    except services.CannotBegin as refusal:
        messages.error(request, str(refusal))
        return redirect("reports:list", request.partnership.slug)
    return redirect("reports:draft", request.partnership.slug, made.public_id)


def _draft(request, public_id):
    return access.open_draft(public_id, to=request.user, partnership=request.partnership)


def draft(request, public_id):
    """The words of a draft, what is left out of it, and the steps to publishing."""
    found = _draft(request, public_id)
    form = forms.WordsForm(request.POST or None, initial=forms.initial(found.document), document=found.document)
    if request.method == "POST" and form.is_valid():
        try:
            services.write_words(report=found, by=request.user, at=timezone.now(), **form.words())
        except services.CannotWrite as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Your words are kept.")
            return redirect("reports:draft", request.partnership.slug, found.public_id)
    ground = grounds.read(found.ground)
    counts = publishing.counts_of(ground)
    left_out = {count for key, count in counts.items() if key not in ground.shown}
    said = services.typed_numbers(found)
    context = {
        "title": found.document["title"],
        "found": found,
        "form": form,
        "shown": len(ground.shown),
        "hidden": len(counts) - len(ground.shown),
        "least": found.document["least"],
        "numbers": forms.NumbersForm(said=said, left_out=left_out) if said else None,
        "publishes": bool(access.role_to_publish(request.user, partnership=request.partnership)),
        "breadcrumbs": [("Board reports", reverse("reports:list", args=[request.partnership.slug])), ("Draft", "")],
    }
    return render(request, "reports/draft.html", context)


def preview(request, public_id, audience):
    """The draft as its readers would see it."""
    found = _draft(request, public_id)
    if audience not in found.document["audiences"]:
        audience = "board"
    context = sheets.context_of(found.document, audience, partnership=request.partnership)
    return render(request, "reports/sheet.html", {**context, "draft": found})


def _step(request, public_id, take, done, **given):
    found = _draft(request, public_id)
    try:
        result = take(report=found, by=request.user, at=timezone.now(), **given)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports:draft", request.partnership.slug, found.public_id), None
    messages.success(request, done)
    return redirect("reports:draft", request.partnership.slug, found.public_id), result


def read(request, public_id):
    """The head of service has read it."""
    done = "You have read this report. It can be published as it is."
    return _step(request, public_id, services.read_report, done, answered=request.POST.getlist("answered"))[0]


def publish(request, public_id):
    """Freeze it."""
    answer, made = _step(request, public_id, services.publish_report, "The report is published and cannot change.")
    return redirect("reports:report", request.partnership.slug, made.number) if made else answer


def leave(request, public_id):
    """Leave it."""
    answer, left = _step(request, public_id, services.leave_report, "The draft is left. Nobody will read it.")
    return redirect("reports:list", request.partnership.slug) if left else answer
