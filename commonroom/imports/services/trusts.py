"""The trust of a school from the lists of groups, where no register has told it; whichever file came first."""

from __future__ import annotations

from datetime import date

import polars as pl

from commonroom.imports.services import checking
from commonroom.imports.services.taking import Taken
from commonroom.schools import services as schools

_TRUST = {"trust_uid", "trust_name"}


def fill_trusts(taken: Taken, *, loading_id: int, as_at: date) -> int:
    """Give schools whose trust no register has told the one that a list of groups names; how many.

    A list of groups gives its own; a register lets the lists that are held already speak for schools without a trust.
    """
    frame = taken.frame("group_links")
    if frame is not None:
        return _fill(schools.trusts_of(frame), loading_id, as_at)
    if taken.frame("schools") is None:
        return 0
    held = schools.memberships_without_trust()
    newest = schools.trusts_of(held).join(held.select("urn", "uid", "loading_id", "as_at").rename({"uid": "trust_uid"}),
                                          on=["urn", "trust_uid"])  # fmt: skip
    filled = 0
    for (origin, day), rows in newest.partition_by("loading_id", "as_at", as_dict=True, include_key=False).items():
        filled += _fill(rows, origin, day)
    return filled


def _fill(trusts: pl.DataFrame, loading_id: int, as_at: date) -> int:
    told: set[int] = set()
    for newer in checking.newer_registers(as_at) if trusts.height else ():
        if newer.columns & _TRUST:
            told.update(newer.urns)
    wanted = trusts.filter(~pl.col("urn").is_in(pl.Series(sorted(told), dtype=pl.Int32).implode()))
    if not wanted.height:
        return 0
    compared = schools.compare_register(wanted, as_at=as_at, only_fill=True)
    return schools.apply_register(compared, loading_id=loading_id, as_at=as_at)[1]
