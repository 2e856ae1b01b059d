"""A partnership's own measures of its schools: the newest year of each, for those whose figures the reader may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.status import Status
from commonroom.measures.models import OwnMeasure, OwnValue
from commonroom.partnerships.models import Partnership
from commonroom.schools.models import School

MOST = 12
"""Measures side by side; a partnership that keeps more sees the newest of them."""


@dataclass(frozen=True)
class OwnColumn:
    """A measure with the year that is shown of it."""

    measure: OwnMeasure
    year: AcademicYear


@dataclass(frozen=True)
class OwnRow:
    """A school with its figure under each column; None where nothing is held."""

    urn: int
    school: str
    values: tuple[OwnValue | None, ...]


@dataclass(frozen=True)
class OwnTable:
    """Schools by name × own measures by name."""

    columns: tuple[OwnColumn, ...]
    rows: tuple[OwnRow, ...]


def own_table(partnership: Partnership, *, urns: Collection[int] | None = None) -> OwnTable | None:
    """Own measures of some schools (of all of the area without `urns`); None where none is held. Two statements."""
    held = OwnValue.objects.filter(partnership=partnership, current=True).select_related("measure")
    if urns is not None:
        held = held.filter(urn__in=urns)
    by_measure: dict[int, list[OwnValue]] = {}
    for value in held:
        by_measure.setdefault(value.measure_id, []).append(value)
    if not by_measure:
        return None
    newest = sorted((max(values, key=lambda v: v.year) for values in by_measure.values()), key=lambda v: -v.year)[:MOST]
    columns = [OwnColumn(v.measure, AcademicYear(v.year)) for v in sorted(newest, key=lambda v: v.measure.name)]
    shown = {
        (column.measure.pk, value.urn): value
        for column in columns
        for value in by_measure[column.measure.pk]
        if value.year == column.year.start
    }
    names = School.objects.filter(urn__in={urn for _, urn in shown}, la_code__in=partnership.la_codes)
    rows = [
        OwnRow(urn, name, tuple(shown.get((column.measure.pk, urn)) for column in columns))
        for urn, name in names.order_by("name").values_list("urn", "name")
    ]
    return OwnTable(tuple(columns), tuple(rows)) if rows else None


def status_of(value: OwnValue) -> Status:
    """What a figure without a number says."""
    return Status(value.status)
