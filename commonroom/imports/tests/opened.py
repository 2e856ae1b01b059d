"""Opening samples and real files for tests of readers."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from commonroom.imports import opening
from commonroom.imports.sources.base import Reading, Sheet
from commonroom.kit.academic_year import AcademicYear

SAMPLES = Path(__file__).parents[1] / "samples"


def sample(name: str, source: ModuleType) -> Sheet:
    """The one table of a sample of ours."""
    return opening.open_file(SAMPLES / name, accepts=source.recognises).sheets[0]


def read(name: str, source: ModuleType, *, year: AcademicYear | None = None, as_at: date | None = None) -> Reading:
    """What a reader takes from a sample of ours."""
    return source.read(sample(name, source), year=year, as_at=as_at)


def real(path: str, source: ModuleType) -> Sheet:
    """The one table of a real file, or a skip where there are none."""
    folder = os.environ.get("COMMONROOM_REAL_DATA")
    if not folder:
        pytest.skip("Real files are not here: set COMMONROOM_REAL_DATA to the folder that holds them.")
    return opening.open_file(Path(folder) / path, accepts=source.recognises).sheets[0]


def faults(reading: Reading) -> list[tuple[int, str, str]]:
    """Row, column and what was found, of each problem."""
    return [(problem.row, problem.column, problem.found) for problem in reading.problems]
