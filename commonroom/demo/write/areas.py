"""What is published about areas: authority codes, statistical neighbours, and LAIT's long table."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import xlsxwriter

from commonroom.demo import results
from commonroom.demo.model import Authority
from commonroom.demo.pupils import Counts, Table
from commonroom.demo.world import World
from commonroom.demo.write.cells import DemoFile, plain

_CLOSENESS = ("Very close", "Very close", "Close", "Close", "Close", "Somewhat close", "Somewhat close", "Not close",
              "Not close")  # fmt: skip
Series = tuple[Table, Callable[[Counts], str], str]
"""The counts behind a series, the figure made of them, and how its years are written ("end" or "both")."""

NEIGHBOURS_ON = date(2025, 5, 1)


def write(world: World, folder: Path) -> list[DemoFile]:
    """Two workbooks and a parquet file."""
    codes, neighbours, lait = folder / "la_code_list.xlsx", folder / "sn_may_2025.xlsx", folder / "bds_long_0.parquet"
    _workbook(codes, "Sheet1", [["LA Number", "LA Name", "Region", "Type"], *(
        [int(a.code), a.name, _lait_region(a), {"county": "CC", "borough": "OLB"}.get(a.kind, "UA")]
        for a in world.authorities
    )])  # fmt: skip
    header: list[object] = ["LA num", "LA Name", "LA number", "GOInd", "GOReg"]
    for n in range(1, 11):
        header += [f"SN{n}", "SNP"]
    rows: list[list[object]] = [["A", "B", "C", "D", "E", *range(3, 23)], list(range(1, 26)), header]
    for area in world.authorities:
        row: list[object] = [int(area.code), area.name, int(area.code), 3, _lait_region(area)]
        for place, other in enumerate(neighbours_of(world, area)):
            row += [int(other.code), _CLOSENESS[place]]
        rows.append(row)
    _workbook(neighbours, "LA SN Groups", rows)
    _lait(world).write_parquet(lait, compression="zstd")
    return [
        DemoFile(codes, "authorities", None, None), DemoFile(neighbours, "neighbours", None, NEIGHBOURS_ON),
        DemoFile(lait, "lait"),
    ]  # fmt: skip


def neighbours_of(world: World, area: Authority) -> list[Authority]:
    """The other nine authorities, the most alike in deprivation and languages first."""

    def distance(other: Authority) -> float:
        return abs(other.deprivation - area.deprivation) * 2 + abs(other.language - area.language)

    return sorted((a for a in world.authorities if a is not area), key=lambda a: (distance(a), a.code))


def _lait_region(area: Authority) -> str:
    return "Outer London" if area.region.name == "London" else area.region.name


def _workbook(path: Path, sheet: str, rows: list[list[object]]) -> None:
    book = xlsxwriter.Workbook(str(path))
    book.set_properties({"created": datetime(2026, 3, 6, tzinfo=UTC)})
    page = book.add_worksheet(sheet)
    for n, row in enumerate(rows):
        page.write_row(n, 0, row)
    book.close()


def _part(top: str, bottom: str = "n", factor: float = 100, places: int = 0) -> Callable[[Counts], str]:
    return lambda c: plain(factor * c.get(top, 0) / c[bottom], places) if c.get(bottom) else "-"


def _series(world: World) -> dict[str, Series]:
    """Each series by its short name."""
    o = world.outcomes

    made: dict[str, Series] = {}
    for subject, name in (("RWM", "rwm"), ("R", "read"), ("M", "mat"), ("GPS", "gps")):
        made[f"KS2{subject}_Expected_STD"] = (o.ks2, _part(f"{name}_exp"), "end")
        made[f"KS2{subject}_Higher_STD"] = (o.ks2, _part(f"{name}_high"), "end")
    for subject, name in (("R", "read"), ("M", "mat"), ("GPS", "gps")):
        made[f"KS2{subject}_AVG_Scaled_Score"] = (o.ks2, _part(f"{name}_sum", factor=1), "end")
    with_progress = {key: counts for key, counts in o.ks4.items() if key[1] < 2024}
    made |= {
        "KS2W_Teacher_Assess": (o.ks2, _part("writ_exp"), "end"),
        "KS2GDW_Teacher_Assess": (o.ks2, _part("writ_high"), "end"),
        "KS2Sci_Teacher_Assess": (o.ks2, _part("sci_exp"), "end"),
        "DAP_NEW_KS2_RWM": (o.ks2, _part("rwm_exp_FSM6CLA1A", "n_FSM6CLA1A"), "end"),
        "NonDAP_NEW_KS2_RWM": (o.ks2, _part("rwm_exp_NotFSM6CLA1A", "n_NotFSM6CLA1A"), "end"),
        "AVG_Attain8_Score": (o.ks4, _part("att8_sum", factor=0.1, places=1), "end"),
        "AVG_Prog8_Score": (with_progress, _part("p8_sum", factor=0.01, places=2), "end"),
        "EngMaths9-4": (o.ks4, _part("basics94_exp", places=1), "end"),
        "EngMaths9-5": (o.ks4, _part("basics95_exp", places=1), "end"),
        "EngBacEntries": (o.ks4, _part("ebacc_exp", places=1), "end"),
        "EngBacAvgPointScore": (o.ks4, _part("aps_sum", factor=0.01, places=2), "end"),
        "DAP_KS4_ATT8": (o.ks4, _part("att8_sum_FSM6CLA1A", "n_FSM6CLA1A", 0.1, 1), "end"),
        "NonDAP_KS4_ATT8": (o.ks4, _part("att8_sum_NFSM6CLA1A", "n_NFSM6CLA1A", 0.1, 1), "end"),
        "KS1P_all": (o.phonics, _part("met"), "end"),
        "FSP_NEW_GOODDEV": (o.early_years, _part("good", places=1), "end"),
        "TotAbs": (o.absence, _part("missed", "possible", places=2), "end"),
        "TotPerAbNew": (o.absence, _part("persistent", places=2), "end"),
        "TotFixedEx": (o.suspensions, _part("events", places=2), "both"),
        "TotPermEx": (o.suspensions, _part("permanent", places=3), "both"),
        "Total_ Pup_FixedEx": (o.suspensions, _part("once", places=2), "both"),
        "SEN_TotStat": (o.census, _part("plans", places=1), "end"),
        "SEN_TotSENSuP": (o.census, _part("support", places=1), "end"),
        "APSE_Alevel": (o.ks5, _part("points", factor=0.01, places=2), "end"),
        "APSE_Best_3ALevels": (o.ks5, _part("best", factor=0.01, places=2), "end"),
    }  # fmt: skip
    made |= _by_phase(world)
    return made


def _by_phase(world: World) -> dict[str, Series]:
    """The series that LAIT gives for primary, secondary and special schools apart."""
    o = world.outcomes
    made: dict[str, Series] = {}

    def only(table: Table, kind: str) -> Table:
        return {k: c for k, c in table.items() if results.school_type(world.by_urn[k[0]]) == kind}

    for kind, absent, missing in (("PRI", "PriTotAbs", "SFPriPerAbNew"), ("SEC", "SecTotAbs", "SFSecPerAbNew"),
                                  ("SPE", "total_absence_special", "SpecPerAbNew")):  # fmt: skip
        made[absent] = (only(o.absence, kind), _part("missed", "possible", places=2), "end")
        made[missing] = (only(o.absence, kind), _part("persistent", places=2), "end")
    for kind, ever, eal, support, plans, fsm in (
        ("PRI", "Ever6_FSM_Prim", "EALPri", "PrimNoStatements", "PrimStatements", "PriFSM"),
        ("SEC", "Ever6_FSM_Sec", "EALSec", "SecNoStatements", "SecStatements", "SecFSM"),
    ):
        census = only(o.census, kind)
        for name, top in ((ever, "ever"), (eal, "eal"), (support, "support"), (plans, "plans"), (fsm, "fsm")):
            made[name] = (census, _part(top, places=1), "end")
    return made


def _lait(world: World) -> pl.DataFrame:
    rows: list[tuple[str, str | None, str, str, str, float, str]] = []
    summed: dict[int, results.Sums] = {}
    every = _series(world)
    for series, (table, figure, form) in every.items():
        if id(table) not in summed:
            summed[id(table)] = results.totals(table, world.schools)
        sums = summed[id(table)]
        for year in sorted({key[2] for key in sums}):
            label = str(year + 1) if form == "end" else f"{year}/{(year + 1) % 100:02d}"
            for area in world.authorities:
                counts = sums.get(("la", area.code, year))
                rows.append((series, None, label, area.name, figure(counts) if counts else "-", float(area.code),
                             _lait_region(area)))  # fmt: skip
            for region in world.regions:
                counts = sums.get(("region", region.name, year))
                rows.append((series, None, label, region.name, figure(counts) if counts else "-", float(region.number),
                             "NA"))  # fmt: skip
            rows.append((series, None, label, "England", figure(sums["england", "", year]), 970.0, "NA"))
    names = ("Short Desc", "Data item", "Years", "LA and Regions", "Values", "LA Number", "Region")
    kinds = (pl.String, pl.String, pl.String, pl.String, pl.String, pl.Float64, pl.String)
    return pl.DataFrame(rows, schema=dict(zip(names, kinds, strict=True)), orient="row")
