"""Assigning advisers on generated years of a council: how close to the proven optimum, and how long it takes."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from math import ceil
from typing import Any

from commonroom.support import assigning
from commonroom.support.assigning import Adviser, Key, Need, Place, Problem, School

SCHOOLS, ADVISERS = 100, 8
TO_SPARE = 1.125
"""The days that advisers have for each day needed."""
CENTRE = (51.53, -0.45)


def generated_year(seed: int, *, to_spare: float = TO_SPARE) -> Problem:
    """100 schools, six half-terms and eight advisers of a council 14 km across; the same for the same seed.

    A twelfth of the schools are to be visited two days a half-term, a quarter one day, the others once and now and
    then half a day. Advisers have from half to all of the same days, three in five know primary only, and four
    schools in five had one of them last year.
    """
    chance = random.Random(seed)  # noqa: S311
    schools = [
        School(900000 + n, f"School {n}", frozenset({chance.choice(["primary"] * 4 + ["secondary"])}), _place(chance))
        for n in range(SCHOOLS)
    ]
    needs = [need for school in schools for need in _needs(chance, school.urn)]
    wanted = float(sum(need.days for need in needs))
    parts = [chance.choice([5, 6, 8, 10, 10]) for _ in range(ADVISERS)]
    advisers = [
        Adviser(
            pk, f"Adviser {pk}", Decimal(ceil(2 * wanted * to_spare * part / sum(parts))) / 2,
            phases=frozenset({"primary"} if chance.random() < 0.6 else {"primary", "secondary"}), place=_place(chance),
        )
        for pk, part in enumerate(parts, start=1)
    ]  # fmt: skip
    last = {school.urn: chance.randint(1, ADVISERS) for school in schools if chance.random() < 0.8}
    conflicts = frozenset((chance.randint(1, ADVISERS), chance.choice(schools).urn) for _ in range(6))
    return Problem(tuple(schools), tuple(advisers), tuple(needs), conflicts, last)


def _place(chance: random.Random) -> Place:
    return CENTRE[0] + chance.uniform(-0.06, 0.06), CENTRE[1] + chance.uniform(-0.1, 0.1)


def _needs(chance: random.Random, urn: int) -> list[Need]:
    kind = chance.random()
    urgency = 3 if kind < 0.08 else 2 if kind < 0.35 else 1
    found = []
    for number in range(1, 7):
        days = {3: "2", 2: "1"}.get(urgency) or ("1" if number == 1 else "0.5" if chance.random() < 0.3 else "0")
        found.append(Need(Key(urn, number), Decimal(days), urgency))
    return found


def measure_assigning(say: Callable[[str], None], *, years: int) -> dict[str, Any]:
    """The worst gap and the longest time over so many generated years; of several, one more has too few days."""
    plans = []
    for seed in range(years):
        say(f"Assigning advisers, year {seed + 1} of {years}…")
        plans.append(assigning.solve(generated_year(seed)))
    detail: dict[str, Any] = {"years": [_told(plan) for plan in plans]}
    if years > 1:
        say("Assigning advisers with too few days…")
        detail["too_few_days"] = _told(assigning.solve(generated_year(0, to_spare=0.95)))
    worst, longest = max(plan.gap for plan in plans), max(plan.seconds for plan in plans)
    return {"assign_gap": round(worst, 5), "assign_seconds": round(longest, 2), "detail": {"assign_gap": detail}}


def _told(plan: assigning.Plan) -> dict[str, float]:
    return {"gap": round(plan.gap, 5), "seconds": plan.seconds, "open_days": float(plan.open_days)}
