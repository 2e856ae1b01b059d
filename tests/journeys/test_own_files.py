"""A new house and one's own files: a partnership is made, files are dragged in, a figure is opened to its row."""

from __future__ import annotations

import base64
import os
import re
import zlib
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.faults.browser import code
from tests.faults.houses import told
from tests.journeys.conftest import House, Traveller

SAMPLES = Path(__file__).resolve().parents[2] / "commonroom" / "imports" / "samples"
PASSWORD = "heron-quay-teacup-41"
PEOPLE = {
    "nadia@example.org": ("Nadia Okoro", "platform-data-officer"),
    "tomos@example.org": ("Tomos Vane", "platform-data-officer"),
    "grace@example.org": ("Grace Lindqvist", "head-of-service"),
}
HOSTILE = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Your session is over</body></html>"
PUPILS = b"URN,UPN,Forename,Surname,Reading age\n190001,A000000000001,Ada,Example,12\n"


DROP = """files => {
  const carried = new DataTransfer();
  for (const [name, content] of files)
    carried.items.add(new File([Uint8Array.from(atob(content), letter => letter.charCodeAt(0))], name));
  const well = document.querySelector(".cr-drop");
  for (const kind of ["dragenter", "dragover", "drop"])
    well.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried }));
}"""


@dataclass(frozen=True)
class Borough:
    """Files to drag in, with what is said of each where it is asked, and what is then looked for."""

    files: dict[str, bytes]
    said: dict[str, str]
    typed: str
    school: str
    urn: int
    figure: str
    wrong: str
    closing: bytes
    pictures: bool = True


def _sample(name: str) -> bytes:
    """A sample of ours, its schools moved from the demonstration's area and numbers to Hillingdon's area."""
    moved = re.sub(rb"\b9000(\d\d)\b", rb"1900\1", (SAMPLES / name).read_bytes())
    return re.sub(rb"\b990\b", b"312", moved).replace(b"Rivermead", b"Hillingdon")


def _closing(*schools: tuple[int, str], day: str) -> bytes:
    """A register in which some schools of the area close."""
    rows = [f"{urn},312,{name},Closed,{day}\n" for urn, name in schools]
    return ("URN,LA (code),EstablishmentName,EstablishmentStatus (name),CloseDate\n" + "".join(rows)).encode()


def _invented() -> Borough:
    names = {
        "register.csv": "gias_valid.csv",
        "results at eleven.csv": "ks2_final_valid.csv",
        "links.csv": "links_valid.csv",
        "census 2018-2019.csv": "census_valid.csv",
    }
    return Borough(
        files={name: _sample(sample) for name, sample in names.items()},
        said={"register.csv": "1 September 2025", "closing.csv": "1 September 2026"},
        typed="okafield primry", school="Oakfield Primary School", urn=190001, figure="ks2_rwm_exp",
        wrong="results at eleven.csv",
        closing=_closing((190003, "Millbrook Academy"), (190004, "Elm Street Infant School"), day="31-08-2026"),
    )  # fmt: skip


def _real(folder: Path) -> Borough:
    names = (
        "gias/edubase_custom_20220425.csv", "ks2/england_ks2final_2017-2018.csv", "la/la_code_list.xlsx",
        "la/sn_may_2025.xlsx", "ks4/england_ks4provisional_2018-2019.csv", "context/england_census_2018-2019.csv",
    )  # fmt: skip
    return Borough(
        files={Path(name).name: (folder / name).read_bytes() for name in names},
        said={"closing.csv": "1 September 2022"},
        typed="deansfeild primry", school="Deanesfield Primary School", urn=102377, figure="ks2_rwm_exp",
        wrong="england_ks2final_2017-2018.csv", pictures=False,
        closing=_closing((102368, "Bourne Primary School"), (102369, "The Breakspear School"), day="31-08-2022"),
    )  # fmt: skip


@pytest.fixture
def borough() -> Borough:
    """The files that government publishes, where a folder of them is named; else files of our own making."""
    folder = os.environ.get("COMMONROOM_REAL_DATA")
    return _real(Path(folder)) if folder else _invented()


def invited(house: House, email: str) -> str:
    """The link that the command line prints for somebody who is given a post."""
    name, role = PEOPLE[email]
    post = ("--role", role) if role.startswith("platform") else ("--role", role, "--partnership", "hillingdon")
    return told("user", "add", "--email", email, "--name", name, *post, **house.values)["link"]


def settled(one: Traveller) -> None:
    """Wait until the page no longer watches itself."""
    one.page.wait_for_selector("[hx-trigger='every 1s']", state="detached", timeout=60_000)
    one.page.wait_for_load_state("networkidle")


def press(one: Traveller, name: str) -> None:
    """Press the first button whose words begin so."""
    one.page.get_by_role("button", name=re.compile(f"^{name}")).first.click()
    one.page.wait_for_load_state("networkidle")


def follow(one: Traveller, name: str) -> None:
    """Follow the first link whose words begin so; some look like buttons."""
    named = re.compile(f"^{name}")
    one.page.get_by_role("link", name=named).or_(one.page.get_by_role("button", name=named)).first.click()
    one.page.wait_for_load_state("networkidle")


def arrives(one: Traveller, email: str) -> None:
    """From the link of an invitation to being in: a password, an app on the phone, its code, and spare codes."""
    one.goes(invited(one.house, email).removeprefix(one.house.url)).looks()
    for box in one.page.locator("input[type=password]").all():
        box.fill(PASSWORD)
    press(one, "Keep this password")
    one.reads("Set up a second step before you go on.").looks()
    follow(one, "Set up an app")
    one.looks()
    one.page.get_by_label("Code").fill(code(one.page.locator("main code").first.inner_text()))
    press(one, "Set up")
    one.reads("10 of 10 are left.").looks()
    follow(one, "Go on to Commonroom")


