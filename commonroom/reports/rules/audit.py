"""What a reader can work out about a figure that is not shown: its exact range, by integer programming. Pure.

Everything that readers know is a sum over *atoms*: groups of schools (or notes, or actions) that are alike in all that
any table tells. An atom's count is a whole number, 0 or more. A figure that is shown, and a total that anybody can
count, is an equation. The range of a figure that is not shown is its least and its greatest value over all worlds in
which these equations hold.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ortools.linear_solver import pywraplp

Atom = Hashable
MOST = 100_000
"""What no count of ours reaches: stands for “no upper end”."""
_NEAR = 1e-6
_TIE = 1e-7
"""So small a weight that all schools of an area together decide nothing but ties. Were it otherwise, a range would come
out too narrow, and a figure would be left out needlessly: an error to the safe side."""
TURNS = 4


class Contradiction(Exception):
    """What readers are said to know contradicts itself: no count of schools fits it."""


@dataclass(frozen=True)
class Known:
    """What readers know: the counts of some atoms, each times its factor, come to `total` (or to so many at least)."""

    terms: Mapping[Atom, int]
    total: int
    at_least: bool = False


@dataclass(frozen=True)
class Cell:
    """A figure that a report could show. `cost` says how much readers would miss it; one that is not `secret` may be
    small.
    """

    key: str
    atoms: frozenset[Atom]
    count: int
    cost: int = 1
    secret: bool = True

    def is_small(self, least: int) -> bool:
        """Whether nobody may be able to work it out."""
        return self.secret and self.count < least

    @property
    def known(self) -> Known:
        """What readers know once it is shown."""
        return Known(dict.fromkeys(self.atoms, 1), self.count)


@dataclass(frozen=True)
class Range:
    """The least and the greatest count that a figure can have as far as readers know."""

    least: int
    most: int

    @property
    def width(self) -> int:
        """How far apart the two ends lie; 0 where the figure is known exactly."""
        return self.most - self.least


World = dict[Atom, int]


def total(world: World, atoms: Iterable[Atom]) -> int:
    """How many a sum of atoms comes to in a world."""
    return sum(world.get(atom, 0) for atom in atoms)


def fits(world: World, fact: Known) -> bool:
    """Whether a fact holds in a world."""
    said = sum(fact.terms.get(atom, 0) * count for atom, count in world.items())
    return said >= fact.total if fact.at_least else said == fact.total


@dataclass(frozen=True)
class Ends:
    """The range of a figure, with a world in which it is least and one in which it is greatest."""

    range: Range
    worlds: tuple[World, World]


class Readers:
    """What readers know, ready to be asked for ranges; they can learn more, and what was only tried can be taken back.

    `may_learn` is what they might be told later: it only says which atoms hang together.
    """

    def __init__(self, known: Sequence[Known], may_learn: Sequence[Known] = ()) -> None:
        self._place = _places([*known, *may_learn])
        self._known: dict[int, list[Known]] = {}
        self._solvers: dict[int, _Linear] = {}
        for one in known:
            self.learn(one)

    def part_of(self, atoms: Iterable[Atom]) -> int:
        """The part in which these atoms hang together; -1 where nothing at all is known of them."""
        return next((self._place[atom] for atom in atoms if atom in self._place), -1)

    def learn(self, fact: Known) -> None:
        """Readers are told something more."""
        part = self._last_part = self.part_of(fact.terms)
        self._known.setdefault(part, []).append(fact)
        if part in self._solvers:
            self._solvers[part].add(fact)

    def unlearn(self) -> None:
        """Take back what was learnt last: once after each `learn` at most."""
        part = self._last_part
        self._known[part].pop()
        if part in self._solvers:
            self._solvers[part].drop()

    def ends_of(self, atoms: Iterable[Atom]) -> Ends:
        """The range of a sum of atoms that hang together. Raises Contradiction."""
        wanted = list(atoms)
        if not wanted:
            return Ends(Range(0, 0), ({}, {}))
        part = self.part_of(wanted)
        if part not in self._known:
            return Ends(Range(0, MOST), ({}, dict.fromkeys(wanted, MOST)))
        low, high = (self._world(part, wanted, highest=highest) for highest in (False, True))
        if free := [atom for atom in wanted if atom not in self._solvers[part].variables]:
            high = high | dict.fromkeys(free, MOST)
        return Ends(Range(total(low, wanted), total(high, wanted)), (low, high))

    def apart(self, atoms: Collection[Atom], width: int, held: Sequence[World]) -> list[World] | None:
        """Worlds in which a sum of atoms differs so much at least, those that are held counted in; None where there
        are none. What is asked for is no more than needed: often one world settles it, or fractions of schools refuse.

        Raises Contradiction.
        """
        part, wanted = self.part_of(atoms), list(atoms)
        if part not in self._known or any(atom not in self._solver(part).variables for atom in wanted):
            return list(self.ends_of(wanted).worlds)
        worlds, ends = list(held), []

        def is_enough(world: World | None) -> bool:
            if world is None:
                return False
            worlds.append(world)
            counts = [total(one, wanted) for one in worlds]
            return max(counts) - min(counts) >= width

        for highest in (False, True):
            ends.append(self._solver(part).end(wanted, highest=highest))
            if is_enough(as_world(ends[-1][1])):
                return worlds[len(held) :]
        if math.floor(ends[1][0] + _NEAR) - math.ceil(ends[0][0] - _NEAR) < width:
            return None
        for highest, (_, parts) in zip((False, True), ends, strict=True):
            if worlds and is_enough(self._solver(part).beside(parts, wanted, worlds, highest=highest)):
                return worlds[len(held) :]
        for highest in (False, True):
            if is_enough(self._world(part, wanted, highest=highest)):
                return worlds[len(held) :]
        return None

    def _solver(self, part: int) -> _Linear:
        if part not in self._solvers:
            self._solvers[part] = _Linear(self._known[part])
        return self._solvers[part]

    def _world(self, part: int, atoms: Sequence[Atom], *, highest: bool) -> World:
        """A world of whole numbers at one end. Over fractions of schools the range might be too wide; a tie among many
        such worlds is broken in several ways first, for to solve over whole numbers takes long.
        """
        for turn in range(TURNS):
            world = self._solver(part).world(atoms, highest=highest, turn=turn)
            if world is not None:
                return world
        return _Linear(self._known[part], whole=True).world(atoms, highest=highest) or {}

    def range_of(self, atoms: Iterable[Atom]) -> Range:
        """The range of a sum of atoms that hang together."""
        return self.ends_of(atoms).range


def _places(known: Sequence[Known]) -> dict[Atom, int]:
    """For each atom the number of the part that it hangs together with."""
    parent: dict[Atom, Atom] = {}

    def root(atom: Atom) -> Atom:
        while parent[atom] != atom:
            parent[atom] = parent[parent[atom]]
            atom = parent[atom]
        return atom

    for one in known:
        first, *others = one.terms or [None]
        if first is None:
            continue
        parent.setdefault(first, first)
        for atom in others:
            parent.setdefault(atom, atom)
            parent[root(atom)] = root(first)
    numbers: dict[Atom, int] = {}
    return {atom: numbers.setdefault(root(atom), len(numbers)) for atom in parent}


def as_world(parts: Mapping[Atom, float]) -> World | None:
    """A solution as a world; None where it has parts of schools."""
    found = {atom: round(value) for atom, value in parts.items()}
    return found if all(abs(parts[atom] - count) <= _NEAR for atom, count in found.items()) else None


class _Linear:
    """One part as a linear programme over its atoms, 0 or more of each."""

    def __init__(self, known: Sequence[Known], *, whole: bool = False) -> None:
        self._solver = pywraplp.Solver.CreateSolver("SCIP" if whole else "GLOP")
        self._make = self._solver.IntVar if whole else self._solver.NumVar
        self._rows: list[Any] = []
        self._facts: list[Known] = []
        self.variables: dict[Atom, Any] = {}
        for one in known:
            self.add(one)

    def add(self, fact: Known) -> None:
        row = self._solver.Constraint(fact.total, self._solver.infinity() if fact.at_least else fact.total)
        for atom, factor in fact.terms.items():
            if atom not in self.variables:
                self.variables[atom] = self._make(0, MOST, "")
            row.SetCoefficient(self.variables[atom], factor)
        self._rows.append(row)
        self._facts.append(fact)

    def drop(self) -> None:
        """Let go of the row that was added last: it then says nothing."""
        self._rows.pop().SetBounds(-self._solver.infinity(), self._solver.infinity())
        self._facts.pop()

    def world(self, atoms: Sequence[Atom], *, highest: bool, turn: int = 0) -> World | None:
        """A world in which the sum of these atoms is at its end; None where that world has parts of schools."""
        return as_world(self.end(atoms, highest=highest, turn=turn)[1])

    def end(self, atoms: Sequence[Atom], *, highest: bool, turn: int = 0) -> tuple[float, dict[Atom, float]]:
        """The end of the sum of these atoms, parts of schools allowed, and the solution: what is not 0 in it."""
        aim = self._solver.Objective()
        aim.Clear()
        for place, variable in enumerate(self.variables.values() if turn else ()):
            aim.SetCoefficient(variable, _TIE * ((place * 7919 + turn * 104_729) % 997))
        for atom in atoms:
            if atom in self.variables:
                aim.SetCoefficient(self.variables[atom], 1)
        (aim.SetMaximization if highest else aim.SetMinimization)()
        if self._solver.Solve() != pywraplp.Solver.OPTIMAL:
            raise Contradiction("No count of schools fits what readers are said to know.")
        values = ((atom, variable.solution_value()) for atom, variable in self.variables.items())
        return aim.Value(), {atom: value for atom, value in values if value > _NEAR}

    def beside(
        self, parts: Mapping[Atom, float], atoms: Sequence[Atom], worlds: Sequence[World], *, highest: bool
    ) -> World | None:
        """A whole world near a solution with parts of schools: where the nearest of some worlds agrees with it nothing
        is changed any more, so that few atoms are left to solve. It need not be the end; None where there is none.
        """

        def apart(world: World) -> list[Atom]:
            every = dict.fromkeys([*world, *parts])
            return [atom for atom in every if abs(world.get(atom, 0) - parts.get(atom, 0.0)) > _NEAR]

        near, free = min(((world, apart(world)) for world in worlds), key=lambda pair: len(pair[1]))
        few = _Linear([], whole=True)
        open_atoms = set(free)
        for fact in self._facts:
            if open_atoms.isdisjoint(fact.terms):
                continue
            fixed = sum(fact.terms.get(atom, 0) * n for atom, n in near.items() if atom not in open_atoms)
            mine = {atom: fact.terms[atom] for atom in free if atom in fact.terms}
            few.add(Known(mine, fact.total - fixed, fact.at_least))
        try:
            found = few.world(atoms, highest=highest)
        except Contradiction:
            return None
        return None if found is None else {a: n for a, n in near.items() if a not in open_atoms} | found
