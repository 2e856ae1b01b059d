"""What was shared with offices outside about any school: the list, and keeping one more."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from commonroom.people.access import Refused
from commonroom.register import access, selectors
from commonroom.register import services as verbs
from commonroom.register.forms import ShareForm
from commonroom.register.rules import sharing
from commonroom.register.views.parts import area_schools, behind_the_door, session_of, to

A_PAGE = 25


def _list_opening(request):
    return access.live_opening(
        None, person=request.user, partnership=request.partnership, session=session_of(request), at=timezone.now()
    )


@behind_the_door
def listed(request):
    """The lines that a reader may see: by name, once the list is open; a school’s own head and chair see theirs."""
    person, partnership = request.user, request.partnership
    shares = access.role_to_share(person, partnership=partnership)
    opening = _list_opening(request) if shares else None
    if shares and opening is None:
        return redirect(f"{to(request, 'open_list')}?to=shared")
    if not shares and not access.own_schools(person, partnership=partnership):
        raise Http404
    rows = access.visible_shared(to=person, partnership=partnership)
    offices = sharing.choices(timezone.localdate())
    if (office := request.GET.get("office", "")) in sharing.OFFICES:
        rows = rows.filter(office=office)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": "Shared outside",
        "opening": opening,
        "page": page,
        "lines": selectors.shared_lines(page.object_list),
        "shares": bool(shares),
        "offices": offices,
        "office": office,
        "breadcrumbs": [("Register", to(request, "list")), ("Shared outside", "")],
    }
    return render(request, "register/shared_outside.html", context)


@behind_the_door
def share(request):
    """Keep what was shared, with whom, why, and on what lawful basis."""
    person, partnership, today = request.user, request.partnership, timezone.localdate()
    if not access.role_to_share(person, partnership=partnership):
        raise Http404
    opening = _list_opening(request)
    if opening is None:
        return redirect(f"{to(request, 'open_list')}?to=shared")
    form = ShareForm(request.POST or None, schools=_schools(request), on=today, initial={"shared_on": today})
    if request.method == "POST" and form.is_valid():
        try:
            verbs.share_intelligence(partnership=partnership, by=person, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "What was shared is kept.")
            return redirect(to(request, "shared"))
    context = {
        "title": "Keep what was shared",
        "opening": opening,
        "form": form,
        "button": "Keep it for good",
        "breadcrumbs": [
            ("Register", to(request, "list")),
            ("Shared outside", to(request, "shared")),
            ("Keep what was shared", ""),
        ],
    }
    return render(request, "register/form.html", context)


def _schools(request):
    """The schools about which the reader may keep a line."""
    rows = area_schools(request)
    if access.is_keeper(request.user, partnership=request.partnership):
        return rows
    held = access.access.posts_in(request.user, request.partnership)
    allocated = {str(h.urn) for h in held if h.role == "adviser" and h.urn is not None}
    return [pair for pair in rows if pair[0] in allocated]
