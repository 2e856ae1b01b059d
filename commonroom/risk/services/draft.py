"""A draft of the method: changes are gathered in it, seen by those who may change the method, and hold for nobody until
it is brought into force as one dated version.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from commonroom.audit import services as audit
from commonroom.partnerships.models import Partnership
from commonroom.people.access import Refused
from commonroom.risk import access, document, support_model
from commonroom.risk.document import CannotReadModel
from commonroom.risk.models import MethodDraft, SupportModel
from commonroom.risk.services.method import CannotChangeModel, change_model
from commonroom.risk.services.terms import model_in_force


class CannotKeepDraft(Refused):
    """A draft that cannot be changed, brought into force or discarded, with the reason."""


@transaction.atomic
def keep_draft(*, partnership: Partnership, data: dict[str, Any], seen: int, by: Any, at: datetime) -> MethodDraft:
    """Keep a method as the partnership's draft, begun where there is none. `seen` is the number of changes that `data`
    rests on (0: there was no draft); a later one by somebody else is not written over. Raises CannotKeepDraft.
    """
    role = _role(by, partnership)
    try:
        model = document.check(data, name="The draft")
    except CannotReadModel as error:
        raise CannotKeepDraft(str(error)) from error
    draft = _held(partnership, seen)
    if draft is None:
        rests_on = support_model.newest(partnership) or model_in_force(partnership=partnership, at=at)
        draft = MethodDraft(partnership=partnership, rests_on=rests_on, begun_at=at, begun_by_name=by.name)
    draft.document = document.as_data(model)
    draft.changes += 1
    draft.changed_at, draft.changed_by_id, draft.changed_by_name = at, by.pk, by.name
    draft.save()
    _record("changed the draft of the method", draft, role, by, at)
    return draft


@transaction.atomic
def discard_draft(*, partnership: Partnership, seen: int, by: Any, at: datetime) -> None:
    """Let a draft go as its reader saw it; the method stays as it is. Raises CannotKeepDraft."""
    role = _role(by, partnership)
    draft = _there(_held(partnership, seen))
    _record("discarded the draft of the method", draft, role, by, at)
    draft.delete()


@transaction.atomic
def bring_into_force(
    *, partnership: Partnership, seen: int, starts_on: date, because: str, by: Any, at: datetime
) -> SupportModel:
    """Make one dated version of a draft as its reader saw it; the draft is gone then. Raises CannotKeepDraft."""
    _role(by, partnership)
    draft = _there(_held(partnership, seen))
    newest = support_model.newest(partnership)
    if newest is not None and newest.pk != draft.rests_on_id:
        raise CannotKeepDraft(
            f"Version {newest.number} was made after this draft was begun. Discard the draft, and change that version."
        )
    if document.check(draft.document) == support_model.of_row(draft.rests_on):
        raise CannotKeepDraft(
            f"The draft says the same as version {draft.rests_on.number}. Change something first, or discard it."
        )
    try:
        row = change_model(
            partnership=partnership, data=draft.document, starts_on=starts_on, because=because, by=by, at=at
        )
    except CannotChangeModel as error:
        raise CannotKeepDraft(str(error)) from error
    draft.delete()
    return row


def _role(by: Any, partnership: Partnership) -> str:
    role = access.role_to_settle(by, partnership=partnership)
    if not role:
        raise CannotKeepDraft("The method is changed by the head of service or the school improvement lead.")
    return role


def _held(partnership: Partnership, seen: int) -> MethodDraft | None:
    """The draft, kept from others until the transaction ends, if it still stands as it was seen."""
    Partnership.objects.select_for_update(of=("self",)).get(pk=partnership.pk)
    draft = support_model.draft(partnership)
    if draft is not None and draft.changes != seen:
        raise CannotKeepDraft(
            f"{draft.changed_by_name} has changed the draft since you opened this page, so nothing of yours was done. "
            "Look at what differs now, and press again."
        )
    if draft is None and seen:
        raise CannotKeepDraft(
            "The draft has been brought into force or discarded since you opened this page. Open the page again to "
            "begin a new one."
        )
    return draft


def _there(draft: MethodDraft | None) -> MethodDraft:
    if draft is None:
        raise CannotKeepDraft("There is no draft of the method. Change a part of it first.")
    return draft


def _record(verb: str, draft: MethodDraft, role: str, by: Any, at: datetime) -> None:
    audit.record(
        verb=verb,
        at=at,
        by=by,
        chain=draft.partnership,
        acting_as=role,
        kind="method draft",
        object_id=draft.pk,
        data={"rests_on": draft.rests_on.number, "changes": draft.changes},
    )
