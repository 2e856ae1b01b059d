"""What the tests of results, context and money share: samples, real files, and a reading as plain Python."""

from __future__ import annotations

import os
from pathlib import Path
from types import ModuleType

import polars as pl
import pytest

from commonroom.imports import opening
from commonroom.imports.sources.base import Problem, Reading, Sheet
from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.status import Status

SAMPLES = Path(__file__).parent.parent / "samples"
Figure = float | Status


def sample(name: str) -> Sheet:
    return opening.open_file(SAMPLES / f"{name}.csv").sheets[0]


def real(path: str) -> Sheet:
    folder = os.environ.get("COMMONROOM_REAL_DATA")
    if not folder:
        pytest.skip("Set COMMONROOM_REAL_DATA to the folder with the publishers’ files to run this test.")
    return opening.open_file(Path(folder) / path).sheets[0]


def load(source: ModuleType, sheet: Sheet, start: int = 2018) -> Reading:
    return source.read(sheet, year=AcademicYear(start), as_at=None)


def broken(source: ModuleType, name: str) -> list[Problem]:
    return list(load(source, sample(name)).problems)


def said(rows: pl.DataFrame) -> dict[str, Figure]:
    """Measure to its number, or to the status that stands in its place."""
    return {
        measure: Status(status) if number is None else number
        for measure, number, status in rows.select("measure", "number", "status").iter_rows()
    }


def school(reading: Reading, urn: int) -> dict[str, Figure]:
    return said(reading.tables["values"].filter(pl.col("urn") == urn))


def area(reading: Reading, level: str, code: str = "") -> dict[str, Figure]:
    return said(reading.tables["area_values"].filter((pl.col("level") == level) & (pl.col("code") == code)))


def some(figures: dict[str, Figure], *slugs: str) -> list[Figure | None]:
    return [figures.get(slug) for slug in slugs]


def counts(reading: Reading) -> tuple[int, int, int]:
    """Rows of the file, schools, problems."""
    return reading.rows, reading.schools, len(reading.problems)


def register_of_hillingdon(*phases: str) -> set[int]:
    """URNs of the Hillingdon schools of some phases in the register of April 2022."""
    sheet = real("gias/edubase_custom_20220425.csv")
    rows = sheet.frame.filter(pl.col("LA (code)") == "312", pl.col("PhaseOfEducation (name)").is_in(phases))
    return set(rows.get_column("URN").cast(pl.Int32))
