"""A partnership's own measures: loaded and taken back inside its own scope."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import polars as pl
from django.db import connection

from commonroom.kit.tabular import ROW
from commonroom.measures.models import OwnLoading, OwnMeasure, OwnValue
from commonroom.partnerships.models import Partnership

Key = tuple[str, int, int]


def compare_own(partnership: Partnership, values: pl.DataFrame) -> tuple[int, int, int]:
    """How many figures are new, differ from and are the same as those held; inside the partnership's scope."""
    held = _held(partnership)
    counts = [0, 0, 0]
    for key, facts in _figures(values):
        counts[0 if key not in held else 2 if held[key] == facts else 1] += 1
    return counts[0], counts[1], counts[2]


def load_own(
    *,
    partnership: Partnership,
    values: pl.DataFrame,
    measures: pl.DataFrame,
    sha256: str,
    file_name: str,
    rows: int,
    by: Any,
    at: datetime,
) -> OwnLoading:
    """Write own figures under a new loading; those of earlier loadings for the same school, measure and year stay,
    no longer current. Inside the partnership's scope and the caller's transaction.
    """
    name = "the set-up" if by is None else by.name
    loading = OwnLoading.objects.create(
        partnership=partnership, sha256=sha256, file_name=file_name[:255], rows=rows, loaded_at=at, loaded_by_name=name
    )
    ids = _ensure(partnership, measures, name, at)
    fresh = []
    for row in values.unique(["measure", "urn", "year"], keep="first", maintain_order=True).iter_rows(named=True):
        fresh.append(
            OwnValue(
                partnership=partnership, measure_id=ids[row["measure"]], loading=loading, urn=row["urn"],
                year=row["year"], number=row["number"], status=row["status"], cohort=row["cohort"], row=row[ROW],
            )
        )  # fmt: skip
    keys = [(value.measure_id, value.urn, value.year) for value in fresh]
    with connection.cursor() as cursor:
        cursor.executemany(
            "update measures_ownvalue set current = false where partnership_id = %s and measure_id = %s "
            "and urn = %s and year = %s and current",
            [(partnership.pk, *key) for key in keys],
        )
    OwnValue.objects.bulk_create(fresh, batch_size=1000)
    return loading


def withdraw_own(loading: OwnLoading, *, by: Any, at: datetime) -> int:
    """Make the figures of a loading count no more and the next latest of each current; how many were current."""
    OwnLoading.objects.filter(pk=loading.pk).update(
        withdrawn_at=at, withdrawn_by_name="the set-up" if by is None else by.name
    )
    freed = list(OwnValue.objects.filter(loading=loading, current=True).values_list("measure_id", "urn", "year"))
    OwnValue.objects.filter(loading=loading, current=True).update(current=False)
    for measure_id, urn, year in freed:
        best = (
            OwnValue.objects.filter(measure_id=measure_id, urn=urn, year=year, loading__withdrawn_at=None)
            .order_by("-loading_id")
            .first()
        )
        if best is not None:
            OwnValue.objects.filter(pk=best.pk).update(current=True)
    return len(freed)


def _ensure(partnership: Partnership, measures: pl.DataFrame, name: str, at: datetime) -> dict[str, int]:
    known = {measure.slug: measure for measure in OwnMeasure.objects.filter(partnership=partnership)}
    for row in measures.iter_rows(named=True):
        slug = row["measure"][:80]
        facts = {
            "name": (row["name"] or slug)[:300], "unit": row["unit"] or "number",
            "direction": row["direction"] or "none", "definition": row["definition"] or "",
        }  # fmt: skip
        if slug not in known:
            known[slug] = OwnMeasure.objects.create(
                partnership=partnership, slug=slug, made_at=at, made_by_name=name, **facts
            )
        elif any(getattr(known[slug], field) != value for field, value in facts.items()):
            OwnMeasure.objects.filter(pk=known[slug].pk).update(**facts)
    return {row["measure"]: known[row["measure"][:80]].pk for row in measures.iter_rows(named=True)}


def _held(partnership: Partnership) -> Mapping[Key, tuple[Any, ...]]:
    rows = OwnValue.objects.filter(partnership=partnership, current=True).values_list(
        "measure__slug", "urn", "year", "number", "status", "cohort"
    )
    return {(slug, urn, year): (number, status, cohort) for slug, urn, year, number, status, cohort in rows}


def _figures(values: pl.DataFrame) -> list[tuple[Key, tuple[Any, ...]]]:
    rows = values.select("measure", "urn", "year", "number", "status", "cohort").rows()
    return [((slug[:80], urn, year), (number, status, cohort)) for slug, urn, year, number, status, cohort in rows]
