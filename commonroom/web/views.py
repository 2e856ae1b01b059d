"""Pages that belong to no room: errors, help, words, statements, and the gallery of components."""

from __future__ import annotations

import errno
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.html import urlize

from commonroom.web import gallery as samples
from commonroom.web import text

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system calls a full disk, a full share of one, and a file that may not grow."""


@dataclass
class Download:
    """One kind of file on the help page: its name, who publishes it, where to download it, what we ask about it."""

    name: str
    publisher: str
    where: str
    slug: str = ""

    @cached_property
    def linked(self) -> str:
        """Where to download it, its addresses as links."""
        return urlize(self.where, autoescape=True)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: the same body whether nothing is there or it is not for this person."""
    request.lost = True  # type: ignore[attr-defined]  # the menu marks nothing: what lies beside a hidden page stays hidden
    return render(request, "404.html", {"title": "Page not found"}, status=404)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403, with the reason when the refusal gave one."""
    context = {"title": "You cannot do this", "reason": str(exception or "")}
    return render(request, "403.html", context, status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is missing or stale (settings.CSRF_FAILURE_VIEW)."""
    return render(request, "web/csrf.html", {"title": "The form was not taken"}, status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """500; or 503 with Retry-After when the database is away, 507 when a disk is full. Touches neither database nor
    session.
    """
    error = sys.exc_info()[1]
    if _is_away(error):
        return unavailable(request)
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return no_room(request)
    return HttpResponse(render_to_string("500.html", {"title": "Something went wrong"}), status=500)


def _is_away(error: BaseException | None) -> bool:
    """Whether an error tells that the database is away: it, or what it came from, says so, or the connection is gone.

    A connection that is cut between two answers to one question shows itself as an answer that is lacking.
    """
    while error is not None:
        if isinstance(error, (OperationalError, InterfaceError)):
            return True
        if isinstance(error, DatabaseError) and (connection.connection is None or connection.connection.closed):
            return True
        error = error.__cause__ or error.__context__
    return False


def unavailable(request: HttpRequest) -> HttpResponse:
    """503: back in a moment."""
    page = render_to_string("503.html", {"title": "Back in a moment"})
    return HttpResponse(page, status=503, headers={"Retry-After": "10"})


def no_room(request: HttpRequest) -> HttpResponse:
    """507: a disk is full, mostly that of the folder for files on their way in; what to do, and what is safe."""
    page = render_to_string("507.html", {"title": "There is no room left"})
    return HttpResponse(page, status=507)


def health(request: HttpRequest) -> HttpResponse:
    """200 for whoever watches the house while web and database answer; without the database every page is a 503."""
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return HttpResponse("Commonroom answers.\n", content_type="text/plain; charset=utf-8")


def help_page(request: HttpRequest, downloads: Callable[[], Sequence[Download]] | None = None) -> HttpResponse:
    """How to find your way, and where to download each file. The list comes from the room that reads them."""
    context = {"title": "Help", "downloads": downloads() if downloads else ()}
    return render(request, "web/help.html", context)


def words(request: HttpRequest) -> HttpResponse:
    """The glossary."""
    context = {"title": "What the words mean", "text": text.document("glossary.md")}
    return render(request, "web/words.html", context)


def figures(request: HttpRequest, held_url: str = "") -> HttpResponse:
    """Where the figures come from."""
    return render(request, "web/figures.html", {"title": "Where the figures come from", "held_url": held_url})


def privacy(request: HttpRequest) -> HttpResponse:
    """How we keep records private."""
    return render(request, "web/privacy.html", {"title": "How we keep records private"})


def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    return render(request, "web/accessibility.html", {"title": "Accessibility"})


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component with made-up data. Only for staff, and where the program is being worked on."""
    staff = getattr(getattr(request, "user", None), "is_staff", False)
    if not (staff or settings.DEBUG or getattr(settings, "TESTING", False)):
        raise Http404
    return render(request, "web/gallery.html", samples.context(request.GET))


def gallery_paper(request: HttpRequest) -> HttpResponse:
    """A sample paper: on the screen, or as PDF with ?pdf."""
    staff = getattr(getattr(request, "user", None), "is_staff", False)
    if not (staff or settings.DEBUG or getattr(settings, "TESTING", False)):
        raise Http404
    return render(
        request, "web/gallery_paper.html", samples.context(request.GET) | {"title": "Osier Bank Primary School"}
    )
