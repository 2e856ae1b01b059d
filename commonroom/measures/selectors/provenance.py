"""Where a figure comes from: file, row, date, release, definition, caveat, and what was held before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.status import Status
from commonroom.measures.catalogue import MeasureSpec
from commonroom.measures.models import Loading, Value
from commonroom.measures.selectors import figures


@dataclass(frozen=True)
class Origin:
    """A file and a row of it, as a person would say it."""

    loading_id: int
    row: int
    file_name: str
    column: str
    release: str
    number_of_release: int
    loaded_at: datetime
    loaded_by: str


@dataclass(frozen=True)
class Earlier:
    """A figure that a newer release replaced."""

    number: float | None
    status: Status
    release: str
    loaded_at: datetime


@dataclass(frozen=True)
class Provenance:
    """Everything a reader may ask of one figure of one school."""

    figure: figures.Figure
    measure: MeasureSpec
    year: AcademicYear
    origin: Origin
    earlier: tuple[Earlier, ...]


def origin_of(loading: Loading, row: int, slug: str) -> Origin:
    """A loading and row in words."""
    name = loading.file.name + (f", {loading.member}" if loading.member else "")
    return Origin(
        loading_id=loading.pk,
        row=row,
        file_name=name,
        column=loading.columns.get(slug, ""),
        release=loading.release.name,
        number_of_release=loading.release.number,
        loaded_at=loading.loaded_at,
        loaded_by=loading.loaded_by_name,
    )


def provenance(urn: int, slug: str, year: int) -> Provenance | None:
    """The origin of a school's current figure and the earlier ones it replaced, newest first (F02); or None."""
    figure = figures.figures([urn], [slug], [year]).get((urn, slug, year))
    if figure is None:
        return None
    spec = figures.measures_by_slug([slug])[slug]
    measure_id = next(iter(figures.ids_of([slug])))
    held = list(Value.objects.filter(urn=urn, measure_id=measure_id, year=year, current=False))
    ids = {figure.loading_id, *(value.loading_id for value in held)}
    loadings = Loading.objects.select_related("release", "file").in_bulk(ids)
    earlier = [
        Earlier(value.number, Status(value.status), loadings[value.loading_id].release.name, at)
        for value in held
        if value.loading_id in loadings
        and loadings[value.loading_id].withdrawn_at is None
        and (at := loadings[value.loading_id].loaded_at)
    ]
    earlier.sort(key=lambda e: e.loaded_at, reverse=True)
    loading = loadings[figure.loading_id]
    return Provenance(figure, spec, AcademicYear(year), origin_of(loading, figure.row, slug), tuple(earlier))
