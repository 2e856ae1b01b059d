"""Which LAIT series stands behind which measure."""

from __future__ import annotations

import re


def measure_of(series: str) -> str:
    """The slug of the measure that a LAIT series (its Short Desc) is kept under: `lait_` and its short name.

    Some series differ from another only by a % at the end, which becomes “_pct”.
    """
    plain = re.sub(r"[^a-z0-9]+", "_", series.removesuffix("%").lower()).strip("_")
    return f"lait_{plain}" + ("_pct" if series.endswith("%") else "")
