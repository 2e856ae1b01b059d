"""The table of doors (`cells.toml`): for each route, what it shows, to whom, and whether the second step is needed."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

READS = frozenset({"GET", "HEAD", "OPTIONS"})
WORDS = ("anyone", "signed-in", "partnership", "nobody")


@dataclass(frozen=True)
class Code:
    """One code of the access matrix: what may be done (r, w, x) and over what (o own school, a allocated, g grant)."""

    deeds: frozenset[str]
    reach: frozenset[str]

    @classmethod
    def parse(cls, text: str) -> Code:
        """A code like “rw o”. Raises ValueError for a letter that the matrix does not know."""
        letters = set(text.replace(" ", "").replace("·", ""))
        if unknown := letters - set("rwxoagkmp"):
            raise ValueError(f"The code “{text}” holds {', '.join(sorted(unknown))}, which the matrix does not know.")
        return cls(frozenset(letters & set("rwx")), frozenset(letters - set("rwx")))

    def lets(self, method: str) -> bool:
        """Whether the code lets a request by this method through: reading needs r, anything else w or x."""
        return "r" in self.deeds if method in READS else bool(self.deeds & {"w", "x"})


@dataclass(frozen=True)
class Cell:
    """The door of one route. `known` says that the route's existence is no secret, so a refusal may give its reason."""

    route: str
    asset: str
    methods: tuple[str, ...]
    who: str | Mapping[str, Code]
    second_step: str = ""
    known: bool = False


def parse(text: str) -> dict[str, Cell]:
    """Cells by route. Raises ValueError with the route's name where a cell is not whole."""
    found = {}
    for route, row in tomllib.loads(text).items():
        who = row.get("who")
        if isinstance(who, dict):
            who = {role: Code.parse(code) for role, code in who.items()}
        elif who not in WORDS:
            raise ValueError(f"{route}: “who” is one of {', '.join(WORDS)}, or a table of roles.")
        if row.get("second_step", "") not in ("", "exempt", "enrol", "fresh"):
            raise ValueError(f"{route}: “second_step” is “exempt”, “enrol” or “fresh”, or left out.")
        methods = tuple(row.get("methods", ["GET"]))
        found[route] = Cell(
            route, row["asset"], methods, who, row.get("second_step", ""), bool(row.get("known", who == "partnership"))
        )
    return found


@cache
def cells() -> dict[str, Cell]:
    """The house's own table."""
    return parse(Path(__file__).with_name("cells.toml").read_text(encoding="utf-8"))
