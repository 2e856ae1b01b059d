"""Where figures stand, written without asking the address book: a page may show hundreds."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

ENGLAND = "all"
"""England's code in addresses: it has none of its own."""


def of_school(partnership: str, urn: int, slug: str, year: int) -> str:
    """The page of one figure of a school; the year is the start of the academic year."""
    return f"/{partnership}/figures/{urn}/{slug}/{year}/"


def of_area(partnership: str, level: str, code: str, slug: str, year: int, phase: str = "") -> str:
    """The page of a published figure of an area: level england, region or la; of its schools of a phase, if given."""
    of_phase = f"?{urlencode({'phase': phase})}" if phase else ""
    return f"/{partnership}/figures/area/{level}/{code or ENGLAND}/{slug}/{year}/{of_phase}"


def school(partnership: str, urn: int) -> str:
    """The page of a school."""
    return f"/{partnership}/schools/{urn}/"


def address(name: str, *args: Any) -> str:
    """The address of a page of an upper room, or nothing where it does not stand."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""