def drops(one: Traveller, files: dict[str, bytes]) -> None:
    """Drag files onto the page of files and let go."""
    given = [[name, base64.b64encode(content).decode()] for name, content in files.items()]
    one.page.evaluate(DROP, given)
    assert one.page.locator(".cr-drop__names li").count() == len(files)
    press(one, "Read these files")
    settled(one)


def brings(one: Traveller, borough: Borough) -> None:
    """Choose everything in one go; what cannot be taken says why, and what can waits to be checked."""
    one.goes("/data/bring/").reads("No file waits for you.").looks()
    hostile = {"schools.csv": HOSTILE, "reading.csv": PUPILS}
    chosen = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        for name, content in (borough.files | hostile).items()
    ]
    one.page.locator("input[type=file]").set_input_files(chosen)
    press(one, "Read these files")
    settled(one)
    one.reads("this is a web page, not a table").reads("This looks like a list of pupils or other people")
    one.looks("bring-check" if borough.pictures else "")


def loads(one: Traveller, borough: Borough, name: str, picture: str = "") -> None:
    """Open a file that waits, say its year or day where that is asked, see what it would change, and load it."""
    one.goes("/data/bring/").page.locator(".cr-file", has_text=name).locator("h3 a").first.click()
    one.page.wait_for_load_state("networkidle")
    asked = one.page.locator("input[name=year], input[name=as_at]")
    if asked.count():
        said = borough.said.get(name)
        assert said or asked.first.input_value(), f"{name}: nothing is proposed, and the journey knows no answer"
        if said:
            asked.first.fill(said)
        press(one, "Go on with this")
        settled(one)
    one.looks()
    press(one, "Load")
    settled(one)
    if picture:
        one.reads("Loaded in").looks(picture if borough.pictures else "")


def confirmed_by_two(one: Traveller, other: Traveller, borough: Borough) -> None:
    """A register that closes two of the area's schools: the first asks, the second finds it waiting and confirms."""
    drops(one.goes("/data/bring/"), {"closing.csv": borough.closing})
    loads(one, borough, "closing.csv")
    one.reads("Another data officer has to confirm it.").looks()
    follow(other.goes("/").reads("Second look at a file: closing.csv"), "Second look at a file")
    other.reads("Hillingdon would close").looks()
    press(other, "Confirm and load")
    settled(other)
    other.reads("What changed in Hillingdon").reads(f"confirmed by {PEOPLE['tomos@example.org'][0]}")


def walks(one: Traveller, borough: Borough) -> None:
    """The area, a school by a mistyped name, a figure to its row, and two pages of paper."""
    one.goes("/hillingdon/area/").reads(borough.school).looks()
    one.page.get_by_role("searchbox", name="Find a school").fill(borough.typed)
    with one.page.expect_navigation(wait_until="networkidle"):
        one.page.keyboard.press("Enter")
    one.looks()
    follow(one, borough.school)
    assert one.heading() == borough.school
    one.looks()
    one.page.locator(f"a[href*='/figures/{borough.urn}/{borough.figure}/']").first.click()
    one.page.get_by_role("link", name=re.compile("see the row", re.IGNORECASE)).first.click()
    one.page.wait_for_load_state("networkidle")
    one.reads("PTRWM_EXP").reads(str(borough.urn)).looks()


def takes_the_profile(one: Traveller, borough: Borough) -> None:
    """The paper is a PDF of two pages."""
    one.goes(f"/hillingdon/schools/{borough.urn}/")
    follow(one, "Print two pages")
    one.looks()
    answer = one.page.request.get(f"{one.house.url}/hillingdon/schools/{borough.urn}/profile.pdf")
    assert answer.body()[:4] == b"%PDF"
    assert pages(answer.body()) == 2


def pages(paper: bytes) -> int:
    """How many pages a PDF of WeasyPrint has; its objects stand in compressed streams."""
    found = [paper]
    for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", paper, re.DOTALL):
        with suppress(zlib.error):
            found.append(zlib.decompress(part))
    return sum(len(re.findall(rb"/Type\s*/Page\b", part)) for part in found)


def withdraws(one: Traveller, borough: Borough) -> None:
    """Say why, and the load is as if it had never come."""
    one.goes("/data/").page.get_by_role("link", name=re.compile(re.escape(borough.wrong))).first.click()
    one.page.get_by_text("Withdraw this load").click()
    one.page.get_by_label("Why is it withdrawn?").fill("These are last year’s results under this year’s name.")
    press(one, "Withdraw it")
    one.reads("Withdrawn").looks()


def test_own_files_when_a_new_house_is_opened_then_from_the_file_to_the_paper(empty_house, traveller, borough):
    assert told("partnership", "add", "hillingdon", **empty_house.values)["la_codes"] == ["312"]
    nadia, tomos, grace = (traveller(empty_house) for _ in PEOPLE)
    for one, email in zip((nadia, tomos, grace), PEOPLE, strict=True):
        arrives(one, email)
    nadia.reads("This house is empty.").looks("empty-house")

    brings(nadia, borough)
    for number, name in enumerate(borough.files):
        loads(nadia, borough, name, picture="" if number else "load")
    confirmed_by_two(nadia, tomos, borough)
    walks(grace, borough)
    takes_the_profile(grace, borough)
    withdraws(nadia, borough)

    grace.goes(f"/hillingdon/schools/{borough.urn}/")
    assert grace.page.locator(f"a[href*='/figures/{borough.urn}/{borough.figure}/']").count() == 0
