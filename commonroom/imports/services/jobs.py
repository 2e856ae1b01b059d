"""Queueing what a run needs next, in the transaction that decides it."""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django import app

QUEUE = "imports"
LOADS = "imports.load_run"


def defer(task: str, **arguments: Any) -> None:
    """Queue a job of this room by its name; it is there if and only if the transaction commits.

    Loads are done one after the other as they were asked for: results may need the register that went before them.
    """
    lock = LOADS if task == "load_run" else None
    app.configure_task(f"imports.{task}", queue=QUEUE, lock=lock).defer(**arguments)
