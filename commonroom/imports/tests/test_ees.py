import polars as pl
import pytest

from commonroom.imports.sources import ees
from commonroom.imports.sources.base import ROW, Sheet, Unreadable
from commonroom.imports.tests.opened import faults, read, real, sample
from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.status import Status


def _one(frame: pl.DataFrame, **where: object) -> dict[str, object]:
    found = frame.filter([pl.col(name) == value for name, value in where.items()])
    return found.row(0, named=True)


def _sheet(header: str, *rows: str) -> Sheet:
    names = tuple(header.split(","))
    cells = [[cell or None for cell in row.split(",")] for row in rows]
    frame = pl.DataFrame(cells, schema=dict.fromkeys(names, pl.String), orient="row")
    return Sheet("x.csv", names, frame.with_columns(pl.int_range(2, len(rows) + 2, dtype=pl.Int32).alias(ROW)))


def test_information_file_when_read_then_figures_keep_year_pupils_and_row():
    values = read("ees_information_valid.csv", ees).tables["values"]

    assert _one(values, urn=900101, measure="ees_ks4_disadvantaged") == {
        "urn": 900101, "measure": "ees_ks4_disadvantaged", "year": 2023, "number": 54.9, "status": 0,
        "cohort": 173, "__row": 2, "laestab": None,
    }  # fmt: skip
    assert _one(values, urn=900101, measure="ees_ks4_roll")["number"] == 1095.0
    assert values.height == 65


@pytest.mark.parametrize(
    ("urn", "measure", "status"),
    [
        (900102, "ees_ks4_ehcp", Status.SUPPRESSED),
        (900103, "ees_ks4_disadvantaged", Status.NOT_APPLICABLE),
        (900104, "ees_ks4_gap_progress8", Status.LOW_COVERAGE),
        (900105, "ees_ks4_prior_low", Status.NOT_AVAILABLE),
        (900105, "ees_ks4_prior_high", Status.NOT_AVAILABLE),
        (900105, "ees_ks4_disadvantaged", Status.SMALL),
        (900105, "ees_ks4_eal", Status.SMALL),
    ],
)
def test_mark_when_read_then_it_is_a_status_and_never_a_number(urn, measure, status):
    row = _one(read("ees_information_valid.csv", ees).tables["values"], urn=urn, measure=measure)

    assert (row["number"], row["status"]) == (None, status)


def test_nought_when_published_then_it_stays_a_number():
    row = _one(read("ees_information_valid.csv", ees).tables["values"], urn=900105, measure="ees_ks4_ehcp")

    assert (row["number"], row["status"]) == (0.0, Status.PUBLISHED)


def test_information_file_when_broken_then_each_row_is_named_and_left_out():
    reading = read("ees_information_broken.csv", ees)

    assert faults(reading) == [
        (2, "pt_disadvantaged", "many"),
        (3, "school_urn", "n/a"),
        (4, "time_period", "2023-2099"),
    ]
    assert reading.tables["values"]["urn"].unique().sort().to_list() == [900104, 900105]


def test_suspensions_when_read_then_only_totals_of_areas_are_taken():
    reading = read("ees_suspensions_valid.csv", ees)

    areas = reading.tables["area_values"].filter(pl.col("measure") == "suspension_rate")
    assert areas.select("level", "code", "number").rows() == [
        ("england", "", 11.31), ("region", "Yorkshire and the Humber", 14.4), ("la", "990", 7.56),
    ]  # fmt: skip
    assert reading.passed_over == {"figures of groups of pupils or schools": 2}


def test_suspensions_when_several_years_then_each_row_keeps_its_own():
    values = read("ees_suspensions_valid.csv", ees).tables["values"].filter(pl.col("measure") == "suspension_rate")

    assert values.select("urn", "year", "number", "status", "cohort").rows() == [
        (900101, 2023, 13.06, 0, 1095), (900101, 2022, 8.98, 0, 1080), (900110, 2023, None, 7, 0),
    ]  # fmt: skip


