"""The assignment against every plan there is, on small years, and what it says of what cannot be."""

from __future__ import annotations

import random
from decimal import Decimal
from itertools import pairwise, product
from math import ceil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonroom.support import assigning
from commonroom.support.assigning import Adviser, Key, Need, Problem, School, Weights

OAKFIELD, ELMBROOK = 900001, 900002
BEN, RUTH = 1, 2


def small_year(**changes) -> Problem:
    """Two schools, two advisers, two half-terms, a day each."""
    told = {
        "schools": (
            School(OAKFIELD, "Oakfield Primary", frozenset({"primary"}), (51.50, -0.40)),
            School(ELMBROOK, "Elmbrook School", frozenset({"secondary"}), (51.60, -0.40)),
        ),
        "advisers": (
            Adviser(BEN, "Ben Example", Decimal(2), phases=frozenset({"primary"}), place=(51.50, -0.40)),
            Adviser(RUTH, "Ruth Example", Decimal(2), phases=frozenset({"secondary"}), place=(51.60, -0.40)),
        ),
        "needs": tuple(Need(Key(urn, half), Decimal(1)) for urn in (OAKFIELD, ELMBROOK) for half in (1, 2)),
    }
    return Problem(**(told | changes))


@st.composite
def problems(draw) -> Problem:
    """Years so small that every plan can be tried."""
    place = st.tuples(st.sampled_from([51.4, 51.5, 51.55]), st.sampled_from([-0.5, -0.4, -0.3]))
    phases = st.frozensets(st.sampled_from(["primary", "secondary"]), max_size=2)
    half_days = st.integers(1, 4).map(lambda number: Decimal(number) / 2)
    schools = [School(urn, f"School {urn}", draw(phases), draw(place)) for urn in (1, 2, 3)[: draw(st.integers(1, 3))]]
    advisers = []
    for person in (1, 2, 3)[: draw(st.integers(1, 3))]:
        limits = draw(st.dictionaries(st.integers(1, 3), half_days, max_size=2))
        days = Decimal(draw(st.integers(0, 10))) / 2
        advisers.append(Adviser(person, f"Adviser {person}", days, limits, draw(phases), draw(place)))
    keys = draw(st.lists(st.builds(Key, st.sampled_from(schools).map(lambda s: s.urn), st.integers(1, 3)),
                         unique=True, min_size=1, max_size=5))  # fmt: skip
    needs = tuple(Need(key, draw(half_days), draw(st.integers(1, 3))) for key in keys)
    pairs = st.tuples(
        st.sampled_from(advisers).map(lambda a: a.person_id), st.sampled_from(schools).map(lambda s: s.urn)
    )
    last = draw(st.dictionaries(st.sampled_from(schools).map(lambda s: s.urn), st.sampled_from([1, 2, 3]), max_size=3))
    fixed = draw(st.dictionaries(st.sampled_from(keys), st.sampled_from([None, *(a.person_id for a in advisers)]),
                                 max_size=1))  # fmt: skip
    conflicts = draw(st.frozensets(pairs, max_size=2))
    return Problem(tuple(schools), tuple(advisers), needs, conflicts, last, fixed)


def every_plan(problem: Problem):
    """Each way of sending somebody or nobody that breaks no rule, worked out anew and by force."""
    needs = sorted(problem.needs, key=lambda need: need.key)
    for choice in product([None, *(adviser.person_id for adviser in problem.advisers)], repeat=len(needs)):
        plan = {need.key: who for need, who in zip(needs, choice, strict=True) if who is not None}
        if all(plan.get(key) == who for key, who in problem.fixed.items()) and _is_allowed(problem, plan):
            yield plan


def _is_allowed(problem: Problem, plan) -> bool:
    days = {need.key: need.days for need in problem.needs}
    for adviser in problem.advisers:
        mine = [key for key, who in plan.items() if who == adviser.person_id]
        if any((adviser.person_id, key.urn) in problem.conflicts for key in mine):
            return False
        if sum(days[key] for key in mine) > adviser.days:
            return False
        if any(sum(days[k] for k in mine if k.half_term == h) > most for h, most in adviser.by_half_term.items()):
            return False
    return True


