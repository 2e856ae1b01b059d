"""The readers, one module for each kind of file; base.py says what a reader is."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType

from commonroom.imports.sources import (
    absence,
    authorities,
    census,
    cfr,
    destinations,
    ees,
    gias,
    group_links,
    groups,
    inspections_csv,
    ks2,
    ks4,
    ks4_provisional,
    lait,
    links,
    neighbours,
    ofsted_mi,
    own_measures,
    school_information,
    sixteen_plus,
)

# One line for each source, in alphabetical order.
SOURCES: tuple[ModuleType, ...] = (
    absence,
    authorities,
    census,
    cfr,
    destinations,
    ees,
    gias,
    group_links,
    groups,
    inspections_csv,
    ks2,
    ks4,
    ks4_provisional,
    lait,
    links,
    neighbours,
    ofsted_mi,
    own_measures,
    school_information,
    sixteen_plus,
)


def recognise(header: Iterable[str]) -> ModuleType | None:
    """The one source that knows a file by its column names, or None. Names are compared as they stand, stripped."""
    names = frozenset(header)
    return next((source for source in SOURCES if source.recognises(names)), None)


def accepts(header: frozenset[str]) -> bool:
    """True when some source knows these column names; for `opening.open_file(accepts=…)`."""
    return recognise(header) is not None
