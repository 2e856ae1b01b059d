"""Which figures of a report may be shown, so that none that is small can be worked out. Pure.

A count below the least (5 unless the partnership says otherwise), nought included, is small. A small count is safe
where readers can say no more of it than a range at least as wide as the least: then they cannot know that it is small.
Every small count is left out (primary). The other figures are told one after the other, those that readers would miss
most first; one that would narrow down a small count of this report or of an earlier one is left out too
(complementary). So nothing is left out that could have been told beside the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commonroom.reports.rules.audit import Cell, Known, Range, Readers, World, fits, total

LEAST = 5
"""Counts below this are not shown; a partnership may set another number, from 3 up."""
LOWEST_LEAST = 3


class CannotBeSafe(Exception):
    """Even with every figure of the report left out, something small can be worked out."""


@dataclass(frozen=True)
class Choice:
    """What a report shows and leaves out, by key: `small` are counts that had to go, `other` went with them."""

    shown: frozenset[str]
    small: frozenset[str]
    other: frozenset[str]

    @property
    def hidden(self) -> frozenset[str]:
        """Everything that is left out."""
        return self.small | self.other


def least_of(setting: object) -> int:
    """The least count that may be shown, from a partnership's setting; 5 where it says nothing or nothing sensible."""
    return setting if isinstance(setting, int) and not isinstance(setting, bool) and setting >= LOWEST_LEAST else LEAST


def choose(
    cells: Sequence[Cell],
    known: Sequence[Known],
    *,
    least: int,
    earlier_shown: Sequence[Cell] = (),
    earlier_hidden: Sequence[Cell] = (),
) -> Choice:
    """Decide which cells of a report may be shown.

    `known` is what anybody knows without the report. `earlier_shown` and `earlier_hidden` are the cells of the reports
    already published, with their true counts. Raises CannotBeSafe.
    """
    guarded = [cell for cell in (*cells, *earlier_hidden) if cell.is_small(least)]
    small = frozenset(cell.key for cell in cells if cell.is_small(least))
    base = [*known, *(cell.known for cell in earlier_shown)]
    keep = _Guard(guarded, base, [cell.known for cell in cells], least)
    wanted = sorted((cell for cell in cells if cell.key not in small), key=lambda one: -one.cost)
    shown = frozenset(cell.key for cell in wanted if keep.allows(cell.known))
    return Choice(shown, small, frozenset(cell.key for cell in cells) - shown - small)


class _Guard:
    """Watches over small counts while readers learn one figure after the other.

    A small count is safe while there are two worlds, fitting all that readers know, in which it differs by the least
    at least. All worlds that were ever found are kept, each for every count: mostly two of them show the next count to
    be safe too, and only where none do is there anything to work out.
    """

    def __init__(self, guarded: Sequence[Cell], base: Sequence[Known], others: Sequence[Known], least: int) -> None:
        self._readers = Readers(base, [*others, *(cell.known for cell in guarded)])
        self._least = least
        self._guarded: dict[int, list[Cell]] = {}
        self._worlds: dict[int, list[World]] = {}
        for cell in guarded:
            self._guarded.setdefault(self._readers.part_of(cell.atoms), []).append(cell)
        for part in self._guarded:
            if (told := self._first_told(part)) is not None:
                raise CannotBeSafe(f"“{told.key}” can be worked out from what is already known.")

    def allows(self, fact: Known) -> bool:
        """Whether readers may learn this too; if so they have learnt it."""
        if not fact.terms:
            return True
        self._readers.learn(fact)
        part = self._readers.part_of(fact.terms)
        apart = [world for world in self._worlds.get(part, ()) if not fits(world, fact)]
        self._worlds[part] = [world for world in self._worlds.get(part, ()) if fits(world, fact)]
        if (cell := self._first_told(part)) is None:
            return True
        self._readers.unlearn()
        self._worlds[part] += apart
        # The next figure is likely to tell the same count: to ask about it first saves the others.
        self._guarded[part].remove(cell)
        self._guarded[part].insert(0, cell)
        return False

    def _first_told(self, part: int) -> Cell | None:
        """The first small count that readers could now say too much of; None where all are safe."""
        worlds = self._worlds.setdefault(part, [])
        for cell in self._guarded.get(part, ()):
            counts = [total(world, cell.atoms) for world in worlds]
            if counts and max(counts) - min(counts) >= self._least:
                continue
            found = self._readers.apart(cell.atoms, self._least, worlds)
            if found is None:
                return cell
            worlds += found
        return None


def exposed(guarded: Iterable[Cell], known: Sequence[Known], *, least: int) -> list[tuple[Cell, Range]]:
    """The small counts of which readers who know all this can say too much, with the range that they can give."""
    readers = Readers(known)
    found = []
    for cell in guarded:
        seen = readers.range_of(cell.atoms)
        if seen.width < least:
            found.append((cell, seen))
    return found
