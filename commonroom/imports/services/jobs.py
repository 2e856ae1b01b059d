"""Queueing what a run needs next, in the transaction that decides it."""

from __future__ import annotations

from typing import Any

from procrastinate.contrib.django import app

QUEUE = "imports"


def defer(task: str, **arguments: Any) -> None:
    """Queue a job of this room by its name; it is there if and only if the transaction commits."""
    app.configure_task(f"imports.{task}", queue=QUEUE).defer(**arguments)
