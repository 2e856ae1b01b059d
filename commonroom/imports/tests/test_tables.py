"""What the performance tables share: numbers and marks, years, and that no status ever becomes a number."""

from __future__ import annotations

import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonroom.imports import sources
from commonroom.imports.sources import absence, ks2, tables, years
from commonroom.imports.sources.base import ROW, SCHEMAS, Reading, Sheet, Unreadable
from commonroom.imports.tests.reading_results import SAMPLES, load, sample, school
from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.status import Status

OURS = {"ks2_final", "ks4_final", "ks4_provisional", "ks4_destinations", "sixteen_plus", "census", "absence", "cfr"}
VALID = sorted(
    path.stem
    for path in SAMPLES.glob("*_valid.csv")
    if path.stem.startswith(("ks", "sixteen", "census", "absence", "cfr"))
)
HEADER = ("RECTYPE", "LEA", "URN", "TELIG", "PTRWM_EXP", "READPROG")


def sheet(*rows: tuple[str | None, ...], header: tuple[str, ...] = HEADER, name: str = "ours.csv") -> Sheet:
    cells = {column: [row[at] for row in rows] for at, column in enumerate(header)}
    frame = pl.DataFrame(cells, schema=dict.fromkeys(header, pl.String))
    numbers = pl.Series(ROW, range(2, len(rows) + 2), dtype=pl.Int32)
    return Sheet(name=name, header=header, frame=frame.with_columns(numbers))


def read_cell(text: str, column: str = "READPROG") -> Reading:
    row = {"RECTYPE": "1", "LEA": "990", "URN": "900001", "TELIG": "30", column: text}
    return load(ks2, sheet(tuple(row.get(name) for name in HEADER)))


@settings(deadline=None, max_examples=50)
@given(st.floats(min_value=-9999, max_value=9999).map(lambda number: round(number, 2)))
def test_number_when_written_and_read_is_the_same(number):
    assert school(read_cell(f"{number:.2f}"), 900001)["ks2_read_prog"] == number


@settings(deadline=None, max_examples=50)
@given(st.integers(min_value=0, max_value=9_999_999))
def test_whole_number_when_written_with_commas_is_the_same(number):
    assert school(read_cell(f"{number:,}", "TELIG"), 900001)["ks2_cohort"] == number


@settings(deadline=None, max_examples=50)
@given(st.integers(min_value=0, max_value=1000))
def test_percentage_when_written_with_or_without_its_sign_is_the_same(tenths):
    forms = [f"{tenths / 10}%", f"{tenths / 10} %", f"{tenths / 10}"]

    assert {school(read_cell(form, "PTRWM_EXP"), 900001)["ks2_rwm_exp"] for form in forms} == {tenths / 10}


@settings(deadline=None, max_examples=50)
@given(st.sampled_from(sorted(tables.MARKS)), st.booleans(), st.sampled_from(["READPROG", "TELIG", "PTRWM_EXP"]))
def test_mark_when_read_is_its_status_and_never_a_number(mark, lower, column):
    reading = read_cell(mark.lower() if lower else mark, column)
    source_columns = {measure: name for measure, name in reading.columns.items() if name == column}

    rows = reading.tables["values"].filter(pl.col("measure").is_in(list(source_columns)))
    assert rows.select("number", "status").rows() == [(None, int(tables.MARKS[mark]))]


@settings(deadline=None, max_examples=50)
@given(st.text(min_size=1).map(str.strip).filter(bool))
def test_any_text_when_read_is_a_number_or_a_status_or_refuses_its_row(text):
    reading = read_cell(text)

    rows = reading.tables["values"].filter(pl.col("measure") == "ks2_read_prog").select("number", "status").rows()
    refused = reading.refused_rows == {2}
    assert len(rows) == (0 if refused else 1)
    assert all((number is not None) == (status == Status.PUBLISHED) for number, status in rows)
    assert all(number is None or math.isfinite(number) for number, _ in rows)


@pytest.mark.parametrize("text", ["nan", "inf", "-inf", "1e5", "0x10", "1_000", "12,34", "١٢", "--", "=1+1"])
def test_text_that_programs_take_for_a_number_when_read_is_refused(text):
    assert read_cell(text).refused_rows == {2}


