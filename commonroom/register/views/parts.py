"""What every page of the register does: the door, the opening, the banner."""

from __future__ import annotations

import hashlib
from functools import wraps

from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from commonroom.people.access import Refused
from commonroom.people.second_step import require_fresh_second_step
from commonroom.register import access
from commonroom.register.rules.placing import GRANTABLE
from commonroom.schools.models import School

WRITING_SECONDS = 60 * 60


def session_of(request):
    """A hash of the session, by which an opening is bound to it."""
    return hashlib.sha256((request.session.session_key or "").encode()).hexdigest()


def to(request, name, *args):
    """The address of a page of the register in this partnership."""
    return reverse(f"register:{name}", args=[request.partnership.slug, *args])


def behind_the_door(view):
    """For whoever has a door to the register or was given sight; for everybody else the address does not exist."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not access.has_a_door(request.user, partnership=request.partnership) and not _was_given_sight(request):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def _was_given_sight(request):
    held = access.access.posts_in(request.user, request.partnership)
    return any(h.role in GRANTABLE for h in held) and access.given(request.user, partnership=request.partnership)


def keepers_only(view):
    """For keepers; for everybody else the address does not exist."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not access.is_keeper(request.user, partnership=request.partnership):
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def opened(view):
    """Load the entry by its door and the reader’s live opening; without one, lead to the page that asks why."""

    @wraps(view)
    def guarded(request, public_id, **kwargs):
        now = timezone.now()
        request.entry = access.open_entry(
            public_id, to=request.user, partnership=request.partnership, on=timezone.localdate()
        )
        request.opening = access.live_opening(
            request.entry, person=request.user, partnership=request.partnership, session=session_of(request), at=now
        )
        if request.opening is None:
            return redirect(to(request, "door", public_id))
        return view(request, **kwargs)

    return guarded


def shows(part):
    """For whoever's sight of the opened entry covers a part; for everybody else the address does not exist."""

    def wrapped(view):
        @wraps(view)
        def guarded(request, **kwargs):
            parts = access.parts_for(
                request.entry, person=request.user, partnership=request.partnership, on=timezone.localdate()
            )
            if part not in parts:
                raise Http404
            return view(request, **kwargs)

        return guarded

    return wrapped


def kept(view):
    """As `opened`, and only for keepers."""

    @wraps(view)
    def guarded(request, **kwargs):
        if not access.is_keeper(request.user, partnership=request.partnership):
            raise Refused(
                "Only the head of service and the school improvement lead change the register. Tell one of them."
            )
        return view(request, **kwargs)

    return opened(guarded)


def fresh(request):
    """The way to the second step where it was not taken lately; what somebody is writing gets an hour."""
    if request.method == "POST":
        return require_fresh_second_step(request, seconds=WRITING_SECONDS)
    return require_fresh_second_step(request)


def area_schools(request):
    """The area’s open schools for a list to choose from, but for those of the reader’s interests."""
    barred = access.barred_schools(request.user, partnership=request.partnership)
    rows = School.objects.filter(la_code__in=request.partnership.la_codes, is_open=True).exclude(urn__in=barred)
    return [(str(s.urn), f"{s.name} ({s.urn})") for s in rows.order_by("name", "urn").only("urn", "name")]


def banner(request, **context):
    """Context of a page of an opened record."""
    crumbs = context.pop("crumbs", ())
    entry = request.entry
    first = [("Register", to(request, "list")), (entry.reference, to(request, "entry", entry.public_id))]
    return {
        "entry": entry,
        "opening": request.opening,
        "is_keeper": access.is_keeper(request.user, partnership=request.partnership),
        "breadcrumbs": [*first, *crumbs] if crumbs else [],
        **context,
    }
