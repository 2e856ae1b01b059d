"""A house written to one file and brought back on a fresh cluster: the same rows, files, trail and people."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest

from commonroom.engine.tests.conftest import scratch
from commonroom.engine.tests.test_supervisor import House
from commonroom.imports.tests.bringing import school, write
from tests.faults.browser import Browser
from tests.faults.houses import Server, commonroom, copied, digests, served, start, told

pytestmark = [pytest.mark.faults, pytest.mark.slow, pytest.mark.enable_socket]
SAMPLES = Path(__file__).resolve().parents[2] / "commonroom" / "imports" / "samples"
FILES = ("gias_valid.csv", "ks2_final_valid.csv", "census_valid.csv")
EMAIL, PASSWORD, SECRET = "ruth@example.org", "four quiet geese by moonlight", "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
SETTLE = f"""
import django; django.setup()
from allauth.mfa.totp.internal.auth import TOTP
from django.utils import timezone
from commonroom.audit import services as audit
from commonroom.people import services
now = timezone.now()
made = services.invite_person(
    name="Ruth Amble", email="{EMAIL}", role="platform-operator", partnership=None, urn=None, by=None, at=now
)
TOTP.activate(services.accept_invitation(secret=made.secret, password="{PASSWORD}", at=now), "{SECRET}")
audit.anchor(at=now)
"""


def do(program: str, server: Server) -> None:
    """Run a short program of services to its end."""
    log = server.data / "said"
    assert start("-c", program, log=log, **server.values).wait(300) == 0, log.read_text()


def fill(server: Server, folder: Path) -> None:
    """Schools, figures, a partnership's own measures, somebody with both steps, and anchors of all that."""
    register = write(folder / "edubasealldata20260306.csv", [school(900_001 + n, f"School {n}") for n in range(50)])
    figures = [SAMPLES / name for name in FILES]
    commonroom("import", register, *figures, "--yes", "--json", **server.values)
    commonroom("import", own_measures(folder), "--partnership", "rivermead", "--yes", "--json", **server.values)
    do(SETTLE, server)


def own_measures(folder: Path) -> Path:
    path = folder / "own.csv"
    path.write_text(
        "URN,Measure,Year,Value,Pupils\n#unit,Clubs,,number,\n#direction,Clubs,,none,\n900001,Clubs,2024-25,4,\n"
    )
    return path


@pytest.fixture(scope="module")
def old(prepared, tmp_path_factory):
    """What an old house held, and the file that was made of it."""
    with scratch() as data, served(copied(prepared, data)) as server:
        fill(server, tmp_path_factory.mktemp("files"))
        copy = tmp_path_factory.mktemp("copies") / "house.tar"
        told("backup", copy, "--with-key", **server.values)
        held = {
            "digests": digests(server.superuser),
            "files": {str(path.relative_to(data)): sha256(path.read_bytes()).hexdigest() for path in kept(data)},
            "own": server.one("select count(*) from measures_ownvalue"),
            "values": server.one("select count(*) from measures_value"),
            "copy": copy,
        }
        yield held


def kept(data: Path) -> list[Path]:
    return [path for folder in ("files", "anchors") for path in (data / folder).rglob("*") if path.is_file()]


@pytest.fixture(scope="module")
def new(old):
    """The folder of a fresh house, brought back from that file."""
    with scratch() as data:
        done = commonroom("restore", old["copy"], COMMONROOM_DATA=str(data))
        assert done.returncode == 0, done.stderr
        yield data


def test_house_when_brought_back_holds_every_row_and_file(old, new):
    with served(new) as server:
        found = digests(server.superuser)

    assert (old["own"], old["values"] > 10) == (1, True)
    assert {name for name in found if found[name] != old["digests"].get(name)} == set()
    assert set(found) == set(old["digests"])
    assert {str(path.relative_to(new)): sha256(path.read_bytes()).hexdigest() for path in kept(new)} == old["files"]


@pytest.fixture
def own_new(new):
    """A copy of the house that was brought back, for one test to live in."""
    with scratch() as data:
        yield copied(new, data)


def test_control_when_one_value_differs_the_digests_say_so(old, own_new):
    with served(own_new) as server, psycopg.connect(server.superuser) as connection:
        connection.execute("update schools_school set capacity = capacity + 1 where urn = 900001")
        connection.commit()
        found = digests(server.superuser)

    assert {name for name in found if found[name] != old["digests"][name]} == {"schools_school"}


def test_trail_when_brought_back_is_whole_up_to_the_old_anchors(new):
    found: list[dict[str, Any]] = told("audit", "verify", COMMONROOM_DATA=str(new))

    assert [(row["whole"], row["events"] > 0, row["not_yet_anchored"]) for row in found] == [(True, True, 0)] * 2


def test_person_when_the_house_is_brought_back_signs_in_with_both_steps(own_new):
    house = House(own_new)
    house.open()
    try:
        browser = Browser(house.port)
        asked = browser.sign_in(EMAIL, PASSWORD)
        taken = browser.second_step(SECRET, after=0)
        page = browser.get("/people/")
    finally:
        house.close()

    assert (asked.code, asked.place) == (302, "/sign-in/2fa/authenticate/")
    assert (taken.code, page.code) == (302, 200)
    assert "Ruth Amble" in page.text


def test_restore_when_one_byte_differs_is_refused_and_leaves_the_house_empty(old, tmp_path):
    spoilt = tmp_path / "house.tar"
    content = bytearray(old["copy"].read_bytes())
    content[len(content) // 2] ^= 1
    spoilt.write_bytes(content)
    with scratch() as data:
        done = commonroom("restore", spoilt, "--json", COMMONROOM_DATA=str(data))

        assert done.returncode == 3, done.stderr
        assert "differs from its manifest. Nothing was restored; use another copy." in json.loads(done.stdout)["error"]
        assert kept(data) == []


def test_restore_when_the_house_is_lived_in_is_refused(old, new):
    done = commonroom("restore", old["copy"], "--json", COMMONROOM_DATA=str(new))

    assert done.returncode == 3
    assert "holds" in json.loads(done.stdout)["error"]
