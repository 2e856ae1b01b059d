"""Home, the front door, and finding a school."""

from functools import cache

from django.core.paginator import Paginator
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from commonroom.imports.sources import SOURCES
from commonroom.people import access
from commonroom.people.permissions import Permission
from commonroom.portal import rows, selectors, sentences
from commonroom.portal.navigation import address
from commonroom.reports import access as reports
from commonroom.schools.rules import Holds
from commonroom.schools.selectors import finding, house, listing
from commonroom.schools.selectors.kept import kept
from commonroom.web import views as web

ON_A_PAGE = 30


def front(request):
    """The front door: to the one partnership, or a choice of several; data officers without one work here."""
    held = access.partnerships_of(request.user)
    platform = access.posts_in(request.user, None)
    if len(held) == 1 and not platform:
        return HttpResponseRedirect(address("portal:home", held[0].slug))
    today = timezone.localdate()
    waiting = selectors.waiting_for(request.user, None, on=today)
    context = {
        "title": "Commonroom" if held or platform else "You hold no post yet",
        "partnerships": held,
        "platform": platform,
        "waiting": waiting,
        "lede": sentences.waiting(request.user.get_short_name(), waiting),
        "lately": selectors.lately(house.held_for(request).facts),
        "empty": _is_empty(request),
        "bring_url": address("imports:bring") if access.can(request.user, Permission.BRING_NATIONAL_FILES) else "",
        "today": today,
    }
    return render(request, "portal/front.html", context)


def home(request):
    """What needs you, in one partnership."""
    today = timezone.localdate()
    waiting = selectors.waiting_for(request.user, request.partnership, on=today)
    own = access.works_at(request.user, partnership=request.partnership)
    context = {
        "title": "What needs you",
        "waiting": waiting,
        "lede": sentences.waiting(request.user.get_short_name(), waiting),
        "ways": sentences.ways(
            request.partnership, listing.named(own), _support_of(request), reports=_reports_of(request)
        ),
        "lately": selectors.lately(house.held_for(request).facts),
        "data_url": address("imports:data", request.partnership.slug),
        "empty": (empty := _is_empty(request)),
        "bring_url": address("imports:bring") if access.can(request.user, Permission.BRING_NATIONAL_FILES) else "",
        "people_url": _people_url(request) if empty else "",
        "posts": sorted({access.ROLES[held.role].name for held in access.posts_in(request.user, request.partnership)}),
        "today": today,
    }
    return render(request, "portal/home.html", context)


def _is_empty(request):
    """Whether no file has been loaded yet."""
    return house.held_for(request).holds in ("", Holds.NOTHING)


def _people_url(request):
    """Where whoever may invite people does so."""
    may = access.can(request.user, Permission.INVITE_PEOPLE, partnership=request.partnership)
    return address("people", request.partnership.slug) if may else ""


def _support_of(request):
    """Where the support of the schools that a reader heads or chairs stands, by URN."""
    slug = request.partnership.slug
    held = access.posts_in(request.user, request.partnership)
    return {
        post.urn: address("visits:school", slug, post.urn)
        for post in held
        if post.role in ("headteacher", "chair-of-governors")
    }


def _reports_of(request):
    """Where a reader of reports finds them, and whether they are the board’s."""
    person, partnership = request.user, request.partnership
    url = address("reports:list", partnership.slug) if reports.reads(person, partnership=partnership) else ""
    return url, reports.reads_the_boards(person, partnership=partnership)


def schools(request):
    """Find any school of England; without a question, the area's schools by name."""
    asked, partnership = request.GET.get("q", "").strip(), request.partnership
    page, table, said = _found(request, asked) if asked else _listed(request)
    context = {
        "title": "Find a school" if not partnership else f"Schools of {partnership.short_name}",
        "find_query": asked,
        "asked": asked,
        "page": page,
        "table": table,
        "said": said,
    }
    if asked:
        context["title"] = "Schools that match"
    return render(request, "portal/schools.html", context)


def _found(request, asked):
    partnership = request.partnership
    found = finding.find_schools(asked, near_codes=partnership.la_codes if partnership else [], limit=50)
    page = Paginator(found.urns, ON_A_PAGE).get_page(request.GET.get("page"))
    table = rows.table(listing.shown(page.object_list), slug=partnership.slug if partnership else "")
    return page, table, sentences.found(asked, found)


def _listed(request):
    """A page of the area's schools; it rests on facts alone."""
    number, partnership = request.GET.get("page"), request.partnership
    slug, name = (partnership.slug, partnership.short_name) if partnership else ("", "")
    codes = tuple(partnership.la_codes) if partnership else ()

    def make():
        page = Paginator(listing.open_in(codes), ON_A_PAGE).get_page(number)
        table = rows.table(page, slug=slug)
        return page, table, sentences.listed(page.paginator.count, name)

    return kept("list of schools", (slug, name, codes, number), make, at=house.held_for(request).facts)


def help_page(request):
    """Help, with where to download each file, told by the readers themselves."""
    return web.help_page(request, _downloads)


@cache
def _downloads():
    return [web.Download(s.NAME, s.PUBLISHER, s.WHERE, s.KIND) for s in SOURCES if s.NATIONAL]
