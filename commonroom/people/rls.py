"""Row policies for confidential records: the tenant, and a current post of the person who acts.

The database reads the person from `app.person` and her posts from `people_post`, whose own policy lets each person
see hers. So a record stays invisible to an uncleared person even where Python forgets to ask.
"""

from __future__ import annotations

from collections.abc import Iterable

from commonroom.partnerships.rls import TENANT

_NOW = "p.ended_at is null and p.starts_on <= current_date and (p.ends_on is null or p.ends_on >= current_date)"


def _holds(roles: Iterable[str], extra: str = "") -> str:
    listed = ", ".join(f"'{role}'" for role in sorted(roles))
    return (
        "exists (select 1 from people_post p where p.person_id = "
        "(select nullif(current_setting('app.person', true), '')::bigint) "
        f"and p.partnership_id = (select nullif(current_setting('app.partnership', true), '')::bigint) "
        f"and p.role in ({listed}) and {_NOW}{extra})"
    )


def cleared(table: str, *, everywhere: Iterable[str] = (), at_school: Iterable[str] = (), or_else: str = "") -> str:
    """A policy condition for a table with `partnership_id` and `urn`: its rows are seen by holders of a role of
    `everywhere`, and by holders of a role of `at_school` whose post names the row's school; `or_else` adds one more
    way in (a grant, the author of a note).
    """
    ways = []
    if everywhere := list(everywhere):
        ways.append(_holds(everywhere))
    if at_school := list(at_school):
        ways.append(_holds(at_school, f" and p.urn = {table}.urn"))
    if or_else:
        ways.append(or_else)
    return f"{TENANT} and ({' or '.join(ways)})"


def at_own_school(table: str, roles: Iterable[str]) -> str:
    """A way in for `or_else`: the person holds one of these roles at the school of the row (`urn`)."""
    return _holds(roles, f" and p.urn = {table}.urn")


def in_partnership(roles: Iterable[str]) -> str:
    """A way in for `or_else`: the person holds one of these roles in the partnership."""
    return _holds(roles)
