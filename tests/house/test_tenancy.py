"""Every table is a partnership's or on the list of national ones; the database guards the first kind."""

import psycopg
from django.apps import apps

from commonroom.partnerships.models import Owned

NATIONAL = {
    "audit.Chain",
    "audit.Event",
    "documents.KeptFile",
    "imports.RunProblem",
    "mail.Message",
    "measures.AreaValue",
    "measures.Benchmark",
    "measures.Context",
    "measures.Inspection",
    "measures.Loading",
    "measures.Measure",
    "measures.Release",
    "measures.Value",
    "partnerships.Partnership",
    "people.FailedSignIn",
    "people.Invitation",
    "people.Person",
    "people.TrustedDevice",
    "schools.GroupMembership",
    "schools.House",
    "schools.LocalAuthority",
    "schools.School",
    "schools.SchoolChange",
    "schools.SchoolGroup",
    "schools.SchoolLink",
    "schools.SearchCard",
    "schools.SearchWord",
    "schools.StatisticalNeighbour",
}
MIXED = {"people.Post", "imports.Run"}
"""Rows of a partnership, and rows of none: their policies say who sees which."""


def ours():
    return [m for m in apps.get_models() if m.__module__.startswith("commonroom.")]


def test_model_when_neither_owned_nor_listed_then_fails():
    unclassified = {m._meta.label for m in ours() if not issubclass(m, Owned) and m._meta.label not in NATIONAL | MIXED}

    assert unclassified == set()


def test_list_when_a_model_is_gone_then_fails():
    assert {m._meta.label for m in ours()} >= NATIONAL | MIXED


GUARDED = """
select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'partnership_id'
where c.relkind in ('r', 'p') and not a.attisdropped and c.relnamespace = 'public'::regnamespace
  and not (c.relrowsecurity and c.relforcerowsecurity
           and exists (select 1 from pg_policy p where p.polrelid = c.oid))
"""
TRAPS = {
    "the runtime role bypasses": "select rolname from pg_roles where rolname = 'cr_app' and (rolsuper or rolbypassrls)",
    "the runtime role owns": (
        "select relname from pg_class where relkind = 'r' and pg_get_userbyid(relowner) = 'cr_app'"
    ),
    "functions run as their owner": (
        "select proname from pg_proc where prosecdef and pronamespace = 'public'::regnamespace and proname <> all("
        "array['schools_settle_words'])"  # takes no argument, reads no row, sorts the national index of words
    ),
    "views see as their owner": (
        "select relname from pg_class where relkind = 'v' and relnamespace = 'public'::regnamespace"
        " and not coalesce(reloptions::text like '%security_invoker=true%', false)"
    ),
    "stored views": "select relname from pg_class where relkind = 'm' and relnamespace = 'public'::regnamespace",
}


def test_database_when_a_table_has_a_partnership_then_its_rows_are_guarded(superuser_url):
    with psycopg.connect(superuser_url) as superuser:
        assert superuser.execute(GUARDED).fetchall() == []


def test_database_when_searched_for_ways_around_then_there_are_none(superuser_url):
    with psycopg.connect(superuser_url) as superuser:
        found = {words: superuser.execute(statement).fetchall() for words, statement in TRAPS.items()}

    assert found == {words: [] for words in TRAPS}


COMPOSITE = """
select con.conrelid::regclass::text || '.' || att.attname
from pg_constraint con
join pg_attribute att on att.attrelid = con.conrelid and att.attnum = con.conkey[1]
where con.contype = 'f' and cardinality(con.conkey) = 1 and att.attname <> 'partnership_id'
  and exists (select 1 from pg_attribute a where a.attrelid = con.conrelid and a.attname = 'partnership_id')
  and exists (select 1 from pg_attribute a where a.attrelid = con.confrelid and a.attname = 'partnership_id')
  and not exists (
      select 1 from pg_constraint c2 where c2.conrelid = con.conrelid and c2.contype = 'f'
      and cardinality(c2.conkey) = 2 and con.conkey[1] = any(c2.conkey) and c2.confrelid = con.confrelid)
"""


def test_database_when_one_partnerships_row_points_to_another_row_then_the_key_carries_the_partnership(superuser_url):
    allowed = {("imports_run.joins_id",)}
    with psycopg.connect(superuser_url) as superuser:
        assert set(superuser.execute(COMPOSITE).fetchall()) <= allowed


def test_unique_keys_when_of_a_partnerships_table_then_begin_with_the_partnership():
    loose = [
        f"{model._meta.label}.{constraint.name}"
        for model in ours()
        if issubclass(model, Owned)
        for constraint in model._meta.total_unique_constraints
        if constraint.fields and constraint.fields[0] != "partnership"
    ]
    assert loose == []
