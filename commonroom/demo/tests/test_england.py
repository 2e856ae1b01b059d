"""The England that is measured: sizes, shares, variants."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from commonroom.demo.england import write_england


@pytest.fixture(scope="module")
def england(tmp_path_factory) -> dict[str, object]:
    return write_england(tmp_path_factory.mktemp("england"), schools=2_600)


def lines(path: object) -> list[bytes]:
    assert isinstance(path, Path)
    return path.read_bytes().splitlines()


def rows(path: object) -> list[dict[str, str]]:
    assert isinstance(path, Path)
    with path.open(encoding="cp1252", newline="") as file:
        return list(csv.DictReader(file))


def test_register_when_written_then_has_its_size_and_its_share_of_open_schools(england):
    found = rows(england["register"])

    assert (len(found), len(found[0])) == (2_600, 139)
    assert sum(r["EstablishmentStatus (name)"] == "Open" for r in found) == england["open"] == 1_225


def test_area_when_counted_then_has_350_open_schools(england):
    mine = [r for r in rows(england["register"])
            if r["LA (code)"] == england["area"] and r["EstablishmentStatus (name)"] == "Open"]  # fmt: skip

    assert len(mine) == 350


@pytest.mark.parametrize("other", ["register_lf", "register_shuffled"])
def test_register_when_saved_again_then_has_other_bytes_and_the_same_rows(england, other):
    first, second = england["register"], england[other]

    assert first.read_bytes() != second.read_bytes()
    assert sorted(lines(first)) == sorted(lines(second))


def test_register_when_changed_then_one_row_in_a_hundred_differs(england):
    pairs = zip(lines(england["register"]), lines(england["register_changed"]), strict=True)

    assert sum(a != b for a, b in pairs) == 26


@pytest.mark.parametrize(("kind", "schools", "width"), [("ks2", 825, 318), ("ks4", 275, 496), ("absence", 1_050, 5)])
def test_figures_when_written_then_have_three_years_in_the_publishers_width(england, kind, schools, width):
    files = england[kind]

    assert [year for year, _ in files] == [2016, 2017, 2018]
    for _, path in files:
        found = lines(path)
        assert (len(found), len(found[0].split(b","))) == (schools + 1, width)
