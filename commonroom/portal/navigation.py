"""Navigation by what a role does: an explicit list, composed at the top of the house."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from commonroom.people import access
from commonroom.people.permissions import Permission
from commonroom.register import access as register
from commonroom.reports import access as reports
from commonroom.schools import rules
from commonroom.schools.selectors import house

DEMONSTRATION = "This is a demonstration. Its schools, people and figures are invented."


@dataclass(frozen=True)
class NavItem:
    """One entry of the menu."""

    label: str
    url: str
    current: bool = False


@lru_cache(maxsize=4096)
def address(name: str, *args: object) -> str:
    """The address of a page, or nothing while the page does not stand: such entries are not shown."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context for every page: the partnership, the person, her menu, and where the search box asks."""
    partnership = getattr(request, "partnership", None)
    context: dict[str, Any] = {"partnership": partnership, "banner": _banner(request)}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return context
    held = access.partnerships_of(user)
    context |= {
        "person": user,
        "person_url": address("me"),
        "sign_out_url": address("account_logout"),
        "home_url": address("portal:home", partnership.slug) if partnership else "/",
        "find_url": address("portal:schools", partnership.slug) if partnership else address("portal:find"),
        "nav": [] if getattr(request, "second_step_needed", False) else _menu(request, user, partnership),
        "switch_to": [p for p in held if partnership is None or p.pk != partnership.pk],
        "footer_line": f"Commonroom is run for {partnership.name}." if partnership else "",
    }
    return context


def _banner(request: HttpRequest) -> str:
    return DEMONSTRATION if house.held_for(request).holds == rules.Holds.DEMONSTRATION else ""


LIT = {
    "support": ("Support",),
    "visits": ("Visits", "Support"),
    "risk": ("Assessment", "Notes", "Support"),
}
"""Which entry is lit on a room's pages whose address lies under a school: the first of these that the menu has."""


def _lit(request: HttpRequest, shown: list[tuple[str, str]]) -> str:
    """The address of the entry for the room of a page; empty where its own address tells."""
    wanted = LIT.get(request.resolver_match.app_name, ()) if request.resolver_match else ()
    urls = dict(shown)
    return next((urls[label] for label in wanted if label in urls), "")


def _menu(request: HttpRequest, user: Any, partnership: Any) -> list[NavItem]:
    pairs = _of_partnership(user, partnership) if partnership else _of_platform(user)
    shown = [(label, url) for label, url in pairs if url]
    path = request.path
    home = shown[0][1]
    begun = [url for _, url in shown if path == url or (url != home and path.startswith(url))]
    current = "" if getattr(request, "lost", False) else _lit(request, shown) or max(begun, key=len, default="")
    return [NavItem(label, url, url == current) for label, url in shown]


def _of_partnership(user: Any, partnership: Any) -> list[tuple[str, str]]:
    slug = partnership.slug
    pairs = [("Home", address("portal:home", slug))]
    own = sorted(access.works_at(user, partnership=partnership))
    if own:
        pairs.append(("My school", address("measures:school", slug, own[0])))
    posts = access.posts_in(user, partnership)
    pairs += [
        ("Area overview", address("measures:area", slug)),
        ("Schools", address("portal:schools", slug)),
        ("Compare", address("measures:compare", slug)),
        *_of_support(user, partnership),
    ]
    if {held.role for held in posts} & {"adviser", "school-improvement-lead", "head-of-service"}:
        pairs += [("Support", address("support:team", slug)), ("Visits", address("visits:list", slug))]
    if register.has_a_door(user, partnership=partnership) or _has_sight(user, partnership):
        pairs.append(("Register", address("register:list", slug)))
    if reports.reads(user, partnership=partnership):
        label = "Board report" if reports.reads_the_boards(user, partnership=partnership) else "Reports"
        pairs.append((label, address("reports:list", slug)))
    pairs.append(("Data", address("imports:data", slug)))
    if access.can(user, Permission.SEE_PEOPLE, partnership=partnership) or access.can(
        user, Permission.INVITE_SCHOOLS_STAFF, partnership=partnership
    ):
        pairs.append(("People", address("people", slug)))
    return pairs


def _has_sight(user: Any, partnership: Any) -> bool:
    """Whether somebody from outside was given sight of a record. Those who run the partnership or its money have many
    pages and seldom sight: their menu does not ask at each page, and home leads them there.
    """
    if {held.role for held in access.posts_in(user, partnership)} & {"partnership-manager", "finance-officer"}:
        return False
    return bool(register.sights(user, partnership=partnership, on=timezone.localdate()))


SUPPORT = {
    "head-of-service": ("Assessment", "risk:overview"),
    "school-improvement-lead": ("Assessment", "risk:overview"),
    "adviser": ("Assessment", "risk:overview"),
    "headteacher": ("Support", "visits:school"),
    "chair-of-governors": ("Support", "visits:school"),
    "support-officer": ("Notes", "risk:notes"),
}
"""What the entry for support is called, by role; the rest have none. A school's own people have one page for it all."""


def _of_support(user: Any, partnership: Any) -> list[tuple[str, str]]:
    held = [post for post in access.posts_in(user, partnership) if post.role in SUPPORT]
    fitting = [post for post in held if post.role != "adviser" or post.urn is not None]
    if not fitting:
        return []
    label, name = SUPPORT[fitting[0].role]
    own = [fitting[0].urn] if name == "visits:school" else []
    return [(label, address(name, partnership.slug, *own))]


def _of_platform(user: Any) -> list[tuple[str, str]]:
    pairs = [("Home", "/"), ("Schools", address("portal:find"))]
    if access.can(user, Permission.BRING_NATIONAL_FILES):
        pairs.append(("Bring files in", address("imports:bring")))
    pairs.append(("Data", address("imports:national_data")))
    if access.can(user, Permission.MANAGE_PLATFORM_PEOPLE):
        pairs.append(("People", address("platform_people")))
    return pairs
