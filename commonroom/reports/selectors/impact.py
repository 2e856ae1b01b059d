"""Whether schools with most support improved against what was agreed (N05), and the register as themes alone (D07)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from commonroom.measures.selectors import figures
from commonroom.partnerships.models import Partnership
from commonroom.register import access as register_access
from commonroom.register.models import Entry
from commonroom.reports.rules import improving
from commonroom.reports.selectors.deeds import Row
from commonroom.risk.document import SupportDocument
from commonroom.visits.models import Priority


def improved(partnership: Partnership, concern: set[int], names: Mapping[int, str]) -> dict[str, dict[str, list[Row]]]:
    """Priorities of agreed plans that name a measure, at schools with most support, and those schools.

    A priority improved where a newer figure lies on the favourable side of the one it began with; a school where more
    than half of its priorities with newer figures did.
    """
    rows = Priority.objects.filter(partnership=partnership, urn__in=concern, dropped_because="", plan__state="agreed")
    rows = (
        rows.exclude(measure="").filter(baseline__isnull=False, baseline_year__isnull=False).order_by("urn", "number")
    )
    listed = list(rows)
    specs = figures.measures_by_slug({row.measure for row in listed})
    newest: dict[tuple[int, str], figures.Figure] = {}
    for (urn, slug, year), one in figures.figures(sorted({r.urn for r in listed}), specs).items() if listed else ():
        if one.number is not None and ((urn, slug) not in newest or year > newest[urn, slug].year):
            newest[urn, slug] = one
    priorities: dict[str, list[Row]] = {"improved": [], "not": [], "early": []}
    by_school: dict[int, list[str]] = {}
    for row in listed:
        now, spec = newest.get((row.urn, row.measure)), specs.get(row.measure)
        if spec is None or spec.direction == "none" or row.baseline is None or row.baseline_year is None:
            continue
        is_newer = now is not None and now.year > row.baseline_year
        how = improving.of_priority(float(row.baseline), now.number if is_newer and now else None, spec.direction)
        later = f"{now.number:g} since" if is_newer and now and now.number is not None else "no newer figure yet"
        words = f"{row.name} ({spec.name}): {row.baseline:f} at the start, {later}"
        priorities[how].append(Row(row.urn, names.get(row.urn, f"URN {row.urn}"), words))
        by_school.setdefault(row.urn, []).append(how)
    schools: dict[str, list[Row]] = {"improved": [], "not": [], "early": []}
    for urn, hows in by_school.items():
        words = f"{hows.count('improved')} of {len(hows)} priorities improved, {hows.count('early')} too early to say"
        schools[improving.of_school(hows)].append(Row(urn, names.get(urn, f"URN {urn}"), words))
    return {"impact": schools, "priorities": priorities}


def register(partnership: Partnership, opened: set[int], *, by: Any) -> dict[str, int] | None:
    """How many open schools are on the register and how many not; None where the person does not see all of it, for
    she has an interest in a school. Which schools is never kept here: whoever needs names opens the register.
    """
    if register_access.barred_schools(by, partnership=partnership):
        return None
    rows = Entry.objects.filter(partnership=partnership, closed_at=None, urn__in=opened)
    on = rows.values_list("urn", flat=True).distinct().count()
    return {"on": on, "off": len(opened) - on}


def register_themes(partnership: Partnership, model: SupportDocument, *, least: int) -> list[str]:
    """Indicators on which so many entries of the register rest at least, in the order of the method (D07)."""
    counts: Counter[str] = Counter()
    for named in Entry.objects.filter(partnership=partnership, closed_at=None).values_list("indicators", flat=True):
        counts.update(set(named))
    return [one.name for one in model.indicators if counts[one.slug] >= least]
