"""Figures: releases, re-issues, provisional and final, statuses, own measures, inspections, lists."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from commonroom.imports.services import checking
from commonroom.imports.tests.bringing import digest, load, read, school, write
from commonroom.kit.status import Status
from commonroom.measures.models import Inspection, Measure, OwnLoading, OwnMeasure, OwnValue, Release, Value
from commonroom.partnerships.scope import entered
from commonroom.schools.models import GroupMembership, School, SchoolGroup, SchoolLink, StatisticalNeighbour

pytestmark = pytest.mark.django_db
SAMPLES = Path(__file__).parent.parent / "samples"
MARCH = date(2026, 3, 1)


@pytest.fixture
def ks2():
    return SAMPLES / "ks2_final_valid.csv"


def changed(path: Path, to: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    to.write_text(text.replace(old, new, 1), encoding="utf-8")
    return to


def rwm(urn: int, **also: object) -> Value:
    measure = Measure.objects.get(slug="ks2_rwm_exp")
    return Value.objects.get(**{"urn": urn, "measure_id": measure.pk, "current": True} | also)


def test_figures_when_loaded_then_numbers_and_statuses_stand_with_file_and_row(ks2):
    run = load(ks2)

    assert (rwm(900001).number, rwm(900001).status, rwm(900001).row) == (69, Status.PUBLISHED, 2)
    assert (rwm(900002).number, rwm(900002).status) == (None, Status.SUPPRESSED)
    assert {rwm(900001).loading_id, rwm(900002).loading_id} == {run.loading_id}


def test_figures_when_the_same_content_comes_in_other_bytes_then_no_row_is_written(ks2, tmp_path):
    load(ks2)
    before = digest()
    again = tmp_path / "again.csv"
    again.write_bytes(ks2.read_bytes().removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n"))

    run = load(again)

    assert run.state == "nothing_new"
    assert digest() == before


@pytest.mark.req("F02")
def test_reissue_when_a_figure_differs_then_a_newer_release_and_the_older_figure_is_kept(ks2, tmp_path):
    first = load(ks2)

    second = load(changed(ks2, tmp_path / "corrected.csv", "69%", "71%"))

    assert rwm(900001).number == 71
    assert rwm(900001, current=False).loading_id == first.loading_id
    assert sorted(Release.objects.values_list("number", flat=True)) == [1, 2]
    assert second.preview["counts"]["figures_differ"] == 1


def test_reissue_when_withdrawn_then_the_earlier_figures_are_current_again(ks2, tmp_path, withdraw):
    load(ks2)
    before = digest(("measures_value", "measures_areavalue"), without="id")
    second = load(changed(ks2, tmp_path / "corrected.csv", "69%", "71%"))

    withdraw(second)

    assert rwm(900001).number == 69
    Value.objects.filter(loading_id=second.loading_id).delete()
    from commonroom.measures.models import AreaValue

    AreaValue.objects.filter(loading_id=second.loading_id).delete()
    assert digest(("measures_value", "measures_areavalue"), without="id") == before


@pytest.mark.parametrize("order", [("provisional", "final"), ("final", "provisional")])
def test_final_figures_when_provisional_ones_come_before_or_after_then_final_ones_count(order):
    ids = {"final": 1, "provisional": 2}
    import polars as pl

    from commonroom.measures.services import releases, values

    measure = releases.ensure_measures(["ks4_attainment8"])
    for number, name in enumerate(order):
        kept = _kept(f"{number}" * 64)
        publication = releases.Publication(
            kind=f"ks4_{name}", name=name, year=2018, precedence=2 if name == "final" else 1
        )
        loading = releases.make_loading(
            release=releases.make_release(publication, at=_AT), sha256=kept.pk, member="", rows=1, urns=[900001],
            columns={"ks4_attainment8": "ATT8SCR"}, by=None, at=_AT,
        )  # fmt: skip
        frame = pl.DataFrame(
            {"urn": [900001], "measure": ["ks4_attainment8"], "year": [2018], "number": [float(ids[name])],
             "status": [0], "cohort": [10], "__row": [2]}
        )  # fmt: skip
        keyed, _ = values.keyed(frame, measure)
        values.load(values.SCHOOLS, keyed, loading_id=loading.pk)

    assert Value.objects.get(urn=900001, current=True).number == ids["final"]
    assert Value.objects.filter(urn=900001).count() == 2


def test_figures_when_the_school_is_not_in_the_register_then_they_are_kept_and_counted(ks2):
    run = load(ks2)

    assert run.preview["counts"]["schools_unknown"] == run.schools
    assert Value.objects.filter(urn=900001).exists()


def test_figures_when_rows_have_only_laestabs_then_the_open_school_of_that_number_has_them(tmp_path):
    rows = [school(900301, number=2301, status="Closed", closed="31-08-2020"), school(900302, number=2301)]
    load(write(tmp_path / "r.csv", rows), as_at=MARCH)
    path = SAMPLES / "ees_general_laestab_valid.csv"
    load(path)

    assert set(Value.objects.values_list("urn", flat=True)) <= {900301, 900302}


def test_own_measures_when_loaded_then_only_their_partnership_has_them(rivermead, hillcrest):
    with entered(rivermead):
        run = load(SAMPLES / "own_wide_valid.csv", partnership=rivermead)
        held = OwnValue.objects.count()

    with entered(hillcrest):
        assert (OwnValue.objects.count(), OwnMeasure.objects.count(), OwnLoading.objects.count()) == (0, 0, 0)
    assert (run.state, held > 0) == ("loaded", True)


def test_own_measures_when_brought_as_a_national_file_then_they_are_refused_with_the_way_to_go():
    run = read(SAMPLES / "own_wide_valid.csv")

    assert run.state == "refused"
    assert run.sentence.startswith("These are a partnership’s own measures.")


def test_national_file_when_brought_by_a_partnership_then_it_is_refused_with_the_way_to_go(ks2, rivermead):
    with entered(rivermead):
        run = read(ks2, partnership=rivermead)

    assert run.sentence.startswith("This is a national file (Key stage 2 final results).")


def test_own_measures_when_withdrawn_then_the_earlier_figure_counts_again(rivermead, tmp_path, withdraw):
    header = "URN,Measure,Year,Value\n"
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text(header + "900001,Clubs,2024-25,5\n")
    two.write_text(header + "900001,Clubs,2024-25,7\n")

    with entered(rivermead):
        load(one, partnership=rivermead)
        second = load(two, partnership=rivermead)
        assert OwnValue.objects.get(current=True).number == 7
        withdraw(second)

        assert OwnValue.objects.get(current=True).number == 5


def test_inspection_when_told_by_register_and_by_ofsted_then_ofsteds_words_are_current():
    import polars as pl

    from commonroom.measures.services import inspections

    row = {
        "urn": 900001, "inspected_on": date(2023, 5, 10), "published_on": None, "number": None, "regime": "graded",
        "event": "graded", "overall": "Good", "judgements": "{}", "safeguarding": None, "previous": False, "__row": 2,
    }  # fmt: skip
    schema = {"published_on": pl.Date, "number": pl.String, "safeguarding": pl.String}
    ofsted = pl.DataFrame([row | {"judgements": '{"Quality of education": "Good"}'}], schema_overrides=schema)
    gias = pl.DataFrame([row], schema_overrides=schema)

    inspections.load_inspections(ofsted, source="ofsted_mi", loading_id=1, as_at=MARCH)
    inspections.load_inspections(gias, source="gias", loading_id=2, as_at=MARCH)

    assert Inspection.objects.get(current=True).source == "ofsted_mi"
    assert Inspection.objects.count() == 2


@pytest.mark.parametrize(
    ("sample", "model", "year"),
    [
        ("links_valid.csv", SchoolLink, None),
        ("groups_valid.csv", SchoolGroup, None),
        ("group_links_valid.csv", GroupMembership, None),
        ("neighbours_valid.csv", StatisticalNeighbour, None),
        ("ofsted_mi_valid.csv", Inspection, None),
        ("inspections_valid.csv", Inspection, None),
    ],
)
def test_list_when_loaded_and_withdrawn_then_nothing_of_it_is_left(sample, model, year, withdraw):
    run = load(SAMPLES / sample, as_at=None if sample in ("ofsted_mi_valid.csv", "inspections_valid.csv") else MARCH)
    held = model.objects.count()

    withdraw(run)

    assert (run.state, held > 0, model.objects.count()) == ("loaded", True, 0)


def test_trust_when_the_register_lacks_it_then_the_list_of_groups_tells_it(tmp_path):
    load(write(tmp_path / "r.csv", [school(900003, "Millbrook Academy")]), as_at=MARCH)

    run = load(SAMPLES / "group_links_valid.csv", as_at=MARCH)

    held = School.objects.get(pk=900003)
    assert (held.trust_uid, held.trust_name) == (9901, "THE MILL TRUST")
    assert held.loading_id == run.loading_id or held.older["trust_name"][0] == run.loading_id


def _kept(sha256: str):
    from commonroom.documents.models import KeptFile

    return KeptFile.objects.create(sha256=sha256, name="x.csv", size=1, kept_at=_AT)


from commonroom.imports.tests.bringing import AT as _AT  # noqa: E402


@pytest.mark.parametrize(
    ("known", "name", "area"),
    [
        (5, "Rivermead", "Rivermead"),
        (5, "", "authority 990"),
        (3, "Rivermead", ""),
    ],
)
def test_coverage_when_enough_schools_are_known_then_their_one_authority(tmp_path, known, name, area):
    urns = range(900001, 900006)
    load(write(tmp_path / "a.csv", [school(urn, la_name=name) for urn in urns[:known]]), as_at=MARCH)

    assert checking.coverage_of(urns) == area
