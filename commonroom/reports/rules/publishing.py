"""From the ground of a report, and those of all reports before it, to the figures that may be shown. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from commonroom.reports.rules import suppression
from commonroom.reports.rules.audit import Cell
from commonroom.reports.rules.ground import ALL, Ground, Shared

ROWS = ("notes", "reviews", "actions", "priorities")
"""Tallies that are shown whole or not at all: of two counts and their sum, two would tell the third."""


def decide(ground: Ground, earlier: Sequence[Ground], *, least: int) -> Ground:
    """The ground with the keys of the figures that may be shown. `earlier`: those published before, the oldest first.

    Raises suppression.CannotBeSafe where what is already published and public would tell something small.
    """
    shared = Shared([*earlier, ground])
    shown_before, hidden_before = published(shared, earlier)
    choice = suppression.choose(
        shared.cells(len(earlier)),
        shared.known(),
        least=least,
        earlier_shown=shown_before,
        earlier_hidden=hidden_before,
    )
    return replace(ground, shown=frozenset(key for key in choice.shown if _row_is_whole(key, ground, choice.shown)))


def published(shared: Shared, earlier: Sequence[Ground]) -> tuple[list[Cell], list[Cell]]:
    """The cells of the reports already published: those shown, and those left out."""
    shown: list[Cell] = []
    hidden: list[Cell] = []
    for place, ground in enumerate(earlier):
        for cell in shared.cells(place):
            (shown if cell.key in ground.shown else hidden).append(cell)
    return shown, hidden


def _row_is_whole(key: str, ground: Ground, shown: frozenset[str]) -> bool:
    """Leaving out more is always safe."""
    name = key.split("/")[0]
    if name not in ROWS or name not in ground.tallies:
        return True
    return all(f"{name}/{what}" in shown for what in (*ground.tallies[name].counts, ALL))


def counts_of(ground: Ground) -> dict[str, int]:
    """Every figure of a ground with its true count, for those who may see: shown or not."""
    return {cell.key: cell.count for cell in Shared([ground]).cells(0)}
