"""Results at the end of 16 to 18 study."""

from __future__ import annotations

from commonroom.imports.sources import sixteen_plus
from commonroom.imports.tests.reading_results import area, counts, load, real, sample, school, some
from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.status import Status

REAL = "ks5/england_ks5final_2016-2017.csv"


def test_sample_when_read_gives_points_and_leaves_grades_in_letters():
    reading = load(sixteen_plus, sample("sixteen_plus_valid"), 2016)

    assert counts(reading) == (19, 16, 0)
    assert some(school(reading, 900001), "p16_alevel_aps", "p16_english_prog") == [28.61, 0.33]
    assert "TALLPPEGRD_ALEV_1618" not in reading.columns.values()


def test_sample_when_read_keeps_every_mark_as_a_status():
    reading = load(sixteen_plus, sample("sixteen_plus_valid"), 2016)

    assert [school(reading, 900000 + number)["p16_alevel_aps"] for number in (2, 3, 4)] == [
        Status.SUPPRESSED,
        Status.NO_ENTRIES,
        Status.NOT_APPLICABLE,
    ]


def test_totals_when_they_come_first_are_read_as_totals():
    reading = load(sixteen_plus, sample("sixteen_plus_valid"), 2016)

    found = [area(reading, *place)["p16_alevel_aps"] for place in (("england",), ("england_state",), ("la", "990"))]
    assert found == [32.39, 31.14, 29.27]


def test_consortium_when_read_is_held_under_its_urn():
    assert "p16_alevel_aps" in school(load(sixteen_plus, sample("sixteen_plus_valid"), 2016), 900016)


def test_grade_where_points_belong_when_read_refuses_its_row():
    reading = load(sixteen_plus, sample("sixteen_plus_broken_grade_for_points"), 2016)

    assert [(problem.row, problem.sentence) for problem in reading.problems] == [
        (
            3,
            "Row 3, column TALLPPE_ALEV_1618: “C+” is no number. "
            "Leave it blank, or write a figure like 60 or one of the publisher’s marks, like SUPP.",
        )
    ]


def test_real_file_when_read_loads_with_its_count_and_the_published_totals():
    sheet = real(REAL)

    reading = load(sixteen_plus, sheet, 2016)

    assert sixteen_plus.dated(sheet).year == AcademicYear(2016)
    assert counts(reading) == (3376, 3222, 0)
    found = [area(reading, *place)["p16_alevel_aps"] for place in (("england_state",), ("la", "850"), ("la", "312"))]
    assert found == [31.14, 32.5, 29.23]
