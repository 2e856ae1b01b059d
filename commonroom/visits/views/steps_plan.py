"""The steps on a plan."""

from commonroom.visits import access, forms, selectors, services
from commonroom.visits.models import Action, Meeting, Priority
from commonroom.visits.views.steps import Step


def _priority(plan, pk):
    return access.open_part(Priority, pk, of=plan)


def _action(plan, pk):
    return access.open_part(Action, pk, of=plan)


def _meetings(plan):
    rows = Meeting.objects.filter(urn=plan.urn).exclude(state="cancelled").order_by("-on")
    return [(one.pk, str(one)) for one in rows]


def _progress(plan, priority, data, who, site):
    meeting = Meeting.objects.get(pk=data["meeting"], urn=plan.urn) if data["meeting"] else None
    services.note_progress(priority=priority, words=data["words"], on=data["on"], meeting=meeting, **who)


OPEN = ("draft", "agreed")
PLAN = {
    "agree": Step(
        "Agree the plan",
        "Agree the plan",
        "agree a plan",
        ("draft",),
        lambda plan, _, data, who, site: services.agree_plan(plan=plan, site=site, **who),
        lede="The head and the adviser each agree it. With both it stands, and its priorities stay as they are.",
        said="You have agreed the plan.",
    ),
    "priority": Step(
        "Add a priority",
        "Add a priority",
        "write a plan",
        ("draft",),
        lambda plan, _, data, who, site: services.add_priority(plan=plan, **data, **who),
        forms.PriorityForm,
        lambda plan, _: {"measures": selectors.measure_choices(plan.urn)},
        said="The priority is in the plan.",
    ),
    "funding": Step(
        "Add funding",
        "Add funding",
        "write a plan",
        OPEN,
        lambda plan, _, data, who, site: services.add_funding(plan=plan, **data, **who),
        forms.FundingForm,
        said="The funding is on the plan.",
    ),
    "validate": Step(
        "Record a validation from outside",
        "Record a validation",
        "close a plan",
        ("agreed",),
        lambda plan, _, data, who, site: services.validate_plan(plan=plan, **data, **who),
        forms.ValidateForm,
        said="The validation is recorded.",
    ),
    "open-again": Step(
        "Open the plan again",
        "Open it again",
        "close a plan",
        ("agreed",),
        lambda plan, _, data, who, site: services.reopen_plan(plan=plan, **data, **who),
        forms.BecauseForm,
        lede="It can then be changed, and both sides agree it anew.",
        said="The plan is open for changes.",
    ),
    "close": Step(
        "Close the plan",
        "Close the plan",
        "close a plan",
        ("agreed",),
        lambda plan, _, data, who, site: services.close_plan(plan=plan, **data, **who),
        forms.CloseForm,
        said="The plan is closed.",
    ),
    "withdraw": Step(
        "Withdraw the plan",
        "Withdraw the plan",
        "close a plan",
        ("draft",),
        lambda plan, _, data, who, site: services.withdraw_plan(plan=plan, **data, **who),
        forms.BecauseForm,
        said="The plan is withdrawn.",
    ),
    "action": Step(
        "Add an action",
        "Add an action",
        "write a plan",
        ("draft",),
        lambda plan, priority, data, who, site: services.add_action(priority=priority, **data, **who),
        forms.ActionForm,
        part=_priority,
        said="The action is in the plan.",
    ),
    "drop": Step(
        "Drop a priority",
        "Drop it",
        "write a plan",
        ("draft",),
        lambda plan, priority, data, who, site: services.drop_priority(priority=priority, **data, **who),
        forms.BecauseForm,
        part=_priority,
        said="The priority is dropped.",
    ),
    "progress": Step(
        "Note progress",
        "Note progress",
        "write a plan",
        ("agreed",),
        _progress,
        forms.ProgressForm,
        lambda plan, _: {"meetings": _meetings(plan)},
        _priority,
        said="The progress is noted.",
    ),
    "end": Step(
        "End an action",
        "Done or dropped",
        "write a plan",
        OPEN,
        lambda plan, action, data, who, site: services.end_action(action=action, **data, **who),
        forms.EndActionForm,
        part=_action,
        said="The action is ended.",
    ),
}
