"""The Local Authority Interactive Tool: figures of every authority, region and England, by series and year.

The file gives a series' title only on its first year, and not for all, so series are known by their short name
(“Short Desc”). `lait_series.csv` says of each what it is called and which year its labels mean; it was made from the
tool's own data dictionary (Department for Education, Open Government Licence v3.0).
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path

import polars as pl

from commonroom.imports.sources import figures
from commonroom.imports.sources.base import ROW, Dated, Problem, Reading, Sheet, Unreadable
from commonroom.kit.academic_year import AcademicYear
from commonroom.measures.catalogue import published_by

KIND = "lait"
NAME = "Local Authority Interactive Tool (LAIT)"
PUBLISHER = "Department for Education"
WHERE = (
    "On GOV.UK, search for “Local authority interactive tool”, or download the data of the tool’s own site. "
    "Take the file of all indicators, authorities and years (“bds_long”)."
)
NATIONAL = True
NEEDS = "nothing"

_COLUMNS = frozenset({"Short Desc", "Years", "LA and Regions", "Values", "LA Number"})
_BACK = {"academic": 1, "financial": 1, "march": 1, "january": 1, "calendar": 0, "september": 0}
_MEANS = {
    "academic": "By academic year.",
    "financial": "By financial year, April to March.",
    "march": "As at 31 March of the year.",
    "january": "As at January of the academic year.",
    "calendar": "By calendar year.",
    "september": "As at 30 September.",
}


def recognises(header: frozenset[str]) -> bool:
    """True for LAIT's long table."""
    return header >= _COLUMNS


def dated(sheet: Sheet) -> Dated:
    """Nothing needs to be asked: every row carries its year."""
    return Dated(sure=True)


def measure_of(series: str) -> str:
    """The slug of the measure that a series (Short Desc) is kept under: `lait_` and its short name.

    Some series differ from another only by a % at the end, which becomes “_pct”.
    """
    return "lait_" + figures.slug(series.removesuffix("%")) + ("_pct" if series.endswith("%") else "")


@lru_cache
def known_series() -> Mapping[str, Mapping[str, str]]:
    """What is known of each series by its short name: name, unit, direction, topic, axis, year."""
    text = (Path(__file__).parent / "lait_series.csv").read_text(encoding="utf-8")
    return {row["series"]: row for row in csv.DictReader(text.splitlines())}


def year_of(label: str, means: str) -> int | None:
    """The first calendar year of the year that a label names, or None when it names none.

    “2023” is the academic or financial year that ends in 2023, so 2022; a calendar year stays 2023. “2016-17 (OT)” and
    “2016/17” start in 2016. Of several years together, “2014-16” or “2013/14-15/16”, the last one counts.
    """
    plain = label.split("(")[0].strip().replace("/", "-")
    parts = plain.split("-")
    if not all(part.isdigit() for part in parts) or len(parts[0]) != 4 or not 1990 <= int(parts[0]) <= 2099:
        return None
    first = int(parts[0])
    if len(parts) == 1:
        return first - _BACK.get(means, 1)
    last = first - first % 100 + int(parts[-1]) % 100
    last += 100 if last < first else 0
    if len(parts) == 2 and last != first + 1:
        return last - _BACK.get(means, 1)
    return last - 1


def read(sheet: Sheet, *, year: AcademicYear | None, as_at: date | None) -> Reading:
    """One value of an area for each row, statuses included, and a description of each series."""
    if not sheet.frame.height:
        raise Unreadable("The file has its header and no rows. Download it again from the tool’s site.")
    frame = _placed(sheet.frame.select(ROW, *sorted(_COLUMNS), *({"Data item"} & set(sheet.header))))
    empty_year = pl.col("year").is_null() & (pl.col("status") > 0)
    passed = int(frame.select(empty_year.sum()).item())
    if passed:
        frame = frame.filter(~empty_year.fill_null(False))
    wrong = _problems(frame)
    taken = frame.filter(~pl.col(ROW).is_in(list({p.row for p in wrong}))) if wrong else frame
    return Reading(
        kind=KIND,
        year=None,
        as_at=as_at,
        rows=sheet.frame.height,
        schools=0,
        tables={"area_values": figures.shape(taken, "area_values"), "measures": _measures(taken)},
        problems=tuple(wrong),
        columns={measure_of(name): name for name in taken["Short Desc"].unique().sort()},
        passed_over={"figures without a year and without a value": passed} if passed else {},
    )


