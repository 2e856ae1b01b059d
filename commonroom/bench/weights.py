"""What a first view costs to fetch: the page and all that its tags and style sheets name, compressed as served."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from commonroom.bench.client import Connection
from commonroom.bench.serving import Server
from commonroom.engine.postgres import EngineError

_IN_STYLES = re.compile(r"url\(\s*['\"]?([^'\")]+)['\"]?\s*\)|@import\s+['\"]([^'\"]+)['\"]")
_DRAWN = (b'class="cr-chart', b'class="cr-figure', b"/build/charts.", b"/build/map.")
"""How a page shows that it draws: a chart or a figure in it, or the scripts for them."""
_FETCHED = ("stylesheet", "icon", "preload", "modulepreload", "manifest")


class ElsewhereNamed(EngineError):
    """A page that makes a browser fetch from another origin."""


@dataclass
class Weight:
    """A first view: its bytes in all and by what was fetched, heads included, and whether it draws charts."""

    charts: bool = False
    parts: dict[str, int] = field(default_factory=dict)

    @property
    def kb(self) -> float:
        """All of it in kB of 1,000 bytes."""
        return sum(self.parts.values()) / 1000


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "link" and set(given.get("rel", "").split()) & set(_FETCHED):
            self.found.append(given.get("href", ""))
        elif tag in ("script", "img", "iframe", "audio", "video", "source", "embed", "track", "input"):
            self.found.append(given.get("src", ""))
        for one in given.get("srcset", "").split(","):
            self.found.append(one.split()[0] if one.split() else "")
        self.found += [a or b for a, b in _IN_STYLES.findall(given.get("style", ""))]


def weigh(server: Server, page: str, *, cookie: str = "") -> Weight:
    """Fetch a page with an empty cache. Raises ElsewhereNamed where it would fetch from another origin."""
    weight = Weight()
    with Connection(server.port, cookie) as connection:
        waiting, seen = [page], set()
        while waiting:
            address = waiting.pop()
            if address in seen:
                continue
            seen.add(address)
            answer = connection.get(address)
            if answer.status != 200:
                raise EngineError(f"{address} answered {answer.status} while {page} was weighed.")
            weight.parts[address if address != page else "the page"] = answer.size
            weight.charts |= address == page and any(mark in answer.body for mark in _DRAWN)
            waiting += [own(page, address, name) for name in named(answer.headers, answer.body) if _is_fetched(name)]
    return weight


def named(headers: dict[str, str], body: bytes) -> list[str]:
    """What a page or a style sheet makes a browser fetch, as written there; links to follow are not among it."""
    kind = headers.get("content-type", "").split(";")[0]
    if kind == "text/html":
        tags = _Tags()
        tags.feed(body.decode())
        return tags.found
    if kind == "text/css":
        return [a or b for a, b in _IN_STYLES.findall(body.decode())]
    return []


def _is_fetched(name: str) -> bool:
    return bool(name) and not name.startswith(("data:", "#"))


def own(page: str, base: str, name: str) -> str:
    """The path behind a name. Raises ElsewhereNamed where it is of another origin."""
    parts = urlsplit(name)
    if parts.scheme or parts.netloc:
        raise ElsewhereNamed(f"{page} names “{name}”, which is another origin.")
    return urljoin(base, name).split("#")[0]
