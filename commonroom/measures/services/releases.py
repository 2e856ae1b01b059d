"""Releases and loadings: what was published, and which file brought it in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import polars as pl
from django.db.models import Max

from commonroom.measures.catalogue import catalogue
from commonroom.measures.models import Loading, Measure, Release


@dataclass(frozen=True)
class Publication:
    """What a file is an issue of: its kind, what people call it, its year or day, and how much of England it has.

    `precedence`: 1 for provisional results, 2 for final ones; a higher one is the figure that pages show.
    """

    kind: str
    name: str
    year: int | None = None
    as_at: date | None = None
    coverage: str = ""
    precedence: int = 2


def make_release(publication: Publication, *, at: datetime) -> Release:
    """The next release of a publication: number 1, or one more than the last, which is kept."""
    same = Release.objects.filter(
        kind=publication.kind, year=publication.year, as_at=publication.as_at, coverage=publication.coverage[:120]
    )
    number = (same.aggregate(last=Max("number"))["last"] or 0) + 1
    return Release.objects.create(
        kind=publication.kind,
        name=publication.name[:200],
        year=publication.year,
        as_at=publication.as_at,
        coverage=publication.coverage[:120],
        precedence=publication.precedence,
        number=number,
        made_at=at,
    )


def make_loading(
    *,
    release: Release,
    sha256: str,
    member: str,
    rows: int,
    urns: Sequence[int],
    columns: Mapping[str, str],
    by: Any,
    at: datetime,
    confirmed_by: str = "",
) -> Loading:
    """Note that a file, or one member of it, was loaded into a release: the origin that its facts point to."""
    loading = Loading.objects.create(
        release=release,
        file_id=sha256,
        member=member,
        rows=rows,
        schools=len(urns),
        columns=dict(columns),
        # As PostgreSQL writes an array: of a list Django prepares each element, 52,000 in a third of a second.
        urns=f"{{{','.join(map(str, urns))}}}",
        loaded_at=at,
        loaded_by_id=None if by is None else by.pk,
        loaded_by_name="the set-up" if by is None else by.name,
        confirmed_by_name=confirmed_by,
    )
    loading.urns = list(urns)
    return loading


def live_loadings(kind: str | None = None) -> Iterable[Loading]:
    """Loadings that are not withdrawn, oldest first, of one kind or all; without their lists of schools."""
    found = Loading.objects.filter(withdrawn_at=None).select_related("release").defer("urns").order_by("pk")
    return found if kind is None else found.filter(release__kind=kind)


def ensure_measures(slugs: Iterable[str], described: pl.DataFrame | None = None) -> dict[str, int]:
    """The ids of measures by slug, writing those of the catalogue and of the file's own descriptions where they differ.

    A slug that nobody describes is kept under its own name.
    """
    wanted = sorted(set(slugs))
    told = {row["measure"]: row for row in described.iter_rows(named=True)} if described is not None else {}
    known = {measure.slug: measure for measure in Measure.objects.filter(slug__in=wanted)}
    fresh = []
    for slug in wanted:
        facts = _facts(slug, told.get(slug))
        measure = known.get(slug)
        if measure is None:
            fresh.append(Measure(slug=slug, **facts))
        elif any(getattr(measure, name) != value for name, value in facts.items()):
            Measure.objects.filter(pk=measure.pk).update(**facts)
    Measure.objects.bulk_create(fresh, ignore_conflicts=True)
    return dict(Measure.objects.filter(slug__in=wanted).values_list("slug", "pk"))


def measure_ids(slugs: Iterable[str]) -> dict[str, int]:
    """The ids of measures by slug, writing nothing: a measure that is not held yet has a number below nought."""
    wanted = sorted(set(slugs))
    known = dict(Measure.objects.filter(slug__in=wanted).values_list("slug", "pk"))
    return {slug: known.get(slug, -number) for number, slug in enumerate(wanted, 1)}


def mark_withdrawn(loading: Loading, *, by: Any, at: datetime, because: str = "") -> None:
    """Note that a loading no longer counts, and its release with it when it was the last one."""
    name = "the set-up" if by is None else by.name
    Loading.objects.filter(pk=loading.pk).update(withdrawn_at=at, withdrawn_by_name=name)
    if not Loading.objects.filter(release_id=loading.release_id, withdrawn_at=None).exists():
        Release.objects.filter(pk=loading.release_id).update(
            withdrawn_at=at, withdrawn_by_name=name, withdrawn_because=because[:300]
        )


def _facts(slug: str, told: Mapping[str, Any] | None) -> dict[str, Any]:
    spec = catalogue().get(slug)
    if spec is not None:
        return {
            "name": spec.name, "unit": spec.unit, "direction": spec.direction, "topic": spec.topic,
            "definition": spec.definition, "caveat": spec.caveat, "in_catalogue": True,
        }  # fmt: skip
    told = told or {}
    return {
        "name": (told.get("name") or slug)[:300],
        "unit": (told.get("unit") or "number")[:20],
        "direction": (told.get("direction") or "none")[:10],
        "topic": (told.get("topic") or "")[:120],
        "definition": told.get("definition") or "",
        "caveat": told.get("caveat") or "",
        "in_catalogue": False,
    }
