"""Every route × the whole cast × the ways to ask: each answers as its cell in `people/cells.toml` says.

The expectation is worked out here from the cell and from who holds which post, by other code than the gate's. Views are
not run: a request that the gate lets through is answered “opened”, so that what is tested is the door alone.
"""

from __future__ import annotations

import re
import types
from dataclasses import dataclass

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, URLResolver, get_resolver, path, reverse

from commonroom.people import access
from commonroom.people.cells import Cell, cells
from commonroom.people.middleware import PartnershipMiddleware
from tests.cast import hold, make_person, make_school, sign_in

NOWHERE = "/nowhere-at-all/here/"
CAST = (
    *("amara", "ben", "chidi", "dora", "eleanor", "farid", "grace"),
    *("harun", "ivy", "priya", "samuel", "olga", "noor", "meera", "nobody"),
)
CLOSED = Cell("", "no cell", (), "nobody")
METHODS = ("GET", "POST", "DELETE")
OAKFIELD, OSIER_BANK = 900101, 900102
NO_RECORD = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Route:
    """One address of the house: its name (or pattern), what its path takes, and its pattern."""

    name: str
    takes: tuple[str, ...]
    pattern: str
    is_named: bool


def routes(resolver=None, *, prefix="", space="", takes=()):
    """Every route of the house, walked from the root."""
    for entry in (resolver or get_resolver()).url_patterns:
        here = prefix + str(entry.pattern).lstrip("^")
        inside = (*takes, *entry.pattern.converters, *entry.pattern.regex.groupindex)
        names = tuple(dict.fromkeys(inside))
        if isinstance(entry, URLResolver):
            deeper = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from routes(entry, prefix=here, space=deeper, takes=names)
        else:
            yield Route(f"{space}{entry.name}" if entry.name else here, names, here, bool(entry.name))


def address(route: Route, partnership: str, urn: int) -> str:
    """A path of the route; numbers and words that name nothing where it takes more than partnership and school."""
    if not route.is_named:
        return f"/{route.pattern}"
    stock = {"partnership": partnership, "urn": urn, "uidb36": "1", "key": "a-b", "secret": "x", "public_id": NO_RECORD}
    for filling in (4711, "x", "00000000-0000-4000-8000-000000004711"):
        try:
            return reverse(route.name, kwargs={name: stock.get(name, filling) for name in route.takes})
        except NoReverseMatch:
            continue
    raise AssertionError(f"No path could be made for {route}. Teach this test what it takes.")


@dataclass(frozen=True)
class Standing:
    """A post as this test knows it."""

    role: str
    partnership: str | None
    urn: int | None


def reaches(cell: Cell, post: Standing, urn: int | None) -> bool:
    """Whether the code of a post’s role counts on a path: own and allocated schools alone, no grants yet."""
    reach = cell.who[post.role].reach
    if "g" in reach:
        return False
    if reach & {"o", "a"}:
        return post.urn is not None and urn in (None, post.urn)
    return True


def expected(cell: Cell, posts, partnership: str | None, urn: int | None, method: str, *, signed_in: bool) -> str:
    """What the cell promises: opened, sign-in, 403, 404 or 405."""
    if cell.who == "nobody":
        return "404"
    if cell.who != "anyone" and not signed_in:
        return "sign-in"
    here = [post for post in posts if post.partnership == partnership]
    if cell.who not in ("anyone",) and partnership is not None and not here:
        return "404"
    if isinstance(cell.who, dict):
        codes = [cell.who[post.role] for post in here if post.role in cell.who and reaches(cell, post, urn)]
        wanted = {"r"} if method == "GET" else {"w", "x"}
        if not any(code.deeds & wanted for code in codes):
            return "403" if codes or cell.known else "404"
    return "opened" if method in cell.methods else "405"


@pytest.fixture
def standing():
    """Who holds which post, as values."""
    there = {
        "amara": [("partnership-manager", "rivermead", None)],
        "ben": [("adviser", "rivermead", None)],
        "chidi": [("headteacher", "rivermead", OAKFIELD)],
        "dora": [("business-manager", "rivermead", OAKFIELD)],
        "eleanor": [("board-chair", "rivermead", None)],
        "farid": [("head-of-service", "rivermead", None)],
        "grace": [("headteacher", "rivermead", OSIER_BANK)],
        "harun": [("partnership-manager", "hillcrest", None)],
        "ivy": [],
        "priya": [("platform-data-officer", None, None)],
        "samuel": [("platform-data-officer", None, None)],
        "olga": [("platform-operator", None, None)],
        "noor": [("headteacher", "rivermead", OAKFIELD), ("head-of-service", "hillcrest", None)],
        "meera": [("elected-member", "rivermead", None)],
        "nobody": [],
    }
    return {name: [Standing(*post) for post in posts] for name, posts in there.items()}


