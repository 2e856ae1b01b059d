"""New dated versions of the support model. Versions are only ever added."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from commonroom.audit import services as audit
from commonroom.partnerships.models import Partnership
from commonroom.people.access import Refused
from commonroom.risk import access, document, support_model
from commonroom.risk.document import CannotReadModel
from commonroom.risk.models import SupportModel


class CannotChangeModel(Refused):
    """A version that cannot be made, with the reason."""


@transaction.atomic
def change_model(
    *,
    partnership: Partnership,
    data: dict[str, Any],
    starts_on: date,
    because: str,
    by: Any,
    at: datetime,
    after: int | None = None,
) -> SupportModel:
    """A new version of the support model, in force from a day that is not past. `after` is the number of the version
    that was changed (0: the shipped one): a newer one by somebody else is not written over. Raises CannotChangeModel.
    """
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
    newest = support_model.newest(partnership)
    _check_rests_on(newest, after, starts_on)
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


def _check_rests_on(newest: SupportModel | None, after: int | None, starts_on: date) -> None:
    """A change rests on the newest version, and never overtakes one that is still to come."""
    number = newest.number if newest else 0
    if after is not None and newest is not None and number != after:
        raise CannotChangeModel(
            f"{newest.made_by_name} has made version {number} since you opened this page. Open it again to change that."
        )
    if newest is not None and starts_on < newest.starts_on:
        raise CannotChangeModel(
            f"Version {number} holds from {newest.starts_on.day} {newest.starts_on:%B %Y}. A newer one starts then or "
            "later."
        )
