"""New dated versions of the support model. Versions are only ever added."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from commonroom.audit import services as audit
from commonroom.partnerships.models import Partnership
from commonroom.people.access import Refused
from commonroom.risk import access, document
from commonroom.risk.document import CannotReadModel
from commonroom.risk.models import SupportModel


class CannotChangeModel(Refused):
    """A version that cannot be made, with the reason."""


@transaction.atomic
def change_model(
    *, partnership: Partnership, data: dict[str, Any], starts_on: date, because: str, by: Any, at: datetime
) -> SupportModel:
    """A new version of the support model, in force from a day that is not past. Raises CannotChangeModel."""
    role = access.role_to_settle(by, partnership=partnership)
    if not role:
        raise CannotChangeModel("The method is changed by the head of service or the school improvement lead.")
    if not because.strip():
        raise CannotChangeModel("Say why: every school reads it on the method page.")
    if starts_on < timezone.localdate(at):
        raise CannotChangeModel("A version starts today or later: what was decided under the old one stays so.")
    try:
        model = document.check(data, name="The support model")
    except CannotReadModel as error:
        raise CannotChangeModel(str(error)) from error
    Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    newest = SupportModel.objects.filter(partnership=partnership).order_by("-number").first()
    row = SupportModel.objects.create(
        partnership=partnership,
        number=newest.number + 1 if newest else 1,
        starts_on=starts_on,
        document=document.as_data(model),
        because=because.strip(),
        made_at=at,
        made_by_id=by.pk,
        made_by_name=by.name,
    )
    data = {"number": row.number, "starts_on": starts_on.isoformat()}
    audit.record(
        verb="changed the method",
        at=at,
        by=by,
        chain=partnership,
        acting_as=role,
        kind="support model",
        object_id=row.pk,
        because=row.because,
        data=data,
    )
    return row
