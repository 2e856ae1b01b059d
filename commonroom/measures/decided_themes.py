"""What people made of the themes of an area, beside what the figures propose today (F03). Pure.

A decision hangs on the key of a theme: its column, phase, measure and part of the area, never its numbers. So it holds
when new figures say the same again, and no longer when the measure moves to the other column.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize

from commonroom.measures.themes import Theme, Themes

COLUMNS = (("sharing", "Worth sharing"), ("thought", "Needs thought together"), ("early", "Too early to say"))
"""The columns by their slug, in the order of the page."""
CONFIRMED, SET_ASIDE, PROPOSED = "confirmed", "set-aside", "proposed"
"""What a decision may be. The last takes an earlier one back."""
ADDED = "added-"
"""How the key of a theme begins that people brought in themselves."""
LONGEST_KEY = 160


@dataclass(frozen=True)
class Decision:
    """The newest decision on one theme. `role` is the slug of the role it was made in; `rests_on` the numbers then."""

    key: str
    answer: str
    kind: str
    title: str
    rests_on: str
    because: str
    on: date
    role: str


@dataclass(frozen=True)
class Said:
    """A theme as the page tells it. `proposed` is what the figures say today, None where they say it no longer."""

    key: str
    kind: str
    title: str
    numbers: str
    proposed: Theme | None = None
    decision: Decision | None = None

    @property
    def confirmed(self) -> bool:
        """Whether people stand behind it."""
        return self.decision is not None and self.decision.answer == CONFIRMED

    @property
    def set_aside(self) -> bool:
        """Whether people have put it away."""
        return self.decision is not None and self.decision.answer == SET_ASIDE

    @property
    def added(self) -> bool:
        """Whether people brought it in themselves."""
        return self.key.startswith(ADDED)

    @property
    def numbers_then(self) -> str:
        """What it rested on when it was confirmed, where today's figures say something else."""
        if not self.confirmed or self.decision is None or self.proposed is None:
            return ""
        return self.decision.rests_on if self.decision.rests_on != self.proposed.numbers else ""


def key_of(kind: str, theme: Theme) -> str:
    """The name of a theme that outlives its numbers, fit for an address; at most 160 characters."""
    name = theme.slug or re.sub(r"\b(has|have)\b", "have", re.sub(r"\d[\d,.]*", "", theme.title))
    return _plain(" ".join((kind, theme.phase, name, theme.where)))


def key_of_added(title: str) -> str:
    """The name of a theme that people bring in: the same words are the same theme."""
    return f"{ADDED}{_plain(title)}"[:LONGEST_KEY]


def _plain(words: str) -> str:
    plain = normalize("NFKD", words).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.casefold()).strip("-")[:LONGEST_KEY]


def told(found: Themes, decisions: Mapping[str, Decision]) -> dict[str, Said]:
    """Every theme by its key: those that the figures propose, with what people said; then those of people alone."""
    made: dict[str, Said] = {}
    for kind, _ in COLUMNS:
        for theme in getattr(found, kind):
            key = key_of(kind, theme)
            decision = decisions.get(key)
            title = decision.title if decision is not None and decision.answer == CONFIRMED else theme.title
            made.setdefault(key, Said(key, kind, title, theme.numbers, theme, decision))
    for key, decision in decisions.items():
        if key not in made and decision.answer != PROPOSED:
            made[key] = Said(key, decision.kind, decision.title, decision.rests_on, None, decision)
    return made


def column(said: Iterable[Said], kind: str) -> list[Said]:
    """The themes of one column: confirmed ones first, those set aside left out."""
    shown = [one for one in said if one.kind == kind and not one.set_aside]
    return sorted(shown, key=lambda one: not one.confirmed)


def put_away(said: Iterable[Said]) -> list[Said]:
    """The themes that were set aside, the newest decision first."""
    shown = [(one.decision.on, one) for one in said if one.set_aside and one.decision is not None]
    return [one for _, one in sorted(shown, key=lambda pair: (-pair[0].toordinal(), pair[1].title))]