def test_row_when_it_repeats_a_school_and_year_then_it_is_refused():
    assert faults(read("ees_suspensions_broken.csv", ees)) == [
        (4, "region_name", "Middle Earth"), (10, "time_period", "202324"),
    ]  # fmt: skip


def test_phonics_when_broken_down_then_year_one_of_all_pupils_is_taken():
    reading = read("ees_phonics_valid.csv", ees)

    taken = reading.tables["area_values"].select("level", "code", "measure", "number").rows()
    assert taken == [
        ("england", "", "phonics_year1", 80.0), ("la", "990", "phonics_year1", 82.0),
        ("la", "991", "phonics_year1", 79.0),
    ]  # fmt: skip
    assert reading.passed_over == {
        "rows of another group than Year 1": 18, "figures of groups of pupils or schools": 15,
    }  # fmt: skip


def test_early_years_when_in_the_older_layout_then_the_measure_is_the_same():
    reading = read("ees_early_years_valid.csv", ees)

    assert reading.tables["area_values"].select("code", "measure", "number", "cohort").rows() == [
        ("", "early_years_gld", 67.2, 620000), ("990", "early_years_gld", 69.0, 3000),
    ]  # fmt: skip


def test_unknown_data_set_when_read_then_its_columns_are_measures_by_laestab():
    reading = read("ees_general_laestab_valid.csv", ees)

    assert reading.tables["values"].select("urn", "laestab", "measure", "year", "number", "status").rows() == [
        (None, 9902010, "ees_pt_walk_to_school", 2022, 71.5, 0),
        (None, 9904101, "ees_pt_walk_to_school", 2022, None, 1),
        (None, 9902010, "ees_bike_racks", 2022, 12.0, 0),
        (None, 9904101, "ees_bike_racks", 2022, 140.0, 0),
    ]
    assert reading.tables["measures"].select("measure", "name", "unit").rows() == [
        ("ees_pt_walk_to_school", "Pt walk to school", "percent"), ("ees_bike_racks", "Bike racks", "number"),
    ]  # fmt: skip
    assert reading.schools == 2


def test_year_when_files_say_it_in_several_ways_then_it_is_the_start():
    sheet = _sheet(
        "time_period,time_identifier,geographic_level,school_urn,figure",
        "202324,Academic year,School,900001,1", "2023,Calendar year,School,900002,1",
        "2023,January,School,900003,1", "202324,Autumn term,School,900004,1",
    )  # fmt: skip

    reading = ees.read(sheet, year=None, as_at=None)

    assert reading.tables["values"].select("urn", "year").rows() == [(900001, 2023), (900002, 2023), (900003, 2022)]
    assert reading.passed_over == {"figures of a part of a year": 1}


def test_file_when_only_terms_are_in_it_then_it_says_so():
    sheet = _sheet(
        "time_period,time_identifier,geographic_level,school_urn,figure", "202324,Autumn term,School,900004,1"
    )

    with pytest.raises(
        Unreadable, match=r"^Nothing in the file can be taken: it has only figures of a part of a year\.$"
    ):
        ees.read(sheet, year=None, as_at=None)


def test_file_when_no_column_holds_numbers_then_it_says_so():
    sheet = _sheet("time_period,geographic_level,school_urn,school_name,colour", "202324,School,900004,Merrow,blue")

    with pytest.raises(Unreadable, match=r"^The file has no column of figures beside"):
        ees.read(sheet, year=None, as_at=None)


def test_dated_when_rows_carry_years_then_the_newest_is_sure():
    dated = ees.dated(sample("ees_suspensions_valid.csv", ees))

    assert (dated.year, dated.sure) == (AcademicYear(2023), True)


def test_real_information_file_when_read_then_all_schools_are_there():
    reading = ees.read(real("ees/202324_information_about_schools_final.csv", ees), year=None, as_at=None)

    values = reading.tables["values"]
    assert (reading.rows, reading.schools, values.height, reading.problems) == (5709, 5709, 74_217, ())
    assert values["status"].value_counts().sort("status").rows() == [(0, 53_768), (1, 1_720), (2, 18_728), (3, 1)]
