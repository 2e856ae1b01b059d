"""The doors to a school's documents: who may see which, add and withdraw them.

Members' documents are for everyone with a post in the partnership. Restricted ones are for the council's team and for
the school's own head and chair; its business manager may add documents for everyone, and read those.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import Http404

from commonroom.documents.models import Document
from commonroom.documents.rules import READ_BEFORE_VISITS, Classification, Kind
from commonroom.partnerships.models import Partnership
from commonroom.people import access
from commonroom.people.permissions import Permission

OF_SCHOOL = ("headteacher", "chair-of-governors", "business-manager")
"""Posts at a school that may add documents to it."""


def visible_documents(*, to: Any, partnership: Partnership, urn: int) -> QuerySet[Document]:
    """The documents of one school that a person may read, newest first; withdrawn ones are gone."""
    rows = Document.objects.filter(partnership=partnership, urn=urn, withdrawn_at__isnull=True)
    if not can_read_restricted(to, partnership=partnership, urn=urn):
        rows = rows.filter(classification=Classification.MEMBERS)
    return rows.order_by("-added_at", "-pk")


def read_before_visits(*, to: Any, partnership: Partnership, urn: int) -> list[tuple[Kind, Document | None]]:
    """The newest self-evaluation and the newest improvement plan of a school that a person may read (E15), by the day
    that they are of; None where none is kept.
    """
    rows = visible_documents(to=to, partnership=partnership, urn=urn).filter(kind__in=READ_BEFORE_VISITS)
    found = sorted(rows, key=lambda one: (one.day, one.pk))
    newest = {one.kind: one for one in found}
    return [(kind, newest.get(kind)) for kind in READ_BEFORE_VISITS]


def can_read_restricted(person: Any, *, partnership: Partnership, urn: int) -> bool:
    """Whether a person may read the restricted documents of a school."""
    return access.can(person, Permission.SEE_SCHOOLS_DOCUMENTS, partnership=partnership, urn=urn)


def role_to_add(person: Any, *, partnership: Partnership, urn: int) -> str:
    """The role by which a person may add documents to a school and withdraw them; empty where she may not.

    The council's team: for every school, an adviser for her own ones; a school's own people: for their school.
    """
    for held in access.posts_in(person, partnership):
        if Permission.ADD_DOCUMENTS in held.permissions:
            if Permission.SEE_ALL_DOCUMENTS in held.permissions or held.urn == urn:
                return held.role
        elif held.role in OF_SCHOOL and held.urn == urn:
            return held.role
    return ""


def open_document(pk: int, *, to: Any, partnership: Partnership) -> Document:
    """A document that a person may read. Raises Http404 for others as for none."""
    found = Document.objects.filter(Q(partnership=partnership), pk=pk, urn__isnull=False).first()
    if found is None or found.urn is None or found.withdrawn_at is not None:
        raise Http404
    if found.classification != Classification.MEMBERS and not can_read_restricted(
        to, partnership=partnership, urn=found.urn
    ):
        raise Http404
    return found
