"""Rapid improvement plans: written together, agreed by both, followed, validated, closed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Max

from commonroom.measures.catalogue import catalogue
from commonroom.measures.selectors import figures
from commonroom.partnerships.models import Partnership
from commonroom.people import access as people
from commonroom.visits import access, selectors
from commonroom.visits.models import Action, Funding, Meeting, Plan, Priority, Progress
from commonroom.visits.rules import cases, states
from commonroom.visits.services import common

NOT_OPEN = "The plan is not being written now. Open it again first; both sides then agree it anew."


class CannotPlan(people.Refused):
    """A plan that cannot go on; the message says everything that is in its way."""


@transaction.atomic
def start_plan(
    *,
    partnership: Partnership,
    urn: int,
    name: str,
    starts_on: date,
    ends_on: date,
    after_notice: bool = False,
    by: Any,
    at: datetime,
) -> Plan:
    """Begin a plan for a school (G17); one after a warning notice is to be validated from outside (G36).

    Raises CannotPlan where its dates are out of order or another plan is open, Refused.
    """
    role = access.check("write a plan", by=by, partnership=partnership, urn=urn)
    if sentence := cases.why_not_plan_dates(starts_on, ends_on, common.day_of(at)):
        raise CannotPlan(sentence)
    if Plan.objects.filter(partnership=partnership, urn=urn, state__in=("draft", "agreed")).exists():
        raise CannotPlan("The school has a plan that is still open. Close or withdraw it first, or add to it.")
    plan = Plan.objects.create(
        partnership=partnership,
        urn=urn,
        name=common.filled(name, "Give the plan a name.", CannotPlan),
        starts_on=starts_on,
        ends_on=ends_on,
        after_notice=after_notice,
        **common.made(by, at),
    )
    common.noted("plan.started", plan, by=by, at=at, role=role)
    return plan


def _writing(plan: Plan, by: Any) -> tuple[str, Plan]:
    role = common.check("write a plan", plan, by=by)
    held = common.locked(plan)
    if held.state != "draft":
        raise CannotPlan(NOT_OPEN)
    return role, held


def _changed(plan: Plan) -> None:
    """What one side agreed is not what stands any more."""
    plan.adviser_agreed_at = plan.head_agreed_at = None
    plan.adviser_agreed_by_name = plan.head_agreed_by_name = ""
    plan.save()


@transaction.atomic
def add_priority(
    *,
    plan: Plan,
    name: str,
    success: str = "",
    measure: str = "",
    target: Decimal | None = None,
    holds_because: str = "",
    by: Any,
    at: datetime,
) -> Priority:
    """Add what is to become better, with its sign of success: a measure's figure now and its target, or words.

    The figure at the start is read from the newest release; the target is better, or `holds_because` says why the aim
    is to hold what is good already. Raises CannotPlan, Refused.
    """
    role, held = _writing(plan, by)
    title = common.filled(name, "Say what is to become better.", CannotPlan)
    if target is not None and not measure:
        raise CannotPlan("Choose the measure that the target is of.")
    if measure and target is None:
        raise CannotPlan("Give the figure that the measure is to reach.")
    now = _figure_now(held.urn, measure, target, holds_because) if measure and target is not None else None
    holds = now is not None and bool(cases.reached(now.number, target, _direction(measure)))
    last = Priority.objects.filter(plan=held).aggregate(Max("number"))["number__max"] or 0
    made = Priority.objects.create(
        partnership=held.partnership,
        urn=held.urn,
        plan=held,
        number=last + 1,
        name=title,
        success=success.strip(),
        measure=measure,
        target=target,
        holds_because=holds_because.strip()[:500] if holds else "",
        baseline=None if now is None or now.number is None else Decimal(str(round(now.number, 2))),
        baseline_year=None if now is None else now.year,
    )
    _changed(held)
    common.noted("plan.priority-added", held, by=by, at=at, role=role, priority=made.pk)
    return made


def _direction(measure: str) -> str:
    spec = catalogue().get(measure)
    return spec.direction if spec else "none"


def _figure_now(urn: int, measure: str, target: Decimal, holds_because: str) -> figures.Figure:
    """The school's newest figure of a measure. Raises CannotPlan where there is none, or the target is no aim."""
    now = selectors.newest_figures(urn, [measure]).get(measure)
    if now is None or now.number is None:
        raise CannotPlan("The school has no figure of this measure. Choose another, or say in words how it is seen.")
    if sentence := cases.why_not_target(now.number, target, _direction(measure), holds_because=holds_because):
        raise CannotPlan(sentence)
    return now


