"""Schools like one school, and why these."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from commonroom.measures.models import Context

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

    @property
    def why(self) -> str:
        """The reason as a page says it: “Disadvantage, languages and size”."""
        if not self.near:
            return "The nearest there is"
        words = [WORDS[name] for name in self.near]
        said = words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
        return said[0].upper() + said[1:]


_NEAREST = """
select urn, sqrt(power(size - %(size)s, 2) + 2 * power(disadvantage - %(disadvantage)s, 2)
       + power(language - %(language)s, 2) + power(support - %(support)s, 2) + power(plans - %(plans)s, 2)) as distance,
       size, disadvantage, language, support, plans, lacks
from measures_context
where phase = %(phase)s and urn <> %(urn)s
  and abs(coalesce(low_age, 0) - %(low)s) <= 2 and abs(coalesce(high_age, 0) - %(high)s) <= 2
order by distance, urn
limit %(limit)s
"""


def schools_like(urn: int, *, limit: int = 10) -> list[Alike]:
    """The schools of England of the same phase and ages most like this one, nearest first; disadvantage counts twice.

    Empty where nothing is known of the school's pupils.
    """
    own = Context.objects.filter(pk=urn).first()
    if own is None:
        return []
    facts = {name: getattr(own, name) for name in WORDS}
    values = {
        **facts,
        "phase": own.phase,
        "urn": urn,
        "low": own.low_age or 0,
        "high": own.high_age or 0,
        "limit": limit,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NEAREST, values)
        rows = cursor.fetchall()
    found = []
    for other, distance, size, disadvantage, language, support, plans, lacks in rows:
        theirs = {"size": size, "disadvantage": disadvantage, "language": language, "support": support, "plans": plans}
        unknown = {*lacks, *own.lacks}
        near = sorted(
            (name for name in WORDS if name not in unknown and abs(theirs[name] - facts[name]) <= CLOSE),
            key=list(WORDS).index,
        )
        found.append(Alike(other, round(distance, 3), tuple(near)))
    return found
