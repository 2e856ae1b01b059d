"""What stands in a place that is measured: its areas and people, its addresses, and the statements each page asks.

Runs in a process of its own, started by `commonroom.bench.child`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from commonroom.bench.statistics import percentile
from commonroom.imports import services as imports
from commonroom.imports.models import Run
from commonroom.measures.models import ComparisonGroup, Measure, Value
from commonroom.partnerships import services as partnerships
from commonroom.partnerships.blueprints import Blueprint
from commonroom.partnerships.models import Partnership
from commonroom.partnerships.scope import entered
from commonroom.people import services as people
from commonroom.people.cells import cells
from commonroom.people.models import Person, Post
from commonroom.schools.models import School
from commonroom.schools.selectors import finding

CONTROL = ("BEGIN", "COMMIT")
"""Opening and closing the transaction: part of every page, and no question to the database."""
JOINED = ";\n"
"""What stands between statements that are sent together (people.quickly): each of them counts."""


def make_areas(*, areas: Mapping[str, str]) -> None:
    """A partnership for each slug, over the one authority of that code."""
    for slug, code in areas.items():
        name = slug.replace("-", " ").capitalize()
        plan = Blueprint(slug=slug, name=f"{name} Schools’ Partnership", short_name=name, sentence="", la_codes=[code])
        partnerships.make_partnership(blueprint=plan, at=timezone.now())


def follow() -> None:
    """Work out all that follows from the facts held."""
    imports.after_load(register=True)


def sign_in(*, name: str, slugs: list[str], platform: bool, role: str = "partnership-manager") -> str:
    """Somebody with a role in these partnerships, signed in with the second step taken; the cookie of her session."""
    from allauth.account.internal.flows.login import (
        _AUTHENTICATION_METHODS_USER_SESSION_KEY,
        AUTHENTICATION_METHODS_SESSION_KEY,
    )

    at = timezone.now() - timedelta(days=1)
    person = Person.objects.create_user(f"{name.lower()}@example.org", name=f"{name} Example")
    for partnership in Partnership.objects.filter(slug__in=slugs):
        with entered(partnership):
            people.give_post(person=person, role=role, partnership=partnership, by=None, at=at)
            urns = list(School.objects.filter(la_code__in=partnership.la_codes).values_list("urn", flat=True)[:3])
            ComparisonGroup.objects.create(
                partnership=partnership, name="A few", urns=urns, owner_id=person.pk, made_at=at
            )
    for role in ("platform-data-officer", "platform-operator") if platform else ():
        people.give_post(person=person, role=role, partnership=None, by=None, at=at)
    client = Client()
    client.force_login(person, backend="commonroom.people.backends.PatientBackend")
    session = client.session
    now = time.time()
    step = {"method": "mfa", "at": now, "type": "totp", "reauthenticated": True}
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "at": now}, step]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    session.save()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


# -- addresses


def addresses(*, slug: str, email: str) -> dict[str, str]:
    """The address of every page that can be asked for and that can be filled for an area, by the name of its route."""
    known = _Known(slug, email)
    found = {}
    for route, names in _routes():
        cell = cells().get(route)
        if cell is None or cell.who == "nobody" or "GET" not in cell.methods or route.startswith("openid"):
            continue
        values = {name: known.value(route, name) for name in names}
        if None not in values.values():
            found[route] = reverse(route, kwargs=values) + known.query(route)
    return found


def left_out() -> list[str]:
    """The routes of the house that may be asked for and that `addresses` could not fill, told by name alone."""
    first = Partnership.objects.order_by("pk").first()
    assert first is not None
    email = Person.objects.order_by("pk").values_list("email", flat=True)[0]
    filled = addresses(slug=first.slug, email=email)
    asked = {route for route, _ in _routes() if (cell := cells().get(route)) and "GET" in cell.methods}
    return sorted(route for route in asked - set(filled) if cells()[route].who != "nobody")


def _routes() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every named route with the names of what its path holds."""

    def walk(patterns: list[Any], space: str, names: tuple[str, ...]) -> Iterator[tuple[str, tuple[str, ...]]]:
        for one in patterns:
            held = (*names, *one.pattern.regex.groupindex)
            if isinstance(one, URLResolver):
                inner = f"{space}{one.namespace}:" if one.namespace else space
                yield from walk(one.url_patterns, inner, held)
            elif isinstance(one, URLPattern) and one.name:
                yield space + one.name, held

    seen = set()
    for route, names in walk(get_resolver("commonroom.urls").url_patterns, "", ()):
        if route not in seen:
            seen.add(route)
            yield route, names


