"""A real house, a real browser, and axe on every step. Each file of journeys has a house of its own."""

from __future__ import annotations

import os
import shutil
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from commonroom.engine.testing import free_port
from commonroom.engine.tests.conftest import scratch
from tests.faults.houses import end, start, until

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "guide"
SIZES = {1280: 900, 390: 844}
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE = 90_000
"""Milliseconds that a step may take before the journey gives up; no bar, only an end."""
AT_REST = "document.querySelectorAll('.cr-sticky').forEach(bar => { bar.style.position = 'static' })"
"""On a picture of a whole page, a bar that sticks to the screen would lie over the words."""
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every journey is marked. Tests of one file go to one process (--dist loadfile), so each house opens once."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@dataclass
class House:
    """An open house: its address, its folder, and what its log says."""

    url: str
    data: Path
    values: dict[str, str]
    log: Path


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=20) as answer:  # noqa: S310 - our own address on loopback
            return answer.status == 200
    except OSError:
        return False


def _opened(demonstration: bool) -> Iterator[House]:
    with scratch() as data:
        port, log = free_port(), data / "run.log"
        values = {
            "COMMONROOM_DATA": str(data), "PORT": str(port), "DEMO": "1" if demonstration else "0",
            "COMMONROOM_EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        }  # fmt: skip
        house = House(f"http://localhost:{port}", data, values, log)
        running = start("-m", "commonroom.cli", "run", log=log, **values)
        try:
            opened = until(lambda: "is open at" in log.read_text(errors="replace"), seconds=900, every=0.5)
            assert opened, log.read_text(errors="replace")[-2000:]
            assert until(lambda: _answers(f"{house.url}/sign-in/login/"), seconds=120)
            yield house
        finally:
            end(running)


@pytest.fixture(scope="session")
def demonstration() -> Iterator[House]:
    """The house with its demonstration, as `make run` opens it."""
    yield from _opened(demonstration=True)


@pytest.fixture(scope="session")
def empty_house() -> Iterator[House]:
    """The house as `DEMO=0 make run` opens it."""
    yield from _opened(demonstration=False)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's chromium, closed with its file of journeys: one process bears one playwright at a time."""
    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed: no journey was made. Debian has it: apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield opened
        opened.close()


@dataclass
class Traveller:
    """Somebody in front of a screen. Every step is looked at by axe, at both widths; some become pictures."""

    page: Page
    house: House
    problems: list[str] = field(default_factory=list)

    def goes(self, path: str) -> Traveller:
        self.page.goto(self.house.url + path)
        self.page.wait_for_load_state("networkidle")
        return self

    def signs_in_as(self, name: str) -> Traveller:
        """One press on the demonstration's sign-in page."""
        self.goes("/sign-in/login/")
        self.page.get_by_role("button", name=f"Go in as {name}").first.click()
        self.page.wait_for_load_state("networkidle")
        return self

    def reads(self, words: str) -> Traveller:
        text = self.text()
        if words not in text:
            pytest.fail(f"“{words}” is not on {self.page.url}, which says: {text}")
        return self

    def text(self) -> str:
        return " ".join(self.page.inner_text("body").split())

    def heading(self) -> str:
        return " ".join(self.page.inner_text("h1").split())

    def looks(self, picture: str = "") -> Traveller:
        """Axe, one h1, no sideways scroll, at both widths; with a name, a picture of each for the guide."""
        for width, height in SIZES.items():
            self.page.set_viewport_size({"width": width, "height": height})
            self.page.wait_for_timeout(150)
            where = f"{self.page.url.removeprefix(self.house.url)} at {width} px"
            if self.page.evaluate("document.documentElement.scrollWidth") > width:
                self.problems.append(f"{where}: scrolls sideways")
            if self.page.locator("h1").count() != 1:
                self.problems.append(f"{where}: not one h1")
            found = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": list(RULES)}})
            for violation in found.response["violations"]:
                self.problems.append(f"{where}: {violation['id']}: {violation['nodes'][0]['html'][:160]}")
            if picture:
                self._picture(picture, width)
        self.page.set_viewport_size({"width": 1280, "height": 900})
        assert self.problems == []
        return self

    def _picture(self, name: str, width: int) -> None:
        """Written where the guide is being made; a picture that differs only in time would make noise otherwise."""
        if os.environ.get("COMMONROOM_GUIDE"):
            self.page.evaluate(AT_REST)
            height = min(self.page.evaluate("document.documentElement.scrollHeight"), 2600)
            clip = {"x": 0, "y": 0, "width": width, "height": height}
            self.page.screenshot(path=GUIDE / f"{name}-{width}.png", full_page=True, clip=clip)


@pytest.fixture
def traveller(browser: Browser) -> Iterator[Callable[[House], Traveller]]:
    """Makes people in front of a screen; errors on the console and requests to other places end the journey."""
    contexts, made = [], []

    def make(house: House, *, javascript: bool = True) -> Traveller:
        context = browser.new_context(
            viewport={"width": 1280, "height": 900}, java_script_enabled=javascript, locale="en-GB"
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        one = Traveller(page, house)
        page.on(
            "console",
            lambda m: (
                one.problems.append(f"console: {m.text}")
                if m.type == "error" and "Failed to load resource" not in m.text
                else None
            ),
        )
        page.on(
            "request",
            lambda r: (
                one.problems.append(f"asked elsewhere: {r.url}")
                if not r.url.startswith((house.url, "data:", "blob:"))
                else None
            ),
        )
        made.append(one)
        return one

    yield make
    for context in contexts:
        context.close()
    assert [p for one in made for p in one.problems] == []
