"""Somebody who reads every report that was published, knows which schools there are, and does sums. Shares no code with
the rules: how many schools took which path through all dates is unknown, and a simplex method of his own tells him the
least and the greatest number that fits all that he has read.
"""

from __future__ import annotations

from collections import defaultdict
from itertools import product

import numpy as np

STEPS = 20_000
"""Far more than any of these areas takes: some hundreds."""
LEVELS = ("priority-1", "priority-2", "priority-3", "")


class Attacker:
    """Reads figures: `reports` are (dates, {urn: group}, {key: count}); `opened` says when a school is open."""

    def __init__(self, reports, opened):
        self.reports = reports
        self.dates = sorted({date for dates, _, _ in reports for date in dates.values()})
        self.kinds = defaultdict(int)
        urns = {urn for _, groups, _ in reports for urn in groups}
        for urn in urns:
            where = tuple(groups.get(urn) for _, groups, _ in reports)
            self.kinds[where, tuple(opened(urn, date) for date in self.dates)] += 1
        self.unknowns = [
            (kind, path)
            for kind in self.kinds
            for path in product(*[LEVELS if is_open else (None,) for is_open in kind[1]])
        ]
        self.sums = [({u for u in self.unknowns if u[0] == kind}, count) for kind, count in self.kinds.items()]
        for place, (_, _, figures) in enumerate(reports):
            self.sums += [(self.counted(place, key), count) for key, count in sorted(figures.items())]

    def counted(self, place, key):
        """The unknowns that a figure of a report adds up."""
        dates, _, _ = self.reports[place]
        kind, first, last = key.split("/")
        now = self.dates.index(dates["now"])
        found = set()
        for unknown in self.unknowns:
            (where, _), path = unknown
            if where[place] is None:
                continue
            if kind == "now":
                fits = (
                    path[now] is not None
                    and path[now] == ("" if first == "none" else first)
                    and last in ("all", where[place])
                )
            elif kind == "term":
                fits = path[self.dates.index(dates["term"])] == first
            else:
                before, after = path[self.dates.index(dates[first])], path[now]
                fits = bool(before and after) and last == how(before, after)
            if fits:
                found.add(unknown)
        return found

    def recovers(self, targets, least):
        """Of (place, key) those whose count he knows, or knows to be below the least."""
        columns = defaultdict(set)
        for number, (unknowns, _) in enumerate(self.sums):
            for unknown in unknowns:
                columns[unknown].add(number)
        wanted = [self.counted(place, key) for place, key in targets]
        alike = sorted({(tuple(sorted(rows)), tuple(u in w for w in wanted)) for u, rows in columns.items()})
        matrix = np.array([[float(row in rows) for rows, _ in alike] for row in range(len(self.sums))])
        totals = np.array([float(count) for _, count in self.sums])
        start = feasible(matrix, totals)
        found = []
        for place, target in enumerate(targets):
            aim = np.array([float(marks[place]) for _, marks in alike])
            most, fewest = highest(start, aim), -highest(start, -aim)
            if most < least - 1e-6 or most - fewest < 1e-6:
                found.append(target)
        return found


def feasible(matrix, totals):
    """The tableau of a first solution of `matrix x = totals, x >= 0`, by the simplex method."""
    rows, columns = matrix.shape
    tableau = np.hstack([matrix, np.eye(rows), totals[:, None]])
    basis = list(range(columns, columns + rows))
    costs = np.concatenate([np.zeros(columns), -np.ones(rows), [0.0]])
    assert abs(run(tableau, basis, costs, columns + rows)) < 1e-6, "The published figures contradict each other."
    for row, column in enumerate(basis):
        if column >= columns:
            other = next((c for c in range(columns) if abs(tableau[row, c]) > 1e-7), None)
            if other is not None:
                turn(tableau, basis, row, other)
    kept = [row for row, column in enumerate(basis) if column < columns]
    return np.delete(tableau[kept], range(columns, columns + rows), axis=1), [basis[row] for row in kept]


def highest(start, aim):
    """The greatest value of a sum of unknowns."""
    tableau, basis = start[0].copy(), list(start[1])
    return run(tableau, basis, np.append(aim, 0.0), len(aim))


def run(tableau, basis, costs, columns):
    """Turn the tableau until nothing is gained; the value reached. By Bland’s rule, so that it comes to an end."""
    for _ in range(STEPS):
        gains = costs[:columns] - costs[basis] @ tableau[:, :columns]
        enters = next((c for c in range(columns) if gains[c] > 1e-7), None)
        if enters is None:
            return float(costs[basis] @ tableau[:, -1])
        ratios = [
            (tableau[row, -1] / tableau[row, enters], basis[row], row)
            for row in range(len(basis))
            if tableau[row, enters] > 1e-7
        ]
        turn(tableau, basis, min(ratios)[2], enters)
    raise AssertionError("The steps of the simplex method go round in a circle.")


def turn(tableau, basis, row, column):
    """One step from a solution to the next. What is left of sums that come to nothing is taken for nothing: counted as
    something it would lead the steps round in a circle.
    """
    tableau[row] /= tableau[row, column]
    others = np.arange(len(basis)) != row
    tableau[others] -= np.outer(tableau[others, column], tableau[row])
    tableau[np.abs(tableau) < 1e-9] = 0.0
    basis[row] = column


def how(before, after):
    """How a school moved."""
    order = LEVELS[:3]
    step = order.index(after) - order.index(before)
    return "same" if step == 0 else "more" if step < 0 else "less"
