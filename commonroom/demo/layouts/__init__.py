"""The column names of the publishers' files, one layout a text file, one column a line."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path


@lru_cache
def columns(layout: str) -> tuple[str, ...]:
    """The column names of a layout like "ks2_2019", in the publisher's order. FileNotFoundError for an unknown one."""
    return tuple((Path(__file__).parent / f"{layout}.txt").read_text(encoding="utf-8").splitlines())
