"""What every deed of this room needs: who made a row, and the trail."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone

from commonroom.audit import services as audit
from commonroom.partnerships.models import Partnership


def day_of(at: datetime) -> date:
    """The day on which something is done, by the clocks of this country."""
    return timezone.localtime(at).date()


def made(by: Any, at: datetime) -> dict[str, Any]:
    """Who made a row, and when."""
    return {"made_at": at, "made_by_id": by.pk, "made_by_name": by.name}


def noted(
    verb: str,
    kind: str,
    object_id: object,
    /,
    *,
    partnership: Partnership,
    urn: int | None,
    by: Any,
    at: datetime,
    role: str,
    because: str = "",
    **data: Any,
) -> None:
    """Write the deed into the partnership's trail: ids, counts and states, never a record's words."""
    audit.record(
        verb=verb,
        at=at,
        by=by,
        chain=partnership,
        acting_as=role,
        kind=kind,
        object_id=object_id,
        urn=urn,
        because=because,
        data=data,
    )
