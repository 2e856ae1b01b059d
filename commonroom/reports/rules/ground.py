"""What a report counts, school by school, kept with it for those who may see; and the figures that come of it. Pure.

A ground is frozen with its report. Later reports are checked against the grounds of all earlier ones together, for two
reports tell more than each alone. Public in it: which schools there are, of which kind, open when. Secret: the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from commonroom.reports.rules.audit import Atom, Cell, Known

NO_LEVEL = ""
"""Open, and no level has been agreed yet. Not secret: it says nothing about the school."""
ALL = "all"
PREVIOUS, TERM, NOW = "previous", "term", "now"
"""The points in time: the report before, the end of last term, this report; each where it lies after the former."""
MOVES = ("more", "same", "less")
State = str | None
"""A level's slug, NO_LEVEL, or None where the school was not open."""


@dataclass(frozen=True)
class SchoolFacts:
    """One school: the group that tables put it in, and its state at each point."""

    urn: int
    group: str
    states: tuple[State, ...]


@dataclass(frozen=True)
class Tally:
    """A table of deeds or of schools that stands for itself: counts by name, and whether nought counts as small."""

    counts: Mapping[str, int]
    nought_is_small: bool = False
    costs: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Ground:
    """Everything that one report counts."""

    points: tuple[str, ...]
    groups: tuple[str, ...]
    levels: tuple[str, ...]
    concern: tuple[str, ...]
    schools: tuple[SchoolFacts, ...]
    tallies: Mapping[str, Tally]
    shown: frozenset[str] = frozenset()

    def at(self, point: str) -> int | None:
        """The place of a point in the schools' states."""
        return self.points.index(point) if point in self.points else None


def as_data(ground: Ground) -> dict[str, Any]:
    """A ground as it is kept in the database: what `read` reads back."""
    return {
        "points": list(ground.points),
        "groups": list(ground.groups),
        "levels": list(ground.levels),
        "concern": list(ground.concern),
        "schools": [[one.urn, one.group, list(one.states)] for one in ground.schools],
        "tallies": {
            name: {"counts": dict(one.counts), "nought": one.nought_is_small, "costs": dict(one.costs)}
            for name, one in ground.tallies.items()
        },
        "shown": sorted(ground.shown),
    }


def read(data: Mapping[str, Any]) -> Ground:
    """A ground from the database."""
    return Ground(
        points=tuple(data["points"]),
        groups=tuple(data["groups"]),
        levels=tuple(data["levels"]),
        concern=tuple(data["concern"]),
        schools=tuple(SchoolFacts(urn, group, tuple(states)) for urn, group, states in data["schools"]),
        tallies={
            name: Tally(dict(one["counts"]), one["nought"], dict(one["costs"])) for name, one in data["tallies"].items()
        },
        shown=frozenset(data["shown"]),
    )


def merged(groups: Iterable[str], counts: Mapping[str, int], *, least: int, rest: str) -> dict[str, str]:
    """Which group of a table each group of schools goes to: those with fewer than twice the least go to the rest.

    Where the rest is too small by itself the smallest of the others joins it; with two left, nobody is told apart.
    """
    names = [name for name in groups if counts.get(name)]
    alone = [name for name in names if name != rest and counts[name] >= 2 * least]
    others = sum(counts[name] for name in names if name not in alone)
    if others and others < 2 * least and alone:
        alone.remove(min(alone, key=lambda name: counts[name]))
    return {name: name if name in alone else rest for name in names}


def move(before: State, after: State, levels: Sequence[str]) -> str | None:
    """How a school moved between two points: to more support, to less, or not; None where it had no level at one."""
    if before is None or after is None or before not in levels or after not in levels:
        return None
    step = levels.index(after) - levels.index(before)
    return "same" if step == 0 else "more" if step < 0 else "less"


def histories(grounds: Sequence[Ground]) -> dict[int, tuple[Any, ...]]:
    """What anybody knows of each school over all reports: its group in each, and when it was open."""
    found: dict[int, list[Any]] = {}
    for place, ground in enumerate(grounds):
        for one in ground.schools:
            told = found.setdefault(one.urn, [None] * len(grounds))
            told[place] = (one.group, tuple(state is not None for state in one.states))
    return {urn: tuple(told) for urn, told in found.items()}


