"""Measures as data: every `*.toml` file of this folder, read once.

One table a measure, keyed by its slug:

    [ks2_rwm_exp]
    name = "Reading, writing and maths at the expected standard"   # full name
    short = "Reading, writing and maths"                            # column head
    unit = "percent"            # percent | score | points | number | pounds | ratio | grade
    detail = "% expected"       # the small words under a column head
    direction = "up"            # up: higher is more favourable; down: lower is; none: never shaded
    phases = ["primary"]        # primary | secondary | sixteen_plus | all
    topic = "Results at 11"     # heading under which pages group it
    source = "ks2_final"        # KIND of the source that publishes it (other sources may too: see also)
    also = ["ks2_provisional"]
    columns = { default = "PTRWM_EXP" }     # source column; a start year as key overrides: { "2015" = "OLDNAME" }
    cohort = { default = "TELIG" }          # column with the number of pupils it rests on, where there is one
    decimals = 0
    headline = 1                # order among the default columns of the area page of its phases; absent = not default
    kind = "result"             # result | context | attendance | finance | destination
    group = "disadvantaged"     # the group of pupils, where not all
    of = "ks2_rwm_exp"          # the measure of all pupils that this one is a part of, or is the gap of
    lait = "..."                # Short Desc of the LAIT series that carries area totals of it
    lait_scale = 1              # factor from LAIT's number to this measure's unit
    definition = "One or two plain sentences: what it counts."
    caveat = "What a reader must mind."
    first_year = 2015
    totals = { primary = "absence_overall_primary" }    # where the publisher gives area totals by phase of school and
                                                        # not for all: the measure that carries them, by phase
                                                        # (primary | secondary | special). Such a measure has
                                                        # `columns = {}` and never a figure of one school.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

UNITS = ("percent", "score", "points", "number", "pounds", "ratio", "grade")
DIRECTIONS = ("up", "down", "none")


@dataclass(frozen=True)
class MeasureSpec:
    """One measure as the catalogue describes it."""

    slug: str
    name: str
    short: str
    unit: str
    direction: str
    phases: tuple[str, ...]
    topic: str
    source: str
    columns: Mapping[str, str]
    definition: str
    detail: str = ""
    also: tuple[str, ...] = ()
    cohort: Mapping[str, str] = field(default_factory=dict)
    decimals: int = 0
    headline: int | None = None
    kind: str = "result"
    group: str = "all"
    of: str = ""
    lait: str = ""
    lait_scale: float = 1
    caveat: str = ""
    first_year: int | None = None
    totals: Mapping[str, str] = field(default_factory=dict)
    file: str = ""

    def __post_init__(self) -> None:
        if self.unit not in UNITS or self.direction not in DIRECTIONS:
            raise ValueError(f"{self.slug}: unit {self.unit!r} or direction {self.direction!r} is not one we know.")

    @property
    def of_several_phases(self) -> bool:
        """Whether schools of several phases have it, so that each is compared with its own phase."""
        return "all" in self.phases or len(self.phases) > 1

    @property
    def says_more(self) -> bool:
        """Whether the small words tell what the name does not: “per pupil” is not said twice."""
        name, small = self.name.casefold(), self.detail.casefold().removeprefix("£ ")
        return bool(small) and small not in name and small.replace("% of", "share of") not in name

    def column(self, year_start: int | None) -> str:
        """The name of the source column in that year's layout."""
        return self.columns.get(str(year_start), self.columns.get("default", ""))

    def cohort_column(self, year_start: int | None) -> str:
        """The name of the column with the number of pupils, or an empty string."""
        return self.cohort.get(str(year_start), self.cohort.get("default", ""))


@lru_cache
def catalogue() -> dict[str, MeasureSpec]:
    """Every measure by slug, in the order of files and of tables in them. A slug given twice raises ValueError."""
    found: dict[str, MeasureSpec] = {}
    for path in sorted(Path(__file__).parent.glob("*.toml")):
        for slug, row in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if slug in found:
                raise ValueError(f"{slug} stands in {found[slug].file} and in {path.name}.")
            lists: dict[str, Any] = {key: tuple(row.pop(key)) for key in ("phases", "also") if key in row}
            found[slug] = MeasureSpec(slug=slug, file=path.name, **lists, **row)
    return found


def published_by(source: str) -> dict[str, MeasureSpec]:
    """The measures that a source's files carry, by slug."""
    return {slug: spec for slug, spec in catalogue().items() if source == spec.source or source in spec.also}
