"""A real browser before the pages of the test server: how it is opened and closed, and how a page is looked at."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client

from tests.cast import sign_in

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
PICTURES = os.environ.get("COMMONROOM_PICTURES", "")
HEIGHT = 844


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's chromium, or a skip that says what was not looked at.

    While playwright runs, this thread has a running loop, and Django keeps connections of their own for it. They are
    closed with the browser: left open, a later test would find one that another had ended.
    """
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed, so the pages were not looked at. apt-get install chromium")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        try:
            yield opened
        finally:
            opened.close()
            connections.close_all()


def page_for(opened: Browser, person: object, url: str, *, width: int = 390) -> Page:
    """A page of the browser at which somebody has signed in."""
    session = sign_in(Client(), person).cookies[settings.SESSION_COOKIE_NAME].value
    context = opened.new_context(viewport={"width": width, "height": HEIGHT})
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": url}])
    return context.new_page()


def look(page: Page, name: str) -> list[str]:
    """Axe and no sideways scroll at both widths; pictures where a folder for them is named."""
    from axe_playwright_python.sync_playwright import Axe

    problems = []
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            problems.append(f"{name} at {width}: scrolls sideways")
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": list(RULES)}})
        problems += [
            f"{name} at {width}: {one['id']}: {one['nodes'][0]['html'][:160]}" for one in found.response["violations"]
        ]
        if PICTURES:
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)
    return problems
