"""Two people bringing files in at one moment: both end well, and the tables are those of one after the other."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

import pytest

from commonroom.engine.tests.conftest import scratch
from commonroom.imports.services.loading import ONE_AT_A_TIME
from commonroom.imports.tests.bringing import school, write
from tests.faults.counts import times
from tests.faults.houses import Server, copied, digests, end, served, start, told, until

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.enable_socket]
ROUNDS = times(10)
TRIES = 8
"""Of so many, one at least must show what taking turns is for; on a full core one may end before the other begins."""
SAMPLES = Path(__file__).resolve().parents[2] / "commonroom" / "imports" / "samples"
FACTS = (
    "schools_school", "schools_schoolchange", "schools_localauthority", "measures_value", "measures_areavalue",
    "measures_measure", "measures_release", "measures_loading",
)  # fmt: skip
# What depends on who came first, and on the clock.
ORDER = ("id", "loading_id", "release_id", "measure_id", "loaded_at", "made_at", "published_at", "search")
# The same command without its turn: it goes on as soon as the test lets go, whoever else does.
WITHOUT_TURN = """
import sys
from django.db import connection
import django; django.setup()
from commonroom.imports.services import loading
def together():
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock_shared(%s)", [loading.ONE_AT_A_TIME])
loading._wait_for_turn = together
from commonroom.cli import main
main(sys.argv[1:])
"""
WITH_TURN = "import sys; from commonroom.cli import main; main(sys.argv[1:])"


@pytest.fixture
def register(tmp_path):
    return write(tmp_path / "edubasealldata20260306.csv", [school(900_001 + n, f"School {n}") for n in range(800)])


@pytest.fixture
def server(data):
    with served(data) as running:
        yield running


def together(server: Server, folder: Path, *files: Path, program: str = WITH_TURN) -> list[tuple[int, str]]:
    """Import files by as many processes, all of which stand before the same moment; exit codes and states."""
    with ExitStack() as stack:
        processes = []
        with server.holding(ONE_AT_A_TIME):
            for n, file in enumerate(files):
                log = folder / f"said-{n}"
                processes.append(start("-c", program, "import", file, "--yes", "--json", log=log, **server.values))
                stack.callback(end, processes[-1])
            together = until(lambda: server.waiting() == len(files), 240)
            assert together, [said(folder, n) for n in range(len(files))]
        return [(process.wait(240), _state(folder, n)) for n, process in enumerate(processes)]


def said(folder: Path, number: int) -> str:
    return (folder / f"said-{number}").read_text()


def _state(folder: Path, number: int) -> str:
    text = said(folder, number)
    (folder / f"said-{number}").unlink()
    return str(json.loads(text[text.index("[{") :])[0]["state"]) if "[{" in text else text


def test_files_when_two_are_brought_at_once_leave_what_one_after_the_other_leaves(prepared, register, tmp_path):
    files = (register, SAMPLES / "ks2_final_valid.csv")
    in_turn = []
    # A release is named after the areas of the schools known when it came, so either order is right.
    for order in (files, files[::-1]):
        with scratch() as folder, served(copied(prepared, folder)) as server:
            told("import", *order, "--yes", **server.values)
            in_turn.append(digests(server.superuser, only=FACTS, without=ORDER))
    for _ in range(ROUNDS):
        with scratch() as folder, served(copied(prepared, folder)) as server:
            assert together(server, tmp_path, *files) == [(0, "loaded"), (0, "loaded")]
            found = digests(server.superuser, only=FACTS, without=ORDER)
            assert found in in_turn, {name for name in found if found[name] != in_turn[0][name]}


def test_file_when_two_bring_the_same_is_loaded_once_and_the_other_hears_that_nothing_is_new(
    server, register, tmp_path
):
    found = together(server, tmp_path, register, register)

    assert sorted(found) == [(0, "loaded"), (0, "nothing_new")]
    assert _effects(server) == (1, 800, 1)


def test_control_without_taking_turns_two_of_the_same_do_not_end_so(prepared, register, tmp_path):
    assert any(_end_otherwise(prepared, register, tmp_path) for _ in range(TRIES))


def _end_otherwise(prepared: Path, register: Path, folder: Path) -> bool:
    """Whether two of the same, without their turns, end otherwise than with them, in a house of their own."""
    with scratch() as data, served(copied(prepared, data)) as server:
        found = together(server, folder, register, register, program=WITHOUT_TURN)
        return sorted(found) != [(0, "loaded"), (0, "nothing_new")] or _effects(server) != (1, 800, 1)


def _effects(server: Server) -> tuple[object, ...]:
    return server.ask(
        "select (select count(*) from measures_loading), (select count(*) from schools_school), "
        "(select count(*) from audit_event where verb = 'file loaded')"
    )[0]
