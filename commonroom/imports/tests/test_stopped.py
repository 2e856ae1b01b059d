"""A program that loads files and is killed: what it left is said to have stopped, and never while it lives."""

import os
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from commonroom.documents import services as documents
from commonroom.imports import services
from commonroom.imports.models import Run
from commonroom.imports.services import stopped
from commonroom.imports.services.loading import ONE_AT_A_TIME
from commonroom.imports.tests.bringing import AT, school, write

ROOT = Path(__file__).resolve().parents[3]


def left(path, state):
    """A run at a state, of a batch that no living program holds."""
    run = services.bring(source=path, name=path.name, batch="gone", by=None, at=AT, queue=False)
    Run.objects.filter(pk=run.pk).update(state=state, sentence="Being read")
    return run


def test_run_when_its_reader_is_gone_then_is_refused_and_its_file_goes(
    db, tmp_path, django_capture_on_commit_callbacks
):
    run = left(write(tmp_path / "a.csv", [school(900001, "Oakfield")]), "reading")

    with django_capture_on_commit_callbacks(execute=True):
        assert services.mark_stopped() == 1

    run.refresh_from_db()
    assert (run.state, run.sentence) == ("refused", stopped.READING)
    assert not documents.path_of(run.file_id).exists()


def test_run_when_a_job_waits_for_it_then_is_left_alone(db, tmp_path):
    path = write(tmp_path / "a.csv", [school(900001, "Oakfield")])

    run = services.bring(source=path, name=path.name, batch="queued", by=None, at=AT)

    assert services.mark_stopped() == 0
    run.refresh_from_db()
    assert run.state == "waiting"


@pytest.mark.slow
@pytest.mark.faults
def test_import_when_its_program_is_killed_then_has_stopped_and_not_before(transactional_db, cluster, tmp_path):
    path = write(tmp_path / "a.csv", [school(900001, "Oakfield")])
    url = cluster.url("cr_app", connection.settings_dict["NAME"])
    own = {"DATABASE_URL": url, "COMMONROOM_DATA": str(tmp_path), "COMMONROOM_SECRET_KEY": "for tests only"}
    command = [sys.executable, "-m", "django", "import_files", str(path), "--as-at", "2026-03-06"]
    with psycopg.connect(url) as other:
        other.execute("select pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        program = subprocess.Popen(
            command, cwd=ROOT, env=os.environ | own | {"DJANGO_SETTINGS_MODULE": "commonroom.settings"},
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        while not Run.objects.filter(state="loading").exists():
            assert program.poll() is None
            time.sleep(0.05)
        alive = services.mark_stopped()
        program.kill()
        program.wait()
    deadline = time.monotonic() + 20
    while (gone := services.mark_stopped()) == 0 and time.monotonic() < deadline:
        time.sleep(0.05)

    run = Run.objects.get()
    assert (alive, gone, run.state, run.sentence) == (0, 1, "to_check", stopped.LOADING)
