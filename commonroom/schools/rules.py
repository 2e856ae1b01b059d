"""What the register's words mean: status, phase, kinds of school. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from enum import StrEnum

DEMONSTRATION_URNS = range(900_000, 1_000_000)
"""URNs that only the demonstration uses."""
DEMONSTRATION_LAS = frozenset(str(code) for code in range(990, 1000))
"""LA codes that only the demonstration uses."""


class Holds(StrEnum):
    """What a database holds. Demonstration and real data never share one."""

    NOTHING = "nothing"
    DEMONSTRATION = "demonstration"
    REAL = "real"


class Status(StrEnum):
    """An establishment's status in GIAS."""

    OPEN = "Open"
    CLOSING = "Open, but proposed to close"
    CLOSED = "Closed"
    PROPOSED = "Proposed to open"
    UNKNOWN = ""

    @classmethod
    def of(cls, words: str | None) -> Status:
        """The status that the register's words name; UNKNOWN for words we do not know."""
        folded = (words or "").strip().casefold()
        return next((s for s in cls if s.value.casefold() == folded), cls.UNKNOWN)

    @property
    def is_open(self) -> bool:
        """Open now, whether or not it is proposed to close."""
        return self in (Status.OPEN, Status.CLOSING)


class Phase(StrEnum):
    """The phases by which pages group schools."""

    NURSERY = "nursery"
    PRIMARY = "primary"
    SECONDARY = "secondary"
    ALL_THROUGH = "all-through"
    SIXTEEN_PLUS = "16 plus"
    SPECIAL = "special and alternative"
    OTHER = "other"

    @property
    def words(self) -> str:
        """How a sentence names schools of this phase."""
        return {"16 plus": "16 to 18", "special and alternative": "special schools and alternative provision"}.get(
            self.value, self.value
        )


SPECIAL_TYPES = ("special", "pupil referral", "alternative provision")
"""Words in a type of school that make it special or alternative provision, whatever its phase."""

PHASES = {
    "nursery": Phase.NURSERY,
    "primary": Phase.PRIMARY,
    "middle deemed primary": Phase.PRIMARY,
    "middle deemed secondary": Phase.SECONDARY,
    "secondary": Phase.SECONDARY,
    "all-through": Phase.ALL_THROUGH,
    "all through": Phase.ALL_THROUGH,
    "16 plus": Phase.SIXTEEN_PLUS,
}


def phase_of(phase: str | None, type_of_school: str | None) -> Phase:
    """The phase of a school by GIAS's phase, or by its type where the phase does not apply."""
    kind = (type_of_school or "").casefold()
    if any(words in kind for words in SPECIAL_TYPES):
        return Phase.SPECIAL
    return PHASES.get((phase or "").casefold(), Phase.OTHER)


def is_academy(type_of_school: str | None) -> bool:
    """Whether a trust, not the council, answers for the school."""
    kind = (type_of_school or "").casefold()
    return any(word in kind for word in ("academy", "free school", "university technical", "studio school")) or (
        "city technology" in kind
    )


def kind_of(urns: Iterable[int], la_codes: Iterable[str]) -> Holds | None:
    """Whether URNs and LA codes are the demonstration's or real; NOTHING when they are mixed, None when there are none.

    Only three-digit LA codes count: other codes of areas belong to nobody's schools.
    """
    codes = [code for code in la_codes if len(code) == 3 and code.isdigit() and code != "000"]
    marks = {urn in DEMONSTRATION_URNS for urn in urns} | {code in DEMONSTRATION_LAS for code in codes}
    if not marks:
        return None
    if len(marks) == 2:
        return Holds.NOTHING
    return Holds.DEMONSTRATION if marks.pop() else Holds.REAL


def words_of(text: str) -> list[str]:
    """The words by which a text is found: lower case, without accents and apostrophes, split at all else.

    “St. Mary’s” gives st and marys. Queries must be folded by the same function as names.
    """
    straight = text.replace("’", "'").replace("‘", "'")
    plain = unicodedata.normalize("NFKD", straight).encode("ascii", "ignore").decode().lower().replace("'", "")
    return re.findall(r"[a-z0-9]+", plain)