def left_open(problem: Problem, plan) -> Decimal:
    """Open days, each as often as it is urgent."""
    return sum((need.days * need.urgency for need in problem.needs if need.key not in plan), Decimal(0))


def points(problem: Problem, plan) -> float:
    """The points of a plan, written down a second time from the page about the method."""
    total, weights = 0.0, Weights()
    schools, advisers = ({s.urn: s for s in problem.schools}, {a.person_id: a for a in problem.advisers})
    days = {need.key: need.days for need in problem.needs}
    for key, who in plan.items():
        school, adviser = schools[key.urn], advisers[who]
        total += weights.kilometre * assigning.distance_km(adviser.place, school.place) * ceil(days[key])
        if adviser.phases and school.phases and adviser.phases.isdisjoint(school.phases):
            total += weights.outside_phase * float(days[key])
    for urn in schools:
        halves = sorted(key.half_term for key in days if key.urn == urn)
        came = [plan.get(Key(urn, half)) for half in halves]
        total += weights.hand_over * sum(a != b for a, b in pairwise(came) if a and b)
        if came and came[0] and problem.last_year.get(urn) in advisers and came[0] != problem.last_year[urn]:
            total += weights.from_last_year
    held = sum(a.days for a in problem.advisers)
    for adviser in problem.advisers:
        mine = sum((days[key] for key, who in plan.items() if who == adviser.person_id), Decimal(0))
        share = sum(days.values()) * adviser.days / held if held else Decimal(0)
        total += weights.above_share * max(0.0, float(mine - share))
    return total


@settings(max_examples=60, deadline=None)
@given(problems())
def test_a_plan_when_every_other_is_tried_is_within_what_it_proves(problem):
    plans = list(every_plan(problem))
    if assigning.faults(problem):
        assert not plans
        return

    plan = assigning.solve(problem)

    fewest = min(left_open(problem, other) for other in plans)
    best = min(points(problem, other) for other in plans if left_open(problem, other) == fewest)
    assert left_open(problem, plan.assigned) == fewest
    assert plan.assigned in plans
    assert points(problem, plan.assigned) == pytest.approx(plan.cost, abs=0.01)
    assert plan.bound <= best + 0.01 <= plan.cost + 0.02
    assert plan.cost <= best * 1.0051 + 0.01


@settings(max_examples=15, deadline=None)
@given(problems(), st.randoms(use_true_random=False))
def test_a_plan_when_the_input_comes_in_another_order_is_the_same(problem, order):
    if assigning.faults(problem):
        return
    mixed = {
        name: tuple(order.sample(getattr(problem, name), len(getattr(problem, name))))
        for name in ("schools", "advisers", "needs")
    }
    other = Problem(**mixed, conflicts=problem.conflicts, last_year=problem.last_year, fixed=problem.fixed)

    assert assigning.solve(other).assigned == assigning.solve(problem).assigned


def test_everybody_goes_where_they_know_the_phase_and_it_is_near():
    plan = assigning.solve(small_year())

    assert plan.assigned == {
        Key(OAKFIELD, 1): BEN, Key(OAKFIELD, 2): BEN, Key(ELMBROOK, 1): RUTH, Key(ELMBROOK, 2): RUTH,
    }  # fmt: skip
    assert (plan.cost, plan.gap, plan.open) == (0, 0, ())
    assert plan.because == ("All 4 days have an adviser.", "No other plan is better: this is proven.")


def test_a_conflict_of_interest_keeps_an_adviser_away_whatever_it_costs():
    plan = assigning.solve(small_year(conflicts=frozenset({(BEN, OAKFIELD)})))

    assert {plan.assigned[Key(OAKFIELD, half)] for half in (1, 2)} == {RUTH}
    assert {plan.assigned[Key(ELMBROOK, half)] for half in (1, 2)} == {BEN}


