"""What writes in this room: opening a term, judging, deciding levels, notes, and versions of the method."""

from commonroom.risk.services.draft import CannotKeepDraft, bring_into_force, discard_draft, keep_draft
from commonroom.risk.services.judging import (
    CannotJudge,
    CannotPropose,
    add_finding,
    ask_school,
    claim,
    confirm_finding,
    propose_level,
    set_aside,
)
from commonroom.risk.services.levels import CannotAgreeLevel, CannotAnswer, agree_level, record_agreement
from commonroom.risk.services.method import CannotChangeModel, change_model
from commonroom.risk.services.notes import CannotNote, CannotRefer, note_intelligence, refer_oneself
from commonroom.risk.services.terms import CannotDraftAgain, CannotOpenTerm, draft_again, open_term

__all__ = [
    "CannotAgreeLevel",
    "CannotAnswer",
    "CannotChangeModel",
    "CannotDraftAgain",
    "CannotJudge",
    "CannotKeepDraft",
    "CannotNote",
    "CannotOpenTerm",
    "CannotPropose",
    "CannotRefer",
    "add_finding",
    "agree_level",
    "ask_school",
    "bring_into_force",
    "change_model",
    "claim",
    "confirm_finding",
    "discard_draft",
    "draft_again",
    "keep_draft",
    "note_intelligence",
    "open_term",
    "propose_level",
    "record_agreement",
    "refer_oneself",
    "set_aside",
]
