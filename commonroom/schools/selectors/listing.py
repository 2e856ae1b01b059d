"""Lists of schools."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from django.db import connection
from django.db.models import Avg, QuerySet

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


_NAMES = [f.attname for f in School._meta.concrete_fields if f.attname in ("urn", *LISTED)]
_SELECT = f"select {', '.join(_NAMES)} from schools_school where urn = any(%s)"


def listed(urns: Sequence[int]) -> tuple[School, ...]:
    """Schools by their URNs, in that order, with what lists show; those that are not held are left out."""
    if not urns:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(_SELECT, [list(urns)])
        found = {row[0]: School.from_db(connection.alias, _NAMES, row) for row in cursor.fetchall()}
    return tuple(found[urn] for urn in urns if urn in found)


class Shown(NamedTuple):
    """What a row of a list shows of a school."""

    urn: int
    name: str
    is_open: bool
    status: str
    closed_on: date | None
    type: str
    trust_name: str
    town: str
    ward: str
    la_name: str
    postcode: str


_SHOW = f"select {', '.join(Shown._fields)} from schools_school where urn = any(%s)"


def shown(urns: Sequence[int]) -> list[Shown]:
    """Rows of a list by URN, in that order; those that are not held are left out."""
    if not urns:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_SHOW, [list(urns)])
        found = {row[0]: Shown._make(row) for row in cursor.fetchall()}
    return [found[urn] for urn in urns if urn in found]


def open_in(codes: Collection[str]) -> QuerySet[School]:
    """The open schools of some authorities, by name; read when asked for, so that a page of them costs a page."""
    rows = light().order_by("name", "urn")
    return rows.filter(la_code__in=list(codes), is_open=True) if codes else rows.none()


def named(urns: Collection[int]) -> tuple[School, ...]:
    """Schools by their URNs, by name."""
    return tuple(light().filter(pk__in=list(urns)).order_by("name", "urn")) if urns else ()


def middle_of(district: str) -> tuple[float, float] | None:
    """The middle (latitude, longitude) of the open schools in a district of postcodes like “UB8”; None without any."""
    rows = School.objects.filter(postcode__startswith=f"{district} ", is_open=True, latitude__isnull=False)
    found = rows.aggregate(latitude=Avg("latitude"), longitude=Avg("longitude"))
    return None if found["latitude"] is None else (round(found["latitude"], 4), round(found["longitude"], 4))
