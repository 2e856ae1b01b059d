"""Reads over levels, assessments and what waits."""

from __future__ import annotations

from commonroom.partnerships.models import Partnership
from commonroom.risk.models import LevelDecision


def current_level(partnership: Partnership, urn: int) -> LevelDecision | None:
    """The level that stands: the newest decision; None where none was made, or the reader is not cleared."""
    return LevelDecision.objects.filter(partnership=partnership, urn=urn).order_by("-decided_at", "-pk").first()


def levels(partnership: Partnership) -> dict[int, LevelDecision]:
    """The level that stands for each school that the reader is cleared for, by URN."""
    rows = LevelDecision.objects.filter(partnership=partnership).order_by("urn", "-decided_at", "-pk").distinct("urn")
    return {row.urn: row for row in rows}
