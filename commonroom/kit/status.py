"""What a published cell says when it says no number. A status is never zero."""

from __future__ import annotations

from enum import IntEnum


class Status(IntEnum):
    """The status of a value. Numbers are stored; do not renumber."""

    PUBLISHED = 0
    SUPPRESSED = 1
    NOT_APPLICABLE = 2
    LOW_COVERAGE = 3
    NEW_SCHOOL = 4
    NOT_PUBLISHED = 5
    NO_ENTRIES = 6
    NOT_AVAILABLE = 7
    SMALL = 8

    @property
    def words(self) -> str:
        """The sentence that a reader of a page sees."""
        return _WORDS[self]

    @property
    def short(self) -> str:
        """The words in a narrow cell."""
        return _SHORT[self]


_WORDS = {
    Status.PUBLISHED: "Published.",
    Status.SUPPRESSED: "Too few pupils took part to publish a figure.",
    Status.NOT_APPLICABLE: "This measure does not apply to this school.",
    Status.LOW_COVERAGE: "Too few pupils are covered for the figure to be fair, so it is not published.",
    Status.NEW_SCHOOL: "The school is too new to have this figure.",
    Status.NOT_PUBLISHED: "The publisher chose not to publish this figure.",
    Status.NO_ENTRIES: "No pupil was entered.",
    Status.NOT_AVAILABLE: "The publisher had no figure.",
    Status.SMALL: "More than none, and under half of 1 per cent.",
}
_SHORT = {
    Status.PUBLISHED: "",
    Status.SUPPRESSED: "too few",
    Status.NOT_APPLICABLE: "not for this school",
    Status.LOW_COVERAGE: "low coverage",
    Status.NEW_SCHOOL: "new school",
    Status.NOT_PUBLISHED: "not published",
    Status.NO_ENTRIES: "no entries",
    Status.NOT_AVAILABLE: "not available",
    Status.SMALL: "under 0.5 %",
}
