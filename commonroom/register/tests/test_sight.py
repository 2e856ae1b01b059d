"""Sight for a time through the pages, from giving it to its end; what it shows to each role.

The database reads its own clock, which no test can move: days pass by moving the days of what was given back.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from commonroom.audit.models import Event
from commonroom.register import services as register
from commonroom.register.models import Grant
from commonroom.register.rules import placing
from commonroom.register.tests.conftest import NOW, TODAY, as_, give, place
from commonroom.visits import services as visits
from commonroom.visits.models import NoteOfVisit, Plan
from commonroom.web.ids import mask
from commonroom.web.testing import Visitor
from tests.cast import hold, make_person, sign_in

LIST = "/rivermead/register/"
ROLES = ("ofsted", "regions-group", "support-officer", "partnership-manager", "lead-school", "finance-officer")
WHY = "Before the inspection next week"


@pytest.fixture
def persons(rivermead):
    """Somebody of each role to which sight can be given, with sight of nothing."""
    found = {}
    for number, role in enumerate(ROLES):
        found[role] = make_person(f"Person{number} Example", email=f"{role}@example.org")
        hold(found[role], role, rivermead)
    return found


@pytest.fixture
def papers(rivermead, lead, farid, entry):
    """A plan with money and help, and a note that was shared, for Oakfield."""
    adviser = make_person("Daniel Farrow")
    hold(adviser, "adviser", rivermead, urn=entry.urn)
    mine = {"partnership": rivermead, "urn": entry.urn}
    with as_(rivermead, adviser):
        who = {"by": adviser, "at": NOW}
        note = visits.plan_visit(**mine, kind="support", on=TODAY, **who)
        words = {"seen": "Spelling is taught daily.", "groups": ["send"], "help": "no"}
        visits.save_draft(thing=note, words=words, version=0, **who)
        visits.send_note(note=note, **who)
        ends = TODAY + timedelta(days=90)
        plan = visits.start_plan(**mine, name="Writing first", starts_on=TODAY, ends_on=ends, **who)
        visits.add_priority(plan=plan, name="Spelling", success="Books show it.", **who)
        visits.add_funding(plan=plan, what="Supply days", source="Council", amount=Decimal(975), **who)
        Plan.objects.update(state="agreed", adviser_agreed_at=NOW, head_agreed_at=NOW)
    with as_(rivermead, lead):
        visits.share_note(note=note, shows_chair=False, by=lead, at=NOW)
        asked = visits.ask_for_help(**mine, what="A reading lead", by=lead, at=NOW)
        visits.match_help(
            help_=asked, source="external", who="Brook Advisory", because="None is free",
            hand_back_on=TODAY + timedelta(days=30), by=lead, at=NOW,
        )  # fmt: skip
    return plan


def address(entry, tail=""):
    return f"{LIST}{entry.public_id}/{tail}"


def opens(client, person, entry):
    page = Visitor(sign_in(client, person)).opens(address(entry))
    return page.fills(reason="meeting", words=WHY).presses("Open the record")


SEEN = {
    "why it was placed": ("Outcomes fell two years running", {"ofsted", "regions-group", "support-officer",
                                                               "partnership-manager"}),
    "the school’s name": ("Oakfield Primary School", set(ROLES) - {"finance-officer"}),
    "the plan": ("Improvement plan: Writing first", {"ofsted", "regions-group", "support-officer", "lead-school"}),
    "a shared note": ("Spelling is taught daily.", {"ofsted", "regions-group"}),
    "money": ("975.00", {"ofsted", "regions-group", "support-officer", "finance-officer"}),
    "who is paid": ("Brook Advisory", {"ofsted", "regions-group", "support-officer", "finance-officer"}),
}  # fmt: skip


@pytest.mark.req("G06")
@pytest.mark.parametrize("role", ROLES)
def test_sight_when_given_then_each_role_reads_what_the_matrix_gives_and_no_more(
    client, rivermead, farid, entry, persons, papers, role
):
    give(rivermead, farid, entry, persons[role])

    text = opens(client, persons[role], entry).html

    assert {what: words in text for what, (words, _) in SEEN.items()} == {
        what: role in roles for what, (_, roles) in SEEN.items()
    }


TABLES = ("register_step", "visits_plan", "visits_priority", "visits_funding", "visits_brokerage",
          "visits_noteofvisit", "visits_edition", "visits_draft", "visits_meeting", "risk_leveldecision")  # fmt: skip
BY_ROLE = {
    "ofsted": {"register_step", *TABLES[1:7]},
    "regions-group": {"register_step", *TABLES[1:7]},
    "support-officer": {"register_step", *TABLES[1:5]},
    "partnership-manager": {"register_step"},
    "lead-school": {"visits_plan", "visits_priority"},
    "finance-officer": {"visits_funding", "visits_brokerage"},
}


def readable(partnership, person):
    """The tables of which plain SQL shows a person any row."""
    with as_(partnership, person), connection.cursor() as cursor:
        found = set()
        for table in TABLES:
            cursor.execute(f"select count(*) from {table}")
            found |= {table} if cursor.fetchone()[0] else set()
        return found


@pytest.mark.req("G06")
@pytest.mark.parametrize("role", ROLES)
def test_sight_when_python_asks_nothing_then_the_database_keeps_to_the_same_matrix(
    rivermead, farid, entry, persons, papers, role
):
    before = readable(rivermead, persons[role])
    grant = give(rivermead, farid, entry, persons[role])
    during = readable(rivermead, persons[role])
    with as_(rivermead, farid):
        Grant.objects.filter(pk=grant.pk).update(starts_on=TODAY - timedelta(days=15), until=TODAY - timedelta(days=1))

    assert (before, during, readable(rivermead, persons[role])) == (set(), BY_ROLE[role], set())


def test_sight_when_given_then_nothing_that_it_shows_can_be_written(rivermead, farid, entry, persons, papers):
    give(rivermead, farid, entry, persons["ofsted"])

    with as_(rivermead, persons["ofsted"]):
        assert (Plan.objects.update(name="x"), NoteOfVisit.objects.update(shows_chair=True)) == (0, 0)


def days_pass(rivermead, farid, days):
    """Both clocks, Python’s and the database’s, are so many days further from what was given."""
    gone = timedelta(days=days)
    with as_(rivermead, farid):
        Grant.objects.update(starts_on=F("starts_on") - gone, until=F("until") - gone)


def _gives(client, farid, entry, person, until):
    page = opens(client, farid, entry).follows("Give someone sight of this entry")
    return page.fills(person=str(person.pk), purpose=WHY, until=str(until)).presses("Give sight")


@pytest.mark.req("G06")
@pytest.mark.parametrize("role", ["ofsted", "finance-officer", "lead-school"])
def test_sight_when_given_for_two_weeks_then_it_opens_ends_by_itself_is_renewed_and_is_taken_back(
    client, rivermead, farid, entry, persons, papers, role
):
    person, last = persons[role], TODAY + timedelta(days=14)
    Visitor(sign_in(client, person)).opens(address(entry), expect=404)
    _gives(client, farid, entry, person, last).reads(f"{person.name} can read this entry until {last:%-d %B %Y}.")
    days_pass(rivermead, farid, 14)
    opens(client, person, entry).reads("Closes at")
    days_pass(rivermead, farid, 1)
    page = Visitor(sign_in(client, person)).opens(address(entry), expect=404)
    page.opens(LIST).reads(f"Ended by itself on {TODAY - timedelta(days=1):%-d %B %Y}", "No record is open to you.")
    days_pass(rivermead, farid, -3)
    page = opens(client, farid, entry).follows(f"Renew sight of {person.name}")
    page.fills(until=str(TODAY + timedelta(days=40))).presses("Renew it").reads("can read this entry until")
    days_pass(rivermead, farid, 30)
    opens(client, person, entry).reads("Closes at")
    page = opens(client, farid, entry).follows(f"End sight of {person.name}")
    page.fills(because="The inspection is over.").presses("End it").reads("cannot read this entry any more")
    Visitor(sign_in(client, person)).opens(address(entry), expect=404)

    verbs = Event.objects.filter(verb__startswith="sight").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["sight given", "sight given", "sight ended"]


def test_sight_when_asked_for_longer_than_a_term_then_the_form_says_until_when(
    client, rivermead, farid, entry, persons
):
    last = TODAY + timedelta(days=112)

    page = _gives(client, farid, entry, persons["ofsted"], TODAY + timedelta(days=113))

    page.reads(f"Sight lasts a term at most: until {last:%-d %B %Y} here.")


@pytest.mark.req("G06")
def test_sight_when_taken_back_with_the_record_open_then_the_very_next_request_finds_nothing(
    client, rivermead, farid, entry, persons, papers
):
    grant = give(rivermead, farid, entry, persons["ofsted"])
    page = opens(client, persons["ofsted"], entry).reads("Improvement plan: Writing first")
    with as_(rivermead, farid):
        register.end_sight(grant=grant, because="Over", by=farid, at=timezone.now())

    page.opens(address(entry), expect=404)


@pytest.mark.parametrize("role", ["lead-school", "finance-officer"])
@pytest.mark.parametrize("tail", ["openings/", "record.pdf"])
def test_sight_when_it_shows_papers_alone_then_the_record_answers_like_nothing(
    client, rivermead, farid, entry, persons, papers, role, tail
):
    give(rivermead, farid, entry, persons[role])

    opens(client, persons[role], entry).opens(address(entry, tail), expect=404)


def test_roles_when_compared_with_the_matrix_then_each_that_may_be_given_sight_is_in_the_table():
    assert (set(placing.SHOWN), placing.EVERYTHING) == (
        set(ROLES),
        {"name", "reasons", "notices", "plan", "notes", "reviews", "funding"},
    )


@pytest.mark.parametrize("role", ROLES)
def test_sight_when_given_then_home_and_menu_lead_to_the_record_until_its_last_day(
    client, rivermead, farid, entry, persons, role
):
    sees = Visitor(sign_in(client, persons[role])).opens("/rivermead/")
    before = mask(sees.html)
    grant = give(rivermead, farid, entry, persons[role])

    if role not in ("partnership-manager", "finance-officer"):
        sees.opens("/rivermead/").follows("Register").reads("One record is open to you.")
    sees.opens("/rivermead/").follows(f"A record is open to you until {grant.until:%-d %B %Y}")
    sees.reads("Before you open this record")
    with as_(rivermead, farid):
        Grant.objects.update(starts_on=TODAY - timedelta(days=20), until=TODAY - timedelta(days=1))
    assert mask(sees.opens("/rivermead/").html) == before


def test_sight_when_given_to_one_then_the_home_of_another_of_her_role_is_the_same(client, rivermead, farid, oakfield):
    given, other = make_person("Noor Rahman"), make_person("Ola Example")
    for person in (given, other):
        hold(person, "regions-group", rivermead)
    sees = Visitor(sign_in(client, other)).opens("/rivermead/").does_not_read("Register", "open to you")
    before = mask(sees.html)

    give(rivermead, farid, place(rivermead, farid, oakfield.urn), given)

    assert mask(sees.opens("/rivermead/").html) == before
