"""Schools like one school, and why these."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

WORDS = {
    "disadvantage": "disadvantage",
    "language": "languages",
    "size": "size",
    "support": "SEN support",
    "plans": "education, health and care plans",
}
CLOSE = 0.35
"""Standard deviations within which two schools are near each other in one fact."""


@dataclass(frozen=True)
class Alike:
    """A school like another. `near` says in which facts they are within a third of a standard deviation."""

    urn: int
    distance: float
    near: tuple[str, ...]
    name: str = ""
    la_name: str = ""

    @property
    def why(self) -> str:
        """The reason as a page says it: “Disadvantage, languages and size”."""
        if not self.near:
            return "The nearest there is"
        words = [WORDS[name] for name in self.near]
        said = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
        return said[0].upper() + said[1:]


_NEAREST = """
with own as materialized (select * from measures_context where urn = %(urn)s),
near as materialized (
  select o.urn, sqrt((o.size - own.size) * (o.size - own.size)
         + 2 * (o.disadvantage - own.disadvantage) * (o.disadvantage - own.disadvantage)
         + (o.language - own.language) * (o.language - own.language)
         + (o.support - own.support) * (o.support - own.support) + (o.plans - own.plans) * (o.plans - own.plans))
           as distance
  from own join measures_context o on o.phase = own.phase and o.urn <> own.urn
  where abs(coalesce(o.low_age, 0) - coalesce(own.low_age, 0)) <= 2
    and abs(coalesce(o.high_age, 0) - coalesce(own.high_age, 0)) <= 2
  order by distance, o.urn
  limit %(limit)s)
select o.urn, near.distance, o.disadvantage - own.disadvantage, o.language - own.language, o.size - own.size,
       o.support - own.support, o.plans - own.plans, o.lacks || own.lacks, coalesce(s.name, ''), coalesce(s.la_name, '')
from own cross join near join measures_context o on o.urn = near.urn left join schools_school s on s.urn = near.urn
order by near.distance, near.urn
"""
"""The nearest first, then their names: carrying names and reasons through all of England took longer."""


def schools_like(urn: int, *, limit: int = 10) -> list[Alike]:
    """The schools of England of the same phase and ages most like this one, nearest first; disadvantage counts twice.

    Empty where nothing is known of the school's pupils. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, {"urn": urn, "limit": limit})
        rows = cursor.fetchall()
    return [
        Alike(other, round(distance, 3), _near(dict(zip(WORDS, apart, strict=True)), set(unknown)), name, la_name)
        for other, distance, *apart, unknown, name, la_name in rows
    ]


def _near(apart: dict[str, float], unknown: set[str]) -> tuple[str, ...]:
    """The facts in which two schools are near each other, of those that both have."""
    return tuple(name for name in WORDS if name not in unknown and abs(apart[name]) <= CLOSE)
