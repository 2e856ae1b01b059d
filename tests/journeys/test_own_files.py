"""A new house and one's own files: a partnership is made, files are dragged in, a figure is opened to its row."""

from __future__ import annotations

import base64
import re
import zlib
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.browser import code
from tests.faults.houses import told, until
from tests.journeys.conftest import House, Traveller

SAMPLES = Path(__file__).resolve().parents[2] / "commonroom" / "imports" / "samples"
PASSWORD = "heron-quay-teacup-41"
PEOPLE = {
    "nadia@example.org": ("Nadia Okoro", "platform-data-officer"),
    "tomos@example.org": ("Tomos Vane", "platform-data-officer"),
    "grace@example.org": ("Grace Lindqvist", "partnership-manager"),
}
OURS = {
    "register.csv": "gias_valid.csv",
    "results at eleven.csv": "ks2_final_valid.csv",
    "links.csv": "links_valid.csv",
    "census 2018-2019.csv": "census_valid.csv",
}
HOSTILE = {
    "schools.csv": b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Your session is over</body></html>",
    "reading.csv": b"URN,UPN,Forename,Surname,Reading age\n190001,A000000000001,Ada,Example,12\n",
}
CLOSING = (
    b"URN,LA (code),EstablishmentName,EstablishmentStatus (name),CloseDate\n"
    b"190003,312,Millbrook Academy,Closed,31-08-2026\n190004,312,Elm Street Infant School,Closed,31-08-2026\n"
)
DROP = """files => {
  const carried = new DataTransfer();
  for (const [name, content] of files)
    carried.items.add(new File([Uint8Array.from(atob(content), letter => letter.charCodeAt(0))], name));
  const well = document.querySelector(".cr-drop");
  for (const kind of ["dragenter", "dragover", "drop"])
    well.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: carried }));
}"""


def sample(name: str) -> bytes:
    """A sample of ours, its schools moved from the demonstration's area and numbers to Hillingdon's area."""
    moved = re.sub(rb"\b9000(\d\d)\b", rb"1900\1", (SAMPLES / name).read_bytes())
    return re.sub(rb"\b990\b", b"312", moved).replace(b"Rivermead", b"Hillingdon")


def invited(house: House, email: str) -> str:
    """The link that the command line prints for somebody who is given a post."""
    name, role = PEOPLE[email]
    post = ("--role", role) if role.startswith("platform") else ("--role", role, "--partnership", "hillingdon")
    return told("user", "add", "--email", email, "--name", name, *post, **house.values)["link"]


def written_to(house: House, address: str) -> bool:
    """Whether a letter that says no more than that there is something to read has gone to an address."""
    letters = [path.read_text() for path in (house.data / "mail").glob("*")]
    return any(f"To: {address}" in letter and "There is something to read" in letter for letter in letters)


def settled(one: Traveller) -> None:
    """Wait until the page no longer watches itself."""
    one.page.wait_for_selector("[hx-trigger='every 1s']", state="detached", timeout=240_000)


def press(one: Traveller, name: str) -> None:
    """Press the first button whose words begin so, and wait for the page it leads to."""
    with one.page.expect_navigation():
        one.page.get_by_role("button", name=re.compile(f"^{name}")).first.click()
    one.page.wait_for_load_state("networkidle")


def follow(one: Traveller, name: str) -> None:
    """Follow the first link whose words begin so; some look like buttons."""
    named = re.compile(f"^{name}")
    with one.page.expect_navigation():
        one.page.get_by_role("link", name=named).or_(one.page.get_by_role("button", name=named)).first.click()


def arrives(one: Traveller, email: str, *, looked_at: bool) -> None:
    """From the link of an invitation to being in: a password, an app on the phone, its code, and spare codes."""
    looks = one.looks if looked_at else lambda: None
    one.goes(invited(one.house, email).removeprefix(one.house.url))
    looks()
    for box in one.page.locator("input[type=password]").all():
        box.fill(PASSWORD)
    press(one, "Keep this password")
    one.reads("Set up a second step before you go on.")
    follow(one, "Set up an app")
    looks()
    one.page.get_by_label("Code").fill(code(one.page.locator("main code").first.inner_text()))
    press(one, "Set up")
    one.reads("10 of 10 are left.")
    follow(one, "Go on to Commonroom")


def drops(one: Traveller, files: dict[str, bytes]) -> None:
    """Drag files onto the page of files, let go, and wait until each was read."""
    one.goes("/data/bring/")
    one.page.evaluate(DROP, [[name, base64.b64encode(content).decode()] for name, content in files.items()])
    assert one.page.locator(".cr-drop__names li").count() == len(files)
    press(one, "Read these files")
    settled(one)


