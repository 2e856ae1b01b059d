"""Who sees a row of the register where Python asks nothing: the database’s own answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from commonroom.people import services as people
from commonroom.people.models import Post
from commonroom.register import access
from commonroom.register import services as register
from commonroom.register.tests.conftest import NOW, TODAY, as_, give
from tests.cast import hold, make_person

TABLES = ("entry", "step", "notice", "noticemove", "letter", "disclosure", "grant")


def seen(partnership, person, table="entry"):
    """How many rows the database shows to a person, by plain SQL."""
    with as_(partnership, person), connection.cursor() as cursor:
        cursor.execute(f"select count(*) from register_{table}")
        return cursor.fetchone()[0]


@pytest.mark.req("G06")
def test_rows_when_read_by_plain_sql_then_only_the_cleared_see_them(
    rivermead, entry, farid, lead, chidi, amara, ben, dora, eleanor, grace, ivy, officer
):
    counts = {p.name.split()[0]: seen(rivermead, p) for p in (farid, lead, chidi)}
    others = {p.name.split()[0]: seen(rivermead, p) for p in (amara, ben, dora, eleanor, grace, ivy, officer)}

    assert counts == {"Farid": 1, "Hannah": 1, "Chidi": 1}
    assert others == {"Amara": 0, "Ben": 0, "Dora": 0, "Eleanor": 0, "Grace": 0, "Ivy": 0, "Noor": 0}


@pytest.mark.req("G08", "G06")
def test_adviser_when_allocated_to_the_school_then_sees_it_and_when_the_post_ends_no_more(
    rivermead, entry, ben, farid, oakfield
):
    post = hold(ben, "adviser", rivermead, urn=oakfield.urn)
    before = seen(rivermead, ben)
    with as_(rivermead, farid):
        people.end_post(post=post, because="Moved on", by=None, at=timezone.now())

    assert (before, seen(rivermead, ben)) == (1, 0)


def test_grant_when_given_then_the_database_shows_that_entry_and_when_ended_nothing(rivermead, entry, farid, officer):
    grant = give(rivermead, farid, entry, officer)
    during = seen(rivermead, officer)
    with as_(rivermead, farid):
        register.end_sight(grant=grant, because="The meeting is over", by=farid, at=NOW)

    assert (during, seen(rivermead, officer)) == (1, 0)


def test_grant_when_its_last_day_has_passed_then_it_is_gone_by_itself(rivermead, entry, farid, officer):
    grant = give(rivermead, farid, entry, officer)
    with as_(rivermead, farid):
        type(grant).objects.filter(pk=grant.pk).update(
            starts_on=TODAY - timedelta(days=20), until=TODAY - timedelta(days=1)
        )

    assert seen(rivermead, officer) == 0


def test_grant_when_the_post_for_which_it_was_given_ends_then_it_is_gone(rivermead, entry, farid, officer):
    give(rivermead, farid, entry, officer)
    with as_(rivermead, officer):
        Post.objects.filter(person=officer).update(ended_at=NOW, ended_by_name="the tests")

    assert seen(rivermead, officer) == 0


def test_keeper_when_she_declares_an_interest_then_she_sees_nothing_of_that_school(rivermead, entry, lead, oakfield):
    with as_(rivermead, lead):
        register.declare_interest(partnership=rivermead, urn=oakfield.urn, what="My child", by=lead, at=NOW)

    assert [seen(rivermead, lead, table) for table in TABLES] == [0] * len(TABLES)


def test_keeper_when_she_works_at_the_school_then_she_sees_nothing_of_it(rivermead, entry, lead, oakfield):
    hold(lead, "business-manager", rivermead, urn=oakfield.urn)

    assert seen(rivermead, lead) == 0


def test_head_when_on_the_board_too_then_still_sees_her_own_school(rivermead, entry, chidi):
    hold(chidi, "board-member", rivermead)

    assert seen(rivermead, chidi) == 1


def test_python_when_asked_the_same_then_it_agrees_with_the_database(
    rivermead, entry, farid, lead, chidi, amara, ben, dora, eleanor, grace, officer
):
    for person in (farid, lead, chidi, amara, ben, dora, eleanor, grace, officer):
        with as_(rivermead, person):
            by_python = access.visible_entries(to=person, partnership=rivermead, on=TODAY)
            assert "register_entry" in str(by_python.query)
            asked = by_python.count()
        assert asked == seen(rivermead, person)


def test_python_when_the_database_hides_nothing_then_it_alone_keeps_the_uncleared_out(
    rivermead, entry, farid, amara, dora, grace, eleanor, officer
):
    with as_(rivermead, farid):
        seen_by_python = [
            access.visible_entries(to=person, partnership=rivermead, on=TODAY).count()
            for person in (farid, amara, dora, grace, eleanor, officer)
        ]

    assert seen_by_python == [1, 0, 0, 0, 0, 0]


@pytest.mark.parametrize("table", TABLES)
def test_rows_when_read_from_another_partnership_then_there_are_none(hillcrest, rivermead, entry, table):
    person = make_person("Wanda Hill")
    hold(person, "head-of-service", hillcrest)

    assert seen(hillcrest, person, table) == 0


def test_step_when_changed_or_deleted_then_nothing_happens(rivermead, entry, farid):
    with as_(rivermead, farid), connection.cursor() as cursor:
        cursor.execute("update register_step set words = 'other'")
        changed = cursor.rowcount
        cursor.execute("delete from register_step")

        assert (changed, cursor.rowcount) == (0, 0)


def test_head_when_writing_by_plain_sql_then_the_database_refuses(rivermead, entry, chidi):
    with as_(rivermead, chidi), connection.cursor() as cursor:
        cursor.execute("update register_entry set because = 'other'")

        assert cursor.rowcount == 0