@transaction.atomic
def drop_priority(*, priority: Priority, because: str, by: Any, at: datetime) -> Priority:
    """Drop a priority from a plan that is being written. Raises CannotPlan, Refused."""
    role, held = _writing(priority.plan, by)
    mine = common.locked(priority)
    mine.dropped_because = common.filled(because, "Say why the priority is dropped.", CannotPlan)
    mine.save()
    _changed(held)
    common.noted("plan.priority-dropped", held, by=by, at=at, role=role, priority=mine.pk)
    return mine


@transaction.atomic
def add_action(*, priority: Priority, what: str, owner: str, due_on: date, by: Any, at: datetime) -> Action:
    """Add something to do, with its owner and date within the plan. Raises CannotPlan, Refused."""
    role, held = _writing(priority.plan, by)
    if sentence := cases.why_not_due(due_on, held.starts_on, held.ends_on):
        raise CannotPlan(sentence)
    made = Action.objects.create(
        partnership=held.partnership,
        urn=held.urn,
        priority=priority,
        what=common.filled(what, "Say what is to be done.", CannotPlan),
        owner=common.filled(owner, "Name who does it.", CannotPlan),
        due_on=due_on,
    )
    _changed(held)
    common.noted("plan.action-added", held, by=by, at=at, role=role, action=made.pk)
    return made


@transaction.atomic
def end_action(*, action: Action, state: str, on: date, words: str, by: Any, at: datetime) -> Action:
    """Mark an action of an agreed plan as done, or drop it with a reason. Raises CannotPlan, Refused."""
    plan = common.locked(action.priority.plan)
    role = common.check("write a plan", plan, by=by)
    if plan.state not in ("draft", "agreed"):
        raise CannotPlan("The plan is closed, so its actions stand as they are.")
    held = common.locked(action)
    if held.state != "open":
        raise CannotPlan("This action was ended already.")
    if state not in ("done", "dropped"):
        raise CannotPlan("Choose whether the action is done or dropped.")
    if state == "dropped":
        common.filled(words, "Say why the action is dropped.", CannotPlan)
    if not plan.starts_on <= on <= common.day_of(at):
        raise CannotPlan("Give the day on which it was done: after the plan began, and not later than today.")
    held.state, held.ended_on, held.ended_by_name, held.ended_words = state, on, by.name, words.strip()
    held.save()
    common.noted(f"plan.action-{state}", plan, by=by, at=at, role=role, action=held.pk)
    return held


@transaction.atomic
def add_funding(*, plan: Plan, what: str, source: str, amount: Decimal, by: Any, at: datetime) -> Funding:
    """Record money or another resource on a plan, in pounds (G18). Raises CannotPlan, Refused."""
    role = common.check("write a plan", plan, by=by)
    held = common.locked(plan)
    if held.state not in ("draft", "agreed"):
        raise CannotPlan("The plan is closed, so no funding is added to it.")
    if amount < 0:
        raise CannotPlan("Give an amount of nothing or more.")
    made = Funding.objects.create(
        partnership=held.partnership,
        urn=held.urn,
        plan=held,
        what=common.filled(what, "Say what it is for.", CannotPlan),
        source=common.filled(source, "Say where it comes from.", CannotPlan),
        amount=amount,
        **common.made(by, at),
    )
    common.noted("plan.funding-added", held, by=by, at=at, role=role, funding=made.pk)
    return made


@transaction.atomic
def note_progress(
    *, priority: Priority, words: str, on: date, meeting: Meeting | None = None, by: Any, at: datetime
) -> Progress:
    """Say how a priority of an agreed plan stands, at a meeting about it or between meetings. Raises CannotPlan."""
    plan = common.locked(priority.plan)
    role = common.check("write a plan", plan, by=by)
    if plan.state != "agreed":
        raise CannotPlan("Progress is noted once the plan is agreed.")
    if meeting is not None and (meeting.urn, meeting.on) != (plan.urn, on):
        raise CannotPlan("Choose a meeting about this school, and its day.")
    if not plan.starts_on <= on <= common.day_of(at):
        raise CannotPlan("Give a day after the plan began and not later than today.")
    made = Progress.objects.create(
        partnership=plan.partnership,
        urn=plan.urn,
        priority=priority,
        meeting=meeting,
        on=on,
        words=common.filled(words, "Say how it stands.", CannotPlan),
        **common.made(by, at),
    )
    common.noted("plan.progress-noted", plan, by=by, at=at, role=role, priority=priority.pk)
    return made


