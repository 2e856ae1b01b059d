"""One prepared house for all: migrated, with a partnership, and closed. Each test breaks a copy of its own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from commonroom.engine.tests.conftest import scratch
from tests.faults.houses import commonroom, copied, served


@pytest.fixture(scope="session")
def prepared() -> Iterator[Path]:
    """A closed house with its tables, made once; copy it rather than open it."""
    with scratch() as data:
        with served(data) as server:
            for words in (("migrate",), ("partnership", "add", "rivermead")):
                done = commonroom(*words, **server.values)
                assert done.returncode == 0, done.stderr
        yield data


@pytest.fixture
def data(prepared: Path) -> Iterator[Path]:
    """A folder of the test's own with a closed house in it."""
    with scratch() as folder:
        yield copied(prepared, folder)