class Shared:
    """Several grounds, the oldest first, as one set of atoms: what is known of them, and the cells of each."""

    def __init__(self, grounds: Sequence[Ground]) -> None:
        self.grounds = grounds
        public = histories(grounds)
        self._classes = Counter(public.values())
        self._atoms = [
            {history: _atoms(place, ground, history) for history in self._classes if history[place] is not None}
            for place, ground in enumerate(grounds)
        ]

    def known(self) -> list[Known]:
        """What anybody knows: how many schools of each kind there are, and that a school has one state at one time."""
        found = []
        for place, ground in enumerate(self.grounds):
            for history, atoms in self._atoms[place].items():
                found.append(Known(dict.fromkeys(atoms, 1), self._classes[history]))
                found += self._handed_on(place, history, atoms)
            found += _beside(place, ground, self._level_atoms(place))
        return found

    def _handed_on(self, place: int, history: Any, atoms: Sequence[Any]) -> list[Known]:
        """The states in which a report left schools are those in which the next one finds them."""
        ground = self.grounds[place]
        if place == 0 or ground.at(PREVIOUS) is None or history[place - 1] is None:
            return []
        if ground.levels != self.grounds[place - 1].levels:
            return []  # another method, other levels: what one report says of them tells nothing of the other's
        before = self._atoms[place - 1][history]
        found = []
        for state in (*ground.levels, NO_LEVEL, None):
            left = [atom for atom in before if atom[-1][-1] == state]
            here = [atom for atom in atoms if atom[-1][0] == state]
            if left or here:
                found.append(Known({**dict.fromkeys(left, 1), **dict.fromkeys(here, -1)}, 0))
        return found

    def _level_atoms(self, place: int) -> list[Any]:
        ground = self.grounds[place]
        return [atom for atoms in self._atoms[place].values() for atom in atoms if atom[-1][-1] in ground.concern]

    def cells(self, place: int) -> list[Cell]:
        """Every figure that the report at a place could show, with its true count."""
        ground = self.grounds[place]
        truth = Counter((histories_of, one.states) for histories_of, one in self._true(place))
        counted: dict[str, list[Any]] = {}
        for history, atoms in self._atoms[place].items():
            for atom in atoms:
                for key in keys_of(ground, history[place][0], atom[-1]):
                    counted.setdefault(key, []).append(atom)
        wanted = all_keys(ground)
        found = []
        for key in wanted:
            atoms = counted.get(key, [])
            count = sum(truth[atom[2], atom[-1]] for atom in atoms)
            found.append(Cell(key, frozenset(atoms), count, cost_of(key), secret=not key.startswith("now/none/")))
        for name, tally in ground.tallies.items():
            found += _tally_cells(place, name, tally)
        return found

    def _true(self, place: int) -> list[tuple[Any, SchoolFacts]]:
        public = histories(self.grounds)
        return [(public[one.urn], one) for one in self.grounds[place].schools]


def _atoms(place: int, ground: Ground, history: Any) -> list[Any]:
    """One atom a way in which schools of one public history can have passed through the points of a report."""
    _, opened = history[place]
    found: list[tuple[State, ...]] = [()]
    for is_open in opened:
        states: tuple[State, ...] = (*ground.levels, NO_LEVEL) if is_open else (None,)
        found = [(*before, state) for before in found for state in states]
    return [("levels", place, history, states) for states in found]


def keys_of(ground: Ground, group: str, states: Sequence[State]) -> list[str]:
    """The figures in which a school is counted: its level now, in its group and in all; at the end of term; moves."""
    now = states[-1]
    found = []
    if now is not None:
        found += [f"now/{now or 'none'}/{group}", f"now/{now or 'none'}/{ALL}"]
    for point in (TERM, PREVIOUS):
        at = ground.at(point)
        if at is None:
            continue
        before = states[at]
        if point == TERM and before:
            found.append(f"term/{before}/{ALL}")
        if how := move(before, now, ground.levels):
            found.append(f"moves/{point}/{how}")
    return found


def all_keys(ground: Ground) -> list[str]:
    """The keys of every figure about levels that a report has, in its order."""
    groups = [*ground.groups, ALL] if len(ground.groups) > 1 else [ALL]
    found = [f"now/{level}/{group}" for level in (*ground.levels, "none") for group in groups]
    if ground.at(TERM) is not None:
        found += [f"term/{level}/{ALL}" for level in ground.levels]
    points = [point for point in (TERM, PREVIOUS) if ground.at(point) is not None]
    return found + [f"moves/{point}/{how}" for point in points for how in MOVES]


def cost_of(key: str) -> int:
    """How much readers would miss a figure: totals of levels most, levels of one group least."""
    kind, *_, last = key.split("/")
    return {"now": 4 if last == ALL else 1, "term": 3}.get(kind, 2)


def _tally_cells(place: int, name: str, tally: Tally) -> list[Cell]:
    atoms = {what: (name, place, what) for what in tally.counts}
    found = [
        Cell(
            f"{name}/{what}",
            frozenset([atoms[what]]),
            count,
            tally.costs.get(what, 1),
            secret=tally.nought_is_small or count > 0,
        )
        for what, count in tally.counts.items()
    ]
    whole = sum(tally.counts.values())
    cost = tally.costs.get(ALL, 2)
    secret = tally.nought_is_small or whole > 0
    return [*found, Cell(f"{name}/{ALL}", frozenset(atoms.values()), whole, cost, secret=secret)]


def _beside(place: int, ground: Ground, concern: Sequence[Atom]) -> list[Known]:
    """What readers know of tallies beside levels: their schools are some of those with most support; the register's
    and the others are all schools; every school of the tally has a priority that was looked at."""
    found = []
    schools, priorities = ground.tallies.get("impact"), ground.tallies.get("priorities")
    if schools:
        mine = _times(-1, "impact", place, schools.counts)
        found.append(Known({**dict.fromkeys(concern, 1), **mine}, 0, at_least=True))
        if priorities:
            theirs = _times(1, "priorities", place, priorities.counts)
            found.append(Known({**theirs, **mine}, 0, at_least=True))
            better = {**_times(1, "priorities", place, ["improved"]), **_times(-1, "impact", place, ["improved"])}
            found.append(Known(better, 0, at_least=True))
    if register := ground.tallies.get("register"):
        found.append(Known(_times(1, "register", place, register.counts), sum(register.counts.values())))
    return found


def _times(factor: int, name: str, place: int, whats: Iterable[str]) -> dict[Atom, int]:
    return {(name, place, what): factor for what in whats}
