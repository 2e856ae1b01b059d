"""A level is decided, with a reason, and four people say whether they agree."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from commonroom.audit import services as audit
from commonroom.partnerships.models import Partnership
from commonroom.people.access import Refused
from commonroom.risk import access, selectors, support_model
from commonroom.risk.models import Agreement, Assessment, LevelDecision
from commonroom.risk.rules import Answer, AssessmentState


class CannotAgreeLevel(Refused):
    """A level that cannot be decided, with the reason."""


@transaction.atomic
def agree_level(
    *,
    urn: int,
    level: str,
    because: str,
    by: Any,
    at: datetime,
    partnership: Partnership,
    assessment: Assessment | None = None,
) -> LevelDecision:
    """Decide a school's level from now on and ask the four. Any day of the year (F14); the level before stays as
    history. Raises CannotAgreeLevel.
    """
    role = access.role_to_settle(by, partnership=partnership)
    if not role:
        raise CannotAgreeLevel("A level is settled by the school improvement lead or the head of service.")
    if not because.strip():
        raise CannotAgreeLevel("Say why this level fits: the school and its chair will read it.")
    if level not in _levels(partnership, assessment, at):
        raise CannotAgreeLevel("Choose one of the levels of this term’s method.")
    if assessment is not None:
        _settle(assessment, urn)
    before = selectors.current_level(partnership, urn)
    decision = LevelDecision.objects.create(
        partnership=partnership,
        urn=urn,
        level=level,
        assessment=assessment,
        because=because.strip(),
        decided_at=at,
        decided_by_id=by.pk,
        decided_by_name=by.name,
    )
    audit.record(
        verb="decided a level",
        at=at,
        by=by,
        chain=partnership,
        acting_as=role,
        kind="level",
        object_id=decision.public_id,
        urn=urn,
        data={"level": level, "before": before.level if before else ""},
    )
    return decision


def _levels(partnership: Partnership, assessment: Assessment | None, at: datetime) -> Any:
    if assessment is not None:
        return support_model.of_row(assessment.opening.model).levels
    return support_model.document(partnership, on=timezone.localdate(at)).levels


def _settle(assessment: Assessment, urn: int) -> None:
    held = Assessment.objects.select_for_update(of=("self",)).get(pk=assessment.pk)
    if held.urn != urn:
        raise CannotAgreeLevel("That assessment is of another school.")
    if held.state == AssessmentState.REPLACED:
        raise CannotAgreeLevel("A newer draft has taken this one’s place. Open that one and settle there.")
    if held.state == AssessmentState.AGREED:
        raise CannotAgreeLevel("This assessment is settled already. Another level is decided on the school’s own page.")
    Assessment.objects.filter(pk=held.pk).update(state=AssessmentState.AGREED)
    assessment.state = AssessmentState.AGREED


class CannotAnswer(Refused):
    """An agreement or comment that cannot be taken, with the reason."""


@transaction.atomic
def record_agreement(
    *, decision: LevelDecision, answer: Answer | str, by: Any, at: datetime, words: str = ""
) -> Agreement:
    """Take the answer of one of the four: agreed, or a comment with words. A later answer stands beside the earlier.

    Raises CannotAnswer.
    """
    partnership = decision.partnership
    found = access.party_of(by, partnership=partnership, urn=decision.urn)
    if found is None:
        raise CannotAnswer("The head, the chair of governors, the adviser and the lead answer for a school.")
    party, role = found
    newest = selectors.current_level(partnership, decision.urn)
    if newest is None or newest.pk != decision.pk:
        raise CannotAnswer("A newer level has been decided since. Open it and answer there.")
    if answer == Answer.COMMENTED and not words.strip():
        raise CannotAnswer("Write your comment, or choose that you agree.")
    row = Agreement.objects.create(
        partnership=partnership,
        decision=decision,
        urn=decision.urn,
        party=party,
        answer=Answer(answer),
        words=words.strip(),
        at=at,
        by_id=by.pk,
        by_name=by.name,
    )
    audit.record(
        verb="answered a level",
        at=at,
        by=by,
        chain=partnership,
        acting_as=role,
        kind="level",
        object_id=decision.public_id,
        urn=decision.urn,
        data={"party": party.value, "answer": Answer(answer).value},
    )
    return row
