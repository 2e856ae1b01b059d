"""Up to six schools side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from commonroom.kit.status import Status
from commonroom.measures.catalogue import MeasureSpec
from commonroom.measures.selectors import figures, school_figures, school_life
from commonroom.measures.selectors.comparators import Area, Around
from commonroom.measures.selectors.figures import Figure
from commonroom.measures.selectors.school import CONTEXT, SHOWN
from commonroom.partnerships.models import Partnership
from commonroom.schools.models import School

MOST = 6
"""Schools that a page can hold side by side."""


@dataclass(frozen=True)
class Side:
    """Schools side by side: for each measure one year, the newest that most of them have."""

    schools: tuple[School, ...]
    specs: Mapping[str, MeasureSpec]
    years: Mapping[str, int]
    held: Mapping[tuple[int, str], Figure]
    around: Around

    def by_topic(self) -> list[tuple[str, list[MeasureSpec]]]:
        """The measures under their headings, in their order."""
        found: dict[str, list[MeasureSpec]] = {}
        for spec in self.specs.values():
            found.setdefault(spec.topic, []).append(spec)
        return list(found.items())


_HELD = """
select m.slug, v.urn, v.year, v.number, v.status, v.cohort, v.loading_id, v.row
from measures_value v join measures_measure m on m.id = v.measure_id
where v.current and v.urn = any(%(urns)s) and (%(every)s or m.slug = any(%(slugs)s))
"""


def side_by_side(urns: Sequence[int], *, partnership: Partnership, every: bool) -> Side:
    """Schools by URN in the order given (six at most; unknown ones are passed over), with every measure held of them
    or the usual ones. Each measure is shown for one year: the newest of those that most of the schools have.
    """
    schools = school_life.schools_in_order(urns)[:MOST]
    asked: dict[str, Any] = {
        "urns": [s.pk for s in schools],
        "every": every,
        "slugs": [*SHOWN, *CONTEXT, "context_pupils"],
    }
    rows: list[tuple] = []
    if schools:
        with connection.cursor() as cursor:
            cursor.execute(_HELD, asked)
            rows = cursor.fetchall()
    found = [Figure(urn, slug, year, number, Status(status), *rest) for slug, urn, year, number, status, *rest in rows]
    years = _years(found)
    around = _around(schools, years, partnership)
    order = _ordered(years)
    return Side(
        schools=tuple(schools),
        specs=figures.measures_by_slug(order),
        years=years,
        held={(f.urn, f.slug): f for f in found if years[f.slug] == f.year},
        around=around,
    )


def _years(found: Iterable[Figure]) -> dict[str, int]:
    counts: dict[str, dict[int, int]] = {}
    for figure in found:
        years = counts.setdefault(figure.slug, {})
        years[figure.year] = years.get(figure.year, 0) + 1
    return {slug: max(years, key=lambda year: (years[year], year)) for slug, years in counts.items()}


def _ordered(years: Mapping[str, int]) -> list[str]:
    usual = [slug for slug in ("context_pupils", *CONTEXT, *SHOWN) if slug in years]
    return [*usual, *(slug for slug in sorted(years) if slug not in usual)]


def _around(schools: Sequence[School], years: Mapping[str, int], partnership: Partnership) -> Around:
    """England and the partnership's area, within the schools' phase where they share one."""
    phases = {school.phase_group for school in schools}
    area = Area(tuple(partnership.la_codes), partnership.short_name, "", (), (), None)
    if not years:
        return Around(area, {})
    return school_figures.benchmarks(years, area, phase=phases.pop() if len(phases) == 1 else "")
