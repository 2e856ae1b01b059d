"""The bars: what each key of the report means, its unit, and how much it may be. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["met", "missed", "within noise"]


@dataclass(frozen=True)
class Bar:
    """One figure that is measured: at most `most` of its unit."""

    key: str
    name: str
    most: float
    unit: str
    how: str

    def verdict(self, value: float, lower: float | None = None) -> Verdict:
        """Met, or missed where even the lower quartile (or the value itself) is beyond the bar."""
        if value <= self.most:
            return "met"
        return "missed" if (value if lower is None else lower) > self.most else "within noise"


COPY = "× psql \\copy"
HELLO = "× hello"
BARS = (
    Bar("import_cold", "The register into an empty database", 2.5, COPY,
        "Kept, read, compared, typed and loaded with its audit event, as the command line does it, against psql’s "
        "\\copy of the same file into text columns."),
    Bar("import_unchanged", "The same rows saved again as other bytes", 1.0, COPY,
        "Other line ends or another order of rows. The server’s own count shows that no row of schools, of their "
        "history or of figures was written."),
    Bar("import_identical", "The same bytes again", 0.1, COPY, "The same file once more; again no row is written."),
    Bar("import_peak_mb", "Most memory while a register comes in", 600, "MB",
        "The most that a process of its own held, with what follows from the load (comparators, words for finding)."),
    Bar("import_ks2_cold", "Key stage 2 of a year", 3.0, "× COPY",
        "Against COPY of the same value rows into an empty copy of the table of figures, with its constraints and "
        "indexes (LIKE … INCLUDING ALL)."),
    Bar("page_heaviest", "The heaviest page, 95th percentile", 60, HELLO,
        "Signed in, 350 schools in the area, one request at a time on one kept connection to one web worker, against "
        "a view that says hello behind the same middleware. What it is against a view without any stands below."),
    Bar("page_typical", "The slowest typical page, 95th percentile", 20, HELLO,
        "The slowest of home, list of schools, a school, a figure and the data page."),
    Bar("page_queries_max", "Most statements of a page", 12, "statements",
        "Each page that can be asked for, warm, with 1, 50, 200 and 350 schools in the area; set_config included, "
        "opening and closing the transaction not. The area page, also as a file, may ask 30: it stands under the "
        "table."),
    Bar("search", "Finding a school in England, 95th percentile", 10, HELLO,
        "The page that finds schools, asked for beginnings of names, typing errors, postcodes and URNs."),
    Bar("first_view_kb", "The largest first view without charts", 60, "kB",
        "Page, styles, scripts and pictures with an empty cache, compressed as the server sends them, heads included."),
    Bar("chart_page_kb", "The largest first view with charts", 400, "kB", "The same for pages that draw charts."),
    Bar("assess", "Assessments of every open school, stored", 3.0, "× one plain statement",
        "A term opened for the whole nation as its head of service does: evidence read, every indicator judged, "
        "reasons, what changed since last term, stored with its audit event; against one statement that stores the "
        "same rows from plain tables into the same tables, as the same person."),
    Bar("assess_area", "A term opened for one area through the web", 50, HELLO,
        "The press that drafts an assessment for each of 200 schools, from sending the form to the answer, both at "
        "their medians; the term before stands, and the term is taken back after each press."),
    Bar("assign_gap", "Advisers assigned: how much better another plan could be", 0.02, "of the cost",
        "100 schools, six half-terms, eight advisers with an eighth of days to spare; the worst of several years. "
        "Proven by the solver; open days are not in the cost."),
    Bar("assign_seconds", "Advisers assigned: how long it takes", 20, "seconds",
        "The longest of the same years, on one thread."),
)  # fmt: skip
AREA_STATEMENTS = 30
