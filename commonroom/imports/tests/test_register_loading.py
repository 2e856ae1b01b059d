"""The register: what is written, what is left alone, and what is remembered."""

from __future__ import annotations

from datetime import date

import pytest

from commonroom.imports import services
from commonroom.imports.tests.bringing import AT, HEADER, digest, load, read, school, write
from commonroom.measures.models import Loading, Release
from commonroom.schools.models import House, LocalAuthority, School, SchoolChange, SearchWord

pytestmark = pytest.mark.django_db
MARCH, APRIL, MAY = date(2026, 3, 1), date(2026, 4, 1), date(2026, 5, 1)


@pytest.fixture
def oakfield(tmp_path):
    return write(tmp_path / "one.csv", [school(900001, capacity=210), school(900002, "Ashgrove School", la="991")])


@pytest.mark.req("F01")
def test_register_when_loaded_then_each_school_stands_with_its_file_row_and_day(oakfield):
    run = load(oakfield, as_at=MARCH)

    held = School.objects.get(pk=900002)
    assert (held.name, held.la_code, held.status, held.is_open) == ("Ashgrove School", "991", "Open", True)
    assert (held.loading_id, held.row, held.as_at) == (run.loading_id, 3, MARCH)
    assert Loading.objects.get(pk=run.loading_id).urns == [900001, 900002]
    assert LocalAuthority.objects.get(pk="990").region == "London"


def test_register_when_its_day_is_only_in_the_name_then_a_person_is_asked(tmp_path):
    path = write(tmp_path / "edubasealldata20260301.csv", [school(900001)])

    run = read(path)

    assert (run.state, run.as_at, run.dated_by) == ("to_date", MARCH, "name")
    assert School.objects.count() == 0


def test_same_bytes_when_loaded_again_then_nothing_happens(oakfield):
    load(oakfield, as_at=MARCH)
    before = digest()

    run = load(oakfield, as_at=APRIL)

    assert run.state == "nothing_new"
    assert digest() == before


def test_same_content_when_in_other_order_and_line_ends_then_no_row_is_written(oakfield, tmp_path):
    load(oakfield, as_at=MARCH)
    before = digest()
    rows = [school(900002, "Ashgrove School", la="991"), school(900001, capacity=210)]

    run = load(write(tmp_path / "two.csv", rows, ends="\n"), as_at=MARCH)

    assert run.state == "nothing_new"
    assert digest() == before


def test_same_content_when_of_a_later_day_then_only_the_day_is_noted(oakfield, tmp_path):
    load(oakfield, as_at=MARCH)
    before = digest(("schools_school", "schools_schoolchange"))
    rows = [school(900002, "Ashgrove School", la="991"), school(900001, capacity=210)]

    run = load(write(tmp_path / "two.csv", rows), as_at=APRIL)

    assert run.state == "loaded"
    assert digest(("schools_school", "schools_schoolchange")) == before
    assert sorted(Release.objects.values_list("as_at", flat=True)) == [MARCH, APRIL]


@pytest.mark.req("F02")
def test_changed_fact_when_loaded_then_before_and_after_are_kept(oakfield, tmp_path):
    load(oakfield, as_at=MARCH)

    run = load(write(tmp_path / "two.csv", [school(900001, capacity=315)]), as_at=APRIL)

    change = SchoolChange.objects.get()
    assert (change.urn, change.before, change.after) == (900001, {"capacity": 210}, {"capacity": 315})
    assert (change.loading_id, change.as_at) == (run.loading_id, APRIL)
    assert School.objects.get(pk=900001).capacity == 315


def test_blank_when_in_a_newer_file_then_the_fact_and_its_origin_stay(oakfield, tmp_path):
    first = load(oakfield, as_at=MARCH)

    second = load(write(tmp_path / "two.csv", [school(900001, capacity="", town="Wharfside")]), as_at=APRIL)

    held = School.objects.get(pk=900001)
    assert (held.capacity, held.town, held.loading_id) == (210, "Wharfside", second.loading_id)
    assert held.older == {"capacity": [first.loading_id, 2, "2026-03-01"]}