def _placed(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds measure, year, level, code, la, number and status, each worked out once for each different text."""
    cells = frame.select(pl.col("Values").unique().drop_nulls()).with_columns(
        figures.number(pl.col("Values")).alias("number"), figures.status(pl.col("Values")).alias("status")
    )
    series = {name: measure_of(name) for name in frame["Short Desc"].drop_nulls().unique()}
    pair = pl.concat_str("Short Desc", pl.lit("\n"), "Years")
    starts = _years(frame)
    place = pl.col("LA and Regions")
    region, england = figures.region(place), (place.str.to_lowercase() == "england").fill_null(False)
    la = figures.la_code(pl.col("LA Number"))
    return frame.with_columns(
        pl.col("Values").replace_strict(cells["Values"], cells["number"], default=None).alias("number"),
        pl.col("Values").replace_strict(cells["Values"], cells["status"], default=None).alias("status"),
        pl.col("Short Desc").replace_strict(series, default=None, return_dtype=pl.String).alias("measure"),
        pair.replace_strict(starts, default=None, return_dtype=pl.Int16).alias("year"),
        la.alias("la"),
        pl.when(england)
        .then(pl.lit("england"))
        .when(region.is_not_null())
        .then(pl.lit("region"))
        .otherwise(pl.lit("la"))
        .alias("level"),
        pl.when(england).then(pl.lit("")).otherwise(pl.coalesce(region, la)).alias("code"),
    )


def _years(frame: pl.DataFrame) -> dict[str, int | None]:
    """The start year for each series and label (joined by a line break): some four thousand, so a loop serves."""
    known = known_series()
    return {
        f"{series}\n{label}": year_of(label, known.get(series, {}).get("year", "academic"))
        for series, label in frame.select("Short Desc", "Years").unique().drop_nulls().rows()
    }


def _problems(frame: pl.DataFrame) -> list[Problem]:
    checks = (
        ("Short Desc", pl.col("Short Desc").is_null(), "The row names no series. Give its “Short Desc”."),
        (
            "Years",
            pl.col("year").is_null() & pl.col("Short Desc").is_not_null(),
            "“{found}” is no year that is understood. Write it like 2023, 2022-23 or 2022/23.",
        ),
        (
            "LA Number",
            (pl.col("level") == "la") & pl.col("la").is_null(),
            "“{found}” is no number of an authority. Write the three digits.",
        ),
        (
            "Values",
            pl.col("status").is_null(),
            "“{found}” is neither a figure nor a mark for a missing one. Write a number, or - where there is none.",
        ),
    )
    wrong = _repeats(frame)
    for column, fails, sentence in checks:
        wrong += figures.problems(frame.filter(fails).select(ROW, column).rows(), column, sentence)
    return sorted(wrong, key=lambda problem: problem.row)


def _repeats(frame: pl.DataFrame) -> list[Problem]:
    """Rows that give an area's figure of a series and year once more."""
    key = pl.struct("measure", "year", "code").hash()
    if frame.select(key.n_unique()).item() == frame.height:
        return []
    whole = pl.col("measure").is_not_null() & pl.col("year").is_not_null() & pl.col("code").is_not_null()
    again = frame.filter(whole & ~pl.struct("measure", "year", "code").is_first_distinct())
    sentence = (
        "This area has a figure for this series and year further up already ({found} here). Leave one of the two."
    )
    return figures.problems(again.select(ROW, "Values").rows(), "Values", sentence)


def _measures(frame: pl.DataFrame) -> pl.DataFrame:
    """One row for each series that the catalogue does not describe already."""
    titles = pl.col("Data item").drop_nulls().first() if "Data item" in frame.columns else pl.lit(None, pl.String)
    found = frame.group_by("Short Desc", "measure").agg(titles.alias("title"), pl.col(ROW).min()).sort(ROW)
    described = published_by(KIND)
    rows = []
    for series, measure, title, row in found.rows():
        if measure in described:
            continue
        known = known_series().get(series, {})
        name = known.get("name") or title or series
        rows.append(
            {
                "measure": measure,
                "name": name,
                "unit": known.get("unit") or ("percent" if "%" in name else "number"),
                "direction": known.get("direction", "none"),
                "topic": known.get("topic", "Local Authority Interactive Tool"),
                "definition": f"{name} ({known['axis']})." if known.get("axis") else f"{name}.",
                "caveat": f"A figure of areas, not of schools. {_MEANS.get(known.get('year', ''), '')}".strip(),
                ROW: row,
            }
        )
    return figures.shape(pl.DataFrame(rows), "measures") if rows else figures.shape(pl.DataFrame(), "measures")
