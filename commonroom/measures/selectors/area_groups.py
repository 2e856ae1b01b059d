"""Parts of an area whose schools may stand out together: its clusters, and schools with many disadvantaged pupils."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from commonroom.measures.selectors.area import AreaSchool, Cluster
from commonroom.measures.selectors.area_measures import Held
from commonroom.measures.sentences import FEWEST_SCHOOLS
from commonroom.measures.themes import GroupLine, Line

MANY_MEALS = 100 / 3
"""Percentage of pupils eligible for free school meals from which a school has many."""
MEALS = "schools where a third and more of pupils have free school meals"


@dataclass(frozen=True)
class Group:
    """Some schools of one phase, by a name that a sentence may use. `where` is the filter that shows them."""

    name: str
    phase: str
    urns: tuple[int, ...]
    where: str = ""


def groups_of(schools: Sequence[AreaSchool], places: Sequence[Cluster], phases: Sequence[str]) -> list[Group]:
    """The clusters of each phase and its schools with many free school meals, of six schools and more."""
    found = []
    for phase in phases:
        of_phase = [school for school in schools if school.phase == phase]
        for place in places:
            urns = [s.urn for s in of_phase if s.ward in place.wards or s.urn in place.urns]
            found.append(Group(_in_words(place.name), phase, tuple(urns), place.key))
        many = [s.urn for s in of_phase if s.meals is not None and s.meals >= MANY_MEALS]
        if len(many) < len(of_phase):
            found.append(Group(MEALS, phase, tuple(many)))
    return [group for group in found if len(group.urns) >= FEWEST_SCHOOLS]


def _in_words(name: str) -> str:
    """A cluster inside a sentence: “the Osier Bank cluster”, but “Thornbury Vale”."""
    return f"the {name}" if name.endswith("cluster") else name


_MEANS = """
select part.place, v.measure_id, v.year, count(v.number),
       case when bool_and(v.cohort > 0) filter (where v.number is not null)
            then sum(v.number * v.cohort) filter (where v.cohort > 0)
                 / sum(v.cohort) filter (where v.number is not null)
            else avg(v.number) end
from unnest(%(places)s::int[], %(urns)s::int[]) as part (place, urn)
join measures_value v on v.urn = part.urn and v.current and v.measure_id = any(%(ids)s::smallint[])
     and v.year = any(%(years)s::smallint[])
group by 1, 2, 3
"""


def group_lines(held: Held, groups: Sequence[Group], lines: Sequence[Line]) -> list[GroupLine]:
    """Each group's average of each measure in the newest year of the area's line; one statement."""
    newest = {(line.phase, line.spec.slug): line for line in lines if line.area}
    pairs = [(place, urn) for place, group in enumerate(groups) for urn in group.urns]
    values = {
        "places": [place for place, _ in pairs],
        "urns": [urn for _, urn in pairs],
        "ids": sorted({held.ids[slug] for _, slug in newest}),
        "years": sorted({max(line.area) for line in newest.values()}),
    }
    with connection.cursor() as cursor:
        cursor.execute(_MEANS, values)
        rows = cursor.fetchall()
    found = []
    for place, pk, year, n, number in sorted(rows, key=lambda row: row[:3]):
        group = groups[place]
        line = newest.get((group.phase, held.slugs[pk]))
        if line is None or number is None or year != max(line.area) or year not in line.england:
            continue
        only_better = group.name == MEALS
        found.append(GroupLine(line.standing_of(number, n), group.name, group.where, only_better))
    return found
