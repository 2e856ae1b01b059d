"""The column names of the publishers' files, one layout a text file, one column a line."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path


@lru_cache
def columns(layout: str) -> tuple[str, ...]:
    """The column names of a layout like "ks2_2019", in the publisher's order. FileNotFoundError for an unknown one."""
    return tuple((Path(__file__).parent / f"{layout}.txt").read_text(encoding="utf-8").splitlines())


@lru_cache
def columns_of_year(layout: str, first: int, year: int) -> tuple[str, ...]:
    """The layout of the year that starts in `first`, named for another `year`.

    Columns that repeat other years carry those years' digits: PTRWM_EXP_18 in the file of 2018-19.
    """
    digits = {f"{first - back:04d}"[2:]: f"{year - back:04d}"[2:] for back in (-1, 0, 1)}
    return tuple(
        re.sub(r"(?<=_)(\d\d)(?=_|$)", lambda found: digits.get(found[1], found[1]), name) for name in columns(layout)
    )


@lru_cache
def finance_columns(year: int) -> tuple[str, ...]:
    """The layout of the financial returns, whose columns name the five years up to `year` like T1718CAT1."""
    later = year - 2017

    def named(found: re.Match[str]) -> str:
        return f"T{int(found[1]) + later:02d}{int(found[2]) + later:02d}CAT"

    return tuple(re.sub(r"T(\d\d)(\d\d)CAT", named, name) for name in columns("cfr_2018"))
