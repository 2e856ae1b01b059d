import pytest

from commonroom.imports.sources import own_measures
from commonroom.imports.sources.base import ROW, Unreadable
from commonroom.imports.tests.opened import faults, read, sample
from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.status import Status


def test_long_shape_when_read_then_values_and_descriptions_are_kept():
    reading = read("own_long_valid.csv", own_measures)

    assert reading.tables["values"].select("urn", "measure", "year", "number", "status", "cohort").rows() == [
        (900101, "own_reading_age_above_12", 2023, 61.5, 0, 173),
        (900102, "own_reading_age_above_12", 2023, None, Status.SUPPRESSED, 4),
        (900101, "own_clubs_offered", 2023, 14.0, 0, None),
    ]
    assert reading.tables["measures"].drop(ROW).rows()[0] == (
        "own_reading_age_above_12", "Reading age above 12", "percent", "up", "Our own measures",
        "Pupils of year 7 whose reading age is 12 or more.", "",
    )  # fmt: skip
    assert (reading.rows, reading.schools) == (4, 2)


def test_wide_shape_when_read_then_each_column_is_a_measure():
    reading = read("own_wide_valid.csv", own_measures)

    assert reading.tables["values"].select("urn", "measure", "number", "status").rows() == [
        (900101, "own_reading_age_above_12", 61.5, 0),
        (900101, "own_clubs_offered", 14.0, 0),
        (900102, "own_reading_age_above_12", None, Status.SUPPRESSED),
    ]
    assert reading.tables["measures"].select("unit", "direction").rows() == [("percent", "up"), ("number", "none")]


def test_file_when_broken_then_rows_are_named_and_the_sound_one_is_taken():
    reading = read("own_broken.csv", own_measures)

    assert faults(reading) == [
        (2, "Clubs offered", "dozens"), (3, "Year", "2023"), (4, "URN", "Quillbrook"), (5, "Value", "a few"),
        (7, "Value", "4"), (8, "Measure", ""),
    ]  # fmt: skip
    assert reading.tables["values"].select("urn", "number").rows() == [(900103, 3.0)]


def test_file_when_it_has_no_year_then_the_year_that_was_asked_counts():
    sheet = sample("own_long_valid.csv", own_measures)
    without = type(sheet)(
        sheet.name, tuple(n for n in sheet.header if n != "Year"), sheet.frame.drop("Year"), sheet.header_row
    )

    reading = own_measures.read(without, year=AcademicYear(2021), as_at=None)

    assert own_measures.dated(without).year is None
    assert reading.tables["values"]["year"].unique().to_list() == [2021]


@pytest.mark.parametrize("column", ["UPN", "Date of birth", "Forename", "Surname", "uln", "first_name"])
def test_list_of_pupils_when_given_then_it_is_not_recognised_and_not_read(column):
    sheet = sample("own_long_valid.csv", own_measures)
    listed = type(sheet)(sheet.name, (*sheet.header, column), sheet.frame, sheet.header_row)

    assert own_measures.recognises(frozenset(listed.header)) is False
    with pytest.raises(Unreadable, match=r"^This looks like a list of pupils or other people"):
        own_measures.read(listed, year=None, as_at=None)
