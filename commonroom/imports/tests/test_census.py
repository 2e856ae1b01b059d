"""The school census: who the pupils are."""

from __future__ import annotations

import polars as pl

from commonroom.imports.sources import census
from commonroom.imports.tests.reading_results import area, broken, counts, load, real, sample, school, some
from commonroom.kit.status import Status

REAL = "context/england_census_2018-2019.csv"


def test_sample_when_read_gives_the_figures_of_a_school():
    reading = load(census, sample("census_valid"))

    assert counts(reading) == (20, 17, 0)
    found = some(school(reading, 900001), "context_pupils", "context_fsm_ever", "context_sen_support", "context_eal")
    assert found == [285, 16.2, 17.5, 49.5]


def test_sample_when_read_keeps_every_mark_as_a_status():
    reading = load(census, sample("census_valid"))

    assert school(reading, 900002)["context_fsm_ever"] == Status.NOT_APPLICABLE
    assert school(reading, 900003)["context_eal"] == Status.NOT_PUBLISHED


def test_percentage_when_read_rests_on_the_pupils_on_roll():
    values = load(census, sample("census_valid")).tables["values"].filter(pl.col("urn") == 900001)

    assert dict(values.select("measure", "cohort").iter_rows())["context_fsm_ever"] == 285


def test_totals_when_read_stand_under_a_measure_of_their_phase():
    found = area(load(census, sample("census_valid")), "england_state")

    slugs = [f"context_fsm_ever_{phase}" for phase in ("primary", "secondary", "special")]
    assert some(found, "context_fsm_ever", *slugs) == [None, 23, 27.7, 50.3]


def test_name_where_the_urn_belongs_when_read_refuses_its_row():
    problems = broken(census, "census_broken_bad_urn")

    assert [problem.sentence for problem in problems] == [
        "Row 3, column URN: “Alder Wharf” is no URN. Write the school’s number of six digits."
    ]


def test_real_file_when_read_loads_with_its_count_and_the_published_totals():
    reading = load(census, real(REAL))

    assert counts(reading) == (23942, 23939, 0)
    found = area(reading, "england_state")
    assert some(found, "context_fsm_ever_primary", "context_eal_secondary", "context_ehc_special") == [23, 16.9, 98.3]
