"""A measure that Rivermead collects itself: how many pupils say that they belong at their school."""

from __future__ import annotations

import random
from pathlib import Path

from commonroom.demo.world import World
from commonroom.demo.write.cells import DemoFile, Row, save

_HEADER = ("URN", "Name", "Year", "Pupils who feel they belong", "Staff who would recommend the school")
_ABOUT: tuple[Row, ...] = (
    {"URN": "#unit", _HEADER[3]: "percent", _HEADER[4]: "percent"},
    {"URN": "#direction", _HEADER[3]: "up", _HEADER[4]: "up"},
    {"URN": "#topic", _HEADER[3]: "Belonging", _HEADER[4]: "Belonging"},
    {
        "URN": "#definition",
        _HEADER[3]: "The percentage of pupils in years 5, 6, 8 and 10 who agreed that they belong at their school.",
        _HEADER[4]: "The percentage of staff who would recommend the school to a friend as a place to work.",
    },
)


def write(world: World, folder: Path) -> list[DemoFile]:
    """One file in the wide shape, two years, for the state schools of Rivermead that took part."""
    rng = random.Random(f"{world.seed}:own")
    rows: list[Row] = list(_ABOUT)
    for year in (2023, 2024):
        for school in world.open_schools("990"):
            if not school.site.is_state or not school.in_year(year) or rng.random() < 0.18:
                continue
            site = school.site
            staff = round(min(98, max(30, rng.gauss(70 + 8 * site.effect, 8))))
            rows.append({
                "URN": school.urn, "Name": school.name, "Year": f"{year}-{(year + 1) % 100}",
                _HEADER[3]: round(min(97, max(38, rng.gauss(72 + 9 * site.effect - 3 * site.attend, 5)))),
                _HEADER[4]: "SUPP" if site.year_group < 20 else staff,
            })  # fmt: skip
    path = folder / "rivermead_belonging_survey.csv"
    save(path, _HEADER, rows, encoding="utf-8")
    return [DemoFile(path, "own_measures", 2024)]
