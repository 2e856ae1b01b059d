"""How far a document may travel. Pure."""

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
