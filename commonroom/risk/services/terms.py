"""Opening a term: one press drafts an assessment for every school of the area, in one transaction."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from commonroom.audit import services as audit
from commonroom.kit.terms import Term
from commonroom.partnerships.models import Partnership
from commonroom.people.access import Refused
from commonroom.risk import access, document, kinds, support_model
from commonroom.risk.models import Assessment, SupportModel, TermOpening
from commonroom.risk.rules import AssessmentState
from commonroom.risk.services import drafting
from commonroom.schools.models import School


class CannotOpenTerm(Refused):
    """A term that cannot be opened, with the reason."""


@transaction.atomic
def open_term(*, partnership: Partnership, term: Term, by: Any, at: datetime) -> TermOpening:
    """Draft an assessment for every open school of the area that the method is for (F04). All or nothing. Raises
    CannotOpenTerm.
    """
    role = access.role_to_settle(by, partnership=partnership)
    if not role:
        raise CannotOpenTerm("A term is opened by the head of education improvement or the school improvement lead.")
    Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    if TermOpening.objects.filter(partnership=partnership, year=term.year.start, term=term.number).exists():
        raise CannotOpenTerm(
            f"The {term.words[0].lower()}{term.words[1:]} is already open. Its assessments stand below."
        )
    on = timezone.localdate(at)
    opening = TermOpening.objects.create(
        partnership=partnership,
        year=term.year.start,
        term=term.number,
        model=model_in_force(partnership=partnership, at=at),
        opened_at=at,
        opened_by_id=by.pk,
        opened_by_name=by.name,
    )
    schools = _schools(partnership, support_model.of_row(opening.model))
    if not schools:
        raise CannotOpenTerm(
            "The register holds no open school of this area that the method is for. Bring in the register of schools "
            "first, or look at which schools the method is for."
        )
    opening.schools = drafting.draft_assessments(
        partnership=partnership, opening=opening, schools=schools, at=at, on=on
    )
    opening.save(update_fields=["schools"])
    data = {"year": term.year.start, "term": term.number, "schools": opening.schools, "model": opening.model.number}
    audit.record(
        verb="opened a term",
        at=at,
        by=by,
        chain=partnership,
        acting_as=role,
        kind="term",
        object_id=opening.pk,
        data=data,
    )
    return opening


def _schools(partnership: Partnership, model: support_model.SupportDocument) -> list[tuple[int, str]]:
    rows = School.objects.filter(la_code__in=partnership.la_codes, is_open=True).order_by("urn")
    return [
        (urn, phase)
        for urn, phase, kind, group in rows.values_list("urn", "phase_group", "type", "type_group")
        if kinds.is_for(model.for_schools, type_of_school=kind, type_group=group)
    ]


def model_in_force(*, partnership: Partnership, at: datetime) -> SupportModel:
    """The version in force; the shipped model becomes the partnership's first where it has none."""
    row = support_model.version(partnership, on=timezone.localdate(at))
    if row is not None:
        return row
    shipped = support_model.shipped()
    return SupportModel.objects.create(
        partnership=partnership,
        number=1,
        starts_on=min(shipped.starts_on, timezone.localdate(at)),
        document=document.as_data(shipped),
        because="The model that comes with Commonroom.",
        made_at=at,
        made_by_name="Commonroom",
    )


class CannotDraftAgain(Refused):
    """A draft that cannot be made anew, with the reason."""


@transaction.atomic
def draft_again(*, assessment: Assessment, by: Any, at: datetime) -> Assessment:
    """A new draft from the newest figures beside an assessment. One that people agreed stays as it was agreed; one that
    nobody settled becomes *replaced*. Raises CannotDraftAgain.
    """
    partnership = assessment.partnership
    role = access.role_to_judge(by, partnership=partnership, urn=assessment.urn)
    if not role:
        raise CannotDraftAgain("A new draft is made by the school’s adviser or the school improvement lead.")
    held = Assessment.objects.select_for_update(of=("self",)).get(partnership=partnership, pk=assessment.pk)
    if held.state == AssessmentState.REPLACED:
        raise CannotDraftAgain("A newer draft stands already. Open that one.")
    same = Assessment.objects.filter(partnership=partnership, urn=held.urn, year=held.year, term=held.term)
    same.filter(state__in=[AssessmentState.DRAFT, AssessmentState.MODERATED]).update(state=AssessmentState.REPLACED)
    school = School.objects.values_list("urn", "phase_group").get(pk=held.urn)
    drafting.draft_assessments(
        partnership=partnership, opening=held.opening, schools=[school], at=at, on=timezone.localdate(at)
    )
    new = same.order_by("-pk")[0]
    audit.record(
        verb="drafted an assessment again",
        at=at,
        by=by,
        chain=partnership,
        acting_as=role,
        kind="assessment",
        object_id=new.public_id,
        urn=new.urn,
        data={"before": str(held.public_id)},
    )
    return new
