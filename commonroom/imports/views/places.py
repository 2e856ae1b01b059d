"""Where these pages stand: for the nation, or in a partnership."""

from __future__ import annotations

from typing import Any

from django.urls import reverse


def address(request: Any, name: str, *args: Any) -> str:
    """The address of a page, in the partnership of the request where it has one."""
    return address_in(request.partnership, name, *args)


def address_in(partnership: Any, name: str, *args: Any) -> str:
    """The address of a page in a partnership, or for the nation."""
    national = {"data": "national_data", "own": "bring"}
    if partnership is None:
        return reverse(f"imports:{national.get(name, f'national_{name}')}", args=args)
    return reverse(f"imports:{name}", args=[partnership.slug, *args])


def crumbs(request: Any, *more: tuple[str, str]) -> list[tuple[str, str]]:
    """The way here from the data page."""
    return [("Data", address(request, "data")), *more]
