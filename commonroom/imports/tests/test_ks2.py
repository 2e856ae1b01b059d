"""Key stage 2 final results: the layouts of 2015-16 to 2018-19."""

from __future__ import annotations

import polars as pl
import pytest

from commonroom.imports.sources import ks2
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

RAW = {
    "850_ks2final_2016-2017": (331, 328),
    "850_ks2final_2017-2018": (331, 328),
    "850_ks2final_2018-2019": (334, 331),
    "936_ks2final_2016-2017": (235, 232),
    "936_ks2final_2017-2018": (238, 235),
    "936_ks2final_2018-2019": (242, 239),
}
NATIONAL = {
    "england_ks2final_2015-2016": (14670, 14670),
    "england_ks2final_2016-2017": (15460, 15456),
    "england_ks2final_2017-2018": (16368, 16364),
}


def test_sample_when_read_gives_the_figures_of_a_school():
    reading = load(ks2, sample("ks2_final_valid"))

    found = some(school(reading, 900001), "ks2_rwm_exp", "ks2_rwm_high", "ks2_read_score", "ks2_read_prog")
    assert found == [69, 7, 105, -0.4]
    assert some(school(reading, 900001), "ks2_rwm_exp_dis", "ks2_rwm_exp_gap", "ks2_cohort") == [50, -21, 30]


def test_sample_when_read_keeps_every_mark_as_a_status():
    reading = load(ks2, sample("ks2_final_valid"))

    assert [school(reading, 900000 + number)["ks2_read_prog"] for number in (2, 3, 4, 5)] == [
        Status.SUPPRESSED,
        Status.NOT_APPLICABLE,
        Status.NEW_SCHOOL,
        Status.LOW_COVERAGE,
    ]


def test_sample_when_read_counts_rows_schools_and_problems():
    assert counts(load(ks2, sample("ks2_final_valid"))) == (19, 16, 0)


def test_short_row_when_read_counts_the_school_and_gives_no_figure():
    reading = load(ks2, sample("ks2_final_valid"))

    assert school(reading, 900007) == {}


def test_totals_when_read_stand_under_their_level():
    reading = load(ks2, sample("ks2_final_valid"))

    found = [area(reading, *place).get("ks2_rwm_exp") for place in (("la", "990"), ("england",), ("england_state",))]
    assert found == [68, 65, 65]


def test_cohort_when_read_is_that_of_the_group():
    values = load(ks2, sample("ks2_final_valid")).tables["values"].filter(pl.col("urn") == 900001)

    cohorts = dict(values.select("measure", "cohort").iter_rows())
    assert (cohorts["ks2_rwm_exp"], cohorts["ks2_rwm_exp_dis"], cohorts["ks2_cohort"]) == (30, 8, None)


def test_short_layout_when_read_leaves_out_measures_it_lacks():
    reading = load(ks2, sample("ks2_final_short_valid"), 2015)

    assert len(reading.columns) == 15
    assert "ks2_writ_exp" not in reading.columns


@pytest.mark.parametrize(
    ("defect", "row", "column", "sentence"),
    [
        (
            "bad_urn",
            3,
            "URN",
            "Row 3, column URN: “12345” is no URN. Write the school’s number of six digits.",
        ),
        (
            "unreadable_cell",
            3,
            "PTRWM_EXP",
            "Row 3, column PTRWM_EXP: “sixty” is no percentage from 0 to 100. "
            "Leave it blank, or write a figure like 60 % or one of the publisher’s marks, like SUPP.",
        ),
        (
            "over_100",
            3,
            "PTRWM_EXP",
            "Row 3, column PTRWM_EXP: “130%” is no percentage from 0 to 100. "
            "Leave it blank, or write a figure like 60 % or one of the publisher’s marks, like SUPP.",
        ),
        (
            "unknown_mark",
            3,
            "READPROG",
            "Row 3, column READPROG: “LATER” is no number. "
            "Leave it blank, or write a figure like 60 or one of the publisher’s marks, like SUPP.",
        ),
        (
            "percent_in_number",
            3,
            "TELIG",
            "Row 3, column TELIG: “12%” is no number. "
            "Leave it blank, or write a figure like 60 or one of the publisher’s marks, like SUPP.",
        ),
        (
            "unknown_record",
            3,
            "RECTYPE",
            "Row 3, column RECTYPE: “9” is no kind of row that is known here, so it is not clear whose figures these "
            "are. Write the publisher’s number for a school or a total.",
        ),
    ],
)
def test_broken_sample_when_read_refuses_one_row_with_a_sentence(defect, row, column, sentence):
    problems = broken(ks2, f"ks2_final_broken_{defect}")

    assert [(problem.row, problem.column, problem.sentence, problem.refuses) for problem in problems] == [
        (row, column, sentence, True)
    ]


