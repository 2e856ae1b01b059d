"""Schools have lives: a school that took over from another shows the other's results until it has its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import connection

from commonroom.kit.status import Status
from commonroom.measures.selectors import figures
from commonroom.measures.selectors.figures import Figure

MARK = "†"
"""Stands beside a figure that belongs to a predecessor."""
FARTHEST = 4
"""Steps back that are followed: an academy that was a grant-maintained school that was two schools."""


@dataclass(frozen=True, slots=True)
class Predecessor:
    """A school from which another took over. `steps` is 1 for the school just before it."""

    urn: int
    name: str
    on: date | None
    steps: int


_BEFORE = """
with recursive before as (
    select urn as school, other_urn, other_name, established_on, 1 as steps
    from schools_schoollink where urn = any(%(urns)s) and kind ilike 'predecessor%%'
    union
    select before.school, next.other_urn, next.other_name, next.established_on, before.steps + 1
    from before join schools_schoollink next on next.urn = before.other_urn and next.kind ilike 'predecessor%%'
    where before.steps < %(farthest)s and next.other_urn <> before.school
)
select distinct on (school, other_urn) school, other_urn, other_name, established_on, steps
from before order by school, other_urn, steps
"""


def predecessors(urns: Iterable[int]) -> dict[int, tuple[Predecessor, ...]]:
    """{urn: the schools before it, the nearest first}, by the register's links; schools without any are left out."""
    with connection.cursor() as cursor:
        cursor.execute(_BEFORE, {"urns": list(urns), "farthest": FARTHEST})
        rows = cursor.fetchall()
    found: dict[int, list[Predecessor]] = {}
    for school, urn, name, on, steps in rows:
        found.setdefault(school, []).append(Predecessor(urn, name, on, steps))
    return {school: tuple(sorted(before, key=lambda p: (p.steps, p.urn))) for school, before in found.items()}


def with_predecessors(
    found: Mapping[tuple[int, str, int], Figure],
    urns: Iterable[int],
    *,
    slugs: Iterable[str] | None = None,
    years: Iterable[int] | None = None,
) -> dict[tuple[int, str, int], Figure]:
    """The same figures by (urn, slug, start year), and those of predecessors where a school has none of its own.

    A figure that came from a predecessor keeps that school's URN in `figure.urn`, which differs from the key: pages
    mark it. Where two predecessors of the same step both have a figure, neither stands for the school. Slugs and
    years default to those already found. Two statements, or one where nobody has a predecessor.
    """
    whole = dict(found)
    before = predecessors(urns)
    wanted = set(slugs) if slugs is not None else {slug for _, slug, _ in found}
    if not before or not wanted:
        return whole
    theirs = figures.figures(
        sorted({p.urn for line in before.values() for p in line}),
        sorted(wanted),
        sorted({year for *_, year in found}) if years is None and slugs is None else years,
    )
    by_school: dict[int, list[Figure]] = {}
    for (urn, *_), figure in theirs.items():
        by_school.setdefault(urn, []).append(figure)
    for school, line in before.items():
        fill(whole, school, line, by_school)
    return whole


def fill(
    whole: dict[tuple[int, str, int], Figure],
    school: int,
    line: tuple[Predecessor, ...],
    by_school: Mapping[int, list[Figure]],
) -> None:
    """Put predecessors' figures where the school lacks one: the nearest step that has it, if only one school does."""
    for steps in sorted({p.steps for p in line}):
        offered: dict[tuple[str, int], list[Figure]] = {}
        for figure in (f for p in line if p.steps == steps for f in by_school.get(p.urn, [])):
            offered.setdefault((figure.slug, figure.year), []).append(figure)
        for (slug, year), candidates in offered.items():
            held = whole.get((school, slug, year))
            if len(candidates) == 1 and (held is None or held.status == Status.NEW_SCHOOL):
                whole[school, slug, year] = candidates[0]
