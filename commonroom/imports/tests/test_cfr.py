"""Consistent financial reporting: income and spending of schools that the council keeps."""

from __future__ import annotations

import polars as pl
import pytest

from commonroom.imports.sources import cfr
from commonroom.imports.sources.base import Dated, Unreadable
from commonroom.imports.tests.reading_results import counts, load, real, sample, school, some
from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.status import Status

REAL = "finance/815_2018_cfr.csv"


def test_sample_when_read_understands_commas_and_money_that_came_back():
    reading = load(cfr, sample("cfr_valid"), 2017)

    found = some(school(reading, 900001), "fin_income", "fin_supply", "fin_supply_share", "fin_teachers_share")
    assert found == [5485, -239, -3, 51]


def test_sample_when_read_keeps_every_mark_as_a_status():
    reading = load(cfr, sample("cfr_valid"), 2017)

    assert [school(reading, 900000 + number)["fin_income"] for number in (2, 3, 4)] == [
        Status.SUPPRESSED,
        Status.NOT_APPLICABLE,
        Status.SUPPRESSED,
    ]


def test_medians_of_groups_when_read_are_passed_over_and_counted():
    reading = load(cfr, sample("cfr_valid"), 2017)

    assert counts(reading) == (19, 15, 0)
    assert reading.passed_over == {"medians of groups of schools": 4}


def test_pupils_in_full_time_places_when_read_are_rounded():
    values = load(cfr, sample("cfr_valid"), 2017).tables["values"].filter(pl.col("urn") == 900001)

    assert set(values.get_column("cohort")) == {42}


def test_comma_for_a_point_when_read_refuses_its_row():
    reading = load(cfr, sample("cfr_broken_unreadable_cell"), 2017)

    assert [(problem.row, problem.column, problem.found) for problem in reading.problems] == [
        (3, "TOTALINCOME", "5.485,00")
    ]


def test_year_when_columns_repeat_financial_years_is_the_latest_by_its_start():
    assert cfr.dated(sample("cfr_valid")) == Dated(year=AcademicYear(2017), sure=True)


def test_another_year_than_the_columns_say_when_read_is_refused():
    with pytest.raises(Unreadable, match="say that it is of 2017–18, not of 2018–19"):
        load(cfr, sample("cfr_valid"), 2018)


def test_real_file_when_read_loads_with_its_count():
    reading = load(cfr, real(REAL), 2017)

    assert counts(reading) == (294, 244, 0)
    assert reading.passed_over == {"medians of groups of schools": 50}
    assert some(school(reading, 121300), "fin_income", "fin_spending", "fin_supply") == [7753, 7891, -239]
