"""The doors: who may pass, decided in one place, failing closed.

Posts are read at each request, so that a post given or ended counts from the next one. Rights held in one partnership
are never used in another: every question names the partnership. The order of answers keeps secrets: a route without a
cell, a foreign partnership and an invisible object all answer like an address that does not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from commonroom.partnerships.models import Partnership
from commonroom.partnerships.scope import set_person
from commonroom.people import idle, quickly, second_step
from commonroom.people.cells import READS, Cell, cells
from commonroom.people.models import Person
from commonroom.people.permissions import SEVERAL_SCHOOLS, Permission
from commonroom.people.roles import ROLES, SecondStep, strictest
from commonroom.schools.selectors import house


class Refused(PermissionDenied):
    """Visible, but not allowed: the reason is written for the reader."""


@dataclass(frozen=True)
class Held:
    """A post as the doors see it."""

    id: int
    role: str
    partnership: Partnership | None
    urn: int | None

    @property
    def permissions(self) -> frozenset[Permission]:
        """What the post's role lets its holder do; nothing where the role is no longer known."""
        return ROLES[self.role].permissions if self.role in ROLES else frozenset()


def current_posts(person: Person, *, on: date | None = None) -> tuple[Held, ...]:
    """The posts that a person holds on a day (today), everywhere. Read once a person object, so once a request."""
    if not person.is_authenticated or not person.is_active:
        return ()
    day = on or getattr(person, "_today", None) or timezone.localdate()
    kept: dict[date, tuple[Held, ...]] | None = getattr(person, "_posts", None)
    if kept is None:
        kept = person._posts = {}  # type: ignore[attr-defined]
    if day not in kept:
        kept[day] = _read_posts(person, day)
    return kept[day]


def arrive(key: int) -> Person | None:
    """The person whom a session names. What every request asks of her comes with her, in one round trip: the database
    is told for the rest of the transaction that she asks, and her posts and what the house holds are read.
    """
    day = timezone.localdate()
    found = quickly.asker(key, day)
    if found is None:
        return None
    person, posts, held = found
    person._asks = connection.in_atomic_block  # type: ignore[attr-defined]
    person._posts, person._today = {day: _as_held(posts)}, day  # type: ignore[attr-defined]
    person._house = held  # type: ignore[attr-defined]
    return person


def enter(request: HttpRequest) -> None:
    """Before the gate decides: the database knows who asks, or that nobody does whom a session may name."""
    person = request.user
    if not person.is_authenticated:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            set_person(None)
        return
    if not getattr(person, "_asks", False):
        stands_in_for(person)
    if (held := getattr(person, "_house", None)) is not None:
        house.hold(request, held)


def stands_in_for(person: Person) -> None:
    """Tell the database for the rest of the transaction that this person asks: her own posts stand open to her."""
    set_person(person.pk)
    person._asks = True  # type: ignore[attr-defined]


def _read_posts(person: Person, day: date) -> tuple[Held, ...]:
    """Own posts stand open to their holder (row policy), so the database is told who asks, and then who did before."""
    if getattr(person, "_asks", False) and connection.in_atomic_block:
        return _held(person, day)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(
                "select current_setting('app.person', true), set_config('app.person', %s, true)", [str(person.pk)]
            )
            before = cursor.fetchone()[0] or ""
        held = _held(person, day)
        if before != str(person.pk):
            set_person(int(before) if before else None)
    return held


def _held(person: Person, day: date) -> tuple[Held, ...]:
    return _as_held(quickly.posts(person.pk, day))


def _as_held(posts: quickly.Posts) -> tuple[Held, ...]:
    return tuple(Held(key, role, where, urn) for key, role, urn, where in posts)


def forget_posts(person: Person) -> None:
    """Read the posts anew at the next question: for whoever has just changed them."""
    person._posts = None  # type: ignore[attr-defined]


def posts_in(person: Person, partnership: Partnership | None, *, on: date | None = None) -> tuple[Held, ...]:
    """The posts that a person holds in one partnership, or for the platform where that is None."""
    wanted = partnership.pk if partnership else None
    return tuple(h for h in current_posts(person, on=on) if (h.partnership.pk if h.partnership else None) == wanted)


def partnerships_of(person: Person) -> list[Partnership]:
    """Every partnership in which a person holds a post today, by name: what the switcher shows."""
    found = {held.partnership.pk: held.partnership for held in current_posts(person) if held.partnership}
    return sorted(found.values(), key=lambda partnership: partnership.short_name)


def can(
    person: Person, permission: Permission, *, partnership: Partnership | None = None, urn: int | None = None
) -> bool:
    """Whether a person may do something in a partnership (or for the platform), and for a school where one is named."""
    if permission is Permission.SEE_PUBLISHED:
        return bool(person.is_authenticated and person.is_active)
    return acting_as(person, permission, partnership=partnership, urn=urn) != ""


