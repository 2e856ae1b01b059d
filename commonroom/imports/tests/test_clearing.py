"""What is refused is not kept, and nothing else goes with it."""

from datetime import timedelta

from commonroom.documents import services as documents
from commonroom.imports import services
from commonroom.imports.models import Run
from commonroom.imports.tests.bringing import AT, read, school, write

PUPILS = "UPN,Forename,Surname,Date of birth\nA123,Ada,Osier,01/02/2015\n"


def pupils(tmp_path):
    path = tmp_path / "pupils.csv"
    path.write_text(PUPILS)
    return path


def test_refused_file_when_nobody_else_holds_it_then_its_bytes_are_gone(
    db, tmp_path, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        run = read(pupils(tmp_path))

    assert run.state == "refused"
    assert not documents.path_of(run.file_id).exists()


def test_refused_file_when_brought_again_then_is_refused_and_goes_again(
    db, tmp_path, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        read(pupils(tmp_path))
    with django_capture_on_commit_callbacks(execute=True):
        again = read(pupils(tmp_path))

    assert again.state == "refused"
    assert not documents.path_of(again.file_id).exists()


def test_refused_file_when_another_load_waits_with_it_then_stays(db, tmp_path, django_capture_on_commit_callbacks):
    path = pupils(tmp_path)
    services.bring(source=path, name=path.name, batch="other", by=None, at=AT, queue=False)

    with django_capture_on_commit_callbacks(execute=True):
        run = read(path)

    assert run.state == "refused"
    assert documents.path_of(run.file_id).exists()


def test_refused_file_when_it_was_kept_before_as_something_else_then_stays(
    db, tmp_path, django_capture_on_commit_callbacks
):
    path = pupils(tmp_path)
    documents.keep(path, name="a document", by=None, at=AT - timedelta(days=1))

    with django_capture_on_commit_callbacks(execute=True):
        run = read(path)

    assert run.state == "refused"
    assert documents.path_of(run.file_id).exists()


def test_loaded_file_when_another_is_refused_then_stays(db, tmp_path, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        good = read(write(tmp_path / "a.csv", [school(900001, "Oakfield")]))
        read(pupils(tmp_path))

    assert documents.path_of(Run.objects.get(pk=good.pk).file_id).exists()
