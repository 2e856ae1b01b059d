import time
from datetime import date

import polars as pl
import pytest

from commonroom.imports.sources import authorities, lait, neighbours
from commonroom.imports.tests.opened import faults, read, real, sample
from commonroom.kit.status import Status
from commonroom.measures import catalogue


def test_neighbours_when_junk_stands_above_and_snp_repeats_then_ten_are_ranked():
    reading = read("neighbours_valid.csv", neighbours, as_at=date(2025, 5, 1))

    found = reading.tables["neighbours"].filter(pl.col("la_code") == "990")
    assert found.select("rank", "neighbour_code", "neighbour_name", "closeness").rows()[:4] == [
        (1, "991", "Hillcrest", "Extremely close"), (2, "992", "Dunmere", "Very close"),
        (3, "993", None, "Very close"), (4, "994", None, "Close"),
    ]  # fmt: skip
    assert (reading.tables["neighbours"].height, reading.as_at) == (30, date(2025, 5, 1))
    assert reading.passed_over == {"authorities without neighbours": 1}


def test_neighbours_when_broken_then_rows_are_named():
    reading = read("neighbours_broken.csv", neighbours)

    assert faults(reading) == [(5, "SN1", "Hillcrest"), (6, "LA num", "nine"), (8, "LA num", "990")]
    assert reading.tables["neighbours"]["la_code"].unique().to_list() == ["990"]


def test_authorities_when_read_then_regions_have_the_names_of_the_register():
    reading = read("authorities_valid.csv", authorities)

    assert reading.tables["authorities"].select("la_code", "name", "gss", "region").rows() == [
        ("990", "Rivermead", None, "London"), ("991", "Hillcrest", None, "South East"),
        ("992", "Dunmere", None, "Yorkshire and the Humber"),
    ]  # fmt: skip
    assert reading.passed_over == {"regions and England": 2}


def test_authorities_when_broken_then_rows_are_named():
    reading = read("authorities_broken.csv", authorities)

    assert faults(reading) == [
        (2, "LA Number", "99"), (3, "Region", "Southeast"), (4, "LA Name", ""), (6, "LA Number", "993"),
    ]  # fmt: skip


def test_lait_when_read_then_areas_years_and_marks_keep_their_meaning():
    frame = read("lait_valid.csv", lait).tables["area_values"]

    assert frame.select("level", "code", "measure", "year", "number", "status").rows() == [
        ("la", "990", "lait_ks2rwm_expected_std", 2023, 40.2, 0),
        ("england", "", "lait_ks2rwm_expected_std", 2023, 61.0, 0),
        ("region", "Outer London", "lait_ks2rwm_expected_std", 2023, 66.0, 0),
        ("la", "990", "lait_ks2rwm_expected_std", 2024, None, Status.NOT_AVAILABLE),
        ("england", "", "lait_ks2rwm_expected_std", 2024, 61.0, 0),
        ("region", "Outer London", "lait_ks2rwm_expected_std", 2024, 66.0, 0),
        ("la", "990", "lait_prifixedex", 2022, 1.03, 0),
        ("la", "991", "lait_senfinance", 2016, 1204.0, 0),
        ("la", "991", "lait_rta", 2016, 9.37, 0),
        ("la", "991", "lait_multiplication_total", 2023, 34.0, 0),
        ("la", "991", "lait_sen_init_req", 2024, 410.0, 0),
        ("la", "991", "lait_a_new_series", 2023, None, Status.SUPPRESSED),
    ]


def test_lait_when_series_is_unknown_then_the_title_in_the_file_names_it():
    reading = read("lait_valid.csv", lait)

    names = dict(reading.tables["measures"].select("measure", "name").rows())
    assert names["lait_a_new_series"] == "Children who swim"
    assert (
        names["lait_ks2rwm_expected_std"] == "Pupils meeting the expected standard in reading, writing and mathematics"
    )
    assert "lait_multiplication_total" not in names
    assert reading.passed_over == {"figures without a year and without a value": 1}


