"""What a school's page says beside its schedule: where it stands in the strategy, and its cluster."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from commonroom.kit.academic_year import AcademicYear
from commonroom.measures.models import Inspection
from commonroom.partnerships.models import Cluster, Partnership
from commonroom.risk import evidence
from commonroom.risk import rules as reading
from commonroom.risk.document import SupportDocument
from commonroom.schools.models import School
from commonroom.schools.rules import is_academy
from commonroom.schools.selectors import listing
from commonroom.support import strategy
from commonroom.support.models import Expectation


@dataclass(frozen=True)
class Standing:
    """Where a school stands in the strategy: its status and kind, its relationship, what is expected of it."""

    status: str
    kind: str
    relationship: strategy.Relationship | None
    actions: tuple[str, ...]
    expected: tuple[strategy.Expected, ...] = ()
    done: Mapping[str, tuple[Expectation, ...]] = field(default_factory=dict)

    @property
    def expectations(self) -> list[tuple[strategy.Expected, tuple[Expectation, ...]]]:
        """What is expected, each with what was done of it this year."""
        return [(each, self.done.get(each.slug, ())) for each in self.expected]


def standing(
    partnership: Partnership, *, school: School, level: str, year: AcademicYear, on: date, model: SupportDocument
) -> Standing:
    """The one cell of the table of relationships that is a school's, and what is expected of it (E18, G40, G47)."""
    told = evidence.inspections_of([school.pk], on=on).get(school.pk, [])
    grades = Inspection.objects.filter(current=True, urn=school.pk, regime="graded", inspected_on__lte=on)
    words = list(grades.exclude(overall="").order_by("-inspected_on").values_list("overall", flat=True)[:1])
    order = model.levels[level].order if level in model.levels else None
    at_risk = order is not None and order < max(each.order for each in model.levels.values())
    status = strategy.status_of(words, reading.see(told, model).stands, at_risk=at_risk)
    kind = "academy" if is_academy(school.type) else "maintained"
    said = strategy.strategy()
    cell = said.relationship(kind=kind, status=status)
    rows = Expectation.objects.filter(partnership=partnership, urn=school.pk, year=year.start).order_by("-on", "-pk")
    done: dict[str, tuple[Expectation, ...]] = {}
    for row in rows:
        done[row.kind] = (*done.get(row.kind, ()), row)
    actions = tuple(strategy.filled(text, lambda key: model.word(key, on)) for text in cell.actions) if cell else ()
    return Standing(status, kind, cell, actions, said.expected_of(level=level, kind=kind, status=status), done)


def cluster_of(partnership: Partnership, school: School) -> tuple[str, list[str]]:
    """The name of a school's cluster and of the other schools in it; empty where it is in none (E16)."""
    for cluster in Cluster.objects.filter(partnership=partnership).order_by("name"):
        if school.pk in cluster.urns or (school.ward and school.ward in cluster.wards):
            schools = listing.open_in(partnership.la_codes)
            rows = schools.filter(pk__in=cluster.urns) | schools.filter(ward__in=cluster.wards)
            return cluster.name, [row.name for row in rows.exclude(pk=school.pk).order_by("name")]
    return "", []
