"""Files that touch many schools of a partnership wait for a second data officer."""

from __future__ import annotations

from datetime import date

import pytest

from commonroom.audit.models import Event
from commonroom.imports import services
from commonroom.imports.rules import needs_second
from commonroom.imports.tests.bringing import AT, load, read, school, write
from commonroom.mail.models import Message
from commonroom.schools.models import School

pytestmark = pytest.mark.django_db
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


@pytest.mark.parametrize(
    ("touched", "schools", "needed"),
    [(0, 100, False), (1, 10, False), (2, 100, False), (2, 99, True), (3, 100, True), (7, 350, False), (8, 350, True)],
)
def test_second_person_when_many_schools_are_touched_then_needed(touched, schools, needed):
    assert needs_second(touched=touched, schools=schools) is needed


@pytest.fixture
def two_closures(rivermead, amara, priya, tmp_path):
    """A file, read, in which two of Rivermead's three schools close."""
    load(write(tmp_path / "a.csv", [school(n, f"School {n}") for n in (900001, 900002, 900003)]), as_at=MARCH)
    closed = [school(n, f"School {n}", status="Closed", closed="31-03-2026") for n in (900001, 900002)]
    run = read(write(tmp_path / "b.csv", closed), by=priya, as_at=APRIL)
    return services.ask_to_load(run=run, by=priya, at=AT, queue=False)


def test_closures_when_many_then_nothing_is_written_until_somebody_else_confirms(two_closures, priya):
    assert (two_closures.state, School.objects.filter(is_open=True).count()) == ("to_confirm", 3)

    with pytest.raises(services.CannotDecide, match="somebody else has to confirm it"):
        services.confirm(run=two_closures, by=priya, at=AT, queue=False)


def test_closures_when_a_second_officer_confirms_then_they_load_and_both_are_named(two_closures, priya, samuel):
    run = services.confirm(run=two_closures, by=samuel, at=AT, queue=False)

    run = services.load_run(run_id=run.pk, by=priya, at=AT, queue=False)

    assert (run.state, School.objects.filter(is_open=True).count()) == ("loaded", 1)
    assert (run.asked_by_name, run.confirmed_by_name) == ("Priya Raman", "Samuel Okoro")


def test_closures_when_many_then_the_partnership_is_told_without_saying_what(two_closures, amara):
    letter = Message.objects.get()

    assert (letter.to, letter.subject) == (amara.email, "There is something to read in Commonroom")
    assert Event.objects.filter(chain="p-rivermead", verb="partnership told of a file").count() == 1


def test_closure_when_it_is_one_school_then_no_second_person_is_asked(rivermead, tmp_path):
    load(write(tmp_path / "a.csv", [school(n) for n in (900001, 900002)]), as_at=MARCH)

    run = read(write(tmp_path / "b.csv", [school(900001, status="Closed")]), as_at=APRIL)

    assert (run.state, run.needs_second, run.preview["counts"]["schools_closed"]) == ("to_check", False, 1)


def test_preview_when_schools_of_a_partnership_change_then_it_says_which_and_how(rivermead, tmp_path):
    load(write(tmp_path / "a.csv", [school(900001, "Oakfield", capacity=210)]), as_at=MARCH)

    run = read(write(tmp_path / "b.csv", [school(900001, "Oakfield", capacity=315), school(900002)]), as_at=APRIL)

    area = run.preview["areas"][0]
    assert (area["name"], area["new"], area["changed"]) == ("Rivermead", 1, 1)
    assert [(c["name"], c["what"], c["held"], c["new"]) for c in area["changes"]] == [
        ("Oakfield", "Capacity", "210", "315")
    ]


def test_two_registers_when_read_before_either_is_loaded_then_the_closing_one_still_waits_for_a_second_person(
    rivermead, tmp_path
):
    first = read(write(tmp_path / "a.csv", [school(n) for n in (900001, 900002)]), as_at=MARCH)
    closing = read(write(tmp_path / "b.csv", [school(n, status="Closed") for n in (900001, 900002)]), as_at=APRIL)
    assert not closing.needs_second

    for run in (first, closing):
        services.ask_to_load(run=run, by=None, at=AT, queue=False)
        services.load_run(run_id=run.pk, by=None, at=AT, queue=False)

    closing.refresh_from_db()
    assert (closing.state, closing.loading_id, School.objects.filter(is_open=True).count()) == ("to_confirm", None, 2)
