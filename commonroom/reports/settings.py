"""How reports are set up: what comes with the product, then what a partnership has set."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from commonroom.partnerships.models import Partnership
from commonroom.reports.rules import suppression


@dataclass(frozen=True)
class Group:
    """Schools that a table puts together, by their phases; the last group takes all others."""

    slug: str
    name: str
    phases: tuple[str, ...]


@dataclass(frozen=True)
class Audience:
    """One kind of reader: which parts she gets, in order, and the line under the title."""

    slug: str
    name: str
    sections: tuple[str, ...]
    about: str


@dataclass(frozen=True)
class Settings:
    """What a report is made with."""

    least: int
    note_days: int
    concern: tuple[str, ...]
    groups: tuple[Group, ...]
    audiences: Mapping[str, Audience]

    def group_of(self, phase: str) -> str:
        """The group of a phase."""
        return next((g.slug for g in self.groups if phase in g.phases), self.groups[-1].slug)

    def name_of(self, group: str) -> str:
        """What a group is called."""
        return next(g.name for g in self.groups if g.slug == group)


@cache
def _shipped() -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name("reports.toml").read_text(encoding="utf-8"))


def of(partnership: Partnership) -> Settings:
    """The settings of a partnership; what it does not set, or sets to nonsense, is as the product has it."""
    data = _shipped()
    own = partnership.settings.get("reports", {}) if isinstance(partnership.settings, dict) else {}
    days = own.get("note_days")
    return Settings(
        least=suppression.least_of(own.get("least", data["least"])),
        note_days=days if isinstance(days, int) and days > 0 else data["note_days"],
        concern=tuple(data["concern"]),
        groups=tuple(Group(g["slug"], g["name"], tuple(g["phases"])) for g in data["groups"]),
        audiences={
            slug: Audience(slug, one["name"], tuple(one["sections"]), one["about"])
            for slug, one in data["audiences"].items()
        },
    )
