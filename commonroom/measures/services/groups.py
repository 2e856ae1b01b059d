"""Groups of schools of a person's own: made, changed, deleted by her alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from commonroom.audit import services as audit
from commonroom.measures.models import ComparisonGroup
from commonroom.partnerships.models import Partnership

KIND = "comparison group"


class CannotSaveGroup(Exception):
    """The reason is written for the reader."""


def save_group(
    *,
    partnership: Partnership,
    name: str,
    urns: Sequence[int],
    by: Any,
    at: datetime,
    group: ComparisonGroup | None = None,
) -> ComparisonGroup:
    """Make a group, or change one of hers; inside the partnership's scope and the caller's transaction.

    Raises CannotSaveGroup where another group of hers has the name.
    """
    same = ComparisonGroup.objects.filter(owner_id=by.pk, name__iexact=name)
    if (same.exclude(pk=group.pk) if group else same).exists():
        raise CannotSaveGroup(f"You have a group called “{name}” already. Choose another name.")
    made = group or ComparisonGroup(partnership=partnership, owner_id=by.pk, made_at=at)
    made.name, made.urns = name, list(dict.fromkeys(urns))
    made.save()
    verb = "changed a group of schools" if group else "made a group of schools"
    _record(verb, made, partnership, by, at)
    return made


def delete_group(*, partnership: Partnership, group: ComparisonGroup, by: Any, at: datetime) -> None:
    """Delete one of her own groups."""
    _record("deleted a group of schools", group, partnership, by, at)
    group.delete()


def _record(verb: str, group: ComparisonGroup, partnership: Partnership, by: Any, at: datetime) -> None:
    data = {"name": group.name, "urns": group.urns}
    audit.record(verb=verb, by=by, chain=partnership, kind=KIND, object_id=group.pk, data=data, at=at)
