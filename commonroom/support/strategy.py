"""What the strategy says to every school: relationships by status, what an adviser gives, what is expected. Pure."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from commonroom.risk.document import Offer, Part, Slug, Words

Status = Literal["outstanding", "good", "good-at-risk", "requires-improvement"]
Kind = Literal["any", "maintained", "academy"]
STATUSES = {
    "outstanding": "Outstanding",
    "good": "Good",
    "good-at-risk": "Good, with something to watch",
    "requires-improvement": "Requires improvement",
}


class Relationship(Part):
    """One cell of the table of relationships (E18): what a status brings for a kind of school."""

    slug: Slug
    kind: Kind
    status: Status
    name: Words
    actions: tuple[Words, ...] = Field(min_length=1)


class Adviser(Part):
    """What an adviser gives (E19) and by which principles (E20)."""

    gives: tuple[Words, ...] = Field(min_length=4, max_length=4)
    principles: tuple[Words, ...] = Field(min_length=3, max_length=3)


class Expected(Part):
    """Something that schools of some levels, or of a status and kind, do themselves."""

    slug: Slug
    name: Words
    levels: tuple[Slug, ...] = ()
    kind: Kind = "any"
    status: Status | None = None

    def is_of(self, *, level: str, kind: str, status: str) -> bool:
        """Whether it is expected of a school."""
        if self.levels and level not in self.levels:
            return False
        return self.kind in ("any", kind) and self.status in (None, status)


class Strategy(Part):
    """All of it."""

    relationships: tuple[Relationship, ...] = Field(min_length=6, max_length=6)
    adviser: Adviser
    everyone: tuple[Offer, ...]
    expected: tuple[Expected, ...]

    def relationship(self, *, kind: str, status: str) -> Relationship | None:
        """The one cell of a school; None where no grade is known or the table has no row for it."""
        return next((cell for cell in self.relationships if cell.status == status and cell.kind in ("any", kind)), None)

    def expected_of(self, *, level: str, kind: str, status: str) -> tuple[Expected, ...]:
        """What is expected of a school itself (G40, G47)."""
        return tuple(each for each in self.expected if each.is_of(level=level, kind=kind, status=status))


@cache
def strategy() -> Strategy:
    """The strategy that comes with the product."""
    path = Path(__file__).with_name("strategy.toml")
    return Strategy.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


def filled(text: str, word: Callable[[str], str]) -> str:
    """A sentence with the support model's own words where it names them in braces."""
    for key in ("regions_group",):
        text = text.replace("{" + key + "}", word(key))
    return text


def status_of(grades: list[str], means: frozenset[str], *, at_risk: bool) -> str:
    """A school's status in the table of relationships; empty where no grade is known, or in a category.

    `grades` are the overall grades of its graded inspections, newest first; `means` what stands by the support model's
    reading of its newest inspection, which also reads reports without an overall grade. `at_risk` is whether its agreed
    level brings more than every school gets.
    """
    if means & {"inadequate", "urgent-improvement"}:
        return ""
    if "requires-improvement" in means:
        return "requires-improvement"
    newest = grades[0].casefold() if grades else ""
    if newest not in ("outstanding", "good"):
        return "requires-improvement" if newest.startswith("requires") else ""
    return "good-at-risk" if at_risk else newest
