"""Lists of schools."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from commonroom.schools.models import School

LISTED = (
    "name", "la_code", "la_name", "establishment_number", "type", "type_group", "status", "opened_on", "closed_on",
    "phase", "phase_group", "low_age", "high_age", "pupils", "trust_uid", "trust_name", "town", "ward", "postcode",
    "region", "is_open",
)  # fmt: skip
"""What lists show of a school; a school has three times as many columns, which cost more than all the rest."""


def light() -> QuerySet[School]:
    """Schools with what lists show of them."""
    return School.objects.only(*LISTED)


def open_in(codes: Collection[str]) -> QuerySet[School]:
    """The open schools of some authorities, by name; read when asked for, so that a page of them costs a page."""
    rows = light().order_by("name", "urn")
    return rows.filter(la_code__in=list(codes), is_open=True) if codes else rows.none()


def named(urns: Collection[int]) -> tuple[School, ...]:
    """Schools by their URNs, by name."""
    return tuple(light().filter(pk__in=list(urns)).order_by("name", "urn")) if urns else ()
