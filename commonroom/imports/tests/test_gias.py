"""The register of schools: full layouts, search results, custom columns, and rows that cannot be taken."""

from __future__ import annotations

import time
from datetime import date

import polars as pl
import pytest

from commonroom.imports import opening
from commonroom.imports.sources import gias
from commonroom.imports.sources.base import ROW, SCHEMAS, Unreadable
from commonroom.imports.tests.opened import SAMPLES, faults, read, real, sample
from commonroom.kit import csvout

LAYOUTS = ("gias_valid", "gias_133_valid", "gias_135_valid", "gias_search_110_valid", "gias_search_111_valid")


def school(reading, urn, *names):
    found = reading.tables["schools"].filter(pl.col("urn") == urn).select(names)
    return found.row(0)


@pytest.mark.parametrize("name", [*LAYOUTS, "gias_codes_valid"])
def test_layout_when_read_gives_the_columns_that_it_has_in_the_types_of_the_table(name):
    table = read(f"{name}.csv", gias).tables["schools"]

    assert dict(table.schema) == {column: SCHEMAS["schools"][column] for column in table.columns}
    assert table.columns == [column for column in SCHEMAS["schools"] if column in table.columns]


@pytest.mark.parametrize("name", LAYOUTS)
def test_school_when_read_from_any_layout_is_the_same(name):
    reading = read(f"{name}.csv", gias)

    assert school(reading, 900003, "name", "la_code", "establishment_number", "type", "phase", "pupils") == (
        "Millbrook Academy", "990", 4003, "Academy converter", "Secondary", 1104,
    )  # fmt: skip
    assert school(reading, 900003, "opened_on", "low_age", "high_age", "trust_name", "sponsor_name", "ukprn") == (
        date(2016, 8, 1), 11, 18, "The Mill Trust", "The Mill Foundation", "10099003",
    )  # fmt: skip


def test_full_file_when_read_is_counted_without_childrens_centres():
    reading = read("gias_valid.csv", gias, as_at=date(2025, 7, 27))

    assert (reading.rows, reading.schools, reading.as_at, reading.problems) == (6, 5, date(2025, 7, 27), ())
    assert reading.passed_over == {"children’s centres, which are not schools": 1}
    assert reading.tables["schools"][ROW].to_list() == [2, 3, 4, 5, 6]


def test_words_when_they_say_something_are_kept_and_placeholders_are_blank():
    reading = read("gias_valid.csv", gias)

    assert school(reading, 900001, "religious_character", "opened_because", "county", "opened_on", "postcode") == (
        "Does not apply", "Not applicable", None, None, "RM9 1AA",
    )  # fmt: skip
    assert school(reading, 900005, "la_gss", "status", "closed_on", "closed_because", "pupils") == (
        None, "Closed", date(2019, 8, 31), "Result of Amalgamation/Merger", None,
    )  # fmt: skip
    assert school(reading, 900002, "name") == ("St Brónach’s Catholic Primary School",)


def test_trust_when_the_flag_says_that_there_is_none_is_the_empty_text():
    names = ("trust_uid", "trust_name", "sponsor_name", "federation_name")

    assert school(read("gias_valid.csv", gias), 900001, *names) == (None, "", "", "")
    assert school(read("gias_valid.csv", gias), 900003, *names) == (9901, "The Mill Trust", "The Mill Foundation", "")
    assert "trust_name" not in read("gias_codes_valid.csv", gias).tables["schools"].columns


def test_special_needs_when_several_are_one_text():
    assert school(read("gias_valid.csv", gias), 900001, "sen_provision") == (
        "ASD - Autistic Spectrum Disorder; SLCN - Speech, language and Communication",
    )


def test_codes_when_names_are_missing_become_the_registers_words():
    reading = read("gias_codes_valid.csv", gias)

    assert school(reading, 900003, "type", "status", "phase", "gender") == (
        "Academy converter", "Open", "Secondary", "Mixed",
    )  # fmt: skip
    assert school(reading, 900004, "status") == ("Open, but proposed to close",)


def test_grades_when_carried_are_inspections_as_published():
    table = read("gias_valid.csv", gias).tables["inspections"]

    assert dict(table.schema) == SCHEMAS["inspections"]
    assert table.select("urn", "inspected_on", "overall", "regime", "event", ROW).rows() == [
        (900001, date(2023, 4, 19), "Good", "graded", "graded", 2),
        (900002, date(2022, 10, 2), "Requires improvement", "graded", "graded", 3),
        (900003, date(2024, 11, 5), "Special Measures", "graded", "graded", 4),
    ]
    assert "inspections" not in read("gias_135_valid.csv", gias).tables


def test_search_results_when_cells_spill_are_taken_with_a_note():
    reading = read("gias_search_111_valid.csv", gias)

    assert (reading.schools, reading.problems) == (5, ())
    assert reading.notes == (
        "1 row has cells beyond the header, after the column “Linked establishments”. They were left out.",
    )


