"""Verbs of the register: keyword-only, each with its audit event in the same transaction."""

from commonroom.register.services.disclosures import CannotDisclose, disclose
from commonroom.register.services.intelligence import share_intelligence
from commonroom.register.services.letters import CannotWord, bring_template, change_words
from commonroom.register.services.notices import (
    CannotDraft,
    CannotMove,
    draft_notice,
    move_notice,
    name_plan,
    write_letter,
)
from commonroom.register.services.openings import CannotOpen, close_record, open_record, record_print
from commonroom.register.services.placing import (
    CannotPlace,
    CannotRecord,
    decide,
    mark,
    place_school,
    record_inclusion,
    record_step,
    what_is_open,
)
from commonroom.register.services.sight import (
    CannotGrant,
    declare_interest,
    end_interest,
    end_sight,
    give_sight,
    renew_sight,
)

__all__ = [
    "CannotDisclose",
    "CannotDraft",
    "CannotGrant",
    "CannotMove",
    "CannotOpen",
    "CannotPlace",
    "CannotRecord",
    "CannotWord",
    "bring_template",
    "change_words",
    "close_record",
    "decide",
    "declare_interest",
    "disclose",
    "draft_notice",
    "end_interest",
    "end_sight",
    "give_sight",
    "mark",
    "move_notice",
    "name_plan",
    "open_record",
    "place_school",
    "record_inclusion",
    "record_print",
    "record_step",
    "renew_sight",
    "share_intelligence",
    "what_is_open",
    "write_letter",
]
