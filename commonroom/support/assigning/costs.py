"""What a plan costs in points, wish by wish."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from math import ceil

from commonroom.support.assigning.problem import Key, Problem, distance_km


@dataclass(frozen=True)
class Cost:
    """The points of a plan by wish, and the numbers behind them: days outside a phase, hand-overs, kilometres."""

    travel: float
    outside_phase: float
    hand_overs: float
    from_last_year: float
    above_share: float

    @property
    def total(self) -> float:
        """All points."""
        return self.travel + self.outside_phase + self.hand_overs + self.from_last_year + self.above_share


def visit_km(problem: Problem, person_id: int, key: Key) -> float:
    """Kilometres from the adviser's base for all visits of a half-term; a visit for each day begun."""
    apart = distance_km(problem.adviser[person_id].place, problem.school[key.urn].place)
    return apart * ceil(problem.need[key].days)


def is_outside(problem: Problem, person_id: int, urn: int) -> bool:
    """Whether a school is of phases of which the adviser knows none."""
    knows, phases = problem.adviser[person_id].phases, problem.school[urn].phases
    return bool(knows) and bool(phases) and not knows & phases


def points(problem: Problem, person_id: int, key: Key) -> float:
    """What sending somebody costs by itself: travel, and days outside the phases known."""
    weights = problem.weights
    days = float(problem.need[key].days) if is_outside(problem, person_id, key.urn) else 0.0
    return weights.kilometre * visit_km(problem, person_id, key) + weights.outside_phase * days


def hand_overs(problem: Problem, assigned: Mapping[Key, int], urn: int) -> int:
    """How often another adviser comes in the next half-term that asks for one; open half-terms count for nothing."""
    keys = problem.chain.get(urn, [])
    pairs = [(assigned.get(one), assigned.get(other)) for one, other in itertools.pairwise(keys)]
    return sum(1 for one, other in pairs if one is not None and other is not None and one != other)


def is_new(problem: Problem, assigned: Mapping[Key, int], urn: int) -> bool:
    """Whether the first half-term brings another adviser than last year, who could have come."""
    was = problem.last_year.get(urn)
    keys = problem.chain.get(urn, [])
    if was is None or not keys or keys[0] not in assigned or was not in problem.adviser:
        return False
    return assigned[keys[0]] != was


def load(problem: Problem, assigned: Mapping[Key, int]) -> dict[int, Decimal]:
    """The days given to each adviser."""
    found = dict.fromkeys(problem.adviser, Decimal(0))
    for key, person_id in assigned.items():
        found[person_id] += problem.need[key].days
    return found


def cost_of(problem: Problem, assigned: Mapping[Key, int]) -> Cost:
    """What a plan costs, wish by wish; days that stay open are not in it."""
    weights = problem.weights
    given = load(problem, assigned)
    above = sum(max(0.0, float(given[pk] - problem.share[pk])) for pk in given)
    outside = sum(float(problem.need[key].days) for key, pk in assigned.items() if is_outside(problem, pk, key.urn))
    return Cost(
        travel=weights.kilometre * sum(visit_km(problem, pk, key) for key, pk in sorted(assigned.items())),
        outside_phase=weights.outside_phase * outside,
        hand_overs=weights.hand_over * sum(hand_overs(problem, assigned, urn) for urn in problem.chain),
        from_last_year=weights.from_last_year * sum(is_new(problem, assigned, urn) for urn in problem.chain),
        above_share=weights.above_share * above,
    )
