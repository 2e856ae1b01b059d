"""Key stage 4 results, final and provisional, and how the two are told apart."""

from __future__ import annotations

import dataclasses

import polars as pl
import pytest

from commonroom.imports.sources import ks4, ks4_provisional
from commonroom.imports.sources.base import Dated, Unreadable
from commonroom.imports.tests.reading_results import (
    area,
    broken,
    counts,
    load,
    real,
    register_of_hillingdon,
    sample,
    school,
    some,
)
from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.status import Status

MAIN = ("ks4_att8", "ks4_prog8", "ks4_em94", "ks4_em95")


def test_final_sample_when_read_gives_the_figures_of_a_school():
    reading = load(ks4, sample("ks4_final_valid"), 2017)

    assert some(school(reading, 900001), *MAIN) == [47.6, 0.13, 66, 43]
    assert some(school(reading, 900001), "ks4_att8_dis", "ks4_att8_gap", "ks4_ebacc_aps") == [36.8, -13.3, 4.05]


def test_final_sample_when_read_keeps_every_mark_as_a_status():
    reading = load(ks4, sample("ks4_final_valid"), 2017)

    assert [school(reading, 900000 + number)["ks4_prog8"] for number in range(2, 8)] == [
        Status.SUPPRESSED,
        Status.NO_ENTRIES,
        Status.NOT_PUBLISHED,
        Status.NOT_APPLICABLE,
        Status.LOW_COVERAGE,
        Status.NEW_SCHOOL,
    ]


def test_final_sample_when_read_counts_rows_schools_and_problems():
    assert counts(load(ks4, sample("ks4_final_valid"), 2017)) == (19, 16, 0)


def test_final_totals_when_read_stand_under_their_level():
    reading = load(ks4, sample("ks4_final_valid"), 2017)

    found = [area(reading, *place).get("ks4_att8") for place in (("la", "990"), ("england",), ("england_state",))]
    assert found == [46.5, 44.5, 46.5]
    assert area(reading, "england_state")["ks4_em95"] == 43.3


def test_progress_8_when_read_rests_on_the_pupils_it_covers():
    values = load(ks4, sample("ks4_final_valid"), 2017).tables["values"].filter(pl.col("urn") == 900001)

    cohorts = dict(values.select("measure", "cohort").iter_rows())
    assert (cohorts["ks4_prog8"], cohorts["ks4_att8"], cohorts["ks4_att8_dis"]) == (115, 120, 31)


def test_provisional_sample_when_read_gives_figures_marks_and_totals():
    reading = load(ks4_provisional, sample("ks4_provisional_valid"))

    assert counts(reading) == (20, 17, 0)
    assert some(school(reading, 900001), "ks4_att8", "ks4_prog8", "ks4_cohort") == [48.3, 0.12, 184]
    assert school(reading, 900003)["ks4_att8"] == Status.NO_ENTRIES
    assert area(reading, "la", "990")["ks4_att8"] == 46.8


def test_headers_when_recognised_tell_final_from_provisional():
    headers = [frozenset(sample(f"ks4_{name}_valid").header) for name in ("final", "provisional")]

    assert [(ks4.recognises(header), ks4_provisional.recognises(header)) for header in headers] == [
        (True, False),
        (False, True),
    ]


def test_provisional_columns_when_the_name_says_final_carry_a_note():
    sheet = dataclasses.replace(sample("ks4_provisional_valid"), name="england_ks4final_2018-2019.csv")

    assert len(load(ks4_provisional, sheet).notes) == 1


def test_two_bad_cells_in_two_rows_when_read_refuse_both():
    problems = broken(ks4, "ks4_final_broken_unreadable_cell")

    assert [(problem.row, problem.column, problem.found) for problem in problems] == [
        (3, "ATT8SCR", "forty"),
        (4, "P8MEA", "0.1.2"),
    ]


def test_unknown_record_type_when_read_is_refused():
    problems = broken(ks4_provisional, "ks4_provisional_broken_unknown_record")

    assert [(problem.row, problem.column, problem.found) for problem in problems] == [(3, "RECTYPE", "6")]


def test_year_when_columns_repeat_earlier_years_is_sure():
    assert ks4.dated(sample("ks4_final_valid")) == Dated(year=AcademicYear(2017), sure=True)


def test_another_year_than_the_columns_say_when_read_is_refused():
    with pytest.raises(Unreadable, match="say that it is of 2017–18, not of 2018–19"):
        load(ks4, sample("ks4_final_valid"), 2018)


@pytest.mark.parametrize(
    ("source", "path", "start", "expected"),
    [
        (ks4, "815_ks4final_2017-2018_full", 2017, (73, 70, 0)),
        (ks4, "england_ks4final_2017-2018", 2017, (5522, 5519, 0)),
        (ks4_provisional, "england_ks4provisional_2018-2019", 2018, (5652, 5495, 0)),
    ],
)
def test_real_file_when_read_loads_with_its_count(source, path, start, expected):
    sheet = real(f"ks4/{path}.csv")

    assert source.dated(sheet).year == AcademicYear(start)
    assert counts(load(source, sheet, start)) == expected


def test_real_2017_18_when_read_gives_the_published_totals():
    reading = load(ks4, real("ks4/815_ks4final_2017-2018_full.csv"), 2017)

    assert some(area(reading, "la", "815"), *MAIN) == [48.5, 0.13, 68.4, 48]
    assert some(area(reading, "england_state"), *MAIN) == [46.5, -0.02, 64.2, 43.3]


@pytest.mark.parametrize(
    ("source", "path", "start", "with_figures"),
    [(ks4, "england_ks4final_2017-2018", 2017, 21), (ks4_provisional, "england_ks4provisional_2018-2019", 2018, 22)],
)
def test_real_national_file_when_read_has_all_22_secondary_schools_of_hillingdon(source, path, start, with_figures):
    secondary = register_of_hillingdon("Secondary", "All-through")
    sheet = real(f"ks4/{path}.csv")

    figures = load(source, sheet, start).tables["values"].filter(pl.col("measure") == "ks4_att8")

    listed = secondary & set(sheet.frame.get_column("URN").cast(pl.Int32).drop_nulls())
    assert (len(secondary), len(listed)) == (22, 22)
    assert len(secondary & set(figures.get_column("urn"))) == with_figures
