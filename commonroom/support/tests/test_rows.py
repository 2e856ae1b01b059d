"""Schedules and days in plain SQL, with Python's own guards off: a schedule tells a level, so it is as closed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from commonroom.people import services as people
from commonroom.people.models import Post
from commonroom.support import services
from commonroom.support.models import AdviserConflict, Assignment, AssignmentRun, Line, Solution
from commonroom.support.tests.conftest import AT, OAKFIELD, YEAR
from tests.house.raw_rows import ROW_POLICY, RawRows, confidential_tables

TABLES = confidential_tables("support")
TEAMS_OWN = ("support_adviseryear", "support_solution", "support_assignmentrun")
UNCLEARED = ("amara", "eleanor", "dora", "grace", "harun", "una")


@pytest.fixture
def told(rivermead, scheduled, leah, bela, inside, lockside):
    """Oakfield with a row in every table of the room."""
    scheduled("priority-1")
    with inside(bela):
        line = Line.objects.get(column=2, kind="adviser-day")
        services.book_day(
            partnership=rivermead,
            urn=OAKFIELD,
            line=line,
            on=date(2025, 11, 18),
            days=Decimal(1),
            by=bela,
            at=AT,
        )
        words = "A review of special needs."
        services.note_expectation(
            partnership=rivermead, urn=OAKFIELD, kind="external-review", on=AT.date(), words=words, by=bela, at=AT
        )
    with inside(leah):
        services.give_adviser_days(partnership=rivermead, person=bela, year=YEAR, days=Decimal(60), by=leah, at=AT)
        services.log_dialogue(
            partnership=rivermead,
            urn=lockside.urn,
            whole_trust=False,
            on=AT.date(),
            how="meeting",
            spoke_with="The chief executive",
            about="Attendance.",
            by=leah,
            at=AT,
        )
        made = {"partnership": rivermead, "year": 2025, "made_at": AT, "made_by_name": "Leah"}
        solution = Solution.objects.create(**made, seconds=1, days_unmet=0, cost=1, bound=1, gap=0)
        of = {"urn": OAKFIELD, "half_term": 2, "person_id": bela.pk, "days": 2}
        Assignment.objects.create(**made, **of, solution=solution)
        by = {"partnership": rivermead, "made_at": AT, "made_by_name": "Leah"}
        AdviserConflict.objects.create(**by, person_id=bela.pk, name="Bela", urn=OAKFIELD, because="A parent there.")
        asked = {"partnership": rivermead, "asked_at": AT, "asked_by_name": "Leah"}
        AssignmentRun.objects.create(**asked, year=2025, state="waiting")


def test_rows_when_the_head_of_service_asks_in_plain_sql_then_every_table_has_some(told, rivermead, farid):
    seen = RawRows(rivermead).seen_in(farid, [*TABLES, *TEAMS_OWN])

    assert {table for table, n in seen.items() if n == 0} == set()
    assert len(TABLES) == 7


@pytest.mark.parametrize("name", UNCLEARED)
def test_x1_rows_when_the_uncleared_ask_in_plain_sql_then_no_table_has_any(told, rivermead, name, request):
    person = request.getfixturevalue(name)

    assert RawRows(rivermead).seen_in(person, [*TABLES, *TEAMS_OWN]) == dict.fromkeys([*TABLES, *TEAMS_OWN], 0)


@pytest.mark.parametrize("name", ["chidi", "gwen"])
def test_rows_when_a_schools_own_head_or_chair_asks_then_its_schedule_and_not_the_teams_own(
    told, rivermead, name, request
):
    seen = RawRows(rivermead).seen_in(request.getfixturevalue(name), [*TABLES, *TEAMS_OWN])

    assert {table for table, n in seen.items() if n} == {
        *("support_schedule", "support_line", "support_booking", "support_expectation")
    }


@pytest.mark.parametrize("table", ["support_schedule", "support_line", "support_booking"])
def test_rows_when_a_schools_own_head_changes_them_in_plain_sql_then_nothing_is_touched(told, rivermead, chidi, table):
    assert RawRows(rivermead).changed(chidi, f"update {table} set urn = urn") == 0


def test_booking_when_the_uncleared_write_in_plain_sql_then_a_row_policy_refuses(told, rivermead, amara):
    statement = """insert into support_booking (partnership_id, public_id, urn, person_id, person_name, "on", days,
        what, state, made_at, made_by_name)
        select %s, gen_random_uuid(), 900101, %s, 'x', current_date, 1, 'x', 'booked', now(), 'x'"""

    assert RawRows(rivermead).refused(amara, statement, [rivermead.pk, amara.pk]) == ROW_POLICY


def test_x3_adviser_when_the_allocation_ends_then_plain_sql_finds_nothing(told, rivermead, farid, bela, inside):
    before = RawRows(rivermead).seen(bela, "support_schedule")
    with inside(farid):
        people.end_post(post=Post.objects.get(person=bela), because="Another adviser.", by=farid, at=AT)

    assert (before, RawRows(rivermead).seen_in(bela, TABLES)) == (1, dict.fromkeys(TABLES, 0))


@pytest.mark.parametrize("where", ["none", "next door"])
def test_x6_rows_when_no_partnership_or_the_wrong_one_was_entered_then_there_are_none(told, hillcrest, farid, where):
    rows = RawRows(hillcrest if where == "next door" else None)

    tables = [*TABLES, *TEAMS_OWN, "support_feed"]
    assert rows.seen_in(farid, tables) == dict.fromkeys(tables, 0)