class _Known:
    """What stands in an area, for filling paths."""

    def __init__(self, slug: str, email: str) -> None:
        self.slug = slug
        self.person = Person.objects.get(email=email)
        self.partnership = Partnership.objects.get(slug=slug)
        codes = self.partnership.la_codes
        held = Value.objects.filter(
            current=True,
            status=0,
            urn__in=School.objects.filter(la_code__in=codes, is_open=True).order_by("urn").values("urn"),
        )
        figure = held.order_by("urn", "-year", "measure_id").first()
        self.urn = figure.urn if figure else None
        self.year = figure.year if figure else None
        self.measure = Measure.objects.get(pk=figure.measure_id).slug if figure else None
        here = School.objects.filter(la_code__in=codes, is_open=True).order_by("urn")
        self.urns = list(here.values_list("urn", flat=True)[:6])

    def value(self, route: str, name: str) -> Any:
        """What stands for a name in a route's path, or None."""
        if name == "pk":
            return self._key(route)
        told = {
            "partnership": self.slug, "urn": self.urn, "slug": self.measure, "year": self.year, "level": "la",
            "code": self.partnership.la_codes[0], "ending": "csv", "file_type": "csv",
        }  # fmt: skip
        return told.get(name)

    def query(self, route: str) -> str:
        """What a page is asked beside its path."""
        if route == "measures:compare":
            return "?" + "&".join(f"urn={urn}" for urn in self.urns)
        return ""

    def _key(self, route: str) -> int | None:
        room = route.split(":")[0]
        with entered(self.partnership, person_id=self.person.pk):
            if room == "measures":
                return ComparisonGroup.objects.filter(owner_id=self.person.pk).values_list("pk", flat=True).first()
            if room == "imports":
                return Run.objects.filter(state="loaded").order_by("pk").values_list("pk", flat=True).first()
            if route.endswith("end_post"):
                posts = Post.objects.filter(partnership=None if route.startswith("platform") else self.partnership)
                return posts.filter(ended_at=None).values_list("pk", flat=True).first()
        return self.person.pk if route.endswith("person") else None


# -- statements


def statements(*, slugs: list[str]) -> dict[str, Any]:
    """For each page and area how many statements it asks when warm, `set_config` included; and what was left out."""
    cookie, email = sign_in(name="Everyone", slugs=slugs, platform=True), "everyone@example.org"
    name, _, value = cookie.partition("=")
    client = Client()
    client.cookies[name] = value
    counted: dict[str, dict[str, int]] = {}
    answers: dict[str, int] = {}
    for slug in slugs:
        for route, address in addresses(slug=slug, email=email).items():
            for _ in range(2):
                with CaptureQueriesContext(connection) as asked:
                    response = client.get(address, HTTP_HOST="localhost")
                    b"".join(response) if response.streaming else response.content
            if response.status_code != 200:
                answers[route] = response.status_code
                continue
            said = [query["sql"] for query in asked.captured_queries]
            counted.setdefault(route, {})[slug] = sum(1 + sql.count(JOINED) for sql in said if sql not in CONTROL)
    return {"counted": counted, "no_page": answers, "left_out": left_out()}


def visit(*, slug: str) -> dict[str, Any]:
    """Somebody who manages one partnership, what she may ask for there, and what she looks for."""
    cookie = sign_in(name="Manager", slugs=[slug], platform=False)
    found = addresses(slug=slug, email="manager@example.org")
    return {"cookie": cookie, "addresses": found, "questions": questions(slug=slug)}


# -- finding schools


def questions(*, slug: str, most: int = 40) -> list[str]:
    """What people ask: beginnings of names, two words, a letter swapped or left out, postcodes, URNs."""
    codes = Partnership.objects.get(slug=slug).la_codes
    near = School.objects.filter(la_code__in=codes, is_open=True).order_by("urn")[: most // 2]
    far = School.objects.filter(is_open=True).exclude(la_code__in=codes).order_by("-urn")[: most // 2]
    made = []
    for number, school in enumerate([*near, *far]):
        words = school.name.split()
        first, second = words[0], words[min(1, len(words) - 1)]
        made.append(
            (
                first[:5], f"{first} {second}", f"{first[0]}{first[2]}{first[1]}{first[3:]} {second}",
                f"{first[:3]}{first[4:]}", school.postcode, school.postcode[:4], str(school.urn), f"{first} pri",
            )[number % 8]
        )  # fmt: skip
    return made


def finding_alone(*, slug: str, asked: list[str]) -> dict[str, float]:
    """Milliseconds that the search itself takes in a warm process, without a page around it."""
    codes = Partnership.objects.get(slug=slug).la_codes
    taken = []
    for number in range(4):
        for question in asked:
            began = time.perf_counter()
            finding.find_schools(question, near_codes=codes, limit=50)
            if number:
                taken.append((time.perf_counter() - began) * 1000)
    return {"p50": round(percentile(taken, 0.5), 3), "p95": round(percentile(taken, 0.95), 3)}


VERBS: dict[str, Callable[..., Any]] = {
    "areas": make_areas,
    "follow": follow,
    "statements": statements,
    "visit": visit,
    "finding": finding_alone,
}
