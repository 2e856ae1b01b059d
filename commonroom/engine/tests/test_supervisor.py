"""The whole house, opened for real and broken by hand."""

import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from commonroom.engine.preparation import django_environment
from commonroom.engine.testing import free_port
from commonroom.engine.tests.conftest import copy_cluster, scratch
from commonroom.engine.tests.test_postgres import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.enable_socket]
OPENING_SECONDS = 300
GONE_SECONDS = 60
"""How long is waited for what must come to be; none of these is a bar."""


class House:
    """One folder and port, opened as a person would; what it says goes to a file that nobody needs to read."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.log = data / "said"

    def open(self) -> None:
        self.process = launch(self.data, self.port, self.log)
        assert wait_until(lambda: "Commonroom is open at" in self.log.read_text(), OPENING_SECONDS), (
            self.log.read_text()
        )

    def close(self) -> None:
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(GONE_SECONDS)
        finally:
            self.process.kill()
            self.process.wait()

    def parts(self) -> list[int]:
        return [int(word) for word in (self.data / "parts").read_text().split()]

    def database(self) -> int:
        try:
            return int((self.data / "pg" / "postmaster.pid").read_text().split()[0])
        except (OSError, IndexError):
            return 0

    def answers(self) -> bool:
        """Whether a page that needs nothing but the web and the database is served or politely refused."""
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=5).close()
        except urllib.error.HTTPError as error:
            error.close()
            return error.code < 500
        except OSError:
            return False
        return True

    def left(self) -> list[int]:
        """Every live process that has this house's folder in its environment or its words."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                try:
                    said = (entry / "environ").read_bytes() + (entry / "cmdline").read_bytes()
                except OSError:
                    continue
                if os.fsencode(self.data) in said:
                    found.append(int(entry.name))
        return found


def launch(data: Path, port: int, log: Path) -> "subprocess.Popen[bytes]":
    outside = {key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "COMMONROOM_OWNER_URL")}
    environment = {**outside, "COMMONROOM_DATA": str(data), "PORT": str(port), "DEMO": "0"}
    environment |= {"COMMONROOM_WEB_WORKERS": "1", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "commonroom.cli", "run"]
    with log.open("wb") as said:
        return subprocess.Popen(command, env=django_environment(environment), stdout=said, stderr=said)


@pytest.fixture(scope="module")
def house(empty_cluster):
    """A house opened once; each test leaves it open."""
    with scratch() as folder:
        copy_cluster(empty_cluster, folder)
        house = House(folder)
        try:
            house.open()
            yield house
        finally:
            house.close()
        assert wait_until(lambda: not house.left(), GONE_SECONDS)


def test_house_when_open_has_written_down_where_it_is_found(house):
    assert (house.data / "port").read_text() == f"{house.port}\n"


def test_house_when_its_database_is_killed_answers_again(house):
    before = house.database()

    os.kill(before, signal.SIGKILL)

    assert wait_until(lambda: house.database() not in (0, before) and house.answers(), GONE_SECONDS), (
        house.log.read_text()
    )


def test_house_when_its_worker_is_killed_starts_another(house):
    before = house.parts()[1]

    os.kill(before, signal.SIGKILL)

    assert wait_until(lambda: house.parts()[1] != before, GONE_SECONDS), house.log.read_text()


def test_house_when_its_web_is_killed_answers_again_without_the_old_processes(house):
    before = house.parts()[0]

    os.kill(before, signal.SIGKILL)

    assert wait_until(lambda: house.parts()[0] != before and house.answers(), GONE_SECONDS), house.log.read_text()
    assert wait_until(lambda: is_gone(before), GONE_SECONDS)


def is_gone(group: int) -> bool:
    """Whether no process of a group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def test_house_when_closed_leaves_no_process(house):
    house.close()

    assert house.process.returncode == 0
    assert wait_until(lambda: not house.left(), 5), house.left()
    house.open()


def test_house_when_its_supervisor_is_killed_ends_by_itself_and_opens_again(house):
    house.process.kill()
    house.process.wait()

    assert wait_until(lambda: not house.left(), GONE_SECONDS)
    house.open()
    assert house.answers()


def test_house_when_opened_twice_from_one_folder_names_the_first(house, tmp_path):
    second = launch(house.data, free_port(), tmp_path / "said")

    assert second.wait(GONE_SECONDS) == 3
    said = (tmp_path / "said").read_text()
    assert said == f"Commonroom already runs from {house.data} (process {house.process.pid}).\n"


def test_house_when_the_port_is_taken_says_so_and_leaves(tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        process = launch(tmp_path, port, tmp_path / "said")

        assert process.wait(GONE_SECONDS) == 1
    said = (tmp_path / "said").read_text()
    assert said == f"Port {port} is in use by another program. Choose another, as in PORT={port + 1}.\n"
