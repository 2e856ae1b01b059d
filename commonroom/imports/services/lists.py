"""Tables of a file that are lists: links, groups, who is in them, authorities, neighbours, inspections."""

from __future__ import annotations

from datetime import date

import polars as pl

from commonroom.imports.services.taking import Taken
from commonroom.measures.services import inspections
from commonroom.schools import services as schools

NAMES = ("links", "groups", "group_links", "authorities", "neighbours", "inspections")


def names(taken: Taken) -> list[str]:
    """The lists that a file has rows of."""
    return [name for name in NAMES if taken.frame(name) is not None]


def apply_lists(taken: Taken, *, loading_id: int, as_at: date) -> dict[str, int]:
    """Write the lists of a file; how many rows of each were new or differed."""
    written: dict[str, int] = {}
    for name in names(taken):
        written[name] = _apply(name, taken.reading.tables[name], taken, loading_id, as_at)
    return written


def _apply(name: str, frame: pl.DataFrame, taken: Taken, loading_id: int, as_at: date) -> int:
    if name == "links":
        return schools.load_links(frame, loading_id=loading_id, as_at=as_at)
    if name == "groups":
        return schools.load_groups(frame, loading_id=loading_id, as_at=as_at)
    if name == "group_links":
        return schools.load_group_links(frame, loading_id=loading_id, as_at=as_at)
    if name == "neighbours":
        return schools.load_neighbours(frame, loading_id=loading_id, as_at=as_at)
    if name == "authorities":
        return schools.load_authorities(frame)
    return inspections.load_inspections(frame, source=taken.kind, loading_id=loading_id, as_at=as_at)
