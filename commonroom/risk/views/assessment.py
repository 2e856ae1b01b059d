"""One school in one term: the evidence, the judgement on it, and the level."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html

from commonroom.audit import services as audit
from commonroom.measures.selectors import figures
from commonroom.people.access import Refused
from commonroom.risk import access, rules, selectors, services, support_model
from commonroom.risk.forms import JudgementForm, SettleForm
from commonroom.risk.phrasing import Measured, figure
from commonroom.risk.pictures import bars
from commonroom.risk.rules import AssessmentState, FindingState
from commonroom.risk.views.words import PARTIES, STATES, WATCHED, crumbs
from commonroom.schools.models import School
from commonroom.web.components import govuk

SHOWN = {FindingState.RAISED, FindingState.CONFIRMED, FindingState.SET_ASIDE, FindingState.ASKED, FindingState.ADDED}


def assessment(request, public_id):
    """The assessment of one school: for its team to judge, for the school to read."""
    found = access.open_assessment(public_id, to=request.user, partnership=request.partnership)
    page = _Page(request, found)
    if request.method == "POST":
        if page.form is None:
            raise Http404
        if page.form.is_valid() and page.save():
            messages.success(request, "Your judgement has been saved.")
            return redirect("risk:assessment", request.partnership.slug, public_id)
    else:
        _record_opening(request, found)
    return render(request, "risk/assessment.html", page.context())


def _record_opening(request, found):
    role = access.cleared_for(request.user, partnership=request.partnership, urn=found.urn)
    audit.record(
        verb="opened an assessment",
        at=timezone.now(),
        by=request.user,
        chain=request.partnership,
        acting_as=role,
        kind="assessment",
        object_id=found.public_id,
        urn=found.urn,
    )


class _Page:
    """What the page of one assessment shows and takes."""

    def __init__(self, request, found):
        self.request, self.found = request, found
        self.model = support_model.of_row(found.opening.model)
        self.findings = {f.indicator: f for f in selectors.findings_of(found)}
        self.specs = figures.measures_by_slug(
            f.evidence["measure"] for f in self.findings.values() if f.evidence.get("measure")
        )
        judges = access.role_to_judge(request.user, partnership=request.partnership, urn=found.urn)
        is_open = found.state in (AssessmentState.DRAFT, AssessmentState.MODERATED)
        self.form = self._form() if judges and is_open else None

    def _ordered(self):
        return [self.findings[i.slug] for i in self.model.indicators if i.slug in self.findings]

    def _form(self):
        shown = [
            (f.indicator, self.model.by_slug[f.indicator].name, f.state, f.judged_because)
            for f in self._ordered()
            if f.state in SHOWN - {FindingState.ADDED}
        ]
        addable = [
            (f.indicator, f"{self.model.levels[f.level].name}: {self.model.by_slug[f.indicator].name}")
            for f in self._ordered()
            if f.state in (FindingState.QUIET, FindingState.SET_ASIDE)
        ]
        return JudgementForm(
            self.request.POST or None,
            findings=shown,
            addable=addable,
            model=self.model,
            suggested=self.found.suggested,
            initial={
                "level": self.found.proposed or self.found.suggested,
                "because": self.found.proposed_because,
                "seen": selectors.standing_of(self.found),
            },
        )

    def save(self):
        """Take what was sent in one piece; a refusal goes onto the form and nothing is kept."""
        data, by, at = self.form.cleaned_data, self.request.user, timezone.now()
        try:
            with transaction.atomic():
                services.claim(assessment=self.found, seen=data["seen"])
                for slug, finding in self.findings.items():
                    self._take(finding, data.get(f"state_{slug}", ""), data.get(f"why_{slug}", ""), by, at)
                if data["add"]:
                    services.add_finding(
                        assessment=self.found, indicator=data["add"], because=data["add_because"], by=by, at=at
                    )
                services.propose_level(
                    assessment=self.found, level=data["level"], because=data["because"], by=by, at=at
                )
        except Refused as error:
            self.form.add_error(None, str(error))
            self._look_again()
            return False
        return True

    def _look_again(self):
        """After a refusal the page shows what stands now, and saving again rests on that."""
        self.found.refresh_from_db()
        self.findings = {f.indicator: f for f in selectors.findings_of(self.found)}
        self.form.data = self.form.data.copy()
        self.form.data["seen"] = selectors.standing_of(self.found)

    @staticmethod
    def _take(finding, state, why, by, at):
        if state == FindingState.SET_ASIDE:
            services.set_aside(finding=finding, because=why, by=by, at=at)
        elif state == FindingState.CONFIRMED and finding.state != state:
            services.confirm_finding(finding=finding, by=by, at=at)
        elif state == FindingState.ASKED and finding.state != state:
            services.ask_school(finding=finding, by=by, at=at)

    def context(self):
        found, request = self.found, self.request
        school = School.objects.only("urn", "name", "type").get(pk=found.urn)
        history = selectors.history_of(request.partnership, found.urn)
        decision = history[0] if history else None
        settles = access.role_to_settle(request.user, partnership=request.partnership)
        judges = access.role_to_judge(request.user, partnership=request.partnership, urn=found.urn)
        shown = [f for f in self._ordered() if f.state in SHOWN]
        return {
            "title": f"{school.name}: what support this {found.of.words.split(' ')[0].lower()}?",
            "school": school,
            "assessment": found,
            "model": self.model,
            "form": self.form,
            "raised": [self._item(f) for f in shown],
            "counting": sum(1 for f in shown if f.state in rules.COUNTS),
            "of": len(self.model.indicators),
            "close": self._close(),
            "suggested": self.model.levels[found.suggested],
            "proposed": self.model.levels.get(found.proposed),
            "state": STATES[found.state],
            "changes": self._changes(),
            "history": [(self.model.levels.get(d.level), d) for d in history],
            "agreement": _agreement(decision) if decision else [],
            "level": self.model.levels.get(decision.level) if decision else None,
            "settle_form": self._settle_form() if settles and found.state == AssessmentState.MODERATED else None,
            "newer": bool(judges)
            and found.state != AssessmentState.REPLACED
            and selectors.newer_figures(found, on=timezone.localdate()),
            "gobar": self.model.gobar.sentence if found.gobar else "",
            "watch": WATCHED.get(found.gobar, ""),
            "breadcrumbs": crumbs(request, (found.of.words, ""), (school.name, "")),
        }

    def _settle_form(self):
        return SettleForm(
            model=self.model, initial={"level": self.found.proposed, "because": self.found.proposed_because}
        )

    def _item(self, finding):
        indicator = self.model.by_slug[finding.indicator]
        spec = self.specs.get(finding.evidence.get("measure", ""))
        return {
            "finding": finding,
            "name": indicator.name,
            "level": self.model.levels[finding.level],
            "strength": indicator.strength,
            "aside": finding.state == FindingState.SET_ASIDE,
            "added": finding.state == FindingState.ADDED,
            "asked": finding.state == FindingState.ASKED,
            "picture": bars(finding.evidence, _measured(spec)) if spec else "",
            "spec": spec,
            "words": finding.evidence.get("words", {}),
            "notes": self._notes(finding.evidence.get("notes", ())),
            "new": finding.indicator in self.found.changes.get("raised_now", ()),
            "radios": self._radios(finding.indicator) if self.form and finding.state != FindingState.ADDED else "",
        }

    def _notes(self, ids):
        if not ids:
            return []
        return list(
            access.visible_intelligence(to=self.request.user, partnership=self.request.partnership).filter(pk__in=ids)
        )

    def _radios(self, slug):
        bound, why = self.form[f"state_{slug}"], self.form[f"why_{slug}"]
        error = {"errorMessage": {"text": " ".join(why.errors)}} if why.errors else {}
        reason = govuk(
            "textarea",
            {
                "id": why.auto_id,
                "name": why.html_name,
                "label": {"text": why.label, "classes": "govuk-label--s"},
                "hint": {"text": why.help_text},
                "rows": 3,
                "value": why.value() or "",
                **error,
            },
        )
        items = [{"value": v, "text": words, "checked": bound.value() == v} for v, words in bound.field.choices]
        legend = {"legend": {"text": bound.label, "classes": "govuk-visually-hidden"}}
        params = {"name": bound.html_name, "idPrefix": bound.auto_id, "items": items, "fieldset": legend}
        radios = govuk("radios", {**params, "classes": "govuk-radios--small govuk-radios--inline"})
        return format_html('{}<div class="cr-why">{}</div>', radios, reason)

    def _close(self):
        """Figures that are not raised but lie near their line, the nearest first."""
        near = []
        for finding in self._ordered():
            said = rules.how_close(finding.strength, finding.evidence.get("line"))
            spec = self.specs.get(finding.evidence.get("measure", ""))
            if finding.state == FindingState.QUIET and said and spec:
                measure = _measured(spec)
                here, line = (figure(finding.evidence[key], measure) for key in ("number", "line"))
                row = {"name": self.model.by_slug[finding.indicator].name, "here": here, "line": line}
                near.append((-finding.strength, {**row, "finding": finding, "words": said}))
        return [row for _, row in sorted(near, key=lambda pair: pair[0])]

    def _changes(self):
        told = self.found.changes

        def names(key):
            return [self.model.by_slug[slug].name for slug in told.get(key, ()) if slug in self.model.by_slug]

        return {"first": told.get("first"), "now": names("raised_now"), "gone": names("no_longer")}


def _measured(spec):
    return Measured(spec.short, spec.unit, spec.decimals)


def _agreement(decision):
    return [{"said": said, "party": PARTIES[said.party]} for said in selectors.agreement_of(decision)]


def again(request, public_id):
    """Make a new draft from the newest figures."""
    found = access.open_assessment(public_id, to=request.user, partnership=request.partnership)
    try:
        found = services.draft_again(assessment=found, by=request.user, at=timezone.now())
    except services.CannotDraftAgain as error:
        messages.error(request, str(error))
    else:
        messages.success(
            request, "Here is a new draft from the newest figures. What was agreed before stays as it was."
        )
    return redirect("risk:assessment", request.partnership.slug, found.public_id)


def settle(request, public_id):
    """Decide the level from an assessment, and ask the four."""
    found = access.open_assessment(public_id, to=request.user, partnership=request.partnership)
    form = SettleForm(request.POST, model=support_model.of_row(found.opening.model))
    if not form.is_valid():
        messages.error(request, "Choose a level and say why: the head and the chair will read it.")
        return redirect("risk:assessment", request.partnership.slug, public_id)
    try:
        services.agree_level(
            partnership=request.partnership,
            urn=found.urn,
            assessment=found,
            by=request.user,
            at=timezone.now(),
            **form.cleaned_data,
        )
    except services.CannotAgreeLevel as error:
        messages.error(request, str(error))
    else:
        messages.success(request, "The level stands. All four are asked whether they agree.")
    return redirect("risk:assessment", request.partnership.slug, public_id)