@pytest.mark.parametrize(
    ("name", "found", "schools"),
    [
        ("bad_urn", [(3, "URN", "9000O2"), (4, "URN", ""), (5, "URN", "1234567")], 1),
        ("repeated_urn", [(5, "URN", "900002")], 2),
        ("no_name", [(3, "EstablishmentName", "")], 1),
    ],
)
def test_row_when_it_cannot_be_a_school_is_refused_alone(name, found, schools):
    reading = read(f"gias_broken_{name}.csv", gias)

    assert (faults(reading), reading.schools) == (found, schools)
    assert reading.refused_rows == {row for row, _, _ in found}


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (
            "bad_dates",
            [(2, "OpenDate", "31-02-1968"), (2, "OfstedLastInsp", "last spring"), (3, "CloseDate", "2026")],
        ),
        ("unknown_status", [(3, "EstablishmentStatus (name)", "Opne")]),
        ("bad_number", [(3, "NumberOfPupils", "about 200")]),
    ],
)
def test_cell_when_unreadable_is_left_out_and_its_row_taken(name, found):
    reading = read(f"gias_broken_{name}.csv", gias)

    assert (faults(reading), reading.schools, reading.refused_rows) == (found, 2, frozenset())


def test_repeated_urn_when_rows_differ_says_which_row_came_first():
    reading = read("gias_broken_repeated_urn.csv", gias)

    assert reading.problems[0].sentence == (
        "Row 3 has the same URN and says something else. Leave the right row of the two."
    )
    assert reading.passed_over == {"rows that repeat another": 1}


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("no_rows", "“gias_broken_no_rows.csv” has a header but no rows, so there is nothing to load."),
        ("cut", "it stops in the middle of row 3, inside quotation marks: the file was cut off. Download it again."),
        ("stray_quote", "a quotation mark opens in row 2 and is not closed where it should be."),
        ("all_bad", "Row 2: “none” is no URN. A URN has six digits; look the school up in GIAS."),
    ],
)
def test_file_when_nothing_can_be_taken_is_unreadable(name, sentence):
    with pytest.raises(Unreadable) as refused:
        read(f"gias_broken_{name}.csv", gias)

    assert sentence in str(refused.value)


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("edubasealldata20250727.csv", date(2025, 7, 27)),
        ("edubasealldata202507.csv", date(2025, 7, 24)),
        ("results.csv", date(2025, 7, 24)),
        ("edubase_20180101.csv", date(2018, 1, 1)),
    ],
)
def test_date_when_the_name_has_one_is_proposed_and_never_sure(name, day):
    sheet = opening.open_file(SAMPLES / "gias_valid.csv", name=name).sheets[0]

    assert (gias.dated(sheet).as_at, gias.dated(sheet).sure) == (day, False)


@pytest.mark.parametrize(
    ("path", "rows", "schools", "columns", "day"),
    [
        ("edubase_custom_20220425.csv", 20_185, 20_185, 33, date(2022, 4, 25)),
        ("gias_surrey_hampshire_20220420.csv", 1_096, 1_096, 111, date(2022, 4, 20)),
        ("gias_936_2021_full.csv", 590, 520, 110, date(2021, 4, 22)),
        ("edubase_fixture_schools_experience_201812.csv", 4, 4, 133, date(2018, 12, 13)),
        ("establishments_fixture_sap_public_2025.csv", 3, 3, 135, date(2025, 9, 18)),
        ("nhs_fixture_202602/edubasealldata-test.csv", 5, 5, 139, date(2024, 11, 20)),
    ],
)
def test_real_file_when_read_has_its_published_count(path, rows, schools, columns, day):
    sheet = real(f"gias/{path}", gias)
    reading = gias.read(sheet, year=None, as_at=None)

    assert (len(sheet.header), reading.rows, reading.schools) == (columns, rows, schools)
    assert (gias.dated(sheet).as_at, reading.refused_rows) == (day, frozenset())


def test_real_register_of_april_2022_when_read_has_the_published_schools_of_each_authority():
    table = gias.read(real("gias/edubase_custom_20220425.csv", gias), year=None, as_at=None).tables["schools"]

    counts = dict(table.group_by("la_code").len().rows())
    assert (table.height, counts["312"], counts["815"], counts["909"]) == (20_185, 89, 345, 307)


def test_real_surrey_and_hampshire_when_read_have_728_open_schools():
    reading = gias.read(real("gias/gias_surrey_hampshire_20220420.csv", gias), year=None, as_at=None)

    assert dict(reading.tables["schools"].group_by("status").len().rows()) == {
        "Open": 726, "Open, but proposed to close": 2, "Closed": 368,
    }  # fmt: skip
    assert (len(reading.notes), reading.tables["inspections"].height) == (1, 762)


@pytest.mark.slow
def test_national_register_when_read_takes_seconds(tmp_path):
    sheet = sample("gias_valid.csv", gias)
    cells = sheet.frame.drop(ROW).rows()
    rows = ((str(100_000 + n), *cells[n % 5][1:]) for n in range(52_000))
    path = tmp_path / "edubasealldata20250727.csv"
    path.write_text(csvout.text(sheet.header, rows), encoding="utf-8")

    start = time.process_time()
    reading = gias.read(opening.open_file(path).sheets[0], year=None, as_at=None)
    assert (reading.schools, time.process_time() - start < 12) == (52_000, True)
