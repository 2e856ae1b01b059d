"""Beginning something for a school: a plan, a meeting, a review, help, a query, a step, a rhythm."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from commonroom.people.access import Refused
from commonroom.schools.models import School
from commonroom.visits import access, forms, services
from commonroom.visits.models import Plan, Priority


@dataclass(frozen=True)
class Beginning:
    """What can be begun: its words, who may, its form, its service, and the page it leads to."""

    title: str
    button: str
    deed: str
    form: Callable[..., Any]
    run: Callable[..., Any]
    page: str = ""
    makes: Callable[[int, Any], dict[str, Any]] = lambda urn, person: {}
    lede: str = ""
    only_asked: bool = False


def _open_plan(urn):
    return Plan.objects.filter(urn=urn, state__in=("draft", "agreed")).first()


def _meeting(data, **who):
    invited = data.pop("invited").splitlines()
    return services.plan_meeting(invited=invited, plan=_open_plan(who["urn"]), **data, **who)


def _review(data, **who):
    chosen = data.pop("priority")
    priority = Priority.objects.get(pk=chosen, urn=who["urn"]) if chosen else None
    return services.plan_review(priority=priority, **data, **who)


def _asked(kind):
    def run(data, **who):
        return services.plan_meeting(kind=kind, plan=_open_plan(who["urn"]), **data, **who)

    return run


def _priorities(urn, person):
    rows = Priority.objects.filter(urn=urn, dropped_because="", plan__state__in=("draft", "agreed"))
    return {"priorities": list(rows.values_list("pk", "name"))}


BEGINNINGS = {
    "plan": Beginning(
        "Begin an improvement plan",
        "Begin the plan",
        "write a plan",
        forms.PlanForm,
        lambda data, **who: services.start_plan(**data, **who),
        "plan",
    ),
    "meeting": Beginning(
        "Plan a meeting", "Plan the meeting", "plan a meeting", forms.MeetingForm, _meeting, "meeting"
    ),
    "level": Beginning(
        "Arrange the meeting that confirms the level",
        "Arrange the meeting",
        "plan a meeting",
        forms.AskedMeetingForm,
        _asked("level"),
        "meeting",
        lede="The lead and the adviser meet the head and the chair of governors and confirm the level of support.",
        only_asked=True,
    ),
    "first": Beginning(
        "Arrange the first conversation",
        "Arrange it",
        "plan a meeting",
        forms.AskedMeetingForm,
        _asked("first"),
        "meeting",
        lede="The adviser talks with the head about what was seen, until the reasons are understood and accepted by "
        "all parties.",
        only_asked=True,
    ),
    "review": Beginning(
        "Plan a review", "Plan the review", "plan a review", forms.ReviewForm, _review, "review", _priorities
    ),
    "help": Beginning(
        "Ask for help",
        "Ask for it",
        "ask for help",
        forms.HelpForm,
        lambda data, **who: services.ask_for_help(plan=_open_plan(who["urn"]), **data, **who),
        "brokerage",
    ),
    "query": Beginning(
        "Log a query",
        "Log it",
        "ask a query",
        forms.QueryForm,
        lambda data, **who: services.ask_query(**data, **who),
        "query",
        lambda urn, person: {"initial": {"asked_by": person.name, "asked_on": timezone.localdate()}},
    ),
    "step": Beginning(
        "Note what was done",
        "Note it",
        "note a step",
        forms.StepForm,
        lambda data, **who: services.note_step(**data, **who),
    ),
    "rhythm": Beginning(
        "How often the task group meets",
        "Set it",
        "plan a meeting",
        forms.RhythmForm,
        lambda data, **who: services.set_rhythm(**data, **who),
    ),
}


def offered(person, partnership, urn):
    """What a person may begin for a school, as (slug, beginning) pairs."""
    return [
        (slug, one)
        for slug, one in BEGINNINGS.items()
        if access.role_for(one.deed, by=person, partnership=partnership, urn=urn)
    ]


def begin(request, urn, what):
    """Begin something for a school."""
    beginning = dict(offered(request.user, request.partnership, urn)).get(what)
    if beginning is None:
        raise Http404
    school = get_object_or_404(School, pk=urn)
    form = beginning.form(request.POST if request.method == "POST" else None, **beginning.makes(urn, request.user))
    back = reverse("visits:school", args=[request.partnership.slug, urn])
    if request.method == "POST" and form.is_valid() and (made := _made(request, form, beginning, urn)) is not None:
        messages.success(request, "Done.")
        page = beginning.page and reverse(f"visits:{beginning.page}", args=[request.partnership.slug, made.public_id])
        return redirect(page or back)
    context = {
        "title": beginning.title,
        "form": form,
        "button": beginning.button,
        "school": school.name,
        "lede": beginning.lede,
        "breadcrumbs": [(school.name, back), (beginning.title, "")],
    }
    return render(request, "visits/form.html", context)


def _made(request, form, beginning, urn):
    try:
        return beginning.run(
            dict(form.cleaned_data),
            partnership=request.partnership,
            urn=urn,
            by=request.user,
            at=timezone.now(),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


INTERNAL = Beginning(
    "Plan an internal review meeting",
    "Plan the meeting",
    "plan a meeting",
    forms.InternalMeetingForm,
    lambda data, **who: services.plan_meeting(kind="internal", **data, **who),
)


def internal_meeting(request):
    """Plan the council team's own meeting about all schools."""
    form = INTERNAL.form(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and (made := _made(request, form, INTERNAL, None)) is not None:
        return redirect(reverse("visits:meeting", args=[request.partnership.slug, made.public_id]))
    crumbs = [("Visits", reverse("visits:list", args=[request.partnership.slug])), (INTERNAL.title, "")]
    context = {"title": INTERNAL.title, "form": form, "button": INTERNAL.button, "breadcrumbs": crumbs}
    return render(request, "visits/form.html", context)
