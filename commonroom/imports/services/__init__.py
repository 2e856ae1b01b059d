"""Verbs of bringing files in: bring, read, date, ask to load, confirm, load, leave out, withdraw."""

from commonroom.imports.services.after import after_load
from commonroom.imports.services.bringing import CannotBring, bring
from commonroom.imports.services.deciding import CannotDecide, ask_to_load, confirm, leave_out, set_date
from commonroom.imports.services.loading import load_run
from commonroom.imports.services.previewing import read_run
from commonroom.imports.services.stopped import mark_stopped
from commonroom.imports.services.withdrawing import CannotWithdraw, withdraw_run

__all__ = [
    "CannotBring",
    "CannotDecide",
    "CannotWithdraw",
    "after_load",
    "ask_to_load",
    "bring",
    "confirm",
    "leave_out",
    "load_run",
    "mark_stopped",
    "read_run",
    "set_date",
    "withdraw_run",
]
