"""Notices of an entry, their moves and letters, and the two flows."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from commonroom.people.access import Refused
from commonroom.register import access, selectors
from commonroom.register import services as verbs
from commonroom.register.forms import LetterForm, MoveForm, NoticeForm
from commonroom.register.models import Letter
from commonroom.register.rules import drawing
from commonroom.register.rules.law import GROUNDS, GUIDANCE, OFFICES, WAYS
from commonroom.register.rules.notices import FLOWS
from commonroom.register.services import notices as services
from commonroom.register.views.parts import banner, behind_the_door, kept, opened, to
from commonroom.visits import selectors as visits


@behind_the_door
def flows(request):
    """Both flows as drawings and tables, the grounds and the offices with their dates."""
    context = {
        "title": "From concern to intervention",
        "flows": [(flow, _drawn(flow), _moves(flow)) for flow in FLOWS.values()],
        "grounds": GROUNDS,
        "offices": OFFICES,
        "guidance": GUIDANCE,
        "ways": WAYS,
        "breadcrumbs": [("Register", to(request, "list")), ("From concern to intervention", "")],
    }
    return render(request, "register/flows.html", context)


def _drawn(flow):
    # The drawing escapes its words and holds nothing that a person typed.
    return mark_safe(drawing.svg(flow))  # noqa: S308


def _moves(flow):
    return [(flow.state(m.before).words, m.words, flow.state(m.after).words, m.asks) for m in flow.moves]


@kept
def draft(request):
    """Draft a notice."""
    flow = FLOWS[request.entry.route]
    form = NoticeForm(request.POST or None, flow=flow, on=timezone.localdate(), initial={"issuer": "council"})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = verbs.draft_notice(
                entry=request.entry, issuer=given["issuer"], grounds=given.get("grounds", []),
                evidence=given["evidence"], recipients=given["recipients"].splitlines(),
                by=request.user, at=timezone.now(),
            )  # fmt: skip
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(to(request, "notice", request.entry.public_id, made.public_id))
    context = banner(request, title="Draft a notice", form=form, button="Keep the draft", crumbs=[("Draft", "")])
    context["tried"] = visits.preventive_steps(request.partnership, request.entry.urn)
    return render(request, "register/draft.html", context)


@opened
def notice(request, notice):
    """A notice: its grounds, evidence, story, letters, and what can follow."""
    held = access.open_notice(notice, request.entry, to=request.user, partnership=request.partnership)
    flow = FLOWS[held.flow]
    ways = flow.moves_from(held.state)
    is_keeper = access.is_keeper(request.user, partnership=request.partnership)
    form = None
    if is_keeper and ways:
        form = MoveForm(request.POST or None, moves=ways, initial={"on": timezone.localdate()})
    if request.method == "POST":
        if form is None:
            raise Refused("Nothing can follow here, or it is for the head of service to record.")
        if form.is_valid():
            try:
                verbs.move_notice(notice=held, by=request.user, at=timezone.now(), **form.cleaned_data)
            except Refused as refused:
                form.add_error(None, str(refused))
            else:
                messages.success(request, "It is recorded.")
                return redirect(to(request, "notice", request.entry.public_id, held.public_id))
    context = banner(
        request,
        title="Notice",
        notice=held,
        state=flow.state(held.state),
        flow=flow,
        drawn=_drawn(flow),
        grounds=[g for g in GROUNDS if g.slug in held.grounds],
        moves=[(m, flow.state(m.after).words) for m in services.moves(held)],
        letters=list(Letter.objects.filter(notice=held).order_by("pk")),
        plan=selectors.plan_of(held),
        may_name=is_keeper and held.flow == "maintained" and held.issued_on is not None,
        open_plans=visits.open_plans(request.partnership, held.urn) if is_keeper else [],
        issuer=selectors.issuer_words(held),
        form=form,
        crumbs=[("Notice", "")],
    )
    return render(request, "register/notice.html", context)


@kept
@require_POST
def name_plan(request, notice, plan):
    """Say which plan of the school answers a notice."""
    held = access.open_notice(notice, request.entry, to=request.user, partnership=request.partnership)
    found = next((p for p in visits.open_plans(request.partnership, held.urn) if p.public_id == plan), None)
    if found is None:
        raise Http404
    try:
        verbs.name_plan(notice=held, plan=found, by=request.user, at=timezone.now())
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "The plan answers the notice. It is to be validated from outside.")
    return redirect(to(request, "notice", request.entry.public_id, held.public_id))


@kept
def write(request, notice):
    """Write a letter of a notice."""
    held = access.open_notice(notice, request.entry, to=request.user, partnership=request.partnership)
    letters = selectors.letters(request.partnership, on=timezone.localdate())
    kinds = [(t.kind, t.name) for t in letters.values() if t.flow == held.flow]
    initial = {"dated": timezone.localdate(), "kind": kinds[0][0] if len(kinds) == 1 else ""}
    form = LetterForm(request.POST or None, kinds=kinds, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            verbs.write_letter(notice=held, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return redirect(to(request, "notice", request.entry.public_id, held.public_id))
    back = to(request, "notice", request.entry.public_id, held.public_id)
    context = banner(
        request, title="Write a letter", form=form, button="Write it", crumbs=[("Notice", back), ("Letter", "")]
    )
    return render(request, "register/form.html", context)
