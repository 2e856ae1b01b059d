"""A school's own page of this room: its level, what that brings, who agreed, what it may ask."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from commonroom.audit import services as audit
from commonroom.risk import access, selectors, services, support_model
from commonroom.risk.forms import AnswerForm, AskForm, SettleForm
from commonroom.risk.models import SelfReferral
from commonroom.risk.rules import AssessmentState
from commonroom.risk.views.words import PARTIES, STATES, crumbs
from commonroom.schools.models import School


def school(request, urn):
    """One school's level with its history, and the answers of the four."""
    partnership = request.partnership
    role = access.cleared_for(request.user, partnership=partnership, urn=urn)
    if not role:
        raise Http404
    found = get_object_or_404(School.objects.only("urn", "name", "type"), pk=urn)
    audit.record(
        verb="opened a level",
        at=timezone.now(),
        by=request.user,
        chain=partnership,
        acting_as=role,
        kind="level",
        object_id=urn,
        urn=urn,
    )
    return render(request, "risk/school.html", _context(request, found, role))


def _context(request, found, role, *, answer_form=None, settle_form=None):
    partnership, urn = request.partnership, found.pk
    model = support_model.document(partnership, on=timezone.localdate())
    history = selectors.history_of(partnership, urn)
    decision = history[0] if history else None
    said = selectors.agreement_of(decision) if decision else []
    party = access.party_of(request.user, partnership=partnership, urn=urn)
    level = model.levels.get(decision.level) if decision else None
    assessments = access.visible_assessments(to=request.user, partnership=partnership).filter(urn=urn)
    shown = assessments.exclude(state=AssessmentState.REPLACED).order_by("-year", "-term", "-pk")[:6]
    settles = access.role_to_settle(request.user, partnership=partnership)
    return {
        "title": f"{found.name}: level of support",
        "school": found,
        "model": model,
        "level": level,
        "decision": decision,
        "history": [(model.levels.get(d.level), d, selectors.agreement_of(d)) for d in history],
        "agreement": [{"said": each, "party": PARTIES[each.party]} for each in said],
        "brings": [(e.name, e.by_level[level.slug]) for e in model.entitlements if level and level.slug in e.by_level],
        "assessments": [(a, model.levels.get(a.suggested), STATES[a.state]) for a in shown],
        "party": PARTIES[party[0]] if party else "",
        "answer_form": answer_form or (AnswerForm() if party and decision else None),
        "settle_form": settle_form or (SettleForm(model=model) if settles else None),
        "may_ask": role in access.SCHOOLS,
        "referrals": list(SelfReferral.objects.filter(partnership=partnership, urn=urn).order_by("-made_at")[:5]),
        "form": answer_form or settle_form,
        "is_school": role in access.SCHOOLS,
        "breadcrumbs": None if role in access.SCHOOLS else crumbs(request, (found.name, "")),
    }


def answer(request, public_id):
    """One of the four agrees, or comments."""
    decision = access.open_decision(public_id, to=request.user, partnership=request.partnership)
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            services.record_agreement(decision=decision, by=request.user, at=timezone.now(), **form.cleaned_data)
        except services.CannotAnswer as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Thank you. Your answer stands, and you can answer again at any time.")
            return redirect("risk:school", request.partnership.slug, decision.urn)
    role = access.cleared_for(request.user, partnership=request.partnership, urn=decision.urn)
    found = School.objects.only("urn", "name", "type").get(pk=decision.urn)
    return render(request, "risk/school.html", _context(request, found, role, answer_form=form))


def decide(request, urn):
    """Decide a school's level on any day of the year, outside the termly round (F14)."""
    found = get_object_or_404(School.objects.only("urn", "name", "type"), pk=urn)
    model = support_model.document(request.partnership, on=timezone.localdate())
    form = SettleForm(request.POST, model=model)
    if form.is_valid():
        try:
            services.agree_level(
                partnership=request.partnership, urn=urn, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except services.CannotAgreeLevel as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "The level stands from today. All four are asked whether they agree.")
            return redirect("risk:school", request.partnership.slug, urn)
    role = access.cleared_for(request.user, partnership=request.partnership, urn=urn)
    return render(request, "risk/school.html", _context(request, found, role, settle_form=form))


def ask(request, urn):
    """A head or chair asks for more support (F15)."""
    found = get_object_or_404(School.objects.only("urn", "name"), pk=urn)
    form = AskForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.refer_oneself(
                partnership=request.partnership, urn=urn, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except services.CannotRefer as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Thank you for asking. The team has it, and will be in touch.")
            return redirect("risk:school", request.partnership.slug, urn)
    context = {"title": "Ask for support", "form": form, "school": found}
    return render(request, "risk/ask.html", context)
