"""Migrations: none missing, one line a room, named, reversible, schema apart from data."""

import re

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL

OURS = ("schools", "partnerships", "audit", "people", "documents", "mail", "measures", "imports")


@pytest.fixture(scope="module")
def loader():
    return MigrationLoader(None)


def ours(loader):
    return {key: m for key, m in loader.disk_migrations.items() if key[0] in OURS}


def test_models_when_changed_then_a_migration_says_so(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_each_room_when_it_has_migrations_then_one_line_of_them(loader):
    assert {app: len(loader.graph.leaf_nodes(app)) for app in OURS} == dict.fromkeys(OURS, 1)


def test_names_when_made_by_a_machine_then_refused(loader):
    assert [name for _, name in ours(loader) if re.search(r"_auto_|_alter_|_remove_|_rename_", name)] == []


def test_migration_when_run_backwards_then_can_be(loader):
    stuck = [
        key
        for key, migration in ours(loader).items()
        for operation in migration.operations
        if isinstance(operation, RunSQL | RunPython) and not operation.reversible
    ]
    assert stuck == []


def test_migration_when_it_changes_data_then_not_the_schema_too(loader):
    mixed = [
        key
        for key, migration in ours(loader).items()
        if any(isinstance(o, RunPython) for o in migration.operations)
        and not all(isinstance(o, RunPython) for o in migration.operations)
    ]
    assert mixed == []


def test_tables_when_migrated_then_belong_to_the_owner(db):
    with connection.cursor() as cursor:
        cursor.execute("select distinct pg_get_userbyid(relowner) from pg_class where relname like 'schools_%'")
        assert cursor.fetchall() == [("cr_owner",)]