def says(one: Traveller, name: str, when: str = "") -> None:
    """Open a file that asks for its year or day, and answer: as proposed, or so."""
    one.goes("/data/bring/").page.locator(".cr-file", has_text=name).locator("h3 a").first.click()
    asked = one.page.locator("input[name=year], input[name=as_at]").first
    if when:
        asked.fill(when)
    press(one, "Go on with this")
    settled(one)


def brings(one: Traveller) -> None:
    """Everything in one go: what cannot be taken says why, what asks is answered, and one press loads what is ready."""
    drops(one, {name: sample(ours) for name, ours in OURS.items()} | HOSTILE)
    one.reads("this is a web page, not a table").reads("This looks like a list of pupils or other people")
    one.reads("Load the register of schools first").looks("bring-check")
    says(one, "register.csv", "1 September 2025")
    says(one, "census 2018-2019.csv")
    says(one, "links.csv")
    one.goes("/data/bring/")
    press(one, "Load all")
    settled(one)
    one.reads("four loaded, two refused")
    follow(one, "Register of schools")
    one.reads("Five schools are new.").looks("load")


def confirmed_by_two(one: Traveller, other: Traveller) -> None:
    """A register that closes two of the area's schools: the first asks, the second finds it waiting and confirms."""
    drops(one, {"closing.csv": CLOSING})
    says(one, "closing.csv", "1 September 2026")
    press(one, "Load")
    one.reads("Another data officer has to confirm it.")
    follow(other.goes("/").reads("Second look at a file: closing.csv"), "Second look at a file")
    other.reads("Two schools in Hillingdon would close").looks()
    press(other, "Confirm and load")
    settled(other)
    other.reads("What changed in Hillingdon").reads(f"confirmed by {PEOPLE['tomos@example.org'][0]}")


def walks(one: Traveller) -> None:
    """The area, a school by a mistyped name, a figure to its row, and two pages of paper."""
    one.goes("/hillingdon/area/").reads("Oakfield Primary School")
    one.page.get_by_role("searchbox", name="Find a school").fill("okafield primry")
    with one.page.expect_navigation():
        one.page.keyboard.press("Enter")
    follow(one, "Oakfield Primary School")
    assert one.heading() == "Oakfield Primary School"
    one.page.locator("a[href*='/figures/190001/ks2_rwm_exp/']").first.click()
    follow(one, ".*[Ss]ee the row")
    one.reads("PTRWM_EXP").reads("190001").looks()
    paper = one.page.request.get(f"{one.house.url}/hillingdon/schools/190001/profile.pdf").body()
    assert (paper[:4], pages(paper)) == (b"%PDF", 2)


def pages(paper: bytes) -> int:
    """How many pages a PDF of WeasyPrint has; its objects stand in compressed streams."""
    found = [paper]
    for part in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", paper, re.DOTALL):
        with suppress(zlib.error):
            found.append(zlib.decompress(part))
    return sum(len(re.findall(rb"/Type\s*/Page\b", part)) for part in found)


def withdraws(one: Traveller) -> None:
    """Say why, and the load is as if it had never come."""
    one.goes("/data/").page.get_by_role("link", name=re.compile("results at eleven")).first.click()
    one.page.get_by_text("Withdraw this load").click()
    one.page.get_by_label("Why is it withdrawn?").fill("These are last year’s results under this year’s name.")
    press(one, "Withdraw it")
    one.reads("Withdrawn by Nadia Okoro: These are last year’s results").looks()


@pytest.mark.req("F01")
def test_own_files_when_a_new_house_is_opened_then_from_the_file_to_the_paper(empty_house, traveller):
    assert told("partnership", "add", "hillingdon", **empty_house.values)["la_codes"] == ["312"]
    nadia, tomos, grace = (traveller(empty_house) for _ in PEOPLE)
    for one, email in zip((nadia, tomos, grace), PEOPLE, strict=True):
        arrives(one, email, looked_at=one is nadia)
    nadia.reads("This house is empty.").looks("empty-house")

    brings(nadia)
    confirmed_by_two(nadia, tomos)
    assert until(lambda: written_to(empty_house, "grace@example.org"))
    grace.goes("/hillingdon/data/").reads("closing.csv")
    walks(grace)
    withdraws(nadia)

    grace.goes("/hillingdon/schools/190001/")
    assert grace.page.locator("a[href*='/figures/190001/ks2_rwm_exp/']").count() == 0
