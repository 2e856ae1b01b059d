"""How inspections came out in an area and in England, each way of reporting by itself. Nothing is converted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection

from commonroom.measures.models import Inspection
from commonroom.measures.sentences import Outcomes
from commonroom.schools.selectors.kept import kept

EXPECTED_OR_BETTER = ("Expected standard", "Strong standard", "Exceptional")
STRONG_OR_BETTER = ("Strong standard", "Exceptional")
GOOD_OR_BETTER = ("Good", "Outstanding")
NO_AREAS = ("Category of concern", "Overall effectiveness", "Outcome")
"""Entries of judgements that are no area of a report card."""


@dataclass(frozen=True)
class Strength:
    """One area of report cards: in how many of how many it is a strong standard or better, here and in England."""

    area: str
    strong: Outcomes


@dataclass(frozen=True)
class AreaInspections:
    """Newest report cards, and the last single grades of schools without a card. `newest` is the latest day of all."""

    cards: Outcomes
    grades: Outcomes
    strengths: tuple[Strength, ...]
    needing: tuple[Strength, ...]
    newest: date | None
    without_card: int


_Row = tuple[int, date | None, str, str, Mapping[str, str]]


def area_inspections(urns: Sequence[int]) -> AreaInspections:
    """The outcomes of these schools beside England's; one statement, and what England has is kept in the process."""
    rows = Inspection.objects.filter(current=True, urn__in=list(urns)).order_by("inspected_on", "pk")
    held = list(rows.values_list("urn", "inspected_on", "regime", "overall", "judgements"))
    cards = {urn: words for urn, _, regime, _, words in held if regime == "report_card" and _areas(words)}
    grades = {urn: overall for urn, _, _, overall, _ in held if overall and urn not in cards}
    england = _england()
    here = _counted(cards.values())
    met = sum(1 for words in cards.values() if all(w in EXPECTED_OR_BETTER for w in _areas(words).values()))
    good = sum(1 for grade in grades.values() if grade in GOOD_OR_BETTER)
    return AreaInspections(
        cards=Outcomes(met, len(cards), england.cards_met, england.cards),
        grades=Outcomes(good, len(grades), england.grades_good, england.grades),
        strengths=_compared(here, england.areas, STRONG_OR_BETTER),
        needing=_compared(here, england.areas, ("Needs attention", "Urgent improvement")),
        newest=max((day for _, day, *_ in held if day), default=None),
        without_card=len(set(urns)) - len(cards),
    )


def _areas(words: Mapping[str, str]) -> dict[str, str]:
    return {area: word for area, word in words.items() if word and area not in NO_AREAS}


def _counted(cards: Iterable[Mapping[str, str]]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = {}
    for words in cards:
        for area, word in _areas(words).items():
            found.setdefault(area, Counter())[word] += 1
    return found


def _compared(
    here: Mapping[str, Counter[str]], england: Mapping[str, Counter[str]], words: Sequence[str]
) -> tuple[Strength, ...]:
    """For each area of the cards, how many have one of these words."""
    found = []
    for area, counts in here.items():
        all_of = england.get(area, Counter())
        outcome = Outcomes(
            sum(counts[word] for word in words),
            sum(counts.values()),
            sum(all_of[word] for word in words),
            sum(all_of.values()),
        )
        found.append(Strength(area, outcome))
    return tuple(found)


@dataclass(frozen=True)
class _England:
    cards: int
    cards_met: int
    grades: int
    grades_good: int
    areas: Mapping[str, Counter[str]]


_LATEST = """
with latest as (
    select distinct on (i.urn) i.urn, i.judgements from measures_inspection i
    join schools_school s on s.urn = i.urn and s.is_open
    where i.current and i.regime = 'report_card' and i.judgements <> '{}'::jsonb
    order by i.urn, i.inspected_on desc
)
"""
_CARDS = (
    _LATEST
    + """
select count(*), count(*) filter (where not exists (
    select 1 from jsonb_each_text(judgements) w
    where w.key <> all(%(no_areas)s) and w.value <> '' and w.value <> all(%(expected)s)))
from latest
"""
)
_AREAS = (
    _LATEST
    + """
select w.key, w.value, count(*) from latest, jsonb_each_text(judgements) w
where w.key <> all(%(no_areas)s) and w.value <> '' group by 1, 2
"""
)
_GRADES = """
with latest as (
    select distinct on (i.urn) i.urn, i.overall from measures_inspection i
    join schools_school s on s.urn = i.urn and s.is_open
    where i.current and i.overall <> ''
      and not exists (select 1 from measures_inspection c where c.urn = i.urn and c.current
                      and c.regime = 'report_card' and c.judgements <> '{}'::jsonb)
    order by i.urn, i.inspected_on desc
)
select count(*), count(*) filter (where overall = any(%(good)s)) from latest
"""


def _england() -> _England:
    """The same counts over all open schools of England, worked out once for each state of what is held."""
    return kept("inspections of england", None, _count_england)


def _count_england() -> _England:
    values = {"no_areas": list(NO_AREAS), "expected": list(EXPECTED_OR_BETTER), "good": list(GOOD_OR_BETTER)}
    areas: dict[str, Counter[str]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_CARDS, values)
        cards, met = cursor.fetchone()
        cursor.execute(_GRADES, values)
        grades, good = cursor.fetchone()
        cursor.execute(_AREAS, values)
        for area, word, n in cursor.fetchall():
            areas.setdefault(area, Counter())[word] = n
    return _England(cards, met, grades, good, areas)
