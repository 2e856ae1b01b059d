"""One entry: what it says, what is decided, what is done; placing a school."""

from __future__ import annotations

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from commonroom.people.access import Refused
from commonroom.register import access, selectors
from commonroom.register import services as verbs
from commonroom.register.forms import DecideForm, MarkForm, PlaceForm, StepForm
from commonroom.register.papers import papers_of
from commonroom.register.rules.placing import EVERYTHING
from commonroom.register.views.parts import area_schools, banner, fresh, keepers_only, kept, opened, shows, to


def _shared(request, parts, today):
    """The page of whoever has sight of some papers and not of the entry itself."""
    grants = access.live_grants(request.user, partnership=request.partnership, on=today)
    context = banner(
        request,
        title=f"Entry {request.entry.reference}",
        school=selectors.school_of(request.entry) if "name" in parts else None,
        grant=grants.filter(entry=request.entry).first(),
        parts=parts,
        papers=papers_of(request.entry, parts),
    )
    return render(request, "register/shared.html", context)


def _page(request, form=None):
    today, entry = timezone.localdate(), request.entry
    parts = access.parts_for(entry, person=request.user, partnership=request.partnership, on=today)
    if "reasons" not in parts:
        return _shared(request, parts, today)
    by_post = (
        parts == EVERYTHING
        and not access.live_grants(request.user, partnership=request.partnership, on=today).filter(entry=entry).exists()
    )
    story = selectors.steps(entry)
    is_keeper = access.is_keeper(request.user, partnership=request.partnership)
    seen = access.visible_notices(entry, to=request.user, partnership=request.partnership)
    school = selectors.school_of(entry)
    initial = {"on": today}
    context = banner(
        request,
        title=f"Entry {entry.reference}",
        school=school,
        story=story,
        standing=selectors.standing(request.partnership, entry.urn),
        indicators=selectors.indicator_words(entry),
        missing=selectors.missing(entry, story),
        due=selectors.due_on(story),
        still_open=verbs.what_is_open(entry, on=today) if is_keeper and not entry.closed_at else (),
        notices=selectors.notice_lines(seen),
        grants=selectors.grant_lines(entry, on=today),
        openings=selectors.openings(entry)[:8],
        disclosures=selectors.disclosures(entry) if is_keeper else [],
        parts=parts,
        papers=None if by_post else papers_of(entry, parts),
        form=form or (DecideForm(initial=initial) if is_keeper and not entry.closed_at else None),
        today=today,
    )
    return render(request, "register/entry.html", context)


@opened
def entry(request):
    """An opened entry."""
    return _page(request)


@kept
@require_POST
def decide(request):
    """Record a decision; a refusal stands on the form with what to do."""
    form = DecideForm(request.POST)
    if form.is_valid():
        try:
            verbs.decide(entry=request.entry, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The decision is recorded.")
            return redirect(to(request, "entry", request.entry.public_id))
    return _page(request, form)


@kept
def step(request):
    """Record something that was done."""
    form = StepForm(request.POST or None, entry=request.entry, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            verbs.record_step(entry=request.entry, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The step is recorded.")
            return redirect(to(request, "entry", request.entry.public_id))
    context = banner(request, title="Record what was done", form=form, crumbs=[("Record what was done", "")])
    context["button"] = "Record the step"
    return render(request, "register/form.html", context)


@kept
def mark(request):
    """Change the markers of an entry."""
    entry = request.entry
    initial = {"foi_marker": entry.foi_marker, "code_marker": entry.code_marker}
    form = MarkForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.mark(entry=entry, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "The markers are changed. What stood before is in the story.")
            return redirect(to(request, "entry", entry.public_id))
    context = banner(request, title="Change the markers", form=form, crumbs=[("Change the markers", "")])
    context["button"] = "Change the markers"
    return render(request, "register/form.html", context)


@opened
@shows("reasons")
def openings(request):
    """Everyone who opened the entry: by name for keepers, by role for the school."""
    context = banner(
        request,
        title="Who has opened it",
        rows=selectors.openings(request.entry),
        crumbs=[("Who has opened it", "")],
    )
    return render(request, "register/openings.html", context)


@keepers_only
def place(request):
    """Place a school on the register."""
    if (way := fresh(request)) is not None:
        return way
    today = timezone.localdate()
    form = PlaceForm(
        request.POST or None,
        schools=area_schools(request),
        indicators=selectors.indicators(request.partnership, on=today),
        initial={"decided_on": today, "urn": request.GET.get("urn", "")},
    )
    if request.method == "POST" and form.is_valid():
        given = {**form.cleaned_data, "urn": int(form.cleaned_data["urn"])}
        try:
            made = verbs.place_school(partnership=request.partnership, by=request.user, at=timezone.now(), **given)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(
                request,
                f"Entry {made.reference} is recorded: the school is on the register. Its record asks why you open it.",
            )
            return redirect(to(request, "door", made.public_id))
    context = {
        "title": "Place a school on the register",
        "form": form,
        "breadcrumbs": [("Register", to(request, "list")), ("Place a school", "")],
        "button": "Place it on the register",
    }
    return render(request, "register/form.html", context)


@keepers_only
@require_POST
def include(request, urn):
    """Record what an automatic rule proposes, by one press."""
    try:
        made = verbs.record_inclusion(partnership=request.partnership, urn=urn, by=request.user, at=timezone.now())
    except verbs.CannotPlace as refused:
        messages.error(request, str(refused))
        return redirect(to(request, "list"))
    messages.success(request, f"Entry {made.reference} is recorded: the school is on the register.")
    return redirect(to(request, "list"))
