import json
from datetime import date

from commonroom.imports.sources import inspections_csv
from commonroom.imports.tests.opened import faults, read, real


def test_three_columns_when_read_then_each_row_is_a_graded_inspection():
    reading = read("inspections_valid.csv", inspections_csv)

    assert reading.tables["inspections"].select("urn", "inspected_on", "overall", "regime", "event").rows() == [
        (900101, date(2013, 4, 18), "Outstanding", "graded", "graded"),
        (900101, date(2008, 9, 26), "Satisfactory", "graded", "graded"),
        (900102, date(2018, 3, 6), "Requires improvement", "graded", "graded"),
        (900103, date(2018, 3, 6), "Inadequate", "graded", "graded"),
    ]
    assert (reading.rows, reading.passed_over) == (5, {"rows that repeat another": 1})


def test_all_columns_when_read_then_regimes_differ_and_nothing_is_converted():
    frame = read("inspections_full_valid.csv", inspections_csv).tables["inspections"]

    assert frame.select("regime", "event", "overall", "safeguarding", "number").rows() == [
        ("graded", "graded", "Good", "Effective", "10300001"),
        ("judgements_only", "graded", None, "Effective", "10300002"),
        ("judgements_only", "ungraded", None, "Effective", "10300003"),
        ("report_card", "graded", None, "Met", "10300004"),
    ]
    assert json.loads(frame["judgements"][3]) == {"Inclusion": "Strong standard", "Achievement": "Expected standard"}


def test_file_when_broken_then_each_row_has_its_reason_and_the_sound_one_is_taken():
    reading = read("inspections_broken.csv", inspections_csv)

    assert faults(reading) == [
        (2, "URN", "9OO101"), (3, "Rating", "Quite good"), (4, "Inspection Date", "31/02/2018"),
        (6, "Inspection Date", "20180306"), (7, "Rating", ""),
    ]  # fmt: skip
    assert reading.tables["inspections"].select("urn", "overall").rows() == [(900103, "Good")]


def test_real_history_when_read_then_all_but_repeats_and_one_contradiction_are_taken():
    sheet = real("ofsted/ofsted_ratings_history_2018.csv", inspections_csv)

    reading = inspections_csv.read(sheet, year=None, as_at=None)

    assert (reading.rows, reading.schools, reading.tables["inspections"].height) == (60_134, 20_614, 60_131)
    assert reading.passed_over == {"rows that repeat another": 2}
    assert faults(reading) == [(54_403, "Inspection Date", "20131204")]
