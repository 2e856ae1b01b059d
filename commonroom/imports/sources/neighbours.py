"""Statistical neighbours: the ten authorities most like each authority, with how close each of them is."""

from __future__ import annotations

import re
from datetime import date

import polars as pl

from commonroom.imports.sources import figures
from commonroom.imports.sources.base import ROW, Dated, Problem, Reading, Sheet, Unreadable
from commonroom.kit.academic_year import AcademicYear

KIND = "neighbours"
NAME = "Statistical neighbours"
PUBLISHER = "Department for Education"
WHERE = (
    "Comes with the Local Authority Interactive Tool on GOV.UK, as a workbook of statistical neighbour groups. Take "
    "the groups of the date you want, like “sn_may_2025.xlsx”; an older one stays beside a newer one."
)
NATIONAL = True
NEEDS = "as_at"

_NAMES = frozenset({"LA num", "LA Name", "SN1", "SNP"})


def recognises(header: frozenset[str]) -> bool:
    """True for a table with one row an authority and the columns SN1, SN2 and so on."""
    return header >= _NAMES


def dated(sheet: Sheet) -> Dated:
    """The month in the lines above the header, or else in the file's name."""
    above = figures.date_in(" ".join(sheet.preamble))
    return Dated(as_at=above, sure=True) if above else Dated(as_at=figures.date_in(sheet.name))


def read(sheet: Sheet, *, year: AcademicYear | None, as_at: date | None) -> Reading:
    """Each neighbour of each authority, ranked from the closest (1)."""
    frame = sheet.frame.with_columns(figures.la_code(pl.col("LA num")).alias("la_code"))
    if not frame.height:
        raise Unreadable("The file has its header and no authorities. Download it again.")
    frame, passed = _with_neighbours(frame, [column for _, column, _ in _pairs(sheet.header)])
    names = dict(frame.filter(pl.col("la_code").is_not_null()).select("la_code", "LA Name").rows())
    wrong = _code_problems(frame)
    every = _ranked(frame, sheet.header)
    bad = every.filter(pl.col("neighbour_code").is_null())
    wrong += [_no_code(*row) for row in bad.select(ROW, "column", "found").rows()]
    refused = {problem.row for problem in wrong}
    taken = every.filter(~pl.col(ROW).is_in(list(refused))).with_columns(
        pl.col("neighbour_code").replace_strict(names, default=None, return_dtype=pl.String).alias("neighbour_name"),
        pl.col("closeness").str.slice(0, 1).str.to_uppercase() + pl.col("closeness").str.slice(1),
    )
    return Reading(
        kind=KIND,
        year=None,
        as_at=as_at,
        rows=sheet.frame.height,
        schools=0,
        tables={"neighbours": figures.shape(taken.sort(ROW, "rank"), "neighbours")},
        problems=tuple(sorted(wrong, key=lambda problem: problem.row)),
        passed_over=passed,
    )


def _with_neighbours(frame: pl.DataFrame, columns: list[str]) -> tuple[pl.DataFrame, dict[str, int]]:
    """The rows that name a neighbour, and the number of the others: headings between, authorities without any."""
    frame = frame.with_columns(pl.col(columns).replace({"-": None}))
    none = pl.all_horizontal(pl.col(column).is_null() for column in columns)
    headings = frame.filter(none & pl.col("la_code").is_null()).height
    alone = frame.filter(none & pl.col("la_code").is_not_null()).height
    passed = {"headings between the rows": headings, "authorities without neighbours": alone}
    return frame.filter(~none), {words: count for words, count in passed.items() if count}


def _code_problems(frame: pl.DataFrame) -> list[Problem]:
    wrong = figures.problems(
        frame.filter(pl.col("la_code").is_null()).select(ROW, "LA num").rows(),
        "LA num",
        "“{found}” is no number of an authority. Write its three digits.",
    )
    twice = frame.filter(pl.col("la_code").is_not_null() & ~pl.col("la_code").is_first_distinct())
    wrong += figures.problems(
        twice.select(ROW, "la_code").rows(),
        "LA num",
        "Authority {found} has a row further up already. Leave one of the two.",
    )
    return wrong


def _ranked(frame: pl.DataFrame, header: tuple[str, ...]) -> pl.DataFrame:
    """One row for each neighbour named, as found."""
    pieces: list[pl.DataFrame] = []
    for rank, column, closeness in _pairs(header):
        pieces.append(
            frame.select(
                ROW,
                "la_code",
                pl.lit(rank).alias("rank"),
                pl.col(column).alias("found"),
                pl.lit(column).alias("column"),
                figures.la_code(pl.col(column)).alias("neighbour_code"),
                (pl.col(closeness).str.to_lowercase() if closeness else pl.lit(None)).alias("closeness"),
            ).filter(pl.col("found").is_not_null())
        )
    return pl.concat(pieces, how="vertical_relaxed")


def _pairs(header: tuple[str, ...]) -> list[tuple[int, str, str | None]]:
    """(rank, column of the neighbour, column of its closeness): SNP repeats, each beside its SN."""
    pairs = []
    for place, name in enumerate(header):
        found = re.fullmatch(r"SN(\d{1,2})", name)
        if found:
            beside = header[place + 1] if place + 1 < len(header) else ""
            pairs.append((int(found[1]), name, beside if beside.startswith("SNP") else None))
    return pairs


def _no_code(row: int, column: str, found: str) -> Problem:
    return Problem(row, column, found, f"“{found}” is no number of an authority. Write its three digits.")
