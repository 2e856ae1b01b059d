"""The states that assessments and findings go through, and who answers a level. Pure."""

from __future__ import annotations

from enum import StrEnum


class AssessmentState(StrEnum):
    """draft: made from the evidence, nobody has looked; moderated: an adviser proposes a level; agreed: a level was
    decided from it; replaced: a newer draft took its place.
    """

    DRAFT = "draft"
    MODERATED = "moderated"
    AGREED = "agreed"
    REPLACED = "replaced"


class FindingState(StrEnum):
    """quiet: not raised; raised: raised by the evidence and waiting; confirmed, set aside, asked (of the school) and
    added are what people made of it.
    """

    QUIET = "quiet"
    RAISED = "raised"
    CONFIRMED = "confirmed"
    SET_ASIDE = "set_aside"
    ASKED = "asked"
    ADDED = "added"


COUNTS = frozenset({FindingState.RAISED, FindingState.CONFIRMED, FindingState.ASKED, FindingState.ADDED})
"""The states in which a finding counts towards a level."""


class Party(StrEnum):
    """The four who agree a level (F13)."""

    HEAD = "head"
    CHAIR = "chair"
    ADVISER = "adviser"
    LEAD = "lead"


class Answer(StrEnum):
    """What one of the four says."""

    AGREED = "agreed"
    COMMENTED = "commented"
