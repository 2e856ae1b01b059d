"""The solver: first the fewest open days, then, with no more open than that, the fewest points.

A mixed-integer programme for SCIP through OR-Tools on one thread, so that the same question gives the same answer.
Two threads race each other: they came out different from run to run, and no faster. CP-SAT left gaps of 50 %.
"""

from __future__ import annotations

import itertools
import time
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from commonroom.support.assigning import words
from commonroom.support.assigning.costs import cost_of, points
from commonroom.support.assigning.problem import CannotAssign, Key, Plan, Problem, faults

SECONDS = 20.0
"""How long a solution may take at most."""
CLOSE_ENOUGH = 0.005
"""The search ends where no other plan can be better by more than this part."""
FIRST_PART = 0.3
"""The part of the time that may go into finding the fewest open days."""
TENTHS = 10
"""Days are counted in tenths, so that the solver adds whole numbers."""


@dataclass
class _Model:
    """The programme and its variables: who goes where, and what stays open."""

    m: Any
    problem: Problem
    goes: dict[tuple[Key, int], Any] = field(default_factory=dict)
    open: dict[Key, Any] = field(default_factory=dict)
    loads: dict[int, Any] = field(default_factory=dict)

    def at(self, key: Key) -> dict[int, Any]:
        """The variables of one school and half-term, by person id."""
        return {pk: self.goes[key, pk] for pk in self.problem.adviser if (key, pk) in self.goes}


def solve(problem: Problem, *, seconds: float = SECONDS) -> Plan:
    """The best plan found in so many seconds, with a proof of how good it is. Raises CannotAssign.

    The same problem gives the same plan, unless time runs out before the gap is closed to half a per cent.
    """
    began = time.monotonic()
    if wrong := faults(problem):
        raise CannotAssign(wrong)
    if not problem.need:
        return Plan({}, (), Decimal(0), True, 0.0, 0.0, 0.0, ("No school needs an adviser’s day this year.",))
    first, proven = _fewest_open(problem, seconds * FIRST_PART)
    assigned, bound = _fewest_points(problem, first, seconds - (time.monotonic() - began))
    left = tuple(key for key in problem.need if key not in assigned)
    days = sum((problem.need[key].days for key in left), Decimal(0))
    cost = round(cost_of(problem, assigned).total, 3)
    taken = round(time.monotonic() - began, 3)
    plan = Plan(assigned, left, days, proven, cost, max(0.0, round(min(bound, cost), 3)), taken, ())
    return replace(plan, because=tuple(words.because(problem, plan)))


def _tenths(days: Decimal) -> int:
    return round(days * TENTHS)


def _weight(problem: Problem, key: Key) -> int:
    """What an open need weighs: its days in tenths, times its urgency."""
    need = problem.need[key]
    return _tenths(need.days) * need.urgency


def _model(problem: Problem) -> _Model:
    """Everything that must hold: one adviser or none, nobody beyond her days, hands and conflicts respected."""
    from ortools.math_opt.python import mathopt

    made = _Model(mathopt.Model(), problem)
    for key in problem.need:
        for pk in problem.adviser:
            if problem.may(pk, key):
                made.goes[key, pk] = made.m.add_binary_variable()
        least = 1.0 if key in problem.fixed and problem.fixed[key] is None else 0.0
        most = 0.0 if problem.fixed.get(key) is not None else 1.0
        made.open[key] = made.m.add_variable(lb=least, ub=most)
        made.m.add_linear_constraint(mathopt.fast_sum([*made.at(key).values(), made.open[key]]) == 1)
    for pk, adviser in problem.adviser.items():
        mine = [(key, variable) for (key, who), variable in made.goes.items() if who == pk]
        made.loads[pk] = mathopt.fast_sum([_tenths(problem.need[key].days) * v for key, v in mine])
        made.m.add_linear_constraint(made.loads[pk] <= _tenths(adviser.days))
        for number, most_days in sorted(adviser.by_half_term.items()):
            given = [_tenths(problem.need[key].days) * v for key, v in mine if key.half_term == number]
            if given:
                made.m.add_linear_constraint(mathopt.fast_sum(given) <= _tenths(most_days))
    return made


