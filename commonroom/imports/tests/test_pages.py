"""The pages: bring in, check, load, mend, withdraw, and open a row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from commonroom.imports import services
from commonroom.imports.models import Run
from commonroom.imports.tests.bringing import AT, load, read, school, write
from commonroom.partnerships.scope import entered
from commonroom.web.testing import Visitor, upload
from tests.cast import sign_in

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent.parent / "samples"
MARCH, APRIL = date(2026, 3, 1), date(2026, 4, 1)


def visitor(person) -> Visitor:
    client = Client()
    sign_in(client, person)
    return Visitor(client)


def run_jobs() -> None:
    """What the worker would do with the files that wait."""
    for run in Run.objects.filter(state__in=["waiting", "loading"]):
        services.read_run(run_id=run.pk, at=AT)
        services.load_run(run_id=run.pk, by=None, at=AT)


def test_bringing_in_when_three_clicks_a_file_then_the_register_is_loaded(priya, rivermead, tmp_path):
    path = write(tmp_path / "edubasealldata20260301.csv", [school(900001, "Oakfield Primary School"), school(900002)])
    page = visitor(priya).opens("/data/bring/")

    page.client.post("/data/bring/", {"chosen": [upload(path.name, path.read_bytes())]})
    run_jobs()
    page.opens("/data/bring/").reads("Say which day").follows("Register of schools (GIAS establishments), 1 March 2026")
    page.presses("Go on with this")
    run_jobs()
    page.opens(page.url).reads("New schools").presses("Load")
    run_jobs()

    page.opens(page.url).reads("Loaded").reads("Two schools are new")


def test_files_when_many_are_brought_at_once_then_each_has_its_own_row(priya):
    page = visitor(priya)
    names = ("ks2_final_valid.csv", "links_valid.csv", "own_wide_valid.csv")
    files = [upload(name, (SAMPLES / name).read_bytes()) for name in names]

    page.client.post("/data/bring/", {"chosen": files})
    run_jobs()

    page.opens("/data/bring/").reads("Key stage 2 final results").reads("Links").reads("partnership’s own measures")
    assert Run.objects.values_list("batch", flat=True).distinct().count() == 1


def test_refused_rows_when_downloaded_then_they_are_as_they_came_with_the_problem_first(priya, tmp_path):
    rows = [school(900001), {**school(900002), "EstablishmentName": ""}]
    run = read(write(tmp_path / "a.csv", rows), by=priya, as_at=MARCH)

    text = visitor(priya).client.get(f"/data/loads/{run.pk}/refused-rows.csv").content.decode("utf-8-sig")

    header, row = text.splitlines()
    assert header.startswith(f"Problem (load {run.pk}),URN,LA (code)")
    assert row.split(",")[1] == "900002"


def test_second_person_when_asked_then_only_another_officer_sees_the_button(priya, samuel, rivermead, tmp_path):
    load(write(tmp_path / "a.csv", [school(n) for n in (900001, 900002)]), as_at=MARCH)
    closed = [school(n, status="Closed") for n in (900001, 900002)]
    run = read(write(tmp_path / "b.csv", closed), by=priya, as_at=APRIL)
    first = visitor(priya).opens(f"/data/loads/{run.pk}/").reads("Two schools in Rivermead would close")
    first.presses("Load, and ask a second person to confirm").reads("Another data officer has to confirm it.")

    visitor(samuel).opens(f"/data/loads/{run.pk}/").presses("Confirm and load")

    run.refresh_from_db()
    assert (run.state, run.confirmed_by_name) == ("loading", "Samuel Okoro")


def test_withdrawing_when_no_reason_is_given_then_the_form_says_so_and_with_one_it_is_done(priya, tmp_path):
    run = load(write(tmp_path / "a.csv", [school(900001)]), by=priya, as_at=MARCH)
    page = visitor(priya).opens(f"/data/loads/{run.pk}/")

    page.presses("Withdraw it", expect=422).reads("Fill in “Why is it withdrawn?”.")
    page.fills(because="It was the test file.").presses("Withdraw it")

    page.reads("Withdrawn by Priya Raman: It was the test file.")


def test_row_when_opened_then_it_stands_as_in_the_file(amara, rivermead, tmp_path):
    run = load(write(tmp_path / "a.csv", [school(900001, "Oakfield Primary School")]), as_at=MARCH)

    visitor(amara).opens(f"/rivermead/data/files/{run.loading_id}/rows/2/").reads("EstablishmentName").reads(
        "Oakfield Primary School"
    )


def test_own_row_when_asked_by_heads_then_each_sees_her_own_school_alone(amara, chidi, grace, rivermead, tmp_path):
    path = tmp_path / "own.csv"
    path.write_text(f"URN,Measure,Year,Value\n{chidi_urn(chidi, rivermead)},Clubs,2024-25,5\n")
    with entered(rivermead):
        run = load(path, partnership=rivermead)

    for person, found in ((amara, 200), (chidi, 200), (grace, 404)):
        visitor(person).opens(f"/rivermead/data/own/{run.loading_id}/rows/2/", expect=found)


def test_data_page_when_opened_then_it_says_what_is_held_and_what_is_missing(ben, rivermead, tmp_path):
    load(write(tmp_path / "a.csv", [school(900001)]), as_at=MARCH)

    page = visitor(ben).opens("/rivermead/data/").reads("One kind of file is held.").reads("Nothing is held of")

    page.reads("Register of schools (GIAS establishments), 1 March 2026").reads("Where to download each file")


def test_changes_when_opened_then_before_and_since_stand_side_by_side(priya, rivermead, tmp_path):
    load(write(tmp_path / "a.csv", [school(900001, "Oakfield", capacity=210)]), as_at=MARCH)
    run = load(write(tmp_path / "b.csv", [school(900001, "Oakfield", capacity=315)]), as_at=APRIL)

    visitor(priya).opens(f"/data/loads/{run.pk}/changes/").reads("Capacity").reads("210").reads("315")


@pytest.mark.parametrize("path", ["/data/bring/", "/rivermead/data/bring/"])
def test_bring_page_when_opened_by_a_head_then_it_is_not_there(chidi, path):
    visitor(chidi).opens(path, expect=404)


def test_own_load_when_opened_by_a_head_or_from_outside_then_it_is_not_there(amara, chidi, harun, rivermead):
    with entered(rivermead):
        run = load(SAMPLES / "own_wide_valid.csv", partnership=rivermead)

    visitor(amara).opens(f"/rivermead/data/loads/{run.pk}/")
    visitor(chidi).opens(f"/rivermead/data/loads/{run.pk}/", expect=404)
    visitor(harun).opens(f"/rivermead/data/loads/{run.pk}/", expect=404)
    visitor(harun).opens(f"/data/loads/{run.pk}/", expect=404)


def chidi_urn(person, partnership) -> int:
    from commonroom.people import access

    return min(access.own_schools(person, partnership=partnership))


def test_ready_files_when_loaded_by_one_press_then_the_register_goes_first_and_a_grave_one_waits(
    priya, rivermead, tmp_path
):
    load(write(tmp_path / "a.csv", [school(n) for n in (900001, 900002)]), as_at=MARCH)
    read(SAMPLES / "ks2_final_valid.csv", by=priya, year=2018)
    read(write(tmp_path / "b.csv", [school(900001, capacity=315)]), by=priya, as_at=APRIL)
    closed = [school(n, status="Closed") for n in (900001, 900002)]
    read(write(tmp_path / "c.csv", closed), by=priya, as_at=date(2026, 3, 2))

    visitor(priya).opens("/data/bring/").presses("Load all two files that are ready")

    asked = Run.objects.filter(state="loading").order_by("asked_at").values_list("kind", flat=True)
    assert list(asked) == ["gias", "ks2_final"]
    assert Run.objects.get(state="to_check").needs_second


def test_results_when_no_register_is_held_then_the_page_says_what_to_load_first(priya):
    read(SAMPLES / "ks2_final_valid.csv", by=priya, year=2018)

    visitor(priya).opens("/data/bring/").reads("No register of schools is held yet.")


def test_results_when_read_before_the_register_and_loaded_after_it_then_their_schools_are_known(
    priya, rivermead, tmp_path
):
    waiting = read(SAMPLES / "ks2_final_valid.csv", by=priya, year=2018)
    assert waiting.preview["counts"]["schools_unknown"] == 15
    load(write(tmp_path / "a.csv", [school(n) for n in (900001, 900002)]), as_at=MARCH)

    run = services.ask_to_load(run=waiting, by=priya, at=AT, queue=False)
    run = services.load_run(run_id=run.pk, by=priya, at=AT, queue=False)

    assert (run.preview["counts"]["schools_unknown"], run.preview["areas"][0]["schools"]) == (13, 2)


def test_proposed_days_when_agreed_by_one_press_then_each_file_goes_on_with_its_own(priya, tmp_path):
    for name in ("edubasealldata20260301.csv", "edubasealldata20260401.csv"):
        read(write(tmp_path / name, [school(900001, town=name)]), by=priya)

    visitor(priya).opens("/data/bring/").presses("Agree with the years and days proposed for two files")

    told = Run.objects.order_by("pk").values_list("state", "as_at", "dated_by")
    assert list(told) == [("waiting", MARCH, "person"), ("waiting", APRIL, "person")]
