"""A plan in sentences: how much is covered, how good it is, and why somebody goes somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from commonroom.kit.terms import HalfTerm
from commonroom.support.assigning.costs import hand_overs, is_new, is_outside
from commonroom.support.assigning.problem import Key, Plan, Problem, distance_km


def days_words(days: Decimal) -> str:
    """“1 day”, “2.5 days”, “half a day”."""
    if days == Decimal("0.5"):
        return "half a day"
    told = f"{days.normalize():f}"
    return f"{told} day" if days == 1 else f"{told} days"


def gap_words(gap: float, *, days_open: bool = False) -> str:
    """How much better another plan could be at most, in a sentence; `gap` as a part of 1."""
    plan = "No other plan that leaves as few days open" if days_open else "No other plan"
    if gap < 0.0005:
        return f"{plan} is better: this is proven."
    percent = max(0.1, -(-gap * 1000 // 1) / 10)
    return f"{plan} can be more than {percent:.1f}% better: this is proven."


def because(problem: Problem, plan: Plan) -> Iterator[str]:
    """What there is to say of a plan as a whole."""
    wanted = sum((need.days for need in problem.need.values()), Decimal(0))
    if not plan.open:
        yield f"All {days_words(wanted)} have an adviser."
    else:
        verb = "has" if plan.open_days <= 1 else "have"
        yield f"{plan.open_days.normalize():f} of {days_words(wanted)} {verb} no adviser yet."
        yield _why_open(problem, plan, wanted)
    changed = [urn for urn in problem.chain if hand_overs(problem, plan.assigned, urn)]
    if changed:
        yield (
            f"{_schools(len(changed))} changes adviser within the year."
            if len(changed) == 1
            else (f"{_schools(len(changed))} change adviser within the year.")
        )
    new = sum(is_new(problem, plan.assigned, urn) for urn in problem.chain)
    known = sum(1 for urn in problem.chain if problem.last_year.get(urn) in problem.adviser)
    if known:
        yield f"{known - new} of {known} schools whose adviser of last year is still here keep that adviser."
    if outside := {key.urn for key, pk in plan.assigned.items() if is_outside(problem, pk, key.urn)}:
        yield f"{_schools(len(outside))} {'has' if len(outside) == 1 else 'have'} an adviser of another phase."
    if kept := sum(1 for key in problem.fixed if key in problem.need):
        yield f"{kept} {'choice' if kept == 1 else 'choices'} made by hand {'was' if kept == 1 else 'were'} kept."
    yield gap_words(plan.gap, days_open=bool(plan.open))


def _schools(number: int) -> str:
    return f"{number} school" if number == 1 else f"{number} schools"


def _why_open(problem: Problem, plan: Plan, wanted: Decimal) -> str:
    """Why days stay open: on purpose, for want of days, or because nobody fits."""
    held = sum((adviser.days for adviser in problem.adviser.values()), Decimal(0))
    if all(key in problem.fixed and problem.fixed[key] is None for key in plan.open):
        return "They were left open by hand."
    if held < wanted:
        return f"The advisers together have {days_words(held)} this year."
    if not any(problem.may(pk, key) for key in plan.open for pk in problem.adviser):
        return "Nobody may or can go there: look at conflicts of interest and at what was chosen by hand."
    least = "No plan leaves fewer open." if plan.open_proven else "A plan with fewer was not found in the time given."
    return f"What advisers have left does not come together where it is needed. {least}"


def why(problem: Problem, plan: Plan, key: Key) -> str:
    """Why this adviser goes to this school in this half-term, in a sentence; or why nobody does."""
    if key not in plan.assigned:
        if key in problem.fixed:
            return "Left open by hand."
        if not any(problem.may(pk, key) for pk in problem.adviser):
            return "Nobody has the days, or everybody has a conflict of interest here."
        return "Everybody who could go has used the days up elsewhere."
    pk = plan.assigned[key]
    adviser, school = problem.adviser[pk], problem.school[key.urn]
    told = []
    if problem.fixed.get(key) == pk:
        told.append("chosen by hand")
    if adviser.phases and school.phases:
        told.append("of another phase" if is_outside(problem, pk, key.urn) else "knows the phase")
    if adviser.place and school.place:
        apart = distance_km(adviser.place, school.place)
        told.append(f"{apart:.0f} km away" if apart >= 0.5 else "close by")
    keys = problem.chain[key.urn]
    place = keys.index(key)
    if place and plan.assigned.get(keys[place - 1]) == pk:
        told.append(f"was there in {HalfTerm(keys[place - 1].half_term).words}")
    elif not place and problem.last_year.get(key.urn) == pk:
        told.append("was there last year")
    return f"{adviser.name}: {', '.join(told)}." if told else f"{adviser.name}."