def test_broken_row_when_refused_leaves_the_others_taken():
    reading = load(ks2, sample("ks2_final_broken_unreadable_cell"))

    assert set(reading.tables["values"].get_column("urn")) == {900001, 900003}


def test_school_given_twice_with_different_figures_when_read_refuses_both_rows():
    reading = load(ks2, sample("ks2_final_broken_repeated_urn"))

    assert reading.refused_rows == {3, 5}
    assert {problem.sentence for problem in reading.problems} == {
        "Rows 3 and 5 give URN 900002 with different figures. Keep the right one and take out the others."
    }


def test_school_given_twice_with_the_same_figures_when_read_is_taken_once():
    reading = load(ks2, sample("ks2_final_broken_repeated_urn"))

    assert reading.passed_over == {"exact repeats of a row": 1}
    assert set(reading.tables["values"].filter(pl.col("urn") == 900001).get_column("__row")) == {2}


def test_year_when_columns_repeat_earlier_years_is_sure():
    assert ks2.dated(sample("ks2_final_valid")) == Dated(year=AcademicYear(2018), sure=True)


def test_year_when_columns_say_nothing_and_the_name_neither_is_unknown():
    assert ks2.dated(sample("ks2_final_short_valid")) == Dated(year=None, sure=False)


def test_another_year_than_the_columns_say_when_read_is_refused():
    with pytest.raises(Unreadable, match="say that it is of 2018–19, not of 2016–17"):
        load(ks2, sample("ks2_final_valid"), 2016)


def test_no_year_when_read_is_refused():
    with pytest.raises(Unreadable, match="does not say which year it is of"):
        ks2.read(sample("ks2_final_short_valid"), year=None)


@pytest.mark.parametrize("name", RAW)
def test_real_raw_file_when_read_loads_with_its_count_and_year(name):
    sheet = real(f"ks2/{name}.csv")
    dated = ks2.dated(sheet)

    reading = load(ks2, sheet, int(name[-9:-5]))

    assert counts(reading) == (*RAW[name], 0)
    assert dated == Dated(year=AcademicYear(int(name[-9:-5])), sure=True)


@pytest.mark.parametrize("name", NATIONAL)
def test_real_national_file_when_read_loads_with_its_count_and_a_year_from_the_name(name):
    sheet = real(f"ks2/{name}.csv")

    reading = load(ks2, sheet, int(name[-9:-5]))

    assert counts(reading) == (*NATIONAL[name], 0)
    assert ks2.dated(sheet) == Dated(year=AcademicYear(int(name[-9:-5])), sure=False)


def test_real_2018_19_when_read_gives_the_published_65_of_england_and_68_of_hampshire():
    reading = load(ks2, real("ks2/850_ks2final_2018-2019.csv"))

    assert [area(reading, "england")["ks2_rwm_exp"], area(reading, "la", "850")["ks2_rwm_exp"]] == [65, 68]


def test_real_2017_18_when_read_has_55_of_the_schools_of_hillingdon_that_the_register_holds():
    sheet = real("ks2/england_ks2final_2017-2018.csv")
    listed = set(sheet.frame.filter(pl.col("LEA") == "312").get_column("URN").cast(pl.Int32))

    with_figures = listed & set(load(ks2, sheet, 2017).tables["values"].get_column("urn"))

    registered = listed & register_of_hillingdon("Primary", "All-through")
    assert (len(listed), len(with_figures), len(registered)) == (62, 58, 55)
