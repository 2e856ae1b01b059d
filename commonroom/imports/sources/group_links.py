"""Which school belongs to which trust, federation or sponsor, from GIAS."""

from __future__ import annotations

from datetime import date

import polars as pl

from commonroom.imports.sources import figures, register
from commonroom.imports.sources.base import Dated, Reading, Sheet
from commonroom.imports.sources.gias import CHILDRENS_CENTRES
from commonroom.imports.sources.register import Column
from commonroom.kit.academic_year import AcademicYear

KIND = "group_links"
NAME = "Schools of trusts, federations and sponsors (GIAS group links)"
PUBLISHER = "Department for Education"
WHERE = (
    "Get Information about Schools, get-information-schools.service.gov.uk: “Download all data”, all group links "
    "(alllinksdata)."
)
NATIONAL = True
NEEDS = "as_at"

COLUMNS = (
    Column("urn", ("URN",), "whole"),
    Column("uid", ("Group UID",), "whole"),
    Column("group_name", ("Group Name",), limit=250),
    Column("kind", ("Group Type",), limit=80),
    Column("joined_on", ("Joined date", "Date joined group"), "day"),
)


def recognises(header: frozenset[str]) -> bool:
    """True for URN and Group UID together."""
    return {"urn", "group uid"} <= {name.casefold() for name in header}


def dated(sheet: Sheet) -> Dated:
    """The date in the name, or the last day on which a school joined."""
    return Dated(as_at=register.date_of(sheet, ("Joined date", "Date joined group")))


def read(sheet: Sheet, *, year: AcademicYear | None, as_at: date | None) -> Reading:
    """One membership for each row; children's centres are passed over, for they are no schools."""
    frame, remarks = register.typed(sheet, COLUMNS, "group_links")
    heads = register.found(sheet, COLUMNS)
    schools = frame.filter(~pl.col("urn").is_between(1, 99_999).fill_null(False))
    centres = frame.height - schools.height
    frame, bad = register.refuse(
        schools, sheet.frame, ~pl.col("urn").is_between(100_000, 999_999), heads["urn"],
        "“{found}” is no URN. A URN has six digits; look the school up in GIAS.",
    )  # fmt: skip
    frame, astray = register.refuse(
        frame, sheet.frame, pl.col("uid").is_null() | (pl.col("uid") < 1), heads["uid"],
        "“{found}” is no UID of a group. It is a number; look the group up in GIAS.",
    )  # fmt: skip
    frame, twice, same = register.once(frame, ["urn", "uid"], heads["urn"], "school and group")
    problems = [*bad, *astray, *twice]
    register.need_rows(frame, problems, sheet.name)
    passed = {CHILDRENS_CENTRES: centres, "rows that repeat another": same}
    return Reading(
        kind=KIND,
        year=None,
        as_at=as_at,
        rows=sheet.frame.height,
        schools=frame.get_column("urn").n_unique(),
        tables={"group_links": figures.shape(frame, "group_links")},
        problems=register.settle(problems, remarks),
        columns=heads,
        passed_over={words: count for words, count in passed.items() if count},
    )
