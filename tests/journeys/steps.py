"""What people do on a page, in the words that they read there."""

from __future__ import annotations

import re
import zlib
from datetime import date, timedelta

from playwright.sync_api import Locator

from tests.journeys.conftest import Traveller

TWO_WEEKS = timedelta(days=14)


def press(one: Traveller, name: str, *, within: Locator | None = None) -> None:
    """Press the first button whose words begin so, and wait for the page it leads to."""
    with one.page.expect_navigation():
        (within or one.page).get_by_role("button", name=re.compile(f"^{name}")).first.click()
    one.page.wait_for_load_state("networkidle")


def follow(one: Traveller, name: str, *, within: Locator | None = None) -> None:
    """Follow the first link whose words begin so; some look like buttons."""
    place, wanted = within or one.page, re.compile(f"^{name}")
    with one.page.expect_navigation():
        place.get_by_role("link", name=wanted).or_(place.get_by_role("button", name=wanted)).first.click()
    one.page.wait_for_load_state("networkidle")


def write(one: Traveller, label: str, words: object, *, whole: bool = False) -> None:
    """Write into the box with a label."""
    one.page.locator("main").get_by_label(label, exact=whole).first.fill(str(words))


def choose(one: Traveller, *labels: str) -> None:
    """Tick or choose what has each label."""
    for label in labels:
        one.page.locator("main").get_by_label(label).first.check()


def path_of(one: Traveller) -> str:
    """Where somebody stands, without the house’s own name."""
    return one.page.url.removeprefix(one.house.url)


def asks(one: Traveller, path: str) -> tuple[int, str]:
    """Status and words of an address, with what differs in every answer left out."""
    answer = one.page.request.get(one.house.url + path)
    text = re.sub(r'(nonce|value|content)="[^"]*"', "", answer.text())
    return answer.status, text.replace(path, "")


def takes(one: Traveller, path: str) -> tuple[str, bytes]:
    """The kind and the bytes of a file that an address gives out."""
    answer = one.page.request.get(one.house.url + path)
    assert answer.status == 200, f"{path} answers {answer.status}"
    return answer.headers["content-type"], answer.body()


def address_of(one: Traveller, name: str) -> str:
    """Where the first link leads whose words begin so."""
    found = one.page.locator("main").get_by_role("link", name=re.compile(f"^{name}")).first.get_attribute("href")
    assert found, f"No link “{name}” on {one.page.url}"
    return found


def pages_of(paper: bytes) -> int:
    """How many pages a PDF has, counted in its own objects."""
    parts = [paper]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", paper, re.DOTALL):
        try:
            parts.append(zlib.decompress(packed))
        except zlib.error:
            continue
    return sum(len(re.findall(rb"/Type\s*/Page(?![a-zA-Z])", part)) for part in parts)


def today() -> date:
    """The day of the house, which keeps London’s time."""
    return date.today()


def working_days_from_a_week_on() -> list[date]:
    """The ten working days from a week on: the demonstration books every other day, from the day on which it opens."""
    days = [today() + timedelta(days=ahead) for ahead in range(7, 21)]
    return [day for day in days if day.weekday() < 5]
