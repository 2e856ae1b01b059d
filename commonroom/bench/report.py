"""The report: `bench.json` for machines and `measurements.md` for readers. Neither names the machine nor any folder."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping
from datetime import date
from importlib import metadata
from pathlib import Path
from statistics import median
from typing import Any

from commonroom.bench.bars import AREA_STATEMENTS, BARS, Bar

PACKAGES = ("django", "psycopg", "polars", "granian")


def surroundings() -> dict[str, Any]:
    """How many processors, and which versions."""
    versions = {name: metadata.version(name) for name in PACKAGES}
    return {"processors": os.cpu_count(), "python": platform.python_version(), **versions}


def verdicts(told: Mapping[str, Any]) -> dict[str, str]:
    """For each key whether its bar is met; a miss counts only where the lower quartile is beyond the bar, too."""
    return {bar.key: bar.verdict(told[bar.key], _lower(told, bar)) for bar in BARS if bar.key in told}


def write_json(path: Path, told: Mapping[str, Any]) -> None:
    """Write the keys of the bars in their order, then `detail`."""
    found = {bar.key: told[bar.key] for bar in BARS} | {"detail": told["detail"]}
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_suffix(".part")
    part.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    part.replace(path)


def page(told: Mapping[str, Any], *, today: date) -> str:
    """The report as a page of Markdown."""
    detail = told["detail"]
    around = detail["surroundings"]
    lines = [
        "# Speed and size",
        "",
        "`make bench` measures these figures and writes this page. Each is a ratio to something plain, taken turn by "
        "turn in one run on one machine, because absolute times on shared machines are no bars. The first turn warms "
        "up and is left out; what stands here is the median of the others. A bar is missed only where the lower "
        "quartile is beyond it, too; else the miss is within noise.",
        "",
        f"Measured on {today:%-d %B %Y} over a generated England of {detail['england']['schools']:,} schools "
        f"({detail['england']['open']:,} open), with {around['processors']} processors, load averages of "
        f"{detail['load']['before']} before and {detail['load']['after']} after, Python {around['python']}, Django "
        f"{around['django']}, PostgreSQL {detail['postgresql']}, polars {around['polars']}, granian "
        f"{around['granian']}.",
        "",
        *table(told),
    ]
    lines += ["", "## How each is measured", ""]
    lines += [f"- **{bar.name}** (`{bar.key}`): {bar.how}" for bar in BARS]
    lines += ["", "## Beside the bars", "", *_beside(detail)]
    return "\n".join(lines) + "\n"


def table(told: Mapping[str, Any]) -> list[str]:
    """The lines of the table of bars."""
    given = verdicts(told)
    heads = ["| What | Bar | Measured | Quartiles | Verdict |", "|---|---|---|---|---|"]
    return heads + [_row(told, bar, given[bar.key]) for bar in BARS]


def _lower(told: Mapping[str, Any], bar: Bar) -> float | None:
    quartiles = told["detail"].get(bar.key, {}).get("quartiles")
    return quartiles[0] if quartiles else None


def _row(told: Mapping[str, Any], bar: Bar, verdict: str) -> str:
    quartiles = told["detail"].get(bar.key, {}).get("quartiles")
    spread = f"{quartiles[0]:.2f}–{quartiles[1]:.2f}" if quartiles else ""
    value = told[bar.key]
    shown = f"{value:,.0f}" if isinstance(value, int) or value >= 100 else f"{value:,.{3 if value < 0.1 else 2}f}"
    unit = f" {bar.unit}"
    return f"| {bar.name} | ≤ {bar.most:g}{unit} | {shown}{unit} | {spread} | {verdict} |"


def _assessed(detail: Mapping[str, Any]) -> list[str]:
    """What stands beside the bars of assessment and assignment."""
    nation, area, short = detail["assess"], detail["assess_area"], detail["assign_gap"].get("too_few_days")
    lines = [
        f"- Assessments of the nation: {nation['schools']:,} schools with {nation['findings']:,} findings.",
        *(
            f"- A term of {held['schools']} schools opened through the web: {held['ms']:,.0f} ms. One plain statement "
            f"that stores the same rows takes {held['plain_ratio']:,.0f} × hello by itself. The page that then lists "
            f"the schools: {held['page_ratio']:,.0f} × hello, at their medians."
            for held in area["areas"].values()
        ),
    ]
    if short:
        lines.append(
            f"- Advisers with fewer days than needed (95 in 100): a gap of {100 * short['gap']:.1f}% after "
            f"{short['seconds']:.0f} seconds."
        )
    return lines


def _beside(detail: Mapping[str, Any]) -> list[str]:
    cold, pages, counted = detail["import_cold"], detail["pages"], detail["page_queries_max"]
    hello, doors = (median(page[what]["p95"] for page in pages.values()) for what in ("hello_ms", "doors_ms"))
    lines = [
        f"- The register with what follows from it (comparators, words for finding, schools alike), which the worker "
        f"does afterwards: {cold['with_what_follows']:.2f} × psql \\copy.",
        f"- A register in which one row in a hundred differs: "
        f"{detail['one_row_in_a_hundred_changed']['ratio']:.2f} × psql \\copy.",
        f"- The search itself, without a page around it: {detail['search']['alone_ratio']:.2f} × hello.",
        f"- Hello is a view in the same process behind all of the product’s middleware (headers, session, "
        f"transaction), asked for by a stranger: 95th percentile {doors:.2f} ms. The same view without any "
        f"middleware: {hello:.2f} ms. Both are medians over the pages below. The bars were set "
        f"where a hello took 1.46 ms, so the former is the like "
        f"of it; by the latter the heaviest page is {detail['page_heaviest']['against_bare']:.0f}, the "
        f"slowest typical one {detail['page_typical']['against_bare']:.0f} and a search "
        f"{detail['search']['against_bare']:.0f} × hello.",
        f"- The area page asks {counted['area_page']} statements (at most {AREA_STATEMENTS}).",
        "- Statements do not depend on the number of schools."
        if not counted["differ"]
        else "- Statements depend on the number of schools on: " + ", ".join(sorted(counted["differ"])) + ".",
        "- No page that was weighed names another origin.",
        *_assessed(detail),
    ]
    if detail["missing"]:
        lines.append("- Pages that do not stand yet and were not measured: " + ", ".join(detail["missing"]) + ".")
    lines += [
        "",
        "| Page | 95th percentile, ms | × hello | Quartiles | × hello, both at their medians "
        "| × a hello without middleware | First view, kB |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, found in pages.items():
        weight = detail["weights"].get(name, {}).get("kb")
        cells = [
            name[0].upper() + name[1:],
            f"{found['page_ms']['p95']:.1f}",
            f"{found['ratio']:.1f}",
            "–".join(f"{quartile:.1f}" for quartile in found["quartiles"]),
            f"{found['at_medians']:.1f}",
            f"{found['against_bare']:.1f}",
            "" if weight is None else f"{weight:.1f}",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return lines
