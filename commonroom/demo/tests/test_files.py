"""The files of the demonstration say what the world says, and are the same each time."""

from __future__ import annotations

import csv
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from commonroom.demo import results
from commonroom.demo.layouts import columns, columns_of_year, finance_columns
from commonroom.demo.world import build
from commonroom.demo.write import DemoFile, write_files
from commonroom.demo.write.cells import half_up, plain


@pytest.fixture(scope="session")
def files(world, tmp_path_factory) -> list[DemoFile]:
    return write_files(world, tmp_path_factory.mktemp("demo"))


def rows_of(files: list[DemoFile], kind: str, year: int | None = None, encoding: str = "utf-8-sig") -> list[dict]:
    path = next(f.path for f in files if f.kind == kind and f.year == year)
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def digests(files: list[DemoFile]) -> dict[str, str]:
    return {f.path.name: sha256(f.path.read_bytes()).hexdigest() for f in files}


@pytest.mark.slow
def test_files_when_written_from_the_same_seed_then_have_the_same_bytes(files, tmp_path):
    again = write_files(build(), tmp_path)

    assert digests(again) == digests(files)


def test_files_when_listed_then_begin_with_the_areas_and_the_register(files):
    assert [f.kind for f in files[:6]] == ["authorities", "neighbours", "groups", "gias", "links", "group_links"]
    assert files[3].as_at == date(2026, 3, 6)


def test_register_when_written_then_has_139_columns_and_needs_cp1252(files, world):
    path = next(f.path for f in files if f.kind == "gias")
    text = path.read_bytes()

    assert text.count(b"\r\n") == 1 + len(world.schools)
    assert len(text.split(b"\r\n", 1)[0].split(b",")) == 139
    with pytest.raises(UnicodeDecodeError):
        text.decode("utf-8")


@pytest.mark.parametrize("code", ["990", "991"])
def test_ks2_when_an_authority_has_a_row_then_it_is_the_sum_of_its_schools(files, world, code):
    row = next(r for r in rows_of(files, "ks2_final", 2024) if r["RECTYPE"] == "3" and r["LEA"] == code)
    mine = [
        c for (urn, y), c in world.outcomes.ks2.items() if y == 2024 and world.by_urn[urn].site.authority.code == code
    ]

    reached, pupils = sum(c["rwm_exp"] for c in mine), sum(c["n"] for c in mine)

    assert row["TELIG"] == str(pupils)
    assert row["PTRWM_EXP"] == f"{half_up(100 * reached / pupils):.0f}%"


def test_ks4_when_england_has_rows_then_only_one_of_them_has_progress_8(files, world):
    rows = {r["RECTYPE"]: r for r in rows_of(files, "ks4_final", 2023) if r["RECTYPE"] in ("5", "7")}
    state = results.totals(world.outcomes.ks4, world.schools)["england", "", 2023]

    assert rows["7"]["P8MEA"] == plain(state["p8_sum"] / state["n"] / 100, 2)
    assert rows["5"]["P8MEA"] == ""
    assert int(rows["5"]["TPUP"]) > int(rows["7"]["TPUP"])


def test_ks2_when_a_cohort_is_small_then_its_figures_are_suppressed(files, world):
    small = [r for r in rows_of(files, "ks2_final", 2024) if r["URN"].strip() and int(r["TELIG"]) < 11]

    assert len(small) > 10
    assert {r["PTRWM_EXP"] for r in small} == {"SUPP"}


def test_ks4_when_of_2024_25_then_progress_8_is_not_published(files):
    marks = {r["P8MEA"] for r in rows_of(files, "ks4_final", 2024) if r["RECTYPE"] in ("1", "2", "4", "7")}

    assert marks == {"NP"}


def test_progress_when_there_were_no_earlier_tests_then_is_blank(files):
    assert {r["READPROG"].strip() for r in rows_of(files, "ks2_final", 2023)} == {""}


def test_absence_when_totalled_then_agrees_with_its_schools(files, world):
    row = next(r for r in rows_of(files, "absence", 2023) if r["LA"] == "NAT" and r["ESTAB"] == "PRI")
    mine = [c for (urn, y), c in world.outcomes.absence.items()
            if y == 2023 and results.school_type(world.by_urn[urn]) == "PRI"]  # fmt: skip

    assert row["PERCTOT"] == plain(100 * sum(c["missed"] for c in mine) / sum(c["possible"] for c in mine))


def test_group_links_when_a_trust_has_ended_then_its_members_are_still_listed(files, world):
    school = world.school("Barley Mow Academy")
    mine = [r for r in rows_of_register(files) if r["URN"] == str(school.urn)]

    assert [(r["Group Status"], r["Joined date"]) for r in mine][-1] == ("Open", "2023-09-01")
    assert {r["Group Status"] for r in mine} == {"Open", "Closed"}


def rows_of_register(files: list[DemoFile]) -> list[dict]:
    path: Path = next(f.path for f in files if f.kind == "group_links")
    with path.open(encoding="cp1252", newline="") as file:
        return list(csv.DictReader(file))


def test_layouts_when_named_for_another_year_then_only_the_years_change():
    names = columns_of_year("ks2_2019", 2018, 2024)

    assert len(names) == len(set(names)) == len(columns("ks2_2019")) == 318
    assert {"PTRWM_EXP_24", "PTRWM_EXP_23", "PTRWM_EXP_3YR"} <= set(names)
    assert len(set(columns_of_year("ks4_2018", 2017, 2018))) == 496
    assert "T2324CAT1" in finance_columns(2023)
