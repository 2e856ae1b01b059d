"""Establishments from Get Information about Schools: full downloads, search results and custom columns.

A blank cell says nothing and changes nothing that is held; so do “Not recorded”, “Not known” and “-”. The words “Not
applicable” and “Does not apply” are kept, for they say something: a school that had a sixth form has none now. Where
the file says that a school has no trust, sponsor or federation, its name is the empty text (not null). The placeholder
date 01-01-1900 and the LA code X999999 count as blank. Children's centres are in the register and no schools.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from commonroom.imports.sources import register
from commonroom.imports.sources.base import ROW, SCHEMAS, Dated, Problem, Reading, Sheet, empty
from commonroom.imports.sources.register import Column
from commonroom.kit import cells
from commonroom.kit.academic_year import AcademicYear

KIND = "gias"
NAME = "Register of schools (GIAS establishments)"
PUBLISHER = "Department for Education"
WHERE = (
    "Get Information about Schools, get-information-schools.service.gov.uk: “Download all data”, establishment fields "
    "(edubasealldata), or any search there saved as CSV."
)
NATIONAL = True
NEEDS = "as_at"

STATUSES = ("Open", "Closed", "Open, but proposed to close", "Proposed to open")
CHILDRENS_CENTRES = "children’s centres, which are not schools"

_STATUS = dict(zip(("1", "2", "3", "4"), STATUSES, strict=True))
_PHASE = dict(
    enumerate(
        (
            "Not applicable", "Nursery", "Primary", "Middle deemed primary", "Secondary", "Middle deemed secondary",
            "16 plus", "All-through",
        )
    )
)  # fmt: skip
_GENDER = {"0": "Not applicable", "1": "Boys", "2": "Girls", "3": "Mixed"}
_TYPE = {
    1: "Community school", 2: "Voluntary aided school", 3: "Voluntary controlled school", 5: "Foundation school",
    6: "City technology college", 7: "Community special school", 8: "Non-maintained special school",
    10: "Other independent special school", 11: "Other independent school", 12: "Foundation special school",
    14: "Pupil referral unit", 15: "Local authority nursery school", 18: "Further education", 24: "Secure units",
    25: "Offshore schools", 26: "Service children's education", 27: "Miscellaneous", 28: "Academy sponsor led",
    29: "Higher education institutions", 30: "Welsh establishment", 31: "Sixth form centres",
    32: "Special post 16 institution", 33: "Academy special sponsor led", 34: "Academy converter", 35: "Free schools",
    36: "Free schools special", 37: "British schools overseas", 38: "Free schools alternative provision",
    39: "Free schools 16 to 19", 40: "University technical college", 41: "Studio schools",
    42: "Academy alternative provision converter", 43: "Academy alternative provision sponsor led",
    44: "Academy special converter", 45: "Academy 16-19 converter", 46: "Academy 16 to 19 sponsor led",
    47: "Children's centre", 48: "Children's centre linked site", 49: "Online provider",
    56: "Institution funded by other government department", 57: "Academy secure 16 to 19",
}  # fmt: skip
_GROUP = {
    1: "Colleges", 2: "Universities", 3: "Independent schools", 4: "Local authority maintained schools",
    5: "Special schools", 6: "Welsh schools", 9: "Other types", 10: "Academies", 11: "Free Schools",
    13: "Children's Centres",
}  # fmt: skip


def _codes(words: dict[int, str]) -> dict[str, str]:
    return {written: word for code, word in words.items() for written in (str(code), f"{code:02d}")}


def _either(name: str, head: str, words: dict[str, str] | None = None, limit: int = 120) -> Column:
    """A column that GIAS gives as a name, a code or both; the name is taken where there is one."""
    heads = (f"{head} (name)", head) + ((f"{head} (code)",) if words else ())
    return Column(name, heads, limit=limit, words=words or {})


COLUMNS = (
    Column("urn", ("URN",), "whole"),
    Column("la_code", ("LA (code)",), "digits", 3, pad=3),
    Column("la_name", ("LA (name)",)),
    Column("establishment_number", ("EstablishmentNumber",), "whole"),
    Column("name", ("EstablishmentName",), limit=250),
    _either("type", "TypeOfEstablishment", _codes(_TYPE)),
    _either("type_group", "EstablishmentTypeGroup", _codes(_GROUP)),
    _either("status", "EstablishmentStatus", _STATUS, 60),
    Column("opened_on", ("OpenDate",), "day"),
    _either("opened_because", "ReasonEstablishmentOpened"),
    Column("closed_on", ("CloseDate",), "day"),
    _either("closed_because", "ReasonEstablishmentClosed"),
    _either("phase", "PhaseOfEducation", _codes(_PHASE), 60),
    Column("low_age", ("StatutoryLowAge",), "whole"),
    Column("high_age", ("StatutoryHighAge",), "whole"),
    _either("boarders", "Boarders", limit=80),
    _either("nursery", "NurseryProvision", limit=80),
    _either("sixth_form", "OfficialSixthForm", limit=80),
    _either("gender", "Gender", _GENDER, 40),
    _either("religious_character", "ReligiousCharacter"),
    _either("diocese", "Diocese", limit=160),
    _either("admissions", "AdmissionsPolicy", limit=80),
    Column("capacity", ("SchoolCapacity",), "whole"),
    _either("special_classes", "SpecialClasses", limit=80),
    Column("census_on", ("CensusDate",), "day"),
    Column("pupils", ("NumberOfPupils",), "whole"),
    Column("boys", ("NumberOfBoys",), "whole"),
    Column("girls", ("NumberOfGirls",), "whole"),
    Column("fsm_percent", ("PercentageFSM",), "number"),
    Column("trust_uid", ("Trusts (code)",), "whole"),
    _either("trust_name", "Trusts", limit=250),
    _either("sponsor_name", "SchoolSponsors", limit=250),
    _either("federation_name", "Federations", limit=250),
    Column("ukprn", ("UKPRN",), "digits", 10),
    Column("street", ("Street",), limit=200),
    Column("locality", ("Locality",), limit=200),
    Column("address3", ("Address3",), limit=200),
    Column("town", ("Town",)),
    _either("county", "County"),
    Column("postcode", ("Postcode",), "code", 12),
    Column("website", ("SchoolWebsite",), limit=300),
    Column("telephone", ("TelephoneNum",), "digits", 30),
    _either("head_title", "HeadTitle", limit=40),
    Column("head_first_name", ("HeadFirstName",)),
    Column("head_last_name", ("HeadLastName",)),
    Column("head_job", ("HeadPreferredJobTitle",)),
    _either("region", "GOR", limit=60),
    _either("district", "DistrictAdministrative"),
    Column("ward_code", ("AdministrativeWard (code)",), "code", 12),
    _either("ward", "AdministrativeWard", limit=160),
    _either("constituency", "ParliamentaryConstituency", limit=160),
    _either("urban_rural", "UrbanRural"),
    Column("la_gss", ("GSSLACode (name)", "GSSLACode"), "code", 9, nothing=frozenset({"x999999"})),
    Column("easting", ("Easting",), "whole"),
    Column("northing", ("Northing",), "whole"),
)

_FLAGS = (
    ("trust_name", "TrustSchoolFlag (name)", ("not applicable", "not supported by a trust")),
    ("sponsor_name", "SchoolSponsorFlag (name)", ("not applicable", "-", "not linked to a sponsor")),
    ("federation_name", "FederationFlag (name)", ("not applicable", "not under a federation")),
)
_SIGNS = frozenset(
    head.casefold()
    for column in COLUMNS
    if column.name not in ("urn", "name", "street", "locality", "town", "address3", "postcode")
    for head in column.heads
) | {"ofstedrating (name)", "ofstedlastinsp", "lastchangeddate"}
_READ = (
    frozenset(head.casefold() for column in COLUMNS for head in column.heads)
    | frozenset(flag.casefold() for _, flag, _ in _FLAGS)
    | frozenset(f"sen{number} (name)" for number in range(1, 14))
    | {"ofstedrating (name)", "ofstedlastinsp", "lastchangeddate"}
)
_GRADES = {
    grade.casefold(): grade
    for grade in (
        "Outstanding", "Good", "Satisfactory", "Requires improvement", "Inadequate", "Serious Weaknesses",
        "Special Measures",
    )
}  # fmt: skip


def recognises(header: frozenset[str]) -> bool:
    """True for URN, EstablishmentName and one more column of GIAS, unless the rows are members of groups."""
    names = {name.casefold() for name in header}
    return {"urn", "establishmentname"} <= names and bool(names & _SIGNS) and "group uid" not in names


def wanted(header: Sequence[str]) -> list[str]:
    """The columns of a header that this reader looks at: of 139 it needs half."""
    return [name for name in header if name.casefold() in _READ]


def dated(sheet: Sheet) -> Dated:
    """The date in the name, or the last change that the file knows of; the content never says for sure."""
    return Dated(as_at=register.date_of(sheet, ("LastChangedDate",)))


def read(sheet: Sheet, *, year: AcademicYear | None, as_at: date | None) -> Reading:
    """The schools of the file, and their inspection grades where it carries them."""
    frame, remarks = register.typed(sheet, COLUMNS, "schools")
    frame, centres = _without_centres(frame)
    heads = register.found(sheet, COLUMNS)
    frame, bad = register.refuse(
        frame, sheet.frame, ~pl.col("urn").is_between(100_000, 999_999), heads["urn"],
        "“{found}” is no URN. A URN has six digits; look the school up in GIAS.",
    )  # fmt: skip
    frame, nameless = register.refuse(
        frame, sheet.frame, pl.col("name").is_null(), heads["name"], "The row has no name of a school. Fill it in."
    )
    frame, twice, same = register.once(frame, ["urn"], heads["urn"], "URN")
    problems = [*bad, *nameless, *twice]
    register.need_rows(frame, problems, sheet.name)
    frame, strange = _known_status(frame, heads.get("status", ""))
    frame = _postcodes(_codes_right(_without_groups(_with_needs(frame, sheet), sheet)))
    tables = {"schools": frame.select(name for name in SCHEMAS["schools"] if name in frame.columns)}
    inspections, late = _inspections(sheet, frame)
    if inspections is not None:
        tables["inspections"] = inspections
    passed = {CHILDRENS_CENTRES: centres, "rows that repeat another": same}
    return Reading(
        kind=KIND,
        year=None,
        as_at=as_at,
        rows=sheet.frame.height,
        schools=frame.height,
        tables=tables,
        problems=register.settle(problems, [*remarks, *strange, *late]),
        columns=heads,
        passed_over={words: count for words, count in passed.items() if count},
        notes=_notes(sheet),
    )


def _without_centres(frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    centre = pl.col("urn").is_between(1, 99_999)
    for name in ("type", "type_group"):
        if name in frame.columns:
            centre |= pl.col(name).str.to_lowercase().str.starts_with("children's centre")
    centres = frame.select(centre.fill_null(False)).to_series()
    return (frame.filter(~centres), int(centres.sum())) if centres.any() else (frame, 0)


def _known_status(frame: pl.DataFrame, head: str) -> tuple[pl.DataFrame, list[Problem]]:
    if "status" not in frame.columns:
        return frame, []
    words = {status.casefold(): status for status in STATUSES}
    known = pl.col("status").str.to_lowercase().replace_strict(words, default=None, return_dtype=pl.String)
    strange = frame.filter(pl.col("status").is_not_null() & known.is_null()).head(register.MOST_REMARKS)
    problems = [
        Problem(
            row, head, found,
            f"“{found}” is no status that is known here, so it was not taken. It is one of {'; '.join(STATUSES)}.",
            refuses=False,
        )
        for row, found in strange.select(ROW, "status").rows()
    ]  # fmt: skip
    return frame.with_columns(known.alias("status")), problems


def _without_groups(frame: pl.DataFrame, sheet: Sheet) -> pl.DataFrame:
    """Where a flag says that there is no trust, sponsor or federation, its name becomes the empty text."""
    for name, flag, none in _FLAGS:
        if name in frame.columns and flag in sheet.header:
            said = register.cells_at(sheet, frame, [flag]).to_series().str.to_lowercase().is_in(list(none))
            without = frame.get_column(name).is_null() & said.fill_null(False)
            frame = frame.with_columns(frame.get_column(name).set(without, ""))
    return frame


def _with_needs(frame: pl.DataFrame, sheet: Sheet) -> pl.DataFrame:
    """Kinds of special need that the school provides for, from SEN1 to SEN13, with semicolons between."""
    heads = [head for number in range(1, 14) if (head := f"SEN{number} (name)") in sheet.header]
    if not heads:
        return frame
    said = [pl.when(pl.col(head).str.to_lowercase() != "not applicable").then(pl.col(head)) for head in heads]
    long = pl.concat_str(said, separator="; ", ignore_nulls=True)
    short = pl.concat_str([cell.str.split(" - ").list.first() for cell in said], separator="; ", ignore_nulls=True)
    cells = register.cells_at(sheet, frame, heads).with_columns(frame.get_column(ROW))
    both = cells.filter(pl.any_horizontal(pl.col(head).is_not_null() for head in heads)).select(
        ROW, pl.when(long.str.len_chars() <= 200).then(long).otherwise(short.str.head(200)).alias("sen_provision")
    )
    both = both.filter(pl.col("sen_provision") != "")
    if not both.height:
        return frame.with_columns(sen_provision=pl.lit(None, pl.String))
    return frame.join(both, on=ROW, how="left", maintain_order="left")


def _codes_right(frame: pl.DataFrame) -> pl.DataFrame:
    if "la_code" not in frame.columns:
        return frame
    right = pl.col("la_code").str.contains(r"^\d{3}$")
    return frame.with_columns(pl.when(right).then(pl.col("la_code")).alias("la_code"))


def _postcodes(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(pl.col("postcode").str.to_uppercase()) if "postcode" in frame.columns else frame


def _inspections(sheet: Sheet, schools: pl.DataFrame) -> tuple[pl.DataFrame | None, list[Problem]]:
    """One row for each school that has both a grade and a date; its grade as published."""
    heads = {name.casefold(): name for name in reversed(sheet.header)}
    grade, last = heads.get("ofstedrating (name)"), heads.get("ofstedlastinsp")
    if grade is None or last is None:
        return None, []
    cells_of = register.cells_at(sheet, schools, [grade, last])
    if cells_of.get_column(last).null_count() == cells_of.height:
        return empty("inspections"), []
    frame = pl.concat([schools.select(ROW, "urn"), cells_of], how="horizontal").select(
        ROW,
        "urn",
        cells.known_day(pl.col(last)).alias("inspected_on"),
        pl.col(grade).str.to_lowercase().replace_strict(_GRADES, default=None, return_dtype=pl.String).alias("overall"),
        pl.col(last).alias("__last"),
    )
    strange = frame.filter(pl.col("__last").is_not_null() & cells.day(pl.col("__last")).is_null())
    problems = [
        Problem(
            row, last, found,
            f"“{found[:60]}” is no date that is understood (write it like 31-12-2024). The inspection was not taken.",
            refuses=False,
        )
        for row, found in strange.head(register.MOST_REMARKS).select(ROW, "__last").rows()
    ]  # fmt: skip
    frame = frame.filter(pl.col("inspected_on").is_not_null() & pl.col("overall").is_not_null())
    frame = frame.with_columns(
        pl.lit("graded").alias("regime"),
        pl.lit("graded").alias("event"),
        pl.lit("{}").alias("judgements"),
        pl.lit(False).alias("previous"),
    )
    missing = [
        pl.lit(None, kind).alias(name) for name, kind in SCHEMAS["inspections"].items() if name not in frame.columns
    ]
    return frame.with_columns(missing).select(list(SCHEMAS["inspections"])), problems


def _notes(sheet: Sheet) -> tuple[str, ...]:
    if not sheet.spilled:
        return ()
    rows = len(sheet.spilled)
    return (
        f"{rows} row{'s have' if rows > 1 else ' has'} cells beyond the header, after the column "
        f"“{sheet.header[-1]}”. They were left out.",
    )
