from datetime import date

import polars as pl
import pytest

from commonroom.imports import sources
from commonroom.imports.opening import open_file
from commonroom.imports.sources import figures, refusals
from commonroom.imports.tests.opened import SAMPLES


@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        (
            {"Name", "Role", "Term of office"},
            "It has columns named Name, Role and Term of office, and no URN. It looks like a list of people, which is "
            "not loaded here.",
        ),
        (
            {"Column", "Field Name", "Label/Description"},
            "This is a description of columns or codes, not figures. There is nothing in it to load.",
        ),
        (
            {"URN", "UPN", "Forename"},
            "This looks like a list of pupils or other people: it has columns named Forename and UPN. Only figures of "
            "whole schools are loaded here, so none of it was. Add the figures up by school and load those.",
        ),
        (
            {"URN", "Shoe size"},
            "It has columns named Shoe size and URN. It names schools, and its other columns are of no file that is "
            "known here. For figures of your own, use the columns URN, Measure, Year and Value.",
        ),
        (
            {"old_la_code", "Rainfall"},
            "It has columns named old_la_code and Rainfall, and no URN. It holds figures of areas in a layout that is "
            "not known here. Nothing was loaded.",
        ),
        (
            {"12", "3.5", "2024"},
            "Its first row holds numbers (12, 2024 and 3.5) instead of names of columns. Put the row with the names "
            "of the columns first.",
        ),
        (
            {"a", "b", "d", "e", "f", "g", "h", "i"},
            "It has columns named a, b, d, e, f, g and 2 others, and no URN. It is no file that is known here. Help "
            "lists the files that can be loaded.",
        ),
        (set(), "The first row of the table is blank, so its columns have no names. Write them in the first row."),
    ],
)
def test_header_when_unknown_then_the_sentence_says_what_it_seems_to_be(header, sentence):
    assert refusals.explain(frozenset(header)) == sentence


@pytest.mark.parametrize(
    ("header", "only"),
    [
        ({"Column", "FieldName", "Label/Description"}, True),
        ({"Field Number", "Field Reference", "Field Name", "Values", "Data Format"}, True),
        ({"Variable", "Label", "Type", "Description"}, True),
        ({"Column", "Metafile heading", "Metafile description"}, True),
        ({"LEA", "LA Name", "REGION", "REGION NAME"}, True),
        ({"2019 KS4 and KS5/16-18 Performance Tables"}, True),
        ({"Measure_code", "Topic", "Description", "Methodology", "dps"}, True),
        ({"URN"}, False),
        ({"123"}, False),
        ({"URN", "Value"}, False),
        ({"LA Number", "LA Name", "Region"}, False),
        ({"RECTYPE", "LEA", "ESTAB", "URN"}, False),
    ],
)
def test_header_when_it_describes_columns_then_it_is_told_from_figures(header, only):
    assert refusals.describes_only(frozenset(header)) is only


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Management_information_-_as_at_31_Mar_2025.csv", date(2025, 3, 31)),
        ("as at 31March2025", date(2025, 3, 31)),
        ("links_edubasealldata20230421.csv", date(2023, 4, 21)),
        ("sn_may_2025.xlsx", date(2025, 5, 1)),
        ("sn_april_2021.xlsx", date(2021, 4, 1)),
        ("export 2022-04-25", date(2022, 4, 25)),
        ("report 25/04/2022", date(2022, 4, 25)),
        ("31 February 2025", None),
        ("ks2_2018-2019.csv", None),
        ("nothing here", None),
    ],
)
def test_name_when_it_mentions_a_day_then_that_day_is_proposed(text, day):
    assert figures.date_in(text) == day


@pytest.mark.parametrize(
    ("cell", "value"),
    [("1,234.5", 1234.5), ("69%", 69.0), ("£1,200", 1200.0), ("-0.71", -0.71), (".5", 0.5),
     ("40.200000000000003", 40.2),
     ("1e3", 1000.0), ("1e999", None), ("z", None), ("nan", None), ("inf", None), ("12 March", None)],
)  # fmt: skip
def test_cell_when_it_is_a_number_then_only_then_it_is_one(cell, value):
    frame = pl.DataFrame({"cell": [cell]})

    assert frame.select(figures.number(pl.col("cell"))).item() == value


def test_samples_when_opened_then_exactly_one_source_knows_each():
    known = {}
    for path in sorted(SAMPLES.glob("*.csv")):
        if path.name in ("own_pupils_broken.csv",) or not path.name.startswith(
            ("ees_", "ofsted_", "inspections_", "neighbours_", "authorities_", "lait_", "own_")
        ):
            continue
        header = frozenset(open_file(path, accepts=sources.accepts).sheets[0].header)
        known[path.name] = [source.KIND for source in sources.SOURCES if source.recognises(header)]

    assert {name: kinds for name, kinds in known.items() if len(kinds) != 1} == {}
    assert len(known) == 22
