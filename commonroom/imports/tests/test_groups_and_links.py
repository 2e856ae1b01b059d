"""Links, groups, group links and school information."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from commonroom.imports.sources import group_links, groups, links, school_information
from commonroom.imports.sources.base import ROW, SCHEMAS, Dated
from commonroom.imports.tests.opened import faults, read, real, sample
from commonroom.kit.academic_year import AcademicYear


def test_links_when_read_are_one_a_row_without_repeats():
    reading = read("links_valid.csv", links, as_at=date(2025, 7, 27))

    assert reading.tables["links"].rows() == [
        (900001, 900005, "Quay Junior School", "Predecessor - amalgamated", date(2019, 9, 1), 2),
        (900005, 900001, "Oakfield Primary School", "Successor - amalgamated", date(2019, 8, 31), 3),
        (900003, 900006, "Millbrook School", "Predecessor", None, 4),
    ]
    assert (reading.rows, reading.passed_over) == (4, {"rows that repeat another": 1})


def test_links_when_broken_refuse_what_names_no_school_or_kind():
    reading = read("links_broken_bad_urn.csv", links)

    assert faults(reading) == [
        (2, "LinkURN", "9OOOO5"), (3, "LinkType", ""), (4, "LinkEstablishedDate", "01-13-2019"),
    ]  # fmt: skip
    assert (reading.refused_rows, reading.tables["links"][ROW].to_list()) == ({2, 3}, [4])


def test_groups_when_read_have_whole_codes_and_no_placeholder_dates():
    table = read("groups_valid.csv", groups).tables["groups"]

    assert dict(table.schema) == SCHEMAS["groups"]
    assert table.select("uid", "kind", "status", "companies_house", "ukprn", "opened_on", "closed_on").rows() == [
        (9901, "Multi-academy trust", "Open", "08990001", "10099901", date(2011, 7, 7), None),
        (9902, "Federation", "Closed", None, None, None, date(2019, 8, 31)),
        (9903, "School sponsor", "Open", None, None, date(2014, 9, 1), None),
    ]
    assert table["head_of_group"].to_list() == ["Mr Sam Example", None, None]


def test_groups_when_broken_refuse_rows_without_number_or_name():
    reading = read("groups_broken_bad_uid.csv", groups)

    assert faults(reading) == [(2, "Group UID", "TR09901"), (3, "Group Name", ""), (5, "Group UID", "9903")]
    assert reading.tables["groups"]["uid"].to_list() == [9903]


def test_group_links_when_read_leave_childrens_centres_out_and_row_numbers_unnamed():
    reading = read("group_links_valid.csv", group_links)

    assert reading.tables["group_links"].rows() == [
        (900003, 9901, "THE MILL TRUST", "Multi-academy trust", date(2016, 8, 1), 3),
        (900003, 9903, "The Mill Foundation", "School sponsor", None, 4),
    ]
    assert (reading.schools, reading.passed_over) == (1, {"children’s centres, which are not schools": 1})


def test_group_links_when_broken_refuse_rows_without_school_or_group():
    reading = read("group_links_broken_bad_keys.csv", group_links)

    assert faults(reading) == [(2, "URN", "Millbrook"), (3, "Group UID", "")]
    assert reading.tables["group_links"]["joined_on"].to_list() == [date(2020, 9, 1)]


def test_school_information_when_read_speaks_the_registers_words():
    table = read("school_information_valid.csv", school_information).tables["schools"]

    maintained = "Local authority maintained schools"
    assert table.select("urn", "type", "type_group", "status", "phase", "opened_on", "closed_on").rows() == [
        (900001, "Community school", maintained, "Open", "Primary", None, None),
        (900003, "Academy converter", "Academies", "Open", "Secondary", date(2016, 8, 1), None),
        (900005, "Community school", maintained, "Closed", "Primary", None, date(2019, 8, 31)),
        (900007, "Foundation school", maintained, "Open, but proposed to close", None, None, None),
        (900008, "Free schools", "Academies", "Open", "All-through", date(2019, 9, 1), None),
    ]


def test_school_information_when_its_statuses_are_words_is_read_alike():
    table = read("school_information_words_valid.csv", school_information).tables["schools"]

    assert table.select("urn", "la_name", "status", "type", "low_age", "high_age", "religious_character").rows() == [
        (900001, "Rivermead", "Open", "Community school", 4, 11, "Does not apply"),
        (900005, "Rivermead", "Closed", "Community school", 7, 11, "Does not apply"),
    ]


def test_school_information_when_broken_takes_the_row_with_a_strange_status():
    reading = read("school_information_broken_unknown_status.csv", school_information)

    assert faults(reading) == [(2, "ICLOSE", "7"), (3, "URN", "NAT"), (4, "SCHNAME", "")]
    assert reading.tables["schools"].select("urn", "status").rows() == [(900001, None)]


def test_school_information_when_dated_takes_the_last_opening_or_closing():
    assert school_information.dated(sample("school_information_valid.csv", school_information)) == Dated(
        year=None, as_at=date(2019, 9, 1)
    )


@pytest.mark.parametrize(
    ("path", "source", "table", "rows", "taken", "day"),
    [
        ("gias/links_edubasealldata20230421.csv", links, "links", 31_274, 31_274, date(2023, 4, 21)),
        ("gias/links_edubasealldata_20250727.csv", links, "links", 34_044, 34_044, date(2025, 7, 27)),
        ("gias/groups_allgroupsdata_202203.csv", groups, "groups", 6_883, 6_883, date(2022, 3, 31)),
        ("gias/grouplinks_alllinksdata_202203.csv", group_links, "group_links", 20_395, 18_772, date(2022, 3, 14)),
        (
            "school_information/england_spine_2017-2018.csv", school_information, "schools", 26_078, 26_078,
            date(2019, 11, 7),
        ),
    ],
)  # fmt: skip
def test_real_file_when_read_has_its_published_count(path, source, table, rows, taken, day):
    sheet = real(path, source)
    reading = source.read(sheet, year=None, as_at=None)

    assert (reading.rows, reading.tables[table].height, reading.refused_rows) == (rows, taken, frozenset())
    assert source.dated(sheet).as_at == day


def test_real_school_information_when_dated_has_its_year_and_statuses():
    sheet = real("school_information/england_spine_2017-2018.csv", school_information)
    table = school_information.read(sheet, year=None, as_at=None).tables["schools"]

    assert school_information.dated(sheet).year == AcademicYear(2017)
    assert dict(table.group_by("status").agg(pl.len()).rows()) == {
        "Open": 23_786, "Closed": 2_146, "Open, but proposed to close": 146,
    }  # fmt: skip
