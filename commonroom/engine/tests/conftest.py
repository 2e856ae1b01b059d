"""Scratch databases for the tests of the engine itself."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from commonroom.engine.postgres import Cluster


@pytest.fixture(scope="session")
def empty_cluster() -> Iterator[Path]:
    """A folder with a new, stopped cluster, made once for all; copy it rather than start it."""
    with scratch() as data:
        with Cluster(data, say=lambda _line: None):
            pass
        yield data


@pytest.fixture
def data(empty_cluster: Path) -> Iterator[Path]:
    """A folder of its own for one test, with a stopped cluster in it."""
    with scratch() as folder:
        copy_cluster(empty_cluster, folder)
        yield folder


@contextmanager
def scratch() -> Iterator[Path]:
    """A folder that pytest does not know: it would close its own to the server's account whenever a run begins."""
    with tempfile.TemporaryDirectory(prefix="cr-") as name:
        folder = Path(name) / "data"
        folder.mkdir()
        yield folder


def started_copy(source: Path, target: Path) -> Cluster:
    """A copy of a stopped cluster, to be opened by `with`."""
    copy_cluster(source, target)
    return Cluster(target, say=lambda _line: None)


def copy_cluster(source: Path, target: Path) -> None:
    """Copy a stopped cluster, owners included."""
    subprocess.run(["cp", "-a", source / "pg", target / "pg"], check=True)
