"""Real government files: each loads with its count, and what they say is what was published.

The files are not part of this repository: COMMONROOM_REAL_DATA names the folder that holds them.
"""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Count

from commonroom.imports.tests.bringing import digest, load
from commonroom.measures.models import AreaValue, Inspection, Measure, Value
from commonroom.schools.models import LocalAuthority, School, StatisticalNeighbour

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
APRIL_2022 = date(2022, 4, 25)
FILES = {
    "gias/edubase_custom_20220425.csv": ("gias", 20_185),
    "gias/gias_surrey_hampshire_20220420.csv": ("gias", 1_096),
    "gias/gias_936_2021_full.csv": ("gias", 590),
    "gias/edubase_fixture_schools_experience_201812.csv": ("gias", 4),
    "gias/establishments_fixture_sap_public_2025.csv": ("gias", 3),
    "gias/nhs_fixture_202602/edubasealldata-test.csv": ("gias", 5),
    "gias/links_edubasealldata20230421.csv": ("links", 31_274),
    "gias/links_edubasealldata_20250727.csv": ("links", 34_044),
    "gias/groups_allgroupsdata_202203.csv": ("groups", 6_883),
    "gias/grouplinks_alllinksdata_202203.csv": ("group_links", 20_395),
    "school_information/england_spine_2017-2018.csv": ("school_information", 26_078),
    "ks2/850_ks2final_2016-2017.csv": ("ks2_final", 331),
    "ks2/850_ks2final_2017-2018.csv": ("ks2_final", 331),
    "ks2/850_ks2final_2018-2019.csv": ("ks2_final", 334),
    "ks2/936_ks2final_2016-2017.csv": ("ks2_final", 235),
    "ks2/936_ks2final_2017-2018.csv": ("ks2_final", 238),
    "ks2/936_ks2final_2018-2019.csv": ("ks2_final", 242),
    "ks2/england_ks2final_2015-2016.csv": ("ks2_final", 14_670),
    "ks2/england_ks2final_2016-2017.csv": ("ks2_final", 15_460),
    "ks2/england_ks2final_2017-2018.csv": ("ks2_final", 16_368),
    "ks4/815_ks4final_2017-2018_full.csv": ("ks4_final", 73),
    "ks4/england_ks4final_2017-2018.csv": ("ks4_final", 5_522),
    "ks4/england_ks4provisional_2018-2019.csv": ("ks4_provisional", 5_652),
    "ks4/england_ks4-pupdest_2018-2019.csv": ("ks4_destinations", 3_877),
    "ks5/england_ks5final_2016-2017.csv": ("sixteen_plus", 3_376),
    "context/england_census_2018-2019.csv": ("census", 23_942),
    "context/england_abs_2018-2019.csv": ("absence", 21_217),
    "context/england_abs_2012-2013.csv": ("absence", 20_059),
    "finance/815_2018_cfr.csv": ("cfr", 294),
    "ees/202324_information_about_schools_final.csv": ("ees", 5_709),
    "la/bds_long_0.parquet": ("lait", 641_070),
    "ofsted/ofsted_ratings_history_2018.csv": ("inspections_csv", 60_134),
}
BY_AUTHORITY = {
    "312": 89, "301": 56, "202": 50, "307": 84, "309": 75, "313": 71, "209": 78, "315": 53, "317": 71, "211": 83,
    "308": 89, "815": 345, "909": 307,
}  # fmt: skip


def bring(path):
    """A file loaded with the year or day that its name proposes."""
    run = load(path)
    if run.state == "to_date":
        named = {"year": run.year} if run.preview["needs"] == "year" else {"as_at": run.as_at or APRIL_2022}
        run = load(path, **named)
    return run


@pytest.mark.parametrize("name", FILES)
def test_real_file_when_loaded_then_it_has_its_kind_and_its_count(real_data, name):
    run = bring(real_data / name)

    assert (run.state, run.kind, run.rows) == ("loaded", *FILES[name])


@pytest.mark.parametrize(
    "name", ["ks2/850_ks2final_2018-2019.csv", "gias/gias_936_2021_full.csv", "gias/groups_allgroupsdata_202203.csv"]
)
def test_real_file_when_loaded_again_in_other_bytes_then_no_row_is_written(real_data, tmp_path, name):
    bring(real_data / name)
    before = digest()
    again = tmp_path / (real_data / name).name
    again.write_bytes((real_data / name).read_bytes() + b"\r\n")

    run = bring(again)

    assert run.state == "nothing_new"
    assert digest() == before


@pytest.mark.req("F01")
def test_register_of_2022_when_loaded_then_the_published_counts_of_schools_stand(real_data):
    bring(real_data / "gias/edubase_custom_20220425.csv")

    found = dict(School.objects.values_list("la_code").annotate(Count("urn")))
    assert School.objects.count() == 20_185
    assert {code: found[code] for code in BY_AUTHORITY} == BY_AUTHORITY


def test_surrey_and_hampshire_when_loaded_then_728_of_1096_schools_are_open(real_data):
    bring(real_data / "gias/gias_surrey_hampshire_20220420.csv")

    assert School.objects.count() == 1_096
    assert School.objects.filter(is_open=True).count() == 728
    assert School.objects.filter(status="Open, but proposed to close").count() == 2


@pytest.mark.req("F02")
def test_ks2_of_2019_when_loaded_then_the_published_totals_of_england_and_hampshire_stand(real_data):
    bring(real_data / "ks2/850_ks2final_2018-2019.csv")

    measure = Measure.objects.get(slug="ks2_rwm_exp")
    rows = AreaValue.objects.filter(measure_id=measure.pk, year=2018, current=True)
    assert {(row.level, row.code): row.number for row in rows if row.level != "england_state"} == {
        ("england", ""): 65,
        ("la", "850"): 68,
    }


def test_suppressed_figures_when_loaded_then_none_of_them_is_a_number(real_data):
    bring(real_data / "ks2/850_ks2final_2018-2019.csv")

    assert Value.objects.filter(status=1).count() == 1_689
    assert Value.objects.filter(status=1, number__isnull=False).count() == 0


def test_neighbours_of_2025_when_loaded_then_hillingdons_ten_stand_in_their_order(real_data):
    load(real_data / "la/sn_may_2025.xlsx", as_at=date(2025, 5, 1))

    rows = StatisticalNeighbour.objects.filter(authority_code="312").order_by("rank")
    assert [row.neighbour_code for row in rows] == [
        "313", "317", "320", "874", "307", "852", "310", "870", "871", "331",
    ]  # fmt: skip


def test_authorities_when_their_list_is_loaded_then_each_has_its_region(real_data):
    run = load(real_data / "la/la_code_list.xlsx")

    assert run.state == "loaded"
    assert LocalAuthority.objects.get(pk="312").region in ("London", "Outer London")


def test_inspections_when_their_history_is_loaded_then_each_event_stands_once(real_data):
    bring(real_data / "ofsted/ofsted_ratings_history_2018.csv")

    assert Inspection.objects.filter(current=True).count() == Inspection.objects.count() == 60_131
