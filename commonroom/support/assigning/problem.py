"""What is asked of the assignment and what it answers, and what cannot be solved because of what was fixed by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

from commonroom.kit.terms import HalfTerm

Place = tuple[float, float]
"""Latitude and longitude in degrees."""


class Key(NamedTuple):
    """One school in one half-term (1 to 6)."""

    urn: int
    half_term: int


@dataclass(frozen=True)
class Weights:
    """What each wish weighs, in points: one point is one kilometre of travel. Days that nobody can give come first of
    all and are not weighed against these.
    """

    kilometre: float = 1
    outside_phase: float = 60
    """A day at a school of a phase that the adviser does not know well."""
    hand_over: float = 60
    """Another adviser than in the half-term before, in which the school was visited, too."""
    from_last_year: float = 30
    """Another adviser at the start of the year than at the end of the last one."""
    above_share: float = 5
    """A day above an adviser's fair share: the same part of everybody's days."""


@dataclass(frozen=True)
class School:
    """A school with the phases it teaches (no phase: nobody is outside it) and where it lies."""

    urn: int
    name: str
    phases: frozenset[str] = frozenset()
    place: Place | None = None


@dataclass(frozen=True)
class Adviser:
    """An adviser: days in the year, and in a half-term where that is limited; phases known (none named: all); base."""

    person_id: int
    name: str
    days: Decimal
    by_half_term: Mapping[int, Decimal] = field(default_factory=dict)
    phases: frozenset[str] = frozenset()
    place: Place | None = None


@dataclass(frozen=True)
class Need:
    """Days that a school is to get in one half-term. What is more urgent is left open last: 3 before 2 before 1."""

    key: Key
    days: Decimal
    urgency: int = 1


@dataclass(frozen=True)
class Problem:
    """Everything that the assignment depends on. Nothing depends on the order in which it is given.

    `conflicts` are pairs (person id, URN) that must not meet; `last_year` says who was at a school last, `fixed` who
    was chosen by hand (None: nobody, on purpose).
    """

    schools: tuple[School, ...]
    advisers: tuple[Adviser, ...]
    needs: tuple[Need, ...]
    conflicts: frozenset[tuple[int, int]] = frozenset()
    last_year: Mapping[int, int] = field(default_factory=dict)
    fixed: Mapping[Key, int | None] = field(default_factory=dict)
    weights: Weights = Weights()

    @cached_property
    def school(self) -> dict[int, School]:
        """Schools by URN, in the order of URNs."""
        return {school.urn: school for school in sorted(self.schools, key=lambda school: school.urn)}

    @cached_property
    def adviser(self) -> dict[int, Adviser]:
        """Advisers by person id, in the order of ids."""
        return {adviser.person_id: adviser for adviser in sorted(self.advisers, key=lambda adviser: adviser.person_id)}

    @cached_property
    def need(self) -> dict[Key, Need]:
        """Needs of more than no day, by school and half-term, in their order."""
        return {need.key: need for need in sorted(self.needs, key=lambda need: need.key) if need.days > 0}

    @cached_property
    def chain(self) -> dict[int, list[Key]]:
        """For each school its half-terms with a need, in their order."""
        found: dict[int, list[Key]] = {}
        for key in self.need:
            found.setdefault(key.urn, []).append(key)
        return found

    @cached_property
    def share(self) -> dict[int, Decimal]:
        """The fair share of each adviser in days: of all that is needed, in proportion to the days each has."""
        wanted = sum((need.days for need in self.need.values()), Decimal(0))
        held = sum((adviser.days for adviser in self.advisers), Decimal(0))
        return {pk: wanted * adviser.days / held if held else Decimal(0) for pk, adviser in self.adviser.items()}

    def may(self, person_id: int, key: Key) -> bool:
        """Whether somebody may be sent: no conflict, days enough at all, and nothing else chosen by hand."""
        if (person_id, key.urn) in self.conflicts or self.fixed.get(key, person_id) != person_id:
            return False
        adviser, days = self.adviser[person_id], self.need[key].days
        return days <= min(adviser.days, adviser.by_half_term.get(key.half_term, adviser.days))


@dataclass(frozen=True)
class Plan:
    """An answer. `cost` in points, of everything but open days; no plan with as few open days costs less than `bound`.

    `open_proven` says that no plan leaves less open; `gap` is (cost − bound) ÷ cost.
    """

    assigned: Mapping[Key, int]
    open: tuple[Key, ...]
    open_days: Decimal
    open_proven: bool
    cost: float
    bound: float
    seconds: float
    because: tuple[str, ...]

    @property
    def gap(self) -> float:
        """The part of the cost that another plan might save at most; 0 where nothing can be saved."""
        return max(0.0, (self.cost - self.bound) / self.cost) if self.cost > 0 else 0.0


class CannotAssign(Exception):
    """What was fixed by hand or is held of people cannot stand together; `sentences` say what to mend."""

    def __init__(self, sentences: Iterable[str]) -> None:
        self.sentences = tuple(sentences)
        super().__init__(" ".join(self.sentences))


def with_fixed(problem: Problem, fixed: Mapping[Key, int | None]) -> Problem:
    """The same problem with other choices made by hand."""
    return replace(problem, fixed=fixed)


def distance_km(one: Place | None, other: Place | None) -> float:
    """Kilometres in a straight line between two places on the globe, to a tenth; 0 where one is not known."""
    if one is None or other is None:
        return 0.0
    (lat, long), (lat2, long2) = ((radians(a), radians(b)) for a, b in (one, other))
    half = sin((lat2 - lat) / 2) ** 2 + cos(lat) * cos(lat2) * sin((long2 - long) / 2) ** 2
    return round(2 * 6371.0 * asin(sqrt(half)), 1)


def faults(problem: Problem) -> list[str]:
    """What makes the hand-made choices impossible, a sentence each; nothing where they can be kept."""
    found, load = [], dict.fromkeys(problem.adviser, Decimal(0))
    by_half: dict[tuple[int, int], Decimal] = {}
    for key, person_id in sorted(problem.fixed.items()):
        if person_id is None or key not in problem.need:
            continue
        where = f"{problem.school[key.urn].name} in {HalfTerm(key.half_term).words}"
        if person_id not in problem.adviser:
            found.append(f"The person chosen by hand for {where} has no days this year. Choose somebody else.")
            continue
        adviser, days = problem.adviser[person_id], problem.need[key].days
        if (person_id, key.urn) in problem.conflicts:
            found.append(f"{adviser.name} was chosen by hand for {where}, but has a conflict of interest there.")
        load[person_id] += days
        half = person_id, key.half_term
        by_half[half] = by_half.get(half, Decimal(0)) + days
    for person_id, given in load.items():
        adviser = problem.adviser[person_id]
        if given > adviser.days:
            found.append(_too_many(adviser.name, given, adviser.days, "this year"))
    for (person_id, number), given in sorted(by_half.items()):
        adviser = problem.adviser[person_id]
        most = adviser.by_half_term.get(number)
        if most is not None and given > most:
            found.append(_too_many(adviser.name, given, most, f"in {HalfTerm(number).words}"))
    return found


def _too_many(name: str, given: Decimal, most: Decimal, when: str) -> str:
    days = f"{most.normalize():f} {'day' if most == 1 else 'days'}"
    return (
        f"{name} has {days} {when}, and {given.normalize():f} were given to {name} by hand. "
        f"Give some of them to somebody else, or raise the days."
    )
