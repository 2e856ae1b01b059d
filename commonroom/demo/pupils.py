"""Pupils who take tests, drawn one by one and counted: the same counts make schools, authorities and England.

Counts are whole numbers (progress in hundredths), so that totals are exactly the sum of their schools.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

import polars as pl

from commonroom.demo.model import School

Counts = dict[str, int]
Table = dict[tuple[int, int], Counts]

KS2_GROUPS = ("", "B", "G", "L", "M", "H", "FSM6CLA1A", "NotFSM6CLA1A", "EAL", "MOBN")
KS4_GROUPS = ("", "BOYS", "GIRLS", "LO", "AV", "HI", "FSM6CLA1A", "NFSM6CLA1A", "EAL", "NMOB")

_KS2_YEARS = {2016: -0.05, 2017: 0.03, 2018: 0.05, 2022: -0.06, 2023: -0.03, 2024: 0.0}
_KS4_YEARS = {2016: -0.02, 2017: 0.0, 2018: 0.01, 2022: -0.02, 2023: -0.04, 2024: -0.02}


def cohort(school: School, year: int, rng: random.Random) -> int:
    """How many pupils of a school stand at the end of a key stage in a year: the year group with its trend."""
    site = school.site
    wanted = site.year_group * (1 + site.drift * (year - 2019))
    return max(1, round(rng.gauss(wanted, 0.6 + wanted * 0.035)))


def _draw(schools: Sequence[School], year: int, rng: random.Random, lift: float) -> pl.DataFrame:
    """One row a pupil: whose school, traits, `a` general ability, four kinds of luck."""
    rows: dict[str, list[object]] = {"urn": [], "base": [], "va": [], "poor": [], "eal": [], "stay": []}
    for school in schools:
        site = school.site
        base = lift + site.effect + rng.gauss(0, 0.07)
        size = cohort(school, year, rng)
        rows["urn"] += [school.urn] * size
        rows["base"] += [base - (1.6 if site.kind in ("special", "pru") else 0)] * size
        rows["va"] += [site.effect + 0.75 * (site.deprivation - 0.25)] * size
        for trait, share in (("poor", site.deprivation), ("eal", site.language), ("stay", 0.92)):
            rows[trait] += [rng.random() < share for _ in range(size)]
    size = len(rows["urn"])
    frame = pl.DataFrame(rows, schema_overrides={"urn": pl.Int32})
    luck = {name: pl.Series(name, [rng.gauss(0, 1) for _ in range(size)]) for name in ("a", "e1", "e2", "e3", "e4")}
    boy = pl.Series("boy", [rng.random() < 0.51 for _ in range(size)])
    girls_school = {s.urn for s in schools if s.site.gender == "Girls"}
    frame = frame.with_columns(*luck.values(), boy).with_columns(
        pl.col("boy") & ~pl.col("urn").is_in(list(girls_school)), pl.lit(year, pl.Int16).alias("year")
    )
    before = pl.col("base") - pl.col("va") * 0.8 - 0.42 * pl.col("poor") + pl.col("a") * 0.85
    return frame.with_columns(before.alias("prior"))


def ks2(schools: Sequence[School], year: int, rng: random.Random) -> Table:
    """Key stage 2 of one year. Counts: n, and for each group rwm_exp, rwm_high, and by subject exp, high, sum, prog."""
    frame = _draw(schools, year, rng, _KS2_YEARS[year])
    ability = pl.col("base") - 0.42 * pl.col("poor") + pl.col("a") * 0.80
    skill = {
        "read": ability + 0.55 * pl.col("e1") - 0.10 * pl.col("boy") - 0.04 * pl.col("eal"),
        "writ": ability + 0.50 * pl.col("e2") - 0.22 * pl.col("boy"),
        "mat": ability + 0.55 * pl.col("e3") + 0.06 * pl.col("boy") + 0.08 * pl.col("eal"),
        "gps": ability + 0.50 * pl.col("e4") - 0.14 * pl.col("boy") + 0.06 * pl.col("eal"),
    }
    whole = [(105.9 + 7.2 * skill[s]).clip(80, 120).round(0).cast(pl.Int32).alias(f"{s}_sum")
             for s in ("read", "mat", "gps")]  # fmt: skip
    frame = frame.with_columns(*whole, skill["writ"].alias("writ"))
    frame = frame.with_columns(
        *((pl.col(f"{s}_sum") >= 100).alias(f"{s}_exp") for s in ("read", "mat", "gps")),
        *((pl.col(f"{s}_sum") >= 110).alias(f"{s}_high") for s in ("read", "mat", "gps")),
        (pl.col("writ") > -0.88).alias("writ_exp"), (pl.col("writ") > 0.90).alias("writ_high"),
        (skill["gps"] > -1.0).alias("sci_exp"),
        *((100 * (2.4 * pl.col("va") + 3.6 * pl.col(e) - 0.5 * pl.col("poor"))).round(0).cast(pl.Int64)
          .alias(f"{s}_prog") for s, e in (("read", "e1"), ("writ", "e2"), ("mat", "e3"))),
    ).with_columns(
        pl.all_horizontal("read_exp", "mat_exp", "writ_exp").alias("rwm_exp"),
        pl.all_horizontal("read_high", "mat_high", "writ_high").alias("rwm_high"),
    )  # fmt: skip
    kept = [c for c in frame.columns if c.endswith(("_exp", "_high", "_sum", "_prog"))]
    within = {
        "": pl.lit(True), "B": pl.col("boy"), "G": ~pl.col("boy"), "L": pl.col("prior") < -1.15,
        "M": pl.col("prior").is_between(-1.15, 0.35, closed="left"), "H": pl.col("prior") >= 0.35,
        "FSM6CLA1A": pl.col("poor"), "NotFSM6CLA1A": ~pl.col("poor"), "EAL": pl.col("eal"), "MOBN": pl.col("stay"),
    }  # fmt: skip
    return _count(frame, kept, within)


def ks4(schools: Sequence[School], year: int, rng: random.Random) -> Table:
    """Key stage 4 of one year. Counts as in `ks2`: att8 in tenths, p8 in hundredths, basics, EBacc entry and points."""
    frame = _draw(schools, year, rng, _KS4_YEARS[year])
    keen = {s.urn: min(max(0.38 + 0.25 * s.site.effect + rng.gauss(0, 0.12), 0.03), 0.92) for s in schools}
    ability = pl.col("base") * 1.1 - 0.40 * pl.col("poor") + pl.col("a") * 0.85 - 0.16 * pl.col("boy")
    ability = ability + 0.16 * pl.col("eal")
    entered = pl.Series("draw", [rng.random() for _ in range(frame.height)])
    frame = frame.with_columns(
        entered, pl.col("urn").replace_strict(keen, return_dtype=pl.Float64).alias("keen"),
        (5.25 + 1.95 * (ability + 0.35 * pl.col("e1"))).clip(0, 9).round(0).cast(pl.Int32).alias("eng"),
        (4.85 + 2.05 * (ability + 0.35 * pl.col("e2"))).clip(0, 9).round(0).cast(pl.Int32).alias("mat"),
        (10 * (48.5 + 17.5 * (ability + 0.25 * pl.col("e3"))).clip(0, 90)).round(0).cast(pl.Int64).alias("att8_sum"),
        (100 * (1.15 * pl.col("va") + 1.15 * pl.col("e4") - 0.28 * pl.col("poor") + 0.3 * pl.col("eal")
                - 0.22 * pl.col("boy") + 0.05)).round(0).cast(pl.Int64).alias("p8_sum"),
    ).with_columns(
        (pl.col("draw") < pl.col("keen") + 0.09 * pl.col("a")).alias("ebacc_exp"),
        ((pl.col("eng") >= 4) & (pl.col("mat") >= 4)).alias("basics94_exp"),
        ((pl.col("eng") >= 5) & (pl.col("mat") >= 5)).alias("basics95_exp"),
    ).with_columns(
        (pl.col("att8_sum") * (0.78 + 0.22 * pl.col("ebacc_exp"))).round(0).cast(pl.Int64).alias("aps_sum"),
        (pl.col("ebacc_exp") & (pl.col("att8_sum") > 470)).alias("ebacc94_exp"),
        (pl.col("ebacc_exp") & (pl.col("att8_sum") > 545)).alias("ebacc95_exp"),
        (10 * (pl.col("eng") * 2)).cast(pl.Int64).alias("att8eng_sum"),
        (10 * (pl.col("mat") * 2)).cast(pl.Int64).alias("att8mat_sum"),
    )  # fmt: skip
    kept = [c for c in frame.columns if c.endswith(("_exp", "_sum"))]
    within = {
        "": pl.lit(True), "BOYS": pl.col("boy"), "GIRLS": ~pl.col("boy"), "LO": pl.col("prior") < -1.05,
        "AV": pl.col("prior").is_between(-1.05, 0.15, closed="left"), "HI": pl.col("prior") >= 0.15,
        "FSM6CLA1A": pl.col("poor"), "NFSM6CLA1A": ~pl.col("poor"), "EAL": pl.col("eal"), "NMOB": pl.col("stay"),
    }  # fmt: skip
    return _count(frame, kept, within)


def _count(frame: pl.DataFrame, kept: Sequence[str], within: dict[str, pl.Expr]) -> Table:
    """Counts by school and year: names carry the group at the end, like rwm_exp_EAL; n and n_EAL are the pupils."""
    wanted = []
    for group, mask in within.items():
        end = f"_{group}" if group else ""
        wanted.append(mask.cast(pl.Int64).sum().alias(f"n{end}") if group else pl.len().cast(pl.Int64).alias("n"))
        for name in kept:
            value = pl.col(name).cast(pl.Int64)
            wanted.append((value if not group else value.filter(mask)).sum().alias(f"{name}{end}"))
    counted = frame.group_by("urn", "year").agg(wanted).sort("urn", "year")
    return {(row.pop("urn"), row.pop("year")): row for row in counted.iter_rows(named=True)}