def acting_as(
    person: Person, permission: Permission, *, partnership: Partnership | None = None, urn: int | None = None
) -> str:
    """The role by which a person may do something, for the audit; empty where she may not.

    A permission for the school of a post counts for that school alone; its wider sister counts for every school.
    """
    wider = SEVERAL_SCHOOLS.get(permission)
    for held in posts_in(person, partnership):
        if wider in held.permissions:
            return held.role
        if permission in held.permissions and (wider is None or held.urn is not None) and urn_fits(held, wider, urn):
            return held.role
    return ""


def urn_fits(held: Held, wider: Permission | None, urn: int | None) -> bool:
    """Whether the school asked for is the school of the post; always so where the permission is not about schools."""
    return wider is None or urn is None or held.urn == urn


def own_schools(person: Person, *, partnership: Partnership) -> frozenset[int]:
    """The schools at which a person holds a post in a partnership today."""
    return frozenset(held.urn for held in posts_in(person, partnership) if held.urn is not None)


def works_at(person: Person, *, partnership: Partnership) -> frozenset[int]:
    """The schools where a person works or governs today; those that an adviser looks after are not his own."""
    held = posts_in(person, partnership)
    return frozenset(post.urn for post in held if post.urn is not None and post.role != "adviser")


def rule_for(person: Person) -> SecondStep:
    """The strictest rule for the second step among a person's posts, everywhere."""
    return strictest([held.role for held in current_posts(person)])


def gate(request: HttpRequest, route: str, kwargs: dict[str, Any]) -> HttpResponse | None:
    """Let a request through (None), send it to sign in or to the second step, or refuse it.

    Raises Http404 for what does not exist for this person and Refused for what she may know of but not do.
    """
    cell = cells().get(route)
    if cell is None or cell.who == "nobody":
        raise Http404
    if cell.who != "anyone":
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        if idle.has_lapsed(request, rule := rule_for(second_step.person_of(request))):
            return idle.end(request, rule)
        _check_relation(request, cell, kwargs)
        if (step := _second_step(request, cell)) is not None:
            return step
    if request.method not in {*cell.methods, *(READS if "GET" in cell.methods else ())}:
        return HttpResponseNotAllowed(cell.methods)
    return None


def find_partnership(request: HttpRequest, slug: str) -> Partnership | None:
    """The partnership of a path, where the person holds a post in it; None for a foreign one as for none."""
    if not request.user.is_authenticated:
        return None
    return next((p for p in partnerships_of(request.user) if p.slug == slug), None)


def _check_relation(request: HttpRequest, cell: Cell, kwargs: dict[str, Any]) -> None:
    slug = kwargs.get("partnership")
    partnership = find_partnership(request, slug) if slug is not None else None
    if slug is not None and partnership is None:
        raise Http404
    if isinstance(cell.who, str):
        if cell.who == "partnership" and partnership is None:
            raise Http404
        return
    fitting = [
        code
        for held in posts_in(second_step.person_of(request), partnership)
        if (code := cell.who.get(held.role)) is not None and _reaches(code.reach, held, kwargs.get("urn"))
    ]
    method = request.method or "GET"
    if any(code.lets(method) for code in fitting):
        return
    if fitting or cell.known:
        raise Refused(_reason(cell, method))
    raise Http404


def _reaches(reach: frozenset[str], held: Held, urn: int | None) -> bool:
    """A code for the own or an allocated school counts where the post is at the school of the path, if it names one."""
    if "g" in reach:
        return False
    return not reach & {"o", "a"} or (held.urn is not None and (urn is None or held.urn == urn))


def _reason(cell: Cell, method: str) -> str:
    """Why not, in a sentence that names who may."""
    assert not isinstance(cell.who, str)
    names = [ROLES[role].name.lower() for role, code in cell.who.items() if code.lets(method) and role in ROLES]
    listed = f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else "".join(names)
    return f"This is for people who hold the post of {listed}. Ask your partnership’s manager if you need it."


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    after = request.get_full_path() if request.method in READS else "/"
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': after})}")


def _why(person: Person) -> str:
    """Why a person's posts ask for the second step, in a sentence."""
    asking = [held for held in current_posts(person) if strictest([held.role]) != "none"]
    if asking and all(held.partnership is None for held in asking):
        return "Your post reaches every partnership here: what you load or change is what all of them see."
    return "Your post lets you see records that are confidential."


def _second_step(request: HttpRequest, cell: Cell) -> HttpResponse | None:
    person = second_step.person_of(request)
    request.second_step_needed = needed = second_step.is_needed(request, rule_for(person))  # type: ignore[attr-defined]
    if needed:
        request.second_step_reason = _why(person)  # type: ignore[attr-defined]
    if cell.second_step == "exempt":
        return None
    if cell.second_step == "enrol" and not second_step.has_one(person):
        return None
    if needed:
        return second_step.lead_to(request)
    return second_step.require_fresh_second_step(request) if cell.second_step == "fresh" else None
