"""What the register's words mean: status, phase, kinds of school. Pure."""

from __future__ import annotations

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


_PHASES = {
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
    if "special" in kind or "pupil referral" in kind or "alternative provision" in kind:
        return Phase.SPECIAL
    return _PHASES.get((phase or "").casefold(), Phase.OTHER)


def is_academy(type_of_school: str | None) -> bool:
    """Whether a trust, not the council, answers for the school."""
    kind = (type_of_school or "").casefold()
    return any(word in kind for word in ("academy", "free school", "university technical", "studio school")) or (
        "city technology" in kind
    )
