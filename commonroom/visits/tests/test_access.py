"""The database alone: who sees which rows where Python asks for everything."""

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction
from django_scopes import scopes_disabled

from commonroom.partnerships.scope import set_partnership, set_person
from commonroom.visits import demonstration
from commonroom.visits.models import NoteOfVisit
from commonroom.visits.rules import states
from commonroom.visits.tests.conftest import AT
from tests.house.rooms import ROOT

TABLES = sorted(model._meta.db_table for model in apps.get_app_config("visits").get_models())


def counts(partnership, person):
    """Rows that the database shows to somebody, by table, with no scope and no door in between."""
    set_partnership(partnership.pk)
    set_person(person.pk)
    with scopes_disabled(), connection.cursor() as cursor:
        found = {}
        for table in TABLES:
            cursor.execute(f"select count(*) from {table}")
            found[table] = cursor.fetchone()[0]
        return found


@pytest.fixture
def story(rivermead, inside, daniel, sol, farid, chidi, gareth):
    """The demonstration's story at Oakfield: rows in nearly every table."""
    people = {"daniel": daniel, "hannah": sol, "farid": farid, "ruth": chidi, "samuel": gareth}
    demonstration.fill(rivermead, people, AT)
    return people


def test_story_when_told_then_every_table_but_rhythms_has_rows_for_the_lead(story, rivermead, sol):
    seen = counts(rivermead, sol)

    assert {table for table, rows in seen.items() if not rows} == {"visits_rhythm"}


def test_story_when_told_twice_then_nothing_changes(story, rivermead, sol):
    before = counts(rivermead, sol)

    demonstration.fill(rivermead, story, AT)

    assert counts(rivermead, sol) == before


@pytest.mark.req("G31")
@pytest.mark.parametrize("name", ["grace", "dora", "other_adviser", "amara", "eleanor", "harun", "ivy", "priya"])
def test_database_when_an_uncleared_person_asks_past_python_then_no_row(story, rivermead, name, request):
    assert counts(rivermead, request.getfixturevalue(name)) == dict.fromkeys(TABLES, 0)


def test_database_when_nobody_is_named_then_no_row(story, rivermead, sol):
    class Nobody:
        pk = None

    assert counts(rivermead, Nobody) == dict.fromkeys(TABLES, 0)


def test_database_when_the_head_asks_then_no_draft_and_only_what_was_shared(story, rivermead, chidi, sol):
    hers, all_ = counts(rivermead, chidi), counts(rivermead, sol)

    assert (hers["visits_draft"], hers["visits_noteofvisit"], all_["visits_noteofvisit"]) == (0, 1, 3)
    assert hers["visits_edition"] == all_["visits_edition"] == 2
    assert hers["visits_plan"] == all_["visits_plan"] == 1


def test_database_when_the_chair_asks_then_no_help_query_or_draft(story, rivermead, gareth):
    seen = counts(rivermead, gareth)

    assert [seen[f"visits_{room}"] for room in ("brokerage", "query", "draft", "preventivestep")] == [0, 0, 0, 0]
    assert (seen["visits_noteofvisit"], seen["visits_visit"], seen["visits_plan"]) == (1, 1, 1)


def test_database_when_the_note_hides_from_the_chair_then_no_row_of_it(story, rivermead, gareth, sol):
    set_partnership(rivermead.pk)
    set_person(sol.pk)
    with scopes_disabled():
        assert NoteOfVisit.objects.filter(issued__gt=0).update(shows_chair=False) == 1

    seen = counts(rivermead, gareth)

    assert [seen[f"visits_{room}"] for room in ("noteofvisit", "visit", "reply")] == [0, 0, 0]


def test_database_when_a_head_writes_a_note_past_python_then_nothing_changes(story, rivermead, chidi):
    set_partnership(rivermead.pk)
    set_person(chidi.pk)

    with scopes_disabled():
        assert NoteOfVisit.objects.filter(issued__gt=0).update(shows_chair=False) == 0


def test_database_when_a_chair_adds_to_a_plan_past_python_then_refused(story, rivermead, gareth):
    set_partnership(rivermead.pk)
    set_person(gareth.pk)
    statement = (
        "insert into visits_priority (partnership_id, urn, plan_id, number, name, success, measure, dropped_because)"
        " select partnership_id, urn, id, 9, 'x', 'x', '', '' from visits_plan"
    )

    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic(), connection.cursor() as now:
        now.execute(statement)


def test_states_page_when_the_tables_change_then_it_says_so():
    assert states.described() in (ROOT / "docs/states.md").read_text()
