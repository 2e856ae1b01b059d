"""The door of the register, its list, one’s own openings, one’s own interests."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from commonroom.register import access, selectors
from commonroom.register import services as verbs
from commonroom.register.forms import InterestForm, OpenForm
from commonroom.register.models import Conflict, Opening
from commonroom.register.views.parts import (
    area_schools,
    behind_the_door,
    fresh,
    keepers_only,
    session_of,
    to,
)

WIDE = ("head-of-service", "school-improvement-lead", "adviser")


def _reads_names(request):
    held = access.access.posts_in(request.user, request.partnership)
    return any(h.role in WIDE and (h.role != "adviser" or h.urn is not None) for h in held)


@behind_the_door
def register(request):
    """The list: by name for those who work with several schools, once opened; else what one may open, unnamed."""
    partnership, person, now = request.partnership, request.user, timezone.now()
    opening = None
    if _reads_names(request):
        opening = access.live_opening(None, person=person, partnership=partnership, session=session_of(request), at=now)
        if opening is None:
            return redirect(to(request, "open_list"))
    today = timezone.localdate()
    entries = list(access.visible_entries(to=person, partnership=partnership, on=today))
    names = selectors.names_of([e.urn for e in entries]) if opening else {}
    rows = [selectors.line(entry, names.get(entry.urn, ""), on=today) for entry in entries]
    is_keeper = access.is_keeper(person, partnership=partnership)
    context = {
        "title": "The register",
        "opening": opening,
        "open_rows": [r for r in rows if r.entry.closed_at is None],
        "closed_rows": [r for r in rows if r.entry.closed_at is not None],
        "proposals": selectors.proposals(partnership, to=person) if is_keeper else [],
        "grants": [] if is_keeper else list(access.given(person, partnership=partnership)),
        "is_keeper": is_keeper,
        "sees_shared": bool(
            access.role_to_share(person, partnership=partnership) or access.own_schools(person, partnership=partnership)
        ),
        "today": today,
    }
    return render(request, "register/list.html", context)


@behind_the_door
def open_list(request):
    """Why the list is opened."""
    if not _reads_names(request):
        raise Http404
    after = "shared" if request.GET.get("to") == "shared" else "list"
    return _ask(request, None, "Before you open the register", to(request, after))


@behind_the_door
def door(request, public_id):
    """Why an entry is opened: a purpose, a fresh second step, and then 15 minutes."""
    today = timezone.localdate()
    entry = access.open_entry(public_id, to=request.user, partnership=request.partnership, on=today)
    return _ask(request, entry, "Before you open this record", to(request, "entry", public_id))


def _ask(request, entry, title, after):
    if (step := fresh(request)) is not None:
        return step
    person, partnership, now = request.user, request.partnership, timezone.now()
    form = OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.open_record(
                entry=entry, partnership=partnership, by=person, at=now, session=session_of(request),
                **form.cleaned_data,
            )  # fmt: skip
        except verbs.CannotOpen as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(after)
    last = access.last_opening(entry, person=person, partnership=partnership)
    ended = last if last and last.closes_at <= now and last.closed_at is None else None
    mine = Opening.objects.filter(partnership=partnership, person_id=person.pk)
    context = {
        "title": title,
        "form": form,
        "entry": entry,
        "ended": ended,
        "times": mine.count(),
        "interests": list(Conflict.objects.filter(partnership=partnership, person_id=person.pk, ended_at=None)),
        "list_url": to(request, "list") if entry else "",
    }
    return render(request, "register/door.html", context)


@behind_the_door
@require_POST
def close(request, public_id):
    """Close what one has opened."""
    today, now = timezone.localdate(), timezone.now()
    entry = access.open_entry(public_id, to=request.user, partnership=request.partnership, on=today)
    opening = access.live_opening(
        entry, person=request.user, partnership=request.partnership, session=session_of(request), at=now
    )
    if opening is not None:
        verbs.close_record(opening=opening, by=request.user, at=now)
    messages.success(request, "The record is closed.")
    return redirect("portal:home", request.partnership.slug)


@behind_the_door
def mine(request):
    """One’s own openings, by the entry’s reference."""
    rows = Opening.objects.filter(partnership=request.partnership, person_id=request.user.pk).order_by("-opened_at")
    known = access.visible_entries(to=request.user, partnership=request.partnership, on=timezone.localdate())
    names = {entry.pk: entry.reference for entry in known}
    lines = [(row, names.get(row.entry_id, "") if row.entry_id else "The list") for row in rows[:200]]
    context = {
        "title": "Records that you opened",
        "lines": lines,
        "breadcrumbs": [("Register", to(request, "list")), ("Your openings", "")],
    }
    return render(request, "register/mine.html", context)


@behind_the_door
def interests(request):
    """One’s own list of interests; for the head of service, everybody’s."""
    form = InterestForm(request.POST or None, schools=area_schools(request))
    person, partnership = request.user, request.partnership
    if request.method == "POST" and form.is_valid():
        try:
            verbs.declare_interest(
                partnership=partnership, urn=int(form.cleaned_data["urn"]), what=form.cleaned_data["what"],
                by=person, at=timezone.now(),
            )  # fmt: skip
        except verbs.CannotGrant as refused:
            form.add_error(None, str(refused))
        else:
            return render(
                request,
                "register/conflict.html",
                {"title": "What we hold about this school is closed to you", "list_url": to(request, "list")},
            )
    rows = list(Conflict.objects.filter(partnership=partnership, ended_at=None).order_by("person_name", "pk"))
    names = selectors.names_of([row.urn for row in rows])
    context = {
        "title": "Interests in schools",
        "form": form,
        "rows": [(row, names.get(row.urn, str(row.urn)), _may_end(request, row)) for row in rows],
        "breadcrumbs": [("Register", to(request, "list")), ("Interests", "")],
    }
    return render(request, "register/interests.html", context)


def _may_end(request, row):
    held = access.access.posts_in(request.user, request.partnership)
    return row.person_id != request.user.pk and any(h.role == "head-of-service" for h in held)


@keepers_only
@require_POST
def end_interest(request, pk):
    """Take a colleague’s interest off the list."""
    row = get_object_or_404(Conflict, pk=pk, partnership=request.partnership, ended_at=None)
    verbs.end_interest(conflict=row, by=request.user, at=timezone.now())
    messages.success(request, "The interest is off the list.")
    return redirect(to(request, "interests"))
