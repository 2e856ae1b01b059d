from datetime import date

import polars as pl
import pytest

from commonroom.kit import cells


def parsed(expression, *texts):
    return (
        pl.DataFrame({"c": list(texts)}, schema={"c": pl.String}).select(expression(pl.col("c"))).to_series().to_list()
    )


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12.0), ("1,234.5", 1234.5), ("69%", 69.0), ("£1,200", 1200.0), (" 7 ", 7.0), ("-0.5", -0.5),
        ("40.200000000000003", 40.2), ("SUPP", None), ("", None), (None, None), ("1 2/3", None), ("nan", None),
        ("inf", None),
    ],
)  # fmt: skip
def test_number_when_written_in_any_usual_way_is_read(text, number):
    assert parsed(cells.number, text) == [number]


@pytest.mark.parametrize(
    ("text", "number"),
    [("007", 7), ("1,150", 1150), ("190.0", 190), ("190.5", None), ("9999999999", None), ("x", None)],
)
def test_whole_when_not_a_whole_number_within_bounds_is_null(text, number):
    assert parsed(cells.whole, text) == [number]


@pytest.mark.parametrize(
    "text", ["05-03-2019", "05/03/2019", "2019-03-05", "20190305", "2019-03-05 00:00:00", "2019-03-05T12:30"]
)
def test_day_when_in_one_of_four_forms_is_read(text):
    assert parsed(cells.day, text) == [date(2019, 3, 5)]


@pytest.mark.parametrize("text", ["31-02-2019", "03/13/2019", "2019", "0019-03-05", "last spring", "", None])
def test_day_when_there_is_no_such_date_is_null(text):
    assert parsed(cells.day, text) == [None]


def test_known_day_when_placeholder_is_null():
    assert parsed(cells.known_day, "01-01-1900", "02-01-1900") == [None, date(1900, 1, 2)]


def test_undotted_when_a_code_became_a_float_gives_back_the_code():
    assert parsed(cells.undotted, "10058482.0", "0123", "1.5") == ["10058482", "0123", "1.5"]