def test_lait_when_broken_then_rows_are_named_and_the_sound_one_is_taken():
    reading = read("lait_broken.csv", lait)

    assert faults(reading) == [
        (2, "Years", "2O24"), (3, "Short Desc", ""), (4, "Values", "forty"), (5, "LA Number", ""),
        (7, "Values", "42"),
    ]  # fmt: skip
    assert reading.tables["area_values"].select("code", "number").rows() == [("991", 41.0)]


@pytest.mark.parametrize(
    ("label", "means", "start"),
    [
        ("2023", "academic", 2022),
        ("2023", "financial", 2022),
        ("2023", "calendar", 2023),
        ("2023", "september", 2023),
        ("2024 (Rev)", "academic", 2023),
        ("2025 (prov)", "academic", 2024),
        ("2016-17 (OT)", "financial", 2016),
        ("2022/23", "academic", 2022),
        ("2014-16", "calendar", 2016),
        ("2013/14-15/16", "financial", 2015),
        ("1999-00", "academic", 1999),
        ("0", "academic", None),
        ("soon", "academic", None),
    ],
)
def test_lait_year_when_labelled_then_it_starts_where_the_series_says(label, means, start):
    assert lait.year_of(label, means) == start


def test_lait_series_when_slugged_then_no_two_share_a_measure():
    known = lait.known_series()

    assert len({lait.measure_of(series) for series in known}) == len(known) == 434


def test_catalogue_when_it_names_a_lait_series_of_ours_then_the_series_exists():
    files = {"suspensions.toml", "phonics.toml", "early_years.toml"}
    named = {spec.lait for spec in catalogue.catalogue().values() if spec.file in files}
    described = {
        spec.columns["default"]: slug
        for slug, spec in catalogue.published_by("lait").items()
        if spec.file == "lait.toml"
    }

    assert named <= set(lait.known_series())
    assert {lait.measure_of(series): slug for series, slug in described.items()} == {
        slug: slug for slug in described.values()
    }


@pytest.mark.parametrize(
    ("file", "count", "hillingdon"),
    [
        ("la/sn_may_2025.xlsx", 1580, ["313", "317", "320", "874", "307", "852", "310", "870", "871", "331"]),
        ("la/sn_april_2021.xlsx", 1560, ["313", "317", "871", "319", "302", "870", "307", "331", "826", "315"]),
    ],
)
def test_real_neighbours_when_read_then_each_authority_has_ten(file, count, hillingdon):
    reading = neighbours.read(real(file, neighbours), year=None, as_at=None)

    frame = reading.tables["neighbours"]
    assert frame.filter(pl.col("la_code") == "312")["neighbour_code"].to_list() == hillingdon
    assert (frame.height, frame.group_by("la_code").len()["len"].unique().to_list(), reading.problems) == (
        count,
        [10],
        (),
    )


def test_real_authorities_when_read_then_regions_are_told_from_authorities():
    reading = authorities.read(real("la/la_code_list.xlsx", authorities), year=None, as_at=None)

    assert (reading.rows, reading.tables["authorities"].height, reading.problems) == (171, 158, ())
    assert reading.passed_over == {"regions and England": 13}
    assert reading.tables["authorities"]["region"].n_unique() == 9


def test_real_lait_when_read_then_every_row_counts_and_published_facts_hold():
    sheet = real("la/bds_long_0.parquet", lait)
    start = time.thread_time()

    reading = lait.read(sheet, year=None, as_at=None)

    frame = reading.tables["area_values"]
    assert time.thread_time() - start < 5
    assert (reading.rows, frame.height, reading.problems) == (641_070, 640_900, ())
    assert reading.passed_over == {"figures without a year and without a value": 170}
    assert frame.select("level", "code", "measure", "year").is_duplicated().any() is False
    rwm = frame.filter((pl.col("measure") == "lait_ks2rwm_expected_std") & (pl.col("year") == 2018))
    assert rwm.filter(pl.col("code").is_in(["", "850"])).select("level", "number").rows() == [
        ("la", 68.0),
        ("england", 65.0),
    ]


def test_dated_when_the_name_says_a_month_then_its_first_day_is_proposed():
    sheet = sample("neighbours_valid.csv", neighbours)

    assert neighbours.dated(sheet).as_at is None
