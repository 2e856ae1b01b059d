"""What a document is, and how far it may travel. Pure."""

from __future__ import annotations

from enum import StrEnum


class Classification(StrEnum):
    """Who may read a document at most (assurance 1.3)."""

    MEMBERS = "members"
    RESTRICTED = "restricted"

    @property
    def words(self) -> str:
        """How a form and a page name it."""
        return {
            Classification.MEMBERS: "Everyone in the partnership",
            Classification.RESTRICTED: "The school itself and the council’s team",
        }[self]


class Kind(StrEnum):
    """What a document about a school is (E15)."""

    SELF_EVALUATION = "self-evaluation"
    IMPROVEMENT_PLAN = "improvement-plan"
    OTHER = "other"

    @property
    def words(self) -> str:
        """How a form and a page name it."""
        return {
            Kind.SELF_EVALUATION: "Self-evaluation",
            Kind.IMPROVEMENT_PLAN: "School improvement plan",
            Kind.OTHER: "Something else",
        }[self]


READ_BEFORE_VISITS = (Kind.SELF_EVALUATION, Kind.IMPROVEMENT_PLAN)
"""What the adviser reads before the yearly visit, in the order in which pages show it."""
