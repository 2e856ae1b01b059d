"""Groups of schools from GIAS: trusts, sponsors, federations."""

from __future__ import annotations

from datetime import date

import polars as pl

from commonroom.imports.sources import figures, register
from commonroom.imports.sources.base import Dated, Reading, Sheet
from commonroom.imports.sources.register import Column
from commonroom.kit.academic_year import AcademicYear

KIND = "groups"
NAME = "Trusts, federations and sponsors (GIAS groups)"
PUBLISHER = "Department for Education"
WHERE = (
    "Get Information about Schools, get-information-schools.service.gov.uk: “Download all data”, all group records "
    "(allgroupsdata)."
)
NATIONAL = True
NEEDS = "as_at"

_NONE = frozenset({"not-applicable", "not applicable"})
COLUMNS = (
    Column("uid", ("Group UID",), "whole"),
    Column("group_id", ("Group ID",), "code", 20),
    Column("name", ("Group Name",), limit=250),
    Column("kind", ("Group Type",), limit=80),
    Column("status", ("Group Status",), limit=60),
    Column("companies_house", ("Companies House Number",), "digits", 12, pad=8),
    Column("ukprn", ("UKPRN",), "digits", 10),
    Column("opened_on", ("Open date",), "day"),
    Column("closed_on", ("Closed Date",), "day"),
    Column("postcode", ("Group Postcode",), "code", 10),
)
_INCORPORATED = Column("opened_on", ("Incorporated on (open date)",), "day")
_HEAD = tuple(
    Column("head_of_group", (f"Head of Group {part}",), limit=60, nothing=_NONE)
    for part in ("Title", "First Name", "Last Name")
)


def recognises(header: frozenset[str]) -> bool:
    """True for Group UID, Group Name and Group Type where no school is named."""
    names = {name.casefold() for name in header}
    return {"group uid", "group name", "group type"} <= names and "urn" not in names


def dated(sheet: Sheet) -> Dated:
    """The date in the name, or the last closing that the file knows of."""
    return Dated(as_at=register.date_of(sheet, ("Closed Date",)))


def read(sheet: Sheet, *, year: AcademicYear | None, as_at: date | None) -> Reading:
    """One group for each row; a trust without an opening date has the day of its incorporation."""
    frame, remarks = register.typed(sheet, COLUMNS, "groups")
    heads = register.found(sheet, COLUMNS)
    frame = _with_head(_incorporated(frame, sheet), sheet)
    frame, bad = register.refuse(
        frame, sheet.frame, pl.col("uid").is_null() | (pl.col("uid") < 1), heads["uid"],
        "“{found}” is no UID of a group. It is a number; look the group up in GIAS.",
    )  # fmt: skip
    frame, nameless = register.refuse(
        frame, sheet.frame, pl.col("name").is_null(), heads["name"], "The row has no name of a group. Fill it in."
    )
    frame, twice, same = register.once(frame, ["uid"], heads["uid"], "UID")
    problems = [*bad, *nameless, *twice]
    register.need_rows(frame, problems, sheet.name)
    return Reading(
        kind=KIND,
        year=None,
        as_at=as_at,
        rows=sheet.frame.height,
        schools=0,
        tables={"groups": figures.shape(frame, "groups")},
        problems=register.settle(problems, remarks),
        columns=heads,
        passed_over={"rows that repeat another": same} if same else {},
    )


def _incorporated(frame: pl.DataFrame, sheet: Sheet) -> pl.DataFrame:
    days, _ = register.typed(sheet, (_INCORPORATED,), "groups")
    if "opened_on" not in days.columns or "opened_on" not in frame.columns:
        return frame
    incorporated = days.get_column("opened_on").alias("__incorporated")
    return frame.with_columns(pl.coalesce(pl.col("opened_on"), incorporated).alias("opened_on"))


def _with_head(frame: pl.DataFrame, sheet: Sheet) -> pl.DataFrame:
    parts = [register.typed(sheet, (column,), "groups")[0] for column in _HEAD]
    had = [part.get_column("head_of_group").alias(f"__{n}") for n, part in enumerate(parts) if part.width > 1]
    if not had:
        return frame
    whole = pl.DataFrame(had).select(pl.concat_str(pl.all(), separator=" ", ignore_nulls=True).alias("head_of_group"))
    return frame.with_columns(whole.select(pl.when(pl.all() != "").then(pl.all())).to_series())
