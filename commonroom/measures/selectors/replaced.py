"""Open schools that a list of links says another open school has followed, where no file has closed them.

Absence closes nothing: only a status or a close date does. So such a school stays on every list, and is marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

MARK = "‡"
"""Stands behind the name of such a school."""


@dataclass(frozen=True)
class Followed:
    """The open school that followed another, and the day that the list of links gives, if it gives one."""

    urn: int
    name: str
    on: date | None


_FOLLOWED = """
select distinct on (s.urn) s.urn, o.urn, o.name, l.established_on
from schools_school s
join schools_schoollink l on l.urn = s.urn and l.kind ilike 'successor%%' and l.kind not ilike '%%split%%'
join schools_school o on o.urn = l.other_urn and o.is_open
where s.urn = any(%(urns)s) and s.is_open and coalesce(l.established_on, l.as_at) > s.as_at
  and not exists (
    select 1 from measures_loading f join measures_release r on r.id = f.release_id
    where f.withdrawn_at is null and jsonb_exists_all(f.columns, array['urn', 'status'])
      and r.as_at > coalesce(l.established_on, l.as_at) and s.urn = any(f.urns))
order by s.urn, l.established_on desc nulls last, o.urn
"""


def followed(urns: Sequence[int]) -> dict[int, Followed]:
    """Of these schools the open ones that another open school has followed since a register last told of them.

    A school that splits goes on beside the new one, so it is not among them. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOWED, {"urns": list(urns)})
        return {urn: Followed(other, name, on) for urn, other, name, on in cursor.fetchall()}