def test_blank_cell_when_read_gives_no_row():
    assert school(load(ks2, sheet(("1", "990", "900001", "30", None, None))), 900001) == {"ks2_cohort": 30}


def test_unknown_columns_when_read_are_passed_over_and_names_are_found_in_any_case():
    rows = load(ks2, sheet(("1", "990", "900001", "30", "69%", "x"), header=(*HEADER[:4], "ptrwm_exp", "NEWTHING")))

    assert school(rows, 900001) == {"ks2_rwm_exp": 69, "ks2_cohort": 30}


def test_several_bad_cells_of_a_row_when_read_are_named_up_to_three():
    header = (*HEADER, "WRITPROG", "MATPROG")
    reading = load(ks2, sheet(("1", "990", "900001", "a", "b", "c", "d", "e"), header=header))

    assert [problem.row for problem in reading.problems] == [2, 2, 2]


def test_bad_code_of_an_authority_when_read_refuses_its_row():
    reading = load(ks2, sheet(("3", "Surrey", None, "30", "69%", "0.1")))

    assert [problem.sentence for problem in reading.problems] == [
        "Row 2, column LEA: “Surrey” is no local authority’s code. Write its three digits."
    ]


def test_short_code_of_an_authority_when_read_gets_its_leading_noughts():
    reading = load(ks2, sheet(("3", "9", None, "30", "69%", "0.1")))

    assert set(reading.tables["area_values"].get_column("code")) == {"009"}


def test_file_without_a_known_figure_when_read_is_refused():
    with pytest.raises(Unreadable, match="has none of the columns with figures that are known here"):
        load(absence, sheet(("1", "990", "900001"), header=("LA", "ESTAB", "URN")))


def test_long_text_in_a_cell_when_refused_is_cut_in_the_sentence():
    (problem,) = read_cell("x" * 5000).problems

    assert len(problem.sentence) < 200


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("england_ks2final_2018-2019.csv", 2018),
        ("2018-2019/england_ks2final.csv", 2018),
        ("ks4_2017_18.csv", 2017),
        ("results 201617 v2.csv", 2016),
    ],
)
def test_year_when_the_name_mentions_one_is_found(name, start):
    assert years.year_in_name(name) == AcademicYear(start)


@pytest.mark.parametrize("name", ["edubase_20220425.csv", "815_2018_cfr.csv", "2018-2020.csv", "results.csv"])
def test_year_when_the_name_mentions_none_is_unknown(name):
    assert years.year_in_name(name) is None


@pytest.mark.parametrize(("latest", "year"), [("18", AcademicYear(2018)), ("19", None), ("23", AcademicYear(2023))])
def test_year_when_columns_repeat_one_without_tables_after_it_is_not_told(latest, year):
    assert years.year_after(sheet(header=("ATT8SCR_17", f"ATT8SCR_{latest}")), r"ATT8SCR_(\d\d)") == year


@pytest.mark.parametrize("name", VALID)
def test_valid_sample_when_offered_to_every_source_is_known_by_one_and_reads_without_a_problem(name):
    opened = sample(name)

    (source,) = [source for source in sources.SOURCES if source.recognises(frozenset(opened.header))]
    year = source.dated(opened).year or AcademicYear(2018)
    reading = source.read(opened, year=year, as_at=None)
    assert source.KIND in OURS
    assert reading.problems == ()
    assert {table: dict(frame.schema) for table, frame in reading.tables.items()} == {
        table: dict(SCHEMAS[table]) for table in ("values", "area_values")
    }


def test_total_given_twice_with_different_figures_when_read_is_refused():
    reading = load(ks2, sheet(("4", None, None, "30", "69%", None), ("4", None, None, "30", "70%", None)))

    assert {(problem.row, problem.column, problem.sentence) for problem in reading.problems} == {
        (row, "RECTYPE", "Rows 2 and 3 give the same total with different figures. "
         "Keep the right one and take out the others.")
        for row in (2, 3)
    }  # fmt: skip


def test_file_with_thousands_of_unreadable_cells_when_read_is_refused_whole():
    rows = [("1", "990", str(900000 + number), "30", "69%", "?") for number in range(5001)]

    with pytest.raises(Unreadable, match=r"^More than 5,000 things in “ours\.csv” .* Row 2, column READPROG"):
        load(ks2, sheet(*rows))