def test_what_was_chosen_by_hand_is_kept_and_counted():
    plan = assigning.solve(small_year(fixed={Key(OAKFIELD, 2): RUTH, Key(ELMBROOK, 1): None}))

    assert plan.assigned[Key(OAKFIELD, 2)] == RUTH
    assert plan.open == (Key(ELMBROOK, 1),)
    assert "2 choices made by hand were kept." in plan.because
    assert "They were left open by hand." in plan.because


def test_more_by_hand_than_somebody_has_is_said_with_what_to_do():
    everything = {Key(urn, half): BEN for urn in (OAKFIELD, ELMBROOK) for half in (1, 2)}

    with pytest.raises(assigning.CannotAssign) as refused:
        assigning.solve(small_year(fixed=everything))

    assert refused.value.sentences == (
        "Ben Example has 2 days this year, and 4 were given to Ben Example by hand. "
        "Give some of them to somebody else, or raise the days.",
    )


def test_a_conflict_chosen_by_hand_is_said():
    problem = small_year(fixed={Key(OAKFIELD, 1): BEN}, conflicts=frozenset({(BEN, OAKFIELD)}))

    assert assigning.faults(problem) == [
        "Ben Example was chosen by hand for Oakfield Primary in Autumn 1, but has a conflict of interest there."
    ]


def test_where_days_are_short_the_less_urgent_stay_open():
    needs = (Need(Key(OAKFIELD, 1), Decimal(1), 1), Need(Key(ELMBROOK, 1), Decimal(1), 3))
    ruth = Adviser(RUTH, "Ruth Example", Decimal(1))

    plan = assigning.solve(small_year(needs=needs, advisers=(ruth,)))

    assert plan.assigned == {Key(ELMBROOK, 1): RUTH}
    assert plan.because[:2] == (
        "1 of 2 days has no adviser yet.",
        "The advisers together have 1 day this year.",
    )


def test_a_limit_of_a_half_term_holds():
    ben = Adviser(BEN, "Ben Example", Decimal(4), {1: Decimal(1)})

    plan = assigning.solve(small_year(advisers=(ben,)))

    assert sum(1 for key in plan.assigned if key.half_term == 1) == 1
    assert (plan.open_days, plan.open_proven) == (1, True)


@pytest.mark.parametrize(
    ("gap", "told"),
    [
        (0.0, "No other plan is better: this is proven."),
        (0.0075, "No other plan can be more than 0.8% better: this is proven."),
        (0.0005, "No other plan can be more than 0.1% better: this is proven."),
        (0.02, "No other plan can be more than 2.0% better: this is proven."),
    ],
)
def test_the_gap_is_said_in_words_and_never_below_what_is_proven(gap, told):
    assert assigning.gap_words(gap) == told


def test_the_gap_of_a_plan_with_open_days_speaks_of_plans_with_as_few():
    told = assigning.gap_words(0.0, days_open=True)

    assert told == "No other plan that leaves as few days open is better: this is proven."


def test_why_names_phase_distance_and_who_was_there():
    problem = small_year(last_year={OAKFIELD: BEN})
    plan = assigning.solve(problem)

    told = [assigning.why(problem, plan, Key(OAKFIELD, half)) for half in (1, 2)]

    assert told == [
        "Ben Example: knows the phase, close by, was there last year.",
        "Ben Example: knows the phase, close by, was there in Autumn 1.",
    ]


def test_forty_schools_and_five_advisers_are_solved_within_two_per_cent():
    chance = random.Random(3)
    schools = tuple(
        School(urn, f"School {urn}", place=(51 + chance.random() / 9, chance.random() / 7)) for urn in range(40)
    )
    needs = tuple(
        Need(Key(s.urn, half), Decimal(chance.choice([1, 1, 2])) / 2) for s in schools for half in range(1, 7)
    )
    days = sum(need.days for need in needs) / 5 + 3
    advisers = tuple(
        Adviser(pk, f"Adviser {pk}", days, place=(51 + chance.random() / 9, chance.random() / 7)) for pk in range(5)
    )

    plan = assigning.solve(Problem(schools, advisers, needs))

    assert plan.open == ()
    assert plan.gap <= 0.02
