"""Phonics, early years and suspensions as explore education statistics lays its files out: one file, all years."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from commonroom.demo import results
from commonroom.demo.pupils import Counts, Table
from commonroom.demo.world import World
from commonroom.demo.write.cells import DemoFile, Row, plain, save, share

_PLACES = (
    "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code", "region_name",
    "old_la_code", "new_la_code", "la_name", "school_laestab", "school_urn", "school_name",
)  # fmt: skip
_FIGURES = {
    "phonics": ("eligible_pupil_count", "expected_standard_pupil_count", "expected_standard_pupil_percent"),
    "early_years": ("children_count", "gld_children_count", "gld_children_percent"),
    "suspensions": (
        "headcount", "perm_excl", "perm_excl_rate", "suspension", "susp_rate", "one_plus_susp", "one_plus_susp_rate",
    ),
}  # fmt: skip

Cells = Callable[[Counts, bool], Row]


def write(world: World, folder: Path) -> list[DemoFile]:
    """Three files. The years stand in the rows; the year given is the newest of them."""
    outcomes = world.outcomes
    files = []
    for name, table, cells in (
        ("phonics", outcomes.phonics, _phonics),
        ("early_years", outcomes.early_years, _early_years),
        ("suspensions", outcomes.suspensions, _suspensions),
    ):
        path = folder / f"{name}_school_la_region_national.csv"
        save(path, _PLACES + _FIGURES[name], _rows(world, table, cells), encoding="utf-8")
        files.append(DemoFile(path, "ees", max(year for _, year in table)))
    return files


def _rows(world: World, table: Table, cells: Cells) -> Iterable[Row]:
    sums = results.totals(table, world.schools)
    areas = {area.code: area for area in world.authorities}
    regions = {area.region.name: area.region for area in world.authorities}
    for (level, code, year), counts in sums.items():
        row: dict[str, object] = {**_when(year), **cells(counts, False)}
        if level == "england":
            row["geographic_level"] = "National"
        elif level == "region":
            row |= {"geographic_level": "Regional", "region_name": code, "region_code": f"E9900{regions[code].number}0"}
        else:
            row |= {"geographic_level": "Local authority", **_where(areas[code])}
        yield row
    for (urn, year), counts in table.items():
        school = world.by_urn[urn]
        yield {
            **_when(year), "geographic_level": "School", **_where(school.site.authority),
            "school_laestab": school.laestab, "school_urn": urn, "school_name": school.name, **cells(counts, True),
        }  # fmt: skip


def _when(year: int) -> Row:
    return {
        "time_period": f"{year}{(year + 1) % 100:02d}", "time_identifier": "Academic year",
        "country_code": "E92000001", "country_name": "England",
    }  # fmt: skip


def _where(area) -> Row:  # type: ignore[no-untyped-def]
    return {"region_name": area.region.name, "region_code": f"E9900{area.region.number}0",
            "old_la_code": area.code, "new_la_code": area.gss, "la_name": area.name}  # fmt: skip


def _phonics(c: Counts, school: bool) -> Row:
    hidden = school and c["n"] < 11
    return dict(zip(_FIGURES["phonics"], (
        c["n"], "c" if hidden else c["met"], "c" if hidden else share(c["met"], c["n"], 0 if school else 1),
    ), strict=True))  # fmt: skip


def _early_years(c: Counts, school: bool) -> Row:
    hidden = school and c["n"] < 11
    return dict(zip(_FIGURES["early_years"], (
        c["n"], "c" if hidden else c["good"], "c" if hidden else share(c["good"], c["n"]),
    ), strict=True))  # fmt: skip


def _suspensions(c: Counts, school: bool) -> Row:
    n = c["n"]
    row = {
        "headcount": n, "perm_excl": c["permanent"], "perm_excl_rate": plain(100 * c["permanent"] / n, 2),
        "suspension": c["events"], "susp_rate": plain(100 * c["events"] / n, 2), "one_plus_susp": c["once"],
        "one_plus_susp_rate": plain(100 * c["once"] / n, 2),
    }  # fmt: skip
    return {k: "c" if school and n < 11 and k != "headcount" else v for k, v in row.items()}
