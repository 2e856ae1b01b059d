"""The list of visits: part of it is chosen by a plain form, it has pages, and asks as often for one school as many."""

import re
from datetime import date

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonroom.risk.models import LevelDecision
from commonroom.schools.models import School
from commonroom.support.tests.test_choosing import HOUSE
from commonroom.visits import services
from commonroom.visits.models import NoteOfVisit, Visit
from commonroom.visits.tests.conftest import AT, OAKFIELD, TODAY
from commonroom.web.testing import Visitor
from tests.cast import sign_in

HOME = "/rivermead/visits/"
MOST = 12


@pytest.fixture(autouse=True)
def _in_march():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def grows(rivermead, inside, sol):
    """So many schools more, each with a level, a visit to come and a note that was shared."""

    def many(count, *, begin):
        inside(sol)
        urns = range(901_000 + begin, 901_000 + begin + count)
        facts = {"la_code": "990", "la_name": "Rivermead", "type": "Community school", "status": "Open"}
        facts |= {"phase": "Primary", "is_open": True, "loading_id": 1, "row": 1, "as_at": TODAY, "content_hash": b""}
        School.objects.bulk_create(School(urn=urn, name=f"School {urn}", **facts) for urn in urns)
        decided = {"because": "It fits.", "decided_at": AT, "decided_by_id": sol.pk, "decided_by_name": sol.name}
        LevelDecision.objects.bulk_create(
            LevelDecision(partnership=rivermead, urn=urn, level=f"priority-{1 + urn % 2}", **decided) for urn in urns
        )
        made = {"partnership": rivermead, "made_at": AT, "made_by_id": sol.pk, "made_by_name": sol.name}
        for on, more in (
            (date(2026, 3, 20), {}),
            (date(2026, 2, 3), {"state": "shared", "issued": 1, "shared_at": AT, "reply_until": TODAY}),
        ):
            visits = Visit.objects.bulk_create(
                Visit(urn=urn, kind="support", on=on, person_id=sol.pk, person_name=sol.name, **made) for urn in urns
            )
            NoteOfVisit.objects.bulk_create(NoteOfVisit(urn=v.urn, visit=v, **more, **made) for v in visits)

    return many


def asked(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len([one for one in captured.captured_queries if not HOUSE.search(one["sql"])])


@pytest.mark.parametrize("query", ["", "?level=priority-1&half-term=4", "?still=yes"])
def test_list_of_visits_when_schools_are_many_then_as_many_statements_as_for_one(client, grows, sol, query):
    sign_in(client, sol)
    counts = []
    for begin, count in ((0, 1), (1, 49), (50, 150)):
        grows(count, begin=begin)
        counts.append(asked(client, HOME + query))

    assert counts == [counts[0]] * 3
    assert counts[0] <= MOST


def test_list_of_visits_when_long_then_twenty_of_each_kind_a_page(client, grows, sol):
    grows(45, begin=0)
    first = sign_in(client, sol).get(HOME).content.decode()
    last = client.get(f"{HOME}?to-come=3").content.decode()

    assert (first.count("20 Mar 2026"), last.count("20 Mar 2026")) == (20, 5)
    assert first.count("3 Feb 2026") == 20


def kinds(client, query):
    """What the list shows: the days of visits, planned or shared."""
    html = client.get(HOME + query).content.decode()
    return re.findall(r'cr-todo__age">(\d[^<]*)<', html)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["20 Mar 2026", "3 Feb 2026"]),
        ("?half-term=3", ["3 Feb 2026"]),
        ("?half-term=4", ["20 Mar 2026"]),
        ("?still=yes", ["20 Mar 2026"]),
        ("?level=priority-1", ["20 Mar 2026", "3 Feb 2026"]),
        ("?level=priority-3", []),
        ("?adviser=DANIEL", []),
    ],
)
def test_list_of_visits_when_something_is_chosen_then_only_what_fits(client, grows, sol, daniel, query, expected):
    grows(1, begin=0)
    sign_in(client, sol)

    assert kinds(client, query.replace("DANIEL", str(daniel.pk))) == expected


def test_list_of_visits_when_an_adviser_is_chosen_then_her_visits_and_no_others(
    client, inside, rivermead, daniel, grows, sol
):
    grows(2, begin=0)
    inside(daniel)
    on = date(2026, 3, 12)
    services.plan_visit(partnership=rivermead, urn=OAKFIELD, kind="phone", on=on, by=daniel, at=AT)
    page = Visitor(sign_in(client, sol)).opens(f"{HOME}?adviser={daniel.pk}")

    page.reads("12 Mar 2026").does_not_read("20 Mar 2026", "3 Feb 2026")
