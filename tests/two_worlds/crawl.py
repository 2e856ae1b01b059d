"""What one person can reach: every route by GET, every link on the pages, the search by two letters."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import NoReverseMatch, reverse

from commonroom.people.cells import cells
from commonroom.web.ids import mask
from tests.house.test_access_matrix import routes

NOWHERE = "00000000-0000-4000-8000-00000000a11a"
LEFT_OUT = frozenset({"account_logout", "measures:profile_pdf", "web:gallery-paper"})
"""Signing out ends the crawl; the two PDFs carry no record and cost seconds each."""
OUTSIDE = ("/", "/find/", "/me/", "/data/")
"""Pages outside a partnership that read anything; the rest (signing in, help) is the same text for everybody."""
LOOSE = ("Set-Cookie", "Date")
_LINK = re.compile(r'(?:href|src|action)="([^"#]+)"')
_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_NONCE = re.compile(r"'nonce-[^']+'")
MOST = 60

Answer = tuple[int, tuple[tuple[str, str], ...], str]


def addresses(urns: Iterable[int], ids: Iterable[object], slug: str = "rivermead", room: str = "") -> list[str]:
    """Paths of every route that answers GET, for each school and for each random id; of one room, if it is named."""
    found = []
    for route in routes():
        cell = cells().get(route.name)
        if room and not route.name.startswith(f"{room}:"):
            continue
        if not route.is_named or cell is None or "GET" not in cell.methods or route.name in LEFT_OUT:
            continue
        for urn in urns if "urn" in route.takes else [0]:
            for filling in (1, "x", *ids):
                stock = {"partnership": slug, "urn": urn, "uidb36": "1", "key": "a-b", "secret": "x"}
                try:
                    path = reverse(route.name, kwargs={name: stock.get(name, filling) for name in route.takes})
                except NoReverseMatch:
                    continue
                if path not in found and (path.startswith(f"/{slug}/") or path in OUTSIDE):
                    found.append(path)
    return found


def prefixes() -> list[str]:
    """Searches by each letter with each vowel and the commonest letters after it, and by the secret’s own words."""
    pairs = [a + b for a in "abcdefghijklmnopqrstuvwxyz" for b in "aeor"]
    return [
        f"/rivermead/schools/?q={pair}" for pair in dict.fromkeys([*pairs, "oa", "ak", "kf", "fi", "ie", "el", "ld"])
    ]


def answer(client: Client, path: str) -> Answer:
    """Status, headers and masked bytes of one address. A random id of the path itself is blotted out."""
    response = client.get(path)
    content = b"".join(response) if response.streaming else response.content  # type: ignore[attr-defined]
    text = mask(content.decode("utf-8", "replace"))
    for mine in set(_UUID.findall(path)):
        text = text.replace(mine, NOWHERE)
    headers = [
        (name, _UUID.sub(NOWHERE, _NONCE.sub("'nonce'", value)))
        for name, value in sorted(response.headers.items())
        if name not in LOOSE
    ]
    return response.status_code, tuple(headers), text


def crawl(client: Client, start: Iterable[str], *, most: int = MOST) -> dict[str, Answer]:
    """Every address of `start` and up to `most` more that the pages link to inside the house, each once."""
    waiting = list(start)
    seen: dict[str, Answer] = {}
    known = set(waiting)
    full = len(known) + most
    while waiting:
        path = waiting.pop(0)
        seen[path] = answer(client, path)
        if seen[path][0] != 200 or len(known) >= full:
            continue
        for link in _LINK.findall(seen[path][2]):
            target = urljoin(path, html.unescape(link))
            parts = urlsplit(target)
            if parts.netloc or parts.path.startswith("/static/") or parts.scheme or _is_out(parts.path):
                continue
            if target not in known and len(known) < full:
                known.add(target)
                waiting.append(target)
    return seen


def _is_out(path: str) -> bool:
    return path.endswith((".pdf", "/pdf/")) or path.startswith("/sign-in/") or "logout" in path or "sign-out" in path


def differences(a: dict[str, Answer], b: dict[str, Answer]) -> list[str]:
    """Where two crawls differ, in sentences."""
    found = [f"only in A: {path}" for path in a.keys() - b.keys()] + [f"only in B: {p}" for p in b.keys() - a.keys()]
    for path in a.keys() & b.keys():
        if a[path] != b[path]:
            found.append(f"{path}: {_first(a[path], b[path])}")
    return sorted(found)


def _first(a: Any, b: Any) -> str:
    if a[0] != b[0]:
        return f"status {a[0]} and {b[0]}"
    if a[1] != b[1]:
        return f"headers {set(a[1]) ^ set(b[1])}"
    place = next((i for i, (x, y) in enumerate(zip(a[2], b[2], strict=False)) if x != y), min(len(a[2]), len(b[2])))
    return f"“{a[2][max(0, place - 60) : place + 60]}” and “{b[2][max(0, place - 60) : place + 60]}”"
