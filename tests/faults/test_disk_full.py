"""A disk without room: a sentence, and nothing changed; once there is room, the same press works."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import psycopg
import pytest
from django.test import Client

from commonroom.documents.services import files_folder
from commonroom.imports import services
from commonroom.imports.models import Run
from commonroom.imports.services.bringing import new_batch
from commonroom.imports.tests.bringing import AT, digest, load, read, school, write
from commonroom.web.testing import upload
from tests.cast import sign_in

pytestmark = [pytest.mark.faults]
MARCH = date(2026, 3, 1)
NO_ROOM = "There is no room left on Commonroom’s disk for what you sent."
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


@pytest.mark.django_db
@pytest.mark.parametrize("token_asked", [True, False], ids=["by the check of the token", "by the page itself"])
def test_upload_when_the_folder_for_temporary_files_is_full_then_a_sentence_and_nothing_kept(
    priya, settings, tmp_path, token_asked
):
    settings.DATA, settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "data", tmp_path / "passing"
    (tmp_path / "passing").mkdir()
    client = sign_in(Client(raise_request_exception=False, enforce_csrf_checks=token_asked), priya)
    client.cookies[settings.CSRF_COOKIE_NAME] = "a" * 32
    large = b"URN,EstablishmentName\n" + b"900001,Oakfield Primary School\n" * 100_000

    with room_for(100_000):
        answer = client.post("/data/bring/", {"chosen": [upload("register.csv", large)]})

    assert (answer.status_code, NO_ROOM in answer.content.decode()) == (507, True)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    assert Run.objects.count() == 0


@pytest.mark.django_db
def test_upload_when_there_is_room_then_the_same_file_is_taken(priya, settings, tmp_path):
    settings.DATA, settings.FILE_UPLOAD_TEMP_DIR = tmp_path / "data", tmp_path / "passing"
    (tmp_path / "passing").mkdir()
    large = b"URN,EstablishmentName\n" + b"900001,Oakfield Primary School\n" * 100_000

    answer = sign_in(Client(), priya).post("/data/bring/", {"chosen": [upload("register.csv", large)]})

    assert (answer.status_code, Run.objects.count()) == (302, 1)
    assert list((tmp_path / "passing").iterdir()) == []


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
