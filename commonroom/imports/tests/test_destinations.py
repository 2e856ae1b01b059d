"""Where pupils went after key stage 4."""

from __future__ import annotations

import dataclasses

import pytest

from commonroom.imports.sources import destinations
from commonroom.imports.sources.base import Dated, Unreadable
from commonroom.imports.tests.reading_results import area, counts, load, real, sample, school, some
from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.status import Status

REAL = "ks4/england_ks4-pupdest_2018-2019.csv"


def test_sample_when_read_gives_figures_and_a_small_percentage_as_a_status():
    reading = load(destinations, sample("ks4_destinations_valid"), 2016)

    assert counts(reading) == (19, 17, 0)
    found = some(school(reading, 900001), "dest_sustained", "dest_sustained_dis", "dest_apprenticeship")
    assert found == [94, 89, Status.SMALL]


def test_sample_when_read_keeps_every_mark_as_a_status():
    reading = load(destinations, sample("ks4_destinations_valid"), 2016)

    assert [school(reading, urn)["dest_sustained"] for urn in (900002, 900003)] == [
        Status.SUPPRESSED,
        Status.NOT_APPLICABLE,
    ]


def test_totals_when_read_are_of_state_funded_schools():
    reading = load(destinations, sample("ks4_destinations_valid"), 2016)

    assert area(reading, "la", "990")["dest_sustained"] == 95
    assert (area(reading, "england_state")["dest_sustained"], area(reading, "england")) == (94, {})


def test_unknown_mark_when_read_refuses_its_row():
    reading = load(destinations, sample("ks4_destinations_broken_unknown_mark"), 2016)

    assert [(problem.row, problem.column, problem.found) for problem in reading.problems] == [(3, "APPRENPER", "FEW")]


def test_year_when_tables_are_of_2018_19_is_that_of_the_leavers_of_2016_17():
    assert destinations.dated(sample("ks4_destinations_valid")) == Dated(year=AcademicYear(2016), sure=True)


def test_year_when_only_the_name_says_it_is_two_before_the_tables():
    sheet = sample("ks4_destinations_valid")
    header = tuple(name for name in sheet.header if not name.startswith("COHORT_1"))
    named = dataclasses.replace(sheet, name="england_ks4-pupdest_2017-2018.csv", header=header)

    assert destinations.dated(named) == Dated(year=AcademicYear(2015), sure=False)


def test_note_when_read_says_whose_year_it_is():
    assert load(destinations, sample("ks4_destinations_valid"), 2016).notes == (
        "The tables of 2018–19 follow the pupils who finished year 11 in 2016–17; they are kept under 2016–17.",
    )


def test_the_year_of_the_tables_when_given_for_that_of_the_leavers_is_refused():
    with pytest.raises(Unreadable, match="say that it is of 2016–17, not of 2018–19"):
        load(destinations, sample("ks4_destinations_valid"), 2018)


def test_real_file_when_read_loads_with_its_count_and_the_published_totals():
    sheet = real(REAL)

    reading = load(destinations, sheet, 2016)

    assert counts(reading) == (3877, 3728, 0)
    found = [area(reading, *place)["dest_sustained"] for place in (("england_state",), ("la", "850"), ("la", "312"))]
    assert found == [94, 95, 94]