@pytest.fixture
def doors(rivermead, hillcrest, standing, monkeypatch):
    """A client for each of the cast, in a house whose views are not run."""
    real = PartnershipMiddleware.process_view

    def process_view(self, request, view, args, kwargs):
        return real(self, request, view, args, kwargs) or HttpResponse("opened")

    monkeypatch.setattr(PartnershipMiddleware, "process_view", process_view)
    places = {"rivermead": rivermead, "hillcrest": hillcrest}
    for urn in (OAKFIELD, OSIER_BANK):
        make_school(urn, f"School {urn}")

    def door(name):
        client = Client(raise_request_exception=False)
        if name == "nobody":
            return client
        person = make_person(name.title())
        for post in standing[name]:
            hold(person, post.role, places.get(post.partnership), urn=post.urn)
        return sign_in(client, person)

    return door


def plain(response) -> bytes:
    """A body without what changes from page to page."""
    return re.sub(rb'(csrfmiddlewaretoken" value|nonce)="[^"]*"', b"", response.content)


def answer_of(response, nothing: bytes) -> str:
    """What happened, in the words of `expected`."""
    if response.status_code == 302 and response["Location"].startswith("/sign-in/login/?next="):
        return "sign-in"
    if response.status_code == 200:
        return "opened" if response.content in (b"opened", b"") else "200"
    if response.status_code == 404 and plain(response) != nothing:
        return "404 with a body of its own"
    return str(response.status_code)


def wrong_cells(client: Client, posts, *, signed_in: bool, whole: bool = False) -> list[str]:
    """Every cell that does not answer as it should, for one of the cast.

    Doors that are open or shut to everybody alike are tried by two of the cast: `whole`.
    """
    found = []
    nothing = plain(client.get(NOWHERE))
    for route in routes():
        cell = cells().get(route.name, CLOSED)
        if not whole and cell.who in ("anyone", "nobody"):
            continue
        partnerships = ("rivermead", "hillcrest", "nowhere") if "partnership" in route.takes else (None,)
        for partnership in partnerships:
            for urn in (OAKFIELD, OSIER_BANK) if "urn" in route.takes else (None,):
                where = address(route, partnership or "", urn or 0)
                for method in METHODS if whole else METHODS[:2]:
                    got = answer_of(client.generic(method, where), nothing)
                    want = expected(cell, posts, partnership, urn, method, signed_in=signed_in)
                    if got != want:
                        found.append(f"{method} {where}: {got}, not {want}")
    return found


def test_every_route_has_a_cell_and_every_cell_a_route():
    known = {route.name for route in routes()}

    assert known - cells().keys() == set(), "Give these routes a cell in commonroom/people/cells.toml."
    assert cells().keys() - known == set(), "These cells in commonroom/people/cells.toml have no route."


@pytest.mark.parametrize("name", CAST)
def test_every_door_answers_each_of_the_cast_as_its_cell_says(name, doors, standing):
    signed_in, whole = name != "nobody", name in ("nobody", "amara")

    assert wrong_cells(doors(name), standing[name], signed_in=signed_in, whole=whole) == []


def test_roles_of_the_cells_are_roles_of_the_house():
    named = {role for cell in cells().values() if isinstance(cell.who, dict) for role in cell.who}

    assert named - access.ROLES.keys() == set()


def test_cast_of_the_roles_stands_in_this_test(standing):
    assert {role.cast for role in access.ROLES.values()} - {""} <= standing.keys()


def test_session_without_second_step_reaches_only_what_sets_it_up(doors, standing, rivermead):
    client = Client()
    ben = make_person("Ben Without")
    hold(ben, "adviser", rivermead)
    sign_in(client, ben, second_step=False)

    reached = {
        route.name
        for route in routes()
        if cells().get(route.name, CLOSED).who != "anyone"
        and client.get(address(route, "rivermead", OAKFIELD)).content == b"opened"
    }

    exempt = {name for name, cell in cells().items() if cell.second_step in ("exempt", "enrol")}
    assert reached == exempt


def test_refusal_looks_at_no_object_and_asks_as_much_as_a_page_that_is_not_there(doors, rivermead):
    client = doors("harun")
    asked = []
    for where in ("/rivermead/people/4711/", "/nowhere/people/4711/", "/rivermead/people/posts/1/end/"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(where).status_code == 404
        asked.append([query["sql"][:60] for query in queries if "SAVEPOINT" not in query["sql"]])

    assert asked[0] == asked[1] == asked[2]


def test_planted_route_without_a_cell_is_found_and_does_not_exist(doors, settings):
    real = get_resolver().url_patterns
    planted = types.ModuleType("planted_urls")
    planted.urlpatterns = [*real, path("planted/", lambda request: HttpResponse("secret"), name="planted")]
    client = doors("amara")
    settings.ROOT_URLCONF = planted

    assert {route.name for route in routes()} - cells().keys() == {"planted"}
    assert plain(client.get("/planted/")) == plain(client.get(NOWHERE))


@pytest.mark.parametrize("name", ["ben", "harun", "nobody"])
def test_planted_door_that_lets_everybody_in_is_found(name, doors, standing, monkeypatch):
    client = doors(name)
    monkeypatch.setattr(access, "_check_relation", lambda *given: None)
    monkeypatch.setattr(access, "_to_sign_in", lambda request: None)
    monkeypatch.setattr(PartnershipMiddleware, "_enter", staticmethod(lambda request, partnership: None))

    assert wrong_cells(client, standing[name], signed_in=name != "nobody") != []
