"""A disk without room: a sentence, and nothing changed; once there is room, the same press works."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import psycopg
import pytest

from commonroom.documents.services import files_folder
from commonroom.imports import services
from commonroom.imports.models import Run
from commonroom.imports.services.bringing import new_batch
from commonroom.imports.tests.bringing import AT, digest, load, read, school, write

pytestmark = [pytest.mark.faults]
MARCH = date(2026, 3, 1)
FULL = "create function no_room() returns trigger language plpgsql as $$ begin raise disk_full; end $$"
ON = "create trigger no_room before insert on {} for each row execute function no_room()"


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes; writing on fails as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@contextmanager
def full(superuser_url: str, table: str) -> Iterator[None]:
    """A database that finds no room for a row of a table, and says so as it does of a full disk."""
    with psycopg.connect(superuser_url, autocommit=True) as server:
        server.execute(FULL)
        server.execute(ON.format(table).encode())
        try:
            yield
        finally:
            server.execute("drop function no_room cascade")


@pytest.fixture
def register(tmp_path):
    """A register of 2,000 schools, about 300 kB."""
    return write(tmp_path / "register.csv", [school(900001 + n, f"School {n}") for n in range(2_000)])


@pytest.mark.django_db
def test_kept_files_when_the_disk_is_full_then_a_sentence_and_nothing_of_the_file_stays(register, settings, tmp_path):
    settings.DATA = tmp_path

    with room_for(100_000), pytest.raises(services.CannotBring, match="There is no room left on the disk"):
        services.bring(source=register, name="register.csv", batch=new_batch(), by=None, at=AT, queue=False)

    assert [path for path in files_folder().rglob("*") if path.is_file()] == []
    assert Run.objects.count() == 0
    assert load(register, as_at=MARCH).state == "loaded"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["schools_school", "measures_loading", "audit_event"])
def test_database_when_its_disk_is_full_then_nothing_changed_and_load_can_be_pressed_again(
    register, superuser_url, table
):
    run = services.ask_to_load(run=read(register, as_at=MARCH), by=None, at=AT, queue=False)
    before = digest()

    with full(superuser_url, table):
        run = services.load_run(run_id=run.pk, by=None, at=AT, queue=False)

    assert (run.state, "There is no room left on the disk of the database" in run.sentence) == ("to_check", True)
    assert digest() == before
    services.ask_to_load(run=run, by=None, at=AT, queue=False)
    assert services.load_run(run_id=run.pk, by=None, at=AT, queue=False).state == "loaded"
