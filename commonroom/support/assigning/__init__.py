"""Which adviser goes to which school in which half-term, by an exact solver, with a proof of how good it is. Pure.

How it works and what each weight means stands in docs/algorithms/assignment.md.
"""

from commonroom.support.assigning.costs import Cost, cost_of, load
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
    with_fixed,
)
from commonroom.support.assigning.solving import SECONDS, solve
from commonroom.support.assigning.words import days_words, gap_words, why

__all__ = [
    "SECONDS",
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
    "load",
    "solve",
    "why",
    "with_fixed",
]
