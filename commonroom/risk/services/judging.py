"""What people make of a draft: confirm a finding, set it aside with a reason, ask the school, add what figures lack."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from commonroom.audit import services as audit
from commonroom.people.access import Refused
from commonroom.risk import access, rules, selectors, support_model
from commonroom.risk.models import Assessment, Finding, Judgement
from commonroom.risk.rules import AssessmentState, FindingState


class CannotJudge(Refused):
    """A finding that cannot be judged so, with the reason."""


def confirm_finding(*, finding: Finding, by: Any, at: datetime, because: str = "") -> Finding:
    """Say that a finding counts. Raises CannotJudge."""
    return _judge(finding, FindingState.CONFIRMED, because, by, at)


def set_aside(*, finding: Finding, because: str, by: Any, at: datetime) -> Finding:
    """Say that a finding does not count, and why: the school and the lead read it. Raises CannotJudge."""
    if not because.strip():
        raise CannotJudge("Say why you set it aside: the head, the chair and the lead will read it.")
    return _judge(finding, FindingState.SET_ASIDE, because, by, at)


def ask_school(*, finding: Finding, by: Any, at: datetime, because: str = "") -> Finding:
    """Keep a finding until the school has been asked. Raises CannotJudge."""
    return _judge(finding, FindingState.ASKED, because, by, at)


def add_finding(*, assessment: Assessment, indicator: str, because: str, by: Any, at: datetime) -> Finding:
    """Add what the figures do not show, with its reason. Raises CannotJudge."""
    if not because.strip():
        raise CannotJudge("Say what you have seen: the head, the chair and the lead will read it.")
    finding = selectors.finding_of(assessment, indicator)
    if finding is None:
        raise CannotJudge("Choose one of the indicators of this term’s method.")
    if finding.state in rules.COUNTS:
        raise CannotJudge("That indicator counts already. Confirm it above.")
    return _judge(finding, FindingState.ADDED, because, by, at)


def hold(assessment: Assessment) -> Assessment:
    """The assessment as it stands now, kept from everybody else until the transaction ends. Always taken before its
    findings, so that the suggestion never misses what another adviser has just said.
    """
    rows = Assessment.objects.select_for_update(of=("self",)).select_related("opening__model", "partnership")
    return rows.get(pk=assessment.pk)


def claim(*, assessment: Assessment, seen: str) -> Assessment:
    """Hold an assessment that still stands as its reader saw it: `seen` is what `selectors.standing_of` said then.

    Raises CannotJudge where somebody has judged it since, so that nobody's judgement is written over unread.
    """
    held = hold(assessment)
    if seen and selectors.standing_of(held) != seen:
        who = selectors.last_to_judge(held)
        raise CannotJudge(
            f"{who or 'Somebody else'} has judged this while you were looking, so nothing of yours was kept. "
            "What stands now is shown above: look at it, and save again."
        )
    return held


@transaction.atomic
def _judge(finding: Finding, state: FindingState, because: str, by: Any, at: datetime) -> Finding:
    assessment = hold(Assessment(pk=finding.assessment_id))
    rows = Finding.objects.filter(partnership=assessment.partnership, assessment=assessment)
    held = rows.select_for_update(of=("self",)).filter(indicator=finding.indicator).first() or finding
    role = access.role_to_judge(by, partnership=assessment.partnership, urn=held.urn)
    if not role:
        raise CannotJudge("Findings are judged by the school’s adviser, the lead or the head of service.")
    if assessment.state in (AssessmentState.AGREED, AssessmentState.REPLACED):
        raise CannotJudge("This assessment is settled and stays as it was. Make a new draft to judge afresh.")
    if held.state == FindingState.QUIET and state != FindingState.ADDED:
        raise CannotJudge("Nothing is raised here. Add the indicator with your reason instead.")
    if (held.state, held.judged_because) == (state, because.strip()):
        return held
    _keep(held, state, because.strip(), by, at)
    _suggest_again(assessment)
    audit.record(
        verb="judged a finding",
        at=at,
        by=by,
        chain=assessment.partnership,
        acting_as=role,
        kind="assessment",
        object_id=assessment.public_id,
        urn=held.urn,
        data={"indicator": held.indicator, "state": state.value},
    )
    return held


def _keep(held: Finding, state: FindingState, because: str, by: Any, at: datetime) -> None:
    """Write what somebody decided; a finding on which nothing was said until now gets its row."""
    if held.pk is None:
        held.save()
    Judgement.objects.create(
        partnership=held.partnership,
        finding=held,
        urn=held.urn,
        state=state,
        because=because,
        at=at,
        by_id=by.pk,
        by_name=by.name,
    )
    held.state, held.judged_because, held.judged_at = state.value, because, at
    held.judged_by_id, held.judged_by_name = by.pk, by.name
    if state == FindingState.ADDED:
        held.source, held.because = "adviser", because
    held.save()


def _suggest_again(assessment: Assessment) -> None:
    """The suggestion follows what people made of the findings; the sentences that rest on no finding stay."""
    model = support_model.of_row(assessment.opening.model)
    rows = Finding.objects.filter(partnership=assessment.partnership_id, assessment=assessment)
    told = [rules.Counted(f.indicator, f.state in rules.COUNTS) for f in rows]
    suggestion = rules.suggest(told, model)
    assessment.suggested, assessment.reasons = suggestion.level, list(suggestion.reasons)
    assessment.raised = sum(1 for finding in told if finding.counts)
    assessment.save(update_fields=["suggested", "reasons", "raised"])


class CannotPropose(Refused):
    """A level that cannot be proposed, with the reason."""


@transaction.atomic
def propose_level(*, assessment: Assessment, level: str, because: str, by: Any, at: datetime) -> Assessment:
    """Propose a level; from now on the school sees its assessment. Raises CannotPropose.

    A level other than the suggested one needs a reason: it is the override that stays on record (F06).
    """
    held = hold(assessment)
    role = access.role_to_judge(by, partnership=held.partnership, urn=held.urn)
    if not role:
        raise CannotPropose("A level is proposed by the school’s adviser, the lead or the head of service.")
    if held.state in (AssessmentState.AGREED, AssessmentState.REPLACED):
        raise CannotPropose("This assessment is settled and stays as it was. Make a new draft to propose afresh.")
    levels = support_model.of_row(held.opening.model).levels
    if level not in levels:
        raise CannotPropose("Choose one of the levels of this term’s method.")
    if level != held.suggested and not because.strip():
        raise CannotPropose(
            f"As judged now, the evidence suggests {levels[held.suggested].name}. Choose it, or say why another level "
            "fits better."
        )
    held.state = AssessmentState.MODERATED
    held.proposed, held.proposed_because, held.proposed_at = level, because.strip(), at
    held.proposed_by_id, held.proposed_by_name = by.pk, by.name
    held.save()
    audit.record(
        verb="proposed a level",
        at=at,
        by=by,
        chain=held.partnership,
        acting_as=role,
        kind="assessment",
        object_id=held.public_id,
        urn=held.urn,
        data={"level": level, "suggested": held.suggested},
    )
    return held