def _fewest_open(problem: Problem, seconds: float) -> tuple[dict[Key, int], bool]:
    """A plan with the fewest open days, the urgent first, and whether fewer is proven impossible."""
    from ortools.math_opt.python import mathopt

    made = _model(problem)
    made.m.minimize(mathopt.fast_sum([_weight(problem, key) * v for key, v in made.open.items()]))
    found = _run(made, seconds, close=0.0, hint={})
    if found is None:
        return {key: pk for key, pk in problem.fixed.items() if pk is not None and key in problem.need}, False
    assigned, bound = found
    left = sum(_weight(problem, key) for key in problem.need if key not in assigned)
    return assigned, left - bound < 1


def _fewest_points(problem: Problem, first: dict[Key, int], seconds: float) -> tuple[dict[Key, int], float]:
    """The plan with the fewest points among those that leave no more open than `first`, and a proven bound."""
    from ortools.math_opt.python import mathopt

    made = _model(problem)
    left = sum(_weight(problem, key) for key in problem.need if key not in first)
    made.m.add_linear_constraint(mathopt.fast_sum([_weight(problem, key) * v for key, v in made.open.items()]) <= left)
    terms = [points(problem, pk, key) * variable for (key, pk), variable in made.goes.items()]
    made.m.minimize(mathopt.fast_sum([*terms, *_changes(made), *_unfair(made)]))
    found = _run(made, max(seconds, 1.0), close=CLOSE_ENOUGH, hint=first)
    if found is None:
        return first, 0.0
    assigned, bound = found
    if cost_of(problem, first).total < cost_of(problem, assigned).total:
        return first, bound
    return assigned, bound


def _changes(made: _Model) -> list[Any]:
    """The points of every hand-over: within the year, and from last year's adviser.

    What comes in anew is counted adviser by adviser, which is far tighter than comparing pairs.
    """
    from ortools.math_opt.python import mathopt

    problem, m, found = made.problem, made.m, []
    for urn, keys in problem.chain.items():
        was = problem.last_year.get(urn)
        if was in problem.adviser:
            change = m.add_variable(lb=0)
            stays = made.goes.get((keys[0], was), 0)
            m.add_linear_constraint(change + stays + made.open[keys[0]] >= 1)
            found.append(problem.weights.from_last_year * change)
        for one, other in itertools.pairwise(keys):
            before, comes = made.at(one), []
            for pk, variable in made.at(other).items():
                comes.append(m.add_variable(lb=0))
                m.add_linear_constraint(comes[-1] >= variable - before.get(pk, 0))
            change = m.add_variable(lb=0)
            m.add_linear_constraint(change >= mathopt.fast_sum(comes) - made.open[one])
            found.append(problem.weights.hand_over * change)
    return found


def _unfair(made: _Model) -> list[Any]:
    """The points of days above each adviser's fair share."""
    found = []
    for pk, share in made.problem.share.items():
        above = made.m.add_variable(lb=0)
        made.m.add_linear_constraint(above >= made.loads[pk] - float(share) * TENTHS)
        found.append(made.problem.weights.above_share / TENTHS * above)
    return found


def _run(made: _Model, seconds: float, *, close: float, hint: dict[Key, int]) -> tuple[dict[Key, int], float] | None:
    """Who goes where and the proven bound; None where nothing was found in time."""
    from ortools.math_opt.python import mathopt

    known = {variable: float(hint.get(key) == pk) for (key, pk), variable in made.goes.items()} if hint else {}
    known |= {variable: float(key not in hint) for key, variable in made.open.items()} if hint else {}
    hints = mathopt.ModelSolveParameters(solution_hints=[mathopt.SolutionHint(variable_values=known)] if known else [])
    told = mathopt.SolveParameters(
        time_limit=timedelta(seconds=seconds), threads=1, random_seed=1, relative_gap_tolerance=close
    )
    result = mathopt.solve(made.m, mathopt.SolverType.GSCIP, params=told, model_params=hints)
    if not result.has_primal_feasible_solution():
        return None
    values = result.variable_values()
    assigned = {key: pk for (key, pk), variable in made.goes.items() if values[variable] > 0.5}
    return dict(sorted(assigned.items())), float(result.best_objective_bound())
