"""Verbs of the register: keyword-only, each with its audit event in the same transaction."""

from commonroom.register.services.disclosures import CannotDisclose, disclose
from commonroom.register.services.notices import CannotDraft, CannotMove, draft_notice, move_notice, write_letter
from commonroom.register.services.openings import CannotOpen, close_record, open_record, record_print
from commonroom.register.services.placing import (
    CannotPlace,
    CannotRecord,
    decide,
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
    "close_record",
    "decide",
    "declare_interest",
    "disclose",
    "draft_notice",
    "end_interest",
    "end_sight",
    "give_sight",
    "move_notice",
    "open_record",
    "place_school",
    "record_inclusion",
    "record_print",
    "record_step",
    "renew_sight",
    "what_is_open",
    "write_letter",
]
