"""Links between establishments from GIAS: predecessors, successors, mergers, sixth-form centres."""

from __future__ import annotations

from datetime import date

import polars as pl

from commonroom.imports.sources import figures, register
from commonroom.imports.sources.base import Dated, Reading, Sheet
from commonroom.imports.sources.register import Column
from commonroom.kit.academic_year import AcademicYear

KIND = "links"
NAME = "Links between schools (GIAS)"
PUBLISHER = "Department for Education"
WHERE = (
    "Get Information about Schools, get-information-schools.service.gov.uk: “Download all data”, establishment links "
    "(links_edubasealldata)."
)
NATIONAL = True
NEEDS = "as_at"

COLUMNS = (
    Column("urn", ("URN",), "whole"),
    Column("other_urn", ("LinkURN", "Link URN"), "whole"),
    Column("other_name", ("LinkName", "Link name"), limit=250),
    Column("kind", ("LinkType", "Link type")),
    Column("established_on", ("LinkEstablishedDate", "Link established date"), "day"),
)


def recognises(header: frozenset[str]) -> bool:
    """True for URN, LinkURN and LinkType."""
    names = {name.casefold().replace(" ", "") for name in header}
    return {"urn", "linkurn", "linktype"} <= names


def dated(sheet: Sheet) -> Dated:
    """The date in the name, or the last link that the file knows of."""
    return Dated(as_at=register.date_of(sheet, ("LinkEstablishedDate",)))


def read(sheet: Sheet, *, year: AcademicYear | None, as_at: date | None) -> Reading:
    """One link for each row; `urn` has `other_urn` as its predecessor, successor and so on, as `kind` says."""
    frame, remarks = register.typed(sheet, COLUMNS, "links")
    heads = register.found(sheet, COLUMNS)
    problems = []
    for name in ("urn", "other_urn"):
        frame, bad = register.refuse(
            frame, sheet.frame, ~pl.col(name).is_between(1, 999_999), heads[name],
            "“{found}” is no URN. Look the school up in GIAS.",
        )  # fmt: skip
        problems += bad
    frame, bad = register.refuse(
        frame, sheet.frame, pl.col("kind").is_null(), heads["kind"], "The row does not say what kind of link it is."
    )
    frame, twice, same = register.once(frame, ["urn", "other_urn", "kind"], heads["urn"], "link")
    problems += [*bad, *twice]
    register.need_rows(frame, problems, sheet.name)
    return Reading(
        kind=KIND,
        year=None,
        as_at=as_at,
        rows=sheet.frame.height,
        schools=frame.get_column("urn").n_unique(),
        tables={"links": figures.shape(frame, "links")},
        problems=register.settle(problems, remarks),
        columns=heads,
        passed_over={"rows that repeat another": same} if same else {},
    )
