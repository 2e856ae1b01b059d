"""Every file of the demonstration is known by its header and read without a problem."""

from __future__ import annotations

import pytest

from commonroom.demo import results
from commonroom.demo.england import write_england
from commonroom.demo.world import World, build
from commonroom.demo.write import DemoFile, write_files
from commonroom.imports import opening, sources
from commonroom.imports.sources.base import Reading
from commonroom.kit.academic_year import AcademicYear


@pytest.fixture(scope="module")
def world() -> World:
    return build()


@pytest.fixture(scope="module")
def readings(world, tmp_path_factory) -> list[tuple[DemoFile, Reading]]:
    files = write_files(world, tmp_path_factory.mktemp("demo"))
    return [(file, reading_of(file)) for file in files]


def reading_of(file: DemoFile) -> Reading:
    (sheet,) = opening.open_file(file.path, accepts=sources.accepts).sheets
    source = sources.recognise(sheet.header)
    assert source is not None
    year = AcademicYear(file.year) if file.year else None
    return source.read(sheet, year=year, as_at=file.as_at)


def test_demonstration_when_read_then_every_file_is_of_its_kind_and_without_a_problem(readings):
    assert [(f.path.name, f.kind) for f, _ in readings] == [(f.path.name, r.kind) for f, r in readings]
    assert [(f.path.name, r.problems[:2]) for f, r in readings if r.problems] == []


def test_demonstration_when_the_register_is_read_then_every_school_is_taken(readings, world):
    (reading,) = (r for f, r in readings if f.kind == "gias")
    opened = reading.tables["schools"].filter(reading.tables["schools"]["status"].str.starts_with("Open"))

    assert reading.schools == len(world.schools)
    assert opened.height == len(world.open_schools())


def test_demonstration_when_ks2_is_read_then_england_is_what_the_world_adds_up_to(readings, world):
    (reading,) = (r for f, r in readings if f.kind == "ks2_final" and f.year == 2024)
    england = results.totals(world.outcomes.ks2, world.schools)["england", "", 2024]
    values = reading.tables["area_values"]

    found = values.filter((values["level"] == "england_state") & (values["measure"] == "ks2_rwm_exp"))

    assert found["number"].to_list() == [int(100 * england["rwm_exp"] / england["n"] + 0.5)]
    assert found["cohort"].to_list() == [england["n"]]


def test_demonstration_when_inspections_are_read_then_three_regimes_are_there(readings):
    regimes = set()
    for file, reading in readings:
        if file.kind == "ofsted_mi":
            regimes |= set(reading.tables["inspections"]["regime"].to_list())

    assert {"graded", "judgements_only", "report_card"} == regimes


def test_generated_england_when_read_then_nothing_is_refused(tmp_path):
    made = write_england(tmp_path, schools=1_040)
    files = [DemoFile(made["register"], "gias", None, made["as_at"])]
    files += [DemoFile(path, kind, year) for kind in ("ks2", "ks4", "absence") for year, path in made[kind]]

    readings = [reading_of(file) for file in files]

    assert [reading.problems for reading in readings] == [()] * 10
    assert readings[0].schools == 1_040
