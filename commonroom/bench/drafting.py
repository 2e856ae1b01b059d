"""What is done in a process of its own to measure assessments: a nation opened, and the same rows stored plainly."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

from commonroom.bench.assessing import HEAD, PLAIN
from commonroom.bench.standing import sign_in
from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.terms import Term
from commonroom.partnerships import services as partnerships
from commonroom.partnerships.blueprints import Blueprint
from commonroom.partnerships.models import Partnership
from commonroom.partnerships.scope import entered
from commonroom.people import services as people
from commonroom.people.models import Person
from commonroom.risk import document, selectors, support_model
from commonroom.risk import services as risk
from commonroom.risk.kinds import SCHOOL_KINDS
from commonroom.schools.models import School

NATION, NATION_HEAD = "nation", "nation@example.org"
TOKEN = "b" * 32
"""What the form and the cookie of a measured request both hold against forged requests."""
ASSESSMENT = (
    "partnership_id, public_id, urn, year, term, opening_id, state, suggested, reasons, raised, gobar, changes, quiet, "
    "loading_ids, drafted_at, proposed, proposed_because, proposed_by_name"
)
FINDING = (
    "partnership_id, urn, indicator, level, source, raised, strength, evidence, because, state, judged_because, "
    "judged_by_name"
)
STORE = f"""
with stored as (
    insert into risk_assessment ({ASSESSMENT}) select {ASSESSMENT} from {PLAIN}.assessment order by urn
    returning id, urn)
insert into risk_finding ({FINDING}, assessment_id)
select {", ".join(f"f.{name}" for name in FINDING.split(", "))}, s.id
from {PLAIN}.finding f join stored s on s.urn = f.urn
"""


def make_nation() -> dict[str, int]:
    """One partnership over every authority, and who opens its terms; how many open schools it has."""
    codes = sorted(set(School.objects.filter(is_open=True).values_list("la_code", flat=True)))
    plan = Blueprint(slug=NATION, name="The nation’s schools", short_name="Nation", sentence="", la_codes=codes)
    nation = partnerships.make_partnership(blueprint=plan, at=timezone.now())
    person = Person.objects.create_user(NATION_HEAD, name="Nation Example")
    at = timezone.now() - timedelta(days=1)
    with entered(nation):
        people.give_post(person=person, role="head-of-service", partnership=nation, by=None, at=at)
    _look_at_everything(nation, person)
    return {"schools": School.objects.filter(is_open=True, la_code__in=codes).count()}


def _look_at_everything(partnership: Partnership, person: Person) -> None:
    """A method for every kind of school and figures of any age: the generated England ends years ago, and is all to be
    judged.
    """
    data = document.as_data(support_model.shipped()) | {"figures_count_for": 0, "for_schools": list(SCHOOL_KINDS)}
    at = timezone.now() - timedelta(days=400)
    with entered(partnership, person_id=person.pk):
        risk.change_model(
            partnership=partnership,
            data=data,
            starts_on=timezone.localdate(at),
            because="To measure.",
            by=person,
            at=at,
        )


def open_nation(*, year: int, term: int) -> dict[str, Any]:
    """Open a term for the whole nation as its head of service does; seconds with the commit, and processor seconds."""
    nation, person = Partnership.objects.get(slug=NATION), Person.objects.get(email=NATION_HEAD)
    began, worked = time.perf_counter(), time.process_time()
    with entered(nation, person_id=person.pk):
        opening = risk.open_term(
            partnership=nation, term=Term(AcademicYear(year), term), by=person, at=_day_of(year, term)
        )
    taken = {"seconds": time.perf_counter() - began, "processor": time.process_time() - worked}
    return {**taken, "opening": opening.pk, "schools": opening.schools}


def _day_of(year: int, term: int) -> datetime:
    """Now, or for an earlier term so much earlier that the order of openings is that of terms."""
    return timezone.now() - timedelta(days=100 * (3 * (2100 - year) - term) % 90)


def store_plainly(*, slug: str = NATION, email: str = NATION_HEAD) -> dict[str, Any]:
    """Store the copies of a term's rows by one statement as the same person; seconds with the commit."""
    partnership, person = Partnership.objects.get(slug=slug), Person.objects.get(email=email)
    began = time.perf_counter()
    with entered(partnership, person_id=person.pk), connection.cursor() as cursor:
        cursor.execute(STORE)
    return {"seconds": time.perf_counter() - began}


def head_of_areas(*, slugs: list[str]) -> dict[str, Any]:
    """A head of service of some areas, signed in, with the term before this one opened; cookie and addresses."""
    cookie = sign_in(name="Head", slugs=slugs, platform=False, role="head-of-service")
    person = Person.objects.get(email=HEAD)
    now = timezone.now()
    before = selectors.term_of(timezone.localdate(now)).before
    schools = {}
    for slug in slugs:
        area = Partnership.objects.get(slug=slug)
        _look_at_everything(area, person)
        with entered(area, person_id=person.pk):
            opened = risk.open_term(partnership=area, term=before, by=person, at=now - timedelta(days=100))
            schools[slug] = opened.schools
    cookies = f"{cookie}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    return {"cookie": cookies, "form": f"csrfmiddlewaretoken={TOKEN}", "schools": schools}


VERBS: dict[str, Callable[..., Any]] = {
    "make_nation": make_nation,
    "open_nation": open_nation,
    "store_plainly": store_plainly,
    "head_of_areas": head_of_areas,
}
