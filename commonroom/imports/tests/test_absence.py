"""Absence over the school year, with persistent absence at 10 % or at 15 %."""

from __future__ import annotations

from commonroom.imports.sources import absence
from commonroom.imports.sources.base import Dated
from commonroom.imports.tests.reading_results import area, broken, counts, load, real, sample, school
from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.status import Status


def test_sample_when_read_gives_figures_and_statuses():
    reading = load(absence, sample("absence_valid"))

    assert counts(reading) == (20, 17, 0)
    assert school(reading, 900001) == {"absence_overall": 2.6, "absence_persistent": 3.4}
    assert school(reading, 900002) == {"absence_overall": 4.3, "absence_persistent": Status.SUPPRESSED}
    assert school(reading, 900003) == {"absence_overall": Status.SUPPRESSED, "absence_persistent": Status.SUPPRESSED}


def test_older_file_when_read_gives_another_measure_and_never_the_one_at_10_per_cent():
    reading = load(absence, sample("absence_15_valid"), 2012)

    assert school(reading, 900001) == {"absence_overall": 3.5, "absence_persistent_15": 0}


def test_totals_when_read_stand_under_a_measure_of_their_phase():
    assert area(load(absence, sample("absence_valid")), "england_state") == {
        "absence_overall_primary": 4,
        "absence_persistent_primary": 8.2,
        "absence_overall_secondary": 5.5,
        "absence_persistent_secondary": 13.7,
        "absence_overall_special": 10.1,
        "absence_persistent_special": 28.8,
    }


def test_percentage_over_100_when_read_refuses_its_row():
    problems = broken(absence, "absence_broken_over_100")

    assert [(problem.row, problem.column, problem.found) for problem in problems] == [(3, "PERCTOT", "430")]


def test_real_files_when_read_load_with_their_counts():
    sheets = [real(f"context/england_abs_{years}.csv") for years in ("2018-2019", "2012-2013")]

    assert [counts(load(absence, sheet, start)) for sheet, start in zip(sheets, (2018, 2012), strict=True)] == [
        (21217, 21214, 0),
        (20059, 20057, 0),
    ]
    assert absence.dated(sheets[1]) == Dated(year=AcademicYear(2012), sure=False)
