"""Choosing a part of a long list: a plain form that sends by GET, so a choice has an address and needs no script."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

from commonroom.support.views import words

ON_A_PAGE = 20
NOBODY = "none"


@dataclass(frozen=True)
class Select:
    """One box of the form: what it asks, what it says where nothing is chosen, and its values with their words."""

    name: str
    label: str
    every: str
    options: Sequence[tuple[str, str]]
    value: str = ""


def boxes(request: HttpRequest, *asked: Select) -> dict[str, Select]:
    """The boxes by name with what the address chose in each; a value that is no option chooses nothing."""
    found = {}
    for box in asked:
        sent = request.GET.get(box.name, "")
        chosen = sent if sent in {value for value, _ in box.options} else ""
        found[box.name] = Select(box.name, box.label, box.every, box.options, chosen)
    return found


def chosen(found: dict[str, Select]) -> bool:
    """Whether anything was chosen."""
    return any(box.value for box in found.values())


def advisers(pairs: Iterable[tuple[int, str]], *, nobody: str = "") -> Select:
    """The box for an adviser, by (person id, name); with `nobody` also for what has none."""
    named = sorted(dict(pairs).items(), key=lambda pair: (pair[1], pair[0]))
    options = [(str(pk), name) for pk, name in named]
    return Select("adviser", "Adviser", "Every adviser", [*options, *([(NOBODY, nobody)] if nobody else [])])


def levels(model: Any) -> Select:
    """The box for a level of the support model."""
    return Select("level", "Level", "Every level", [(slug, level.name) for slug, level in model.levels.items()])


def half_terms(numbers: Iterable[int], *, now: int) -> Select:
    """The box for one column of the year."""
    named = [(str(n), words.column_name(n) + (" (now)" if n == now else "")) for n in numbers]
    return Select("half-term", "Half-term", "The whole year", named)


def still(label: str, every: str, only: str) -> Select:
    """The box for what is still to be done."""
    return Select("still", label, every, [("yes", only)])


def page_of(request: HttpRequest, rows: Sequence[Any], name: str = "page", *, most: int = ON_A_PAGE) -> Page[Any]:
    """The rows of the page that the address names, so many at most; the first page where it names none."""
    return Paginator(rows, most).get_page(request.GET.get(name))
