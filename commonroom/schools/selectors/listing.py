"""Lists of schools."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import QuerySet

from commonroom.schools.models import School


def light() -> QuerySet[School]:
    """Schools without the columns that no page shows."""
    return School.objects.defer("search", "older", "content_hash")


def open_in(codes: Collection[str]) -> tuple[School, ...]:
    """The open schools of some authorities, by name."""
    return tuple(light().filter(la_code__in=list(codes), is_open=True).order_by("name", "urn")) if codes else ()


def named(urns: Collection[int]) -> tuple[School, ...]:
    """Schools by their URNs, by name."""
    return tuple(light().filter(pk__in=list(urns)).order_by("name", "urn")) if urns else ()
