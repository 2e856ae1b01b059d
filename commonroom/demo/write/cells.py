"""How publishers write their cells, and how a file is saved."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

Row = Mapping[str, object]


@dataclass(frozen=True)
class DemoFile:
    """A file of the demonstration and what must be known to import it."""

    path: Path
    kind: str
    year: int | None = None
    as_at: date | None = None


def half_up(value: float, places: int = 0) -> float:
    """Rounding as publishers do it: a half goes up."""
    factor = 10**places
    return math.floor(value * factor + 0.5) / factor


def plain(value: float, places: int = 1) -> str:
    """A number without a trailing zero: 2.0 is written 2."""
    rounded = half_up(value, places) + 0.0
    return f"{rounded:.{places}f}".rstrip("0").rstrip(".") if places else f"{rounded:.0f}"


def percent(part: float, whole: float, places: int = 0) -> str:
    """Like 69%, or with places 43.3%; an empty string when there is nobody."""
    return f"{half_up(100 * part / whole, places):.{places}f}%" if whole else ""


def share(part: float, whole: float, places: int = 1) -> str:
    """A percentage without its sign, like 49.5."""
    return plain(100 * part / whole, places) if whole else ""


def day(value: date | None, form: str = "%d-%m-%Y") -> str:
    """A date in the register's way, or an empty string."""
    return value.strftime(form) if value else ""


def save(
    path: Path, header: Sequence[str], rows: Iterable[Row | Sequence[object]], *, encoding: str = "utf-8-sig",
    above: Iterable[str] = (), below: int = 0,
) -> None:  # fmt: skip
    """Write a CSV with CRLF. A row is a mapping by column (others blank) or the cells themselves."""
    with path.open("w", encoding=encoding, newline="") as file:
        for line in above:
            file.write(line + "\r\n")
        writer = csv.writer(file)
        writer.writerow(header)
        known = frozenset(header)
        for row in rows:
            if isinstance(row, Mapping):
                strange = row.keys() - known
                if strange:
                    raise KeyError(f"{path.name} has no columns {sorted(strange)}")
                writer.writerow([row.get(column, "") for column in header])
            else:
                writer.writerow(row)
        for _ in range(below):
            writer.writerow([""] * len(header))
