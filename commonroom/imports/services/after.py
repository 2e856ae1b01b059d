"""What follows from new or withdrawn figures: comparators, who is like whom, the words by which schools are found."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

from commonroom.measures.services.benchmarks import refresh_benchmarks
from commonroom.measures.services.context import FACTS, refresh_context
from commonroom.schools import services as schools

Pair = tuple[int, int]


def after_load(*, loading_id: int | None = None, pairs: Iterable[Pair] = (), register: bool = False) -> None:
    """Bring in line what is worked out from facts, after a loading or after one was withdrawn. May run twice."""
    wanted = {(int(measure), int(year)) for measure, year in pairs}
    if loading_id is not None:
        wanted |= pairs_of_loading(loading_id)
        register = register or wrote_schools(loading_id)
    with transaction.atomic():
        if register:
            schools.rebuild_words()
            wanted |= _all_pairs()
        if wanted:
            refresh_benchmarks(wanted)
        if register or _tells_context(wanted):
            refresh_context()
        schools.facts_changed()


def pairs_of_loading(loading_id: int) -> set[Pair]:
    """The (measure id, start year) pairs of the figures of a loading."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct measure_id, year from measures_value where loading_id = %s union "
            "select distinct measure_id, year from measures_areavalue where loading_id = %s",
            [loading_id, loading_id],
        )
        return set(cursor.fetchall())


def wrote_schools(loading_id: int) -> bool:
    """Whether a loading wrote any school."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists(select 1 from schools_school where loading_id = %s) or "
            "exists(select 1 from schools_schoolchange where loading_id = %s)",
            [loading_id, loading_id],
        )
        return bool(cursor.fetchone()[0])


def _all_pairs() -> set[Pair]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct measure_id, year from measures_value where current union "
            "select distinct measure_id, year from measures_areavalue where current"
        )
        return set(cursor.fetchall())


def _tells_context(pairs: set[Pair]) -> bool:
    if not pairs:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists(select 1 from measures_measure where id = any(%s) and slug = any(%s))",
            [list({measure for measure, _ in pairs}), list(FACTS.values())],
        )
        return bool(cursor.fetchone()[0])
