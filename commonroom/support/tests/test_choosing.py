"""A part of a long list is chosen by a plain form, and a page asks the database as often for one school as for many."""

import re

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonroom.risk.models import LevelDecision
from commonroom.schools.models import School
from commonroom.support import services
from commonroom.support.assigning import Key
from commonroom.support.models import AdviserYear
from commonroom.support.tests.conftest import AT, OAKFIELD, SEPTEMBER, YEAR
from commonroom.web.testing import Visitor
from tests.cast import TODAY, sign_in

TEAM, ASSIGNMENT = "/rivermead/support/", "/rivermead/support/assignment/"
MOST = 12
HOUSE = re.compile(r"set_config|people_|django_session|account_|mfa_|partnerships_partnership|schools_house|SAVEPOINT")


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def grows(rivermead, leah, inside):
    """Give the area so many schools more, each with a level and its schedule."""

    def many(count, *, begin):
        urns = range(901_000 + begin, 901_000 + begin + count)
        facts = {"la_code": "990", "la_name": "Rivermead", "type": "Community school", "status": "Open"}
        facts |= {"phase": "Primary", "is_open": True, "loading_id": 1, "row": 1, "as_at": TODAY, "content_hash": b""}
        School.objects.bulk_create(School(urn=urn, name=f"School {urn}", **facts) for urn in urns)
        with inside(leah):
            decided = {"because": "It fits.", "decided_at": SEPTEMBER, "decided_by_id": leah.pk}
            decided |= {"decided_by_name": leah.name, "partnership": rivermead}
            LevelDecision.objects.bulk_create(
                LevelDecision(urn=urn, level=f"priority-{1 + urn % 2}", **decided) for urn in urns
            )
            services.schedule_all(partnership=rivermead, year=YEAR, by=leah, at=AT)

    return many


def asked(client, path):
    """How often the room asked: what the house asks for every page (who, where, menu) stands apart."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len([one for one in captured.captured_queries if not HOUSE.search(one["sql"])])


@pytest.mark.parametrize("path", [TEAM, f"{TEAM}?level=priority-1&half-term=3&still=yes", ASSIGNMENT])
def test_pages_of_support_when_schools_are_many_then_as_many_statements_as_for_one(
    client, rivermead, leah, bela, inside, grows, path
):
    with inside(leah):
        AdviserYear.objects.create(partnership=rivermead, person_id=bela.pk, name=bela.name, year=2025, days=100)
    sign_in(client, leah)
    counts = []
    for begin, count in ((0, 1), (1, 49), (50, 150)):
        grows(count, begin=begin)
        client.get(path)
        counts.append(asked(client, path))

    assert counts == [counts[0]] * 3
    assert counts[0] <= MOST


def test_team_page_when_schools_are_many_then_twenty_a_page_and_the_choice_is_kept(client, leah, grows):
    grows(45, begin=0)
    page = Visitor(sign_in(client, leah)).opens(f"{TEAM}?level=priority-1")

    page.reads("23 of 45 schools.").opens(f"{TEAM}?level=priority-1&page=2").reads("23 of 45 schools.", "School 901044")
    page.does_not_read("School 901000", "School 901001")


def names(client, path):
    """The schools of the table, in their order."""
    html = client.get(path).content.decode()
    return re.findall(r'<th scope="row"><a class="govuk-link" href="[^"]*/schools/\d+/schedule/">([^<]*)</a>', html)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Osier Bank Primary School", "Oakfield Primary School"]),
        ("?level=priority-2", ["Oakfield Primary School"]),
        ("?adviser=BELA", ["Oakfield Primary School"]),
        ("?adviser=none", ["Osier Bank Primary School"]),
        ("?half-term=3&still=yes", ["Osier Bank Primary School", "Oakfield Primary School"]),
        ("?half-term=0&still=yes", []),
        ("?level=nothing-like-it", ["Osier Bank Primary School", "Oakfield Primary School"]),
    ],
)
def test_team_page_when_something_is_chosen_then_only_schools_that_fit(
    client, scheduled, osier_bank, bela, leah, query, expected
):
    scheduled("priority-2")
    scheduled("priority-1", urn=osier_bank.urn)
    sign_in(client, leah)

    assert names(client, TEAM + query.replace("BELA", str(bela.pk))) == expected


def test_team_page_when_a_half_term_is_chosen_then_its_column_alone_stands(client, scheduled, leah):
    scheduled("priority-2")

    html = sign_in(client, leah).get(f"{TEAM}?half-term=4").content.decode()
    table = html[html.index("Schedules of schools in") :]
    assert re.findall(r'<th scope="col"[^>]*>([^<]*)', table) == ["School", "Spring 2", "Adviser days"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?half-term=3&still=yes", ["Osier Bank Primary School"]),
        ("?half-term=3&adviser=BELA", ["Oakfield Primary School"]),
    ],
)
def test_assignment_when_chosen_by_adviser_or_without_one_then_only_schools_that_fit(
    client, rivermead, scheduled, osier_bank, bela, leah, inside, query, expected
):
    scheduled("priority-2")
    scheduled("priority-1", urn=osier_bank.urn)
    with inside(leah):
        AdviserYear.objects.create(partnership=rivermead, person_id=bela.pk, name=bela.name, year=2025, days=100)
        key = Key(OAKFIELD, 3)
        services.choose(partnership=rivermead, year=YEAR, choices={key: bela.pk}, by=leah, at=AT)
    sign_in(client, leah)

    assert names(client, ASSIGNMENT + query.replace("BELA", str(bela.pk))) == expected
