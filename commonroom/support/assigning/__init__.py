"""Which adviser goes to which school in which half-term, by an exact solver, with a proof of how good it is. Pure.

How it works and what each weight means stands in docs/algorithms/assignment.md.
"""

from commonroom.support.assigning.costs import Cost, cost_of
from commonroom.support.assigning.problem import (
    Adviser,
    CannotAssign,
    Key,
    Need,
    Place,
    Plan,
    Problem,
    School,
    Weights,
    distance_km,
    faults,
)
from commonroom.support.assigning.solving import solve
from commonroom.support.assigning.words import days_words, gap_words, why

__all__ = [
    "Adviser",
    "CannotAssign",
    "Cost",
    "Key",
    "Need",
    "Place",
    "Plan",
    "Problem",
    "School",
    "Weights",
    "cost_of",
    "days_words",
    "distance_km",
    "faults",
    "gap_words",
    "solve",
    "why",
]