@transaction.atomic
def agree_plan(*, plan: Plan, by: Any, at: datetime, site: str = "") -> Plan:
    """Agree a plan as the school's head or its adviser; with both it stands. Raises CannotPlan, Refused."""
    role = common.check("agree a plan", plan, by=by)
    held = common.locked(plan)
    end = common.step(states.PLAN, held, "agree", CannotPlan)
    if missing := cases.why_not_agree(selectors.plan_facts(held, today=common.day_of(at))):
        raise CannotPlan(" ".join(missing))
    side = "head" if role == states.HEAD else "adviser"
    if getattr(held, f"{side}_agreed_at") is not None:
        raise CannotPlan("You agreed this plan already. It waits for the other side.")
    setattr(held, f"{side}_agreed_at", at)
    setattr(held, f"{side}_agreed_by_name", by.name)
    if held.adviser_agreed_at and held.head_agreed_at:
        held.state = end
    held.save()
    other = states.ADVISER if side == "head" else states.HEAD
    common.tell(held, (other,), key=f"agreed-{at:%Y%m%d%H%M%S}", at=at, site=site)
    common.noted("plan.agreed", held, by=by, at=at, role=role, state=held.state)
    return held


@transaction.atomic
def reopen_plan(*, plan: Plan, because: str, by: Any, at: datetime) -> Plan:
    """Open an agreed plan for changes, with a reason; both sides agree it again. Raises CannotPlan, Refused."""
    role = common.check("close a plan", plan, by=by)
    held = common.locked(plan)
    held.state = common.step(states.PLAN, held, "open again", CannotPlan)
    words = common.filled(because, "Say why the plan is opened again.", CannotPlan)
    _changed(held)
    common.noted("plan.opened-again", held, by=by, at=at, role=role, because=words)
    return held


@transaction.atomic
def validate_plan(*, plan: Plan, who: str, on: date, words: str, by: Any, at: datetime) -> Plan:
    """Record that somebody from outside has validated a plan (G36). Raises CannotPlan, Refused."""
    role = common.check("close a plan", plan, by=by)
    held = common.locked(plan)
    if held.state != "agreed":
        raise CannotPlan("Both sides agree the plan first; then it is validated.")
    agreed_on = selectors.agreed_on(held)
    assert agreed_on is not None
    if sentence := cases.why_not_validate(on, agreed_on, common.day_of(at)):
        raise CannotPlan(sentence)
    held.validated_who = common.filled(who, "Name who validated the plan, and for whom they work.", CannotPlan)
    held.validated_words = common.filled(words, "Say what they found.", CannotPlan)
    held.validated_on, held.validated_by_name = on, by.name
    held.save()
    common.noted("plan.validated", held, by=by, at=at, role=role)
    return held


@transaction.atomic
def want_validation(*, plan: Plan, by: Any, at: datetime) -> Plan:
    """Ask that somebody from outside validates an open plan before it can be closed (G36). Raises CannotPlan, Refused.

    Whoever keeps the register does this where a plan answers a notice; the plan itself does not say why.
    """
    role = access.lead_role(by, partnership=plan.partnership)
    if not role:
        raise people.Refused("Only the head of service and the school improvement lead ask for a validation.")
    held = common.locked(plan)
    if held.state not in ("draft", "agreed"):
        raise CannotPlan("This plan is not open any more. Begin another one for the school.")
    if not held.after_notice:
        held.after_notice = True
        held.save(update_fields=["after_notice"])
        common.noted("plan.validation-wanted", held, by=by, at=at, role=role)
    return held


@transaction.atomic
def close_plan(*, plan: Plan, words: str, by: Any, at: datetime) -> Plan:
    """Close a plan in which nothing is open. Raises CannotPlan with everything that still is, Refused."""
    role = common.check("close a plan", plan, by=by)
    held = common.locked(plan)
    end = common.step(states.PLAN, held, "close", CannotPlan)
    if still := cases.why_not_close(selectors.plan_facts(held, today=common.day_of(at))):
        raise CannotPlan(" ".join(still))
    held.closed_words = common.filled(words, "Say what the plan has brought.", CannotPlan)
    held.state, held.closed_at, held.closed_by_name = end, at, by.name
    held.save()
    common.noted("plan.closed", held, by=by, at=at, role=role)
    return held


@transaction.atomic
def withdraw_plan(*, plan: Plan, because: str, by: Any, at: datetime) -> Plan:
    """Withdraw a plan that was never agreed. Raises CannotPlan, Refused."""
    role = common.check("close a plan", plan, by=by)
    held = common.locked(plan)
    held.state = common.step(states.PLAN, held, "withdraw", CannotPlan)
    if Action.objects.filter(priority__plan=held).exclude(state="open").exists():
        raise CannotPlan("Something in this plan has been done, so it is not withdrawn. Agree it and close it.")
    held.closed_words = common.filled(because, "Say why the plan is withdrawn.", CannotPlan)
    held.closed_at, held.closed_by_name = at, by.name
    held.save()
    common.noted("plan.withdrawn", held, by=by, at=at, role=role)
    return held