def test_column_when_missing_from_a_newer_file_then_its_facts_stay(oakfield, tmp_path):
    load(oakfield, as_at=MARCH)
    fewer = tuple(name for name in HEADER if name not in ("SchoolCapacity", "Town"))

    load(write(tmp_path / "two.csv", [school(900001, status="Closed", closed="31-03-2026")], fewer), as_at=APRIL)

    held = School.objects.get(pk=900001)
    assert (held.capacity, held.town, held.status, held.is_open) == (210, "Rivermead", "Closed", False)


def test_older_file_when_loaded_later_then_it_only_fills_what_is_not_held(tmp_path):
    load(write(tmp_path / "new.csv", [school(900001, capacity="", town="Wharfside")]), as_at=APRIL)

    old = load(write(tmp_path / "old.csv", [school(900001, capacity=180, town="Rivermead")]), as_at=MARCH)

    held = School.objects.get(pk=900001)
    assert (held.town, held.capacity, held.as_at) == ("Wharfside", 180, APRIL)
    assert held.older == {"capacity": [old.loading_id, 2, "2026-03-01"]}


def test_older_file_when_a_newer_one_only_confirmed_then_it_still_changes_nothing(tmp_path):
    load(write(tmp_path / "a.csv", [school(900001, capacity=210)]), as_at=MARCH)
    load(write(tmp_path / "b.csv", [school(900001, capacity=210), school(900002)]), as_at=MAY)

    load(write(tmp_path / "c.csv", [school(900001, capacity=180)]), as_at=APRIL)

    assert School.objects.get(pk=900001).capacity == 210


def test_absence_when_from_a_newer_file_then_it_closes_nothing(oakfield, tmp_path):
    load(oakfield, as_at=MARCH)

    load(write(tmp_path / "two.csv", [school(900001, capacity=99)]), as_at=APRIL)

    assert School.objects.get(pk=900002).is_open


def test_files_when_loaded_in_any_order_then_the_same_facts_are_held(tmp_path, subtests_of_orders):
    march = write(tmp_path / "m.csv", [school(900001, capacity=1, town="A"), school(900002)])
    april = write(tmp_path / "a.csv", [school(900001, capacity=2, town="A"), school(900003)])
    may = write(tmp_path / "y.csv", [school(900001, capacity=3, town="B", status="Closed", closed="30-04-2026")])
    days = {march: MARCH, april: APRIL, may: MAY}

    facts = subtests_of_orders([march, april, may], lambda path: load(path, as_at=days[path]))

    assert len(facts) == 1


def test_row_when_refused_then_the_others_load_and_it_can_be_mended_and_joins(oakfield, tmp_path):
    rows = [school(900001), {**school(900002), "EstablishmentName": ""}]
    run = load(write(tmp_path / "bad.csv", rows), as_at=MARCH)
    mended = [{f"Problem (load {run.pk})": "The row has no name.", **school(900002, "Ashgrove School")}]

    joined = load(write(tmp_path / "mended.csv", mended, (f"Problem (load {run.pk})", *HEADER)))

    assert (run.preview["refused"], School.objects.count()) == (1, 2)
    assert (joined.state, joined.joins_id, joined.as_at) == ("loaded", run.pk, MARCH)
    assert Release.objects.count() == 1


def test_real_schools_when_the_demonstration_is_held_then_they_are_refused_with_a_sentence(oakfield, tmp_path):
    load(oakfield, as_at=MARCH)

    run = load(write(tmp_path / "real.csv", [school(100001, la="312")]), as_at=APRIL)

    assert (run.state, House.objects.get().holds) == ("refused", "demonstration")
    assert run.sentence.startswith("This is real data, and the database holds the demonstration.")


def test_words_when_a_register_was_loaded_then_schools_are_found_by_them(oakfield):
    run = load(oakfield, as_at=MARCH)

    services.after_load(loading_id=run.loading_id)

    assert SearchWord.objects.get(pk="ashgrove").schools == 1
    assert SearchWord.objects.get(pk="school").schools == 2


def test_load_when_asked_twice_then_it_is_loaded_once(oakfield):
    run = load(oakfield, as_at=MARCH)

    again = services.load_run(run_id=run.pk, by=None, at=AT, queue=False)

    assert (again.state, Loading.objects.count()) == ("loaded", 1)
