"""Doors of bringing files in: who may see a load, and who may decide about it."""

from __future__ import annotations

from django.http import Http404

from commonroom.imports.models import Run
from commonroom.partnerships.models import Partnership
from commonroom.people import access as people
from commonroom.people.models import Person
from commonroom.people.permissions import Permission

BRINGS = {True: Permission.BRING_NATIONAL_FILES, False: Permission.BRING_OWN_MEASURES}
WITHDRAWS = {True: Permission.WITHDRAW_NATIONAL_FILES, False: Permission.WITHDRAW_OWN_MEASURES}


def may_bring(person: Person, *, partnership: Partnership | None) -> str:
    """The role by which a person may bring files in (national ones where there is no partnership), or nothing."""
    return people.acting_as(person, BRINGS[partnership is None], partnership=partnership)


def may_withdraw(person: Person, *, run: Run) -> str:
    """The role by which a person may take a load back, or nothing."""
    return people.acting_as(person, WITHDRAWS[run.partnership_id is None], partnership=run.partnership)


def may_confirm(person: Person, *, run: Run) -> str:
    """The role by which a person may confirm, as the second one, that a national file is right; or nothing."""
    if run.partnership_id is not None or person.pk == run.asked_by_id:
        return ""
    return people.acting_as(person, Permission.CONFIRM_NATIONAL_FILES)


def open_run(pk: int, *, to: Person, partnership: Partnership | None) -> Run:
    """A load by its number. National loads may be seen by all who are signed in, a partnership's own by those who
    bring them in there. Raises Http404.
    """
    run = Run.objects.select_related("file", "partnership").filter(pk=pk).first()
    if run is None:
        raise Http404
    if run.partnership_id is None:
        return run
    if partnership is None or run.partnership_id != partnership.pk or not may_bring(to, partnership=partnership):
        raise Http404
    return run


def may_see_own_row(person: Person, *, partnership: Partnership, urn: int | None) -> bool:
    """Whether a person may see a row of a partnership's own figures: of every school, or of her own."""
    if people.can(person, Permission.SEE_ALL_OWN_MEASURES, partnership=partnership):
        return True
    return urn is not None and people.can(person, Permission.SEE_SCHOOLS_OWN_MEASURES, partnership=partnership, urn=urn)
