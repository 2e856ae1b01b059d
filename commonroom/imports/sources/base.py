"""What a reader is handed (a Sheet) and what it gives back (a Reading). Pure: no Django, no database, no clock.

A source is a module of `commonroom.imports.sources` with these names:

    KIND        slug that is stored for ever, like "ks2_final"
    NAME        what people call it: "Key stage 2 final results"
    PUBLISHER   "Department for Education", "Ofsted", "The partnership"
    WHERE       one or two sentences: where to download it, and which of the files offered there
    NATIONAL    True for publishers' files, False for a partnership's own
    NEEDS       "year", "as_at", "both" or "nothing": what must be known before it can be read

    def recognises(header: frozenset[str]) -> bool
        True when these column names are this kind of file. Never looks at a file's name. Exactly one source may
        say True for a file (a test tries every sample against every source).

    def dated(sheet: Sheet) -> Dated
        Year or date: out of the content when it says so (`sure=True`), else proposed from the name.

    def read(sheet: Sheet, *, year: AcademicYear | None, as_at: date | None) -> Reading
        Raises Unreadable (a sentence for the reader: what, where, how to mend) when nothing can be taken from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from commonroom.kit.academic_year import AcademicYear

ROW = "__row"
"""The column of every frame that says from which row of the file it came: the first row of the file is 1, and a
quoted cell with a line break in it does not make a new row, as in a spreadsheet."""


class Unreadable(Exception):
    """A file that cannot be taken at all. The message is a sentence that says what, where and how to mend it."""


@dataclass(frozen=True)
class Sheet:
    """One table of text, opened safely.

    `frame` has one String column for each name in `header` (made unique: a repeated name gets " (2)"), cells
    stripped, blanks null, and ROW (Int32). Rows that are blank throughout are left out. Short rows are padded
    with null; cells beyond the header are dropped here and counted in `spilled`.
    """

    name: str
    header: tuple[str, ...]
    frame: pl.DataFrame
    header_row: int = 1
    encoding: str = "utf-8"
    preamble: tuple[str, ...] = ()
    spilled: Mapping[int, int] = field(default_factory=dict)
    short: int = 0
    text_dates: bool = True


@dataclass(frozen=True)
class Dated:
    """What a file says, or its name suggests, about its year and date. `sure` = the content says so."""

    year: AcademicYear | None = None
    as_at: date | None = None
    sure: bool = False


@dataclass(frozen=True)
class Problem:
    """One thing wrong. `refuses` = the row is left out; otherwise the row is taken and this is a remark."""

    row: int
    column: str
    found: str
    sentence: str
    refuses: bool = True


@dataclass(frozen=True)
class Reading:
    """Everything taken from a file, as typed frames keyed by table name, each with ROW. The tables are in SCHEMAS.

    `columns` says for each measure which column of the file it was read from. `rows` counts the data rows of the
    file; `schools` the distinct schools among the rows taken. `passed_over` counts rows that are rightly not taken
    (totals of a kind not kept, trailing notes), with the words for it: {"national averages by type": 3}.
    """

    kind: str
    year: AcademicYear | None
    as_at: date | None
    rows: int
    schools: int
    tables: Mapping[str, pl.DataFrame]
    problems: tuple[Problem, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    passed_over: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def refused_rows(self) -> frozenset[int]:
        return frozenset(p.row for p in self.problems if p.refuses)


_ROW = {ROW: pl.Int32}

SCHEMAS: dict[str, dict[str, pl.DataType | type[pl.DataType]]] = {
    # the register: any subset of these columns (a column that a file lacks is absent, a blank cell is null)
    "schools": {
        "urn": pl.Int32,
        "la_code": pl.String,
        "la_name": pl.String,
        "establishment_number": pl.Int16,
        "name": pl.String,
        "type": pl.String,
        "type_group": pl.String,
        "status": pl.String,
        "opened_on": pl.Date,
        "opened_because": pl.String,
        "closed_on": pl.Date,
        "closed_because": pl.String,
        "phase": pl.String,
        "low_age": pl.Int16,
        "high_age": pl.Int16,
        "boarders": pl.String,
        "nursery": pl.String,
        "sixth_form": pl.String,
        "gender": pl.String,
        "religious_character": pl.String,
        "diocese": pl.String,
        "admissions": pl.String,
        "capacity": pl.Int32,
        "special_classes": pl.String,
        "census_on": pl.Date,
        "pupils": pl.Int32,
        "boys": pl.Int32,
        "girls": pl.Int32,
        "fsm_percent": pl.Float64,
        "trust_uid": pl.Int32,
        "trust_name": pl.String,
        "sponsor_name": pl.String,
        "federation_name": pl.String,
        "ukprn": pl.String,
        "street": pl.String,
        "locality": pl.String,
        "address3": pl.String,
        "town": pl.String,
        "county": pl.String,
        "postcode": pl.String,
        "website": pl.String,
        "telephone": pl.String,
        "head_title": pl.String,
        "head_first_name": pl.String,
        "head_last_name": pl.String,
        "head_job": pl.String,
        "region": pl.String,
        "district": pl.String,
        "ward_code": pl.String,
        "ward": pl.String,
        "constituency": pl.String,
        "urban_rural": pl.String,
        "la_gss": pl.String,
        "easting": pl.Int32,
        "northing": pl.Int32,
        "sen_provision": pl.String,
        **_ROW,
    },
    "links": {
        "urn": pl.Int32,
        "other_urn": pl.Int32,
        "other_name": pl.String,
        "kind": pl.String,
        "established_on": pl.Date,
        **_ROW,
    },
    "groups": {
        "uid": pl.Int32,
        "group_id": pl.String,
        "name": pl.String,
        "kind": pl.String,
        "status": pl.String,
        "companies_house": pl.String,
        "ukprn": pl.String,
        "opened_on": pl.Date,
        "closed_on": pl.Date,
        "head_of_group": pl.String,
        "postcode": pl.String,
        **_ROW,
    },
    "group_links": {
        "urn": pl.Int32,
        "uid": pl.Int32,
        "group_name": pl.String,
        "kind": pl.String,
        "joined_on": pl.Date,
        **_ROW,
    },
    # one figure of one school; `year` = start of the academic (or financial) year; `status` = kit.status.Status;
    # `laestab` only where a file gives no URN (which is then null): the seven digits of LA and establishment number;
    # the column may be absent
    "values": {
        "urn": pl.Int32,
        "measure": pl.String,
        "year": pl.Int16,
        "number": pl.Float64,
        "status": pl.UInt8,
        "cohort": pl.Int32,
        **_ROW,
        "laestab": pl.Int32,
    },
    # one figure of an area; level: "england" (all schools), "england_state", "region", "la"; code: "" for England,
    # the region's name for a region, the three-digit code for an LA
    "area_values": {
        "level": pl.String,
        "code": pl.String,
        "measure": pl.String,
        "year": pl.Int16,
        "number": pl.Float64,
        "status": pl.UInt8,
        "cohort": pl.Int32,
        **_ROW,
    },
    # measures that the file itself defines (LAIT, EES in general, a partnership's own)
    "measures": {
        "measure": pl.String,
        "name": pl.String,
        "unit": pl.String,
        "direction": pl.String,
        "topic": pl.String,
        "definition": pl.String,
        "caveat": pl.String,
        **_ROW,
    },
    # one inspection event; regime, the rules it was made under: "graded" (with overall effectiveness),
    # "judgements_only" (from September 2024), "report_card" (from November 2025); event: "graded", "ungraded",
    # "monitoring"; judgements: JSON object text of {area of judgement: word as published}; overall: word or null;
    # `urn` is the school as it is now, `at_urn` the URN that was inspected where it was another (a predecessor); the
    # column may be absent
    "inspections": {
        "urn": pl.Int32,
        "inspected_on": pl.Date,
        "published_on": pl.Date,
        "number": pl.String,
        "regime": pl.String,
        "event": pl.String,
        "overall": pl.String,
        "judgements": pl.String,
        "safeguarding": pl.String,
        "previous": pl.Boolean,
        **_ROW,
        "at_urn": pl.Int32,
    },
    "neighbours": {
        "la_code": pl.String,
        "rank": pl.Int16,
        "neighbour_code": pl.String,
        "neighbour_name": pl.String,
        "closeness": pl.String,
        **_ROW,
    },
    "authorities": {
        "la_code": pl.String,
        "name": pl.String,
        "gss": pl.String,
        "region": pl.String,
        **_ROW,
    },
}


def empty(table: str) -> pl.DataFrame:
    """An empty frame of a table, with its types."""
    return pl.DataFrame(schema=SCHEMAS[table])
