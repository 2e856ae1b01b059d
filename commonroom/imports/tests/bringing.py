"""Bringing files in as a person does, for tests: write, read, load, and look at what is held."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime
from pathlib import Path

from commonroom.imports import services
from commonroom.imports.models import Run
from commonroom.imports.services.bringing import new_batch
from commonroom.kit.academic_year import AcademicYear

AT = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
HEADER = (
    "URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName", "TypeOfEstablishment (name)",
    "EstablishmentStatus (name)", "OpenDate", "CloseDate", "PhaseOfEducation (name)", "SchoolCapacity", "Town",
    "Postcode", "GOR (name)",
)  # fmt: skip
TABLES = (
    "schools_school", "schools_schoolchange", "schools_schoollink", "schools_schoolgroup", "schools_groupmembership",
    "schools_localauthority", "schools_statisticalneighbour", "measures_value", "measures_areavalue",
    "measures_inspection", "measures_release", "measures_loading", "measures_measure",
)  # fmt: skip


def school(urn: int, name: str = "Oakfield Primary School", **facts: object) -> dict[str, object]:
    """A row of the register; facts by the column's first word: la, number, type, status, closed, capacity, town."""
    return {
        "URN": urn,
        "LA (code)": facts.get("la", "990"),
        "LA (name)": facts.get("la_name", "Rivermead"),
        "EstablishmentNumber": facts.get("number", urn % 9000 + 1000),
        "EstablishmentName": name,
        "TypeOfEstablishment (name)": facts.get("type", "Community school"),
        "EstablishmentStatus (name)": facts.get("status", "Open"),
        "OpenDate": "01-09-1990",
        "CloseDate": facts.get("closed", ""),
        "PhaseOfEducation (name)": "Primary",
        "SchoolCapacity": facts.get("capacity", 210),
        "Town": facts.get("town", "Rivermead"),
        "Postcode": "RM1 1AA",
        "GOR (name)": "London",
    }


def write(path: Path, rows: list[dict[str, object]], columns: tuple[str, ...] = HEADER, *, ends: str = "\r\n") -> Path:
    """A CSV of some rows with some columns."""
    with path.open("w", newline="", encoding="utf-8") as file:
        out = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator=ends)
        out.writeheader()
        out.writerows(rows)
    return path


def read(
    path: Path, *, by=None, year: int | None = None, as_at: date | None = None, partnership=None, keep=None
) -> Run:
    """A file kept and read, as far as it goes by itself."""
    run = services.bring(
        source=path, name=path.name, batch=new_batch(), by=by, at=AT, partnership=partnership, queue=False,
        year=None if year is None else AcademicYear(year), as_at=as_at,
    )  # fmt: skip
    return services.read_run(run_id=run.pk, at=AT, keep=keep)[0]


def load(path: Path, *, by=None, year: int | None = None, as_at: date | None = None, partnership=None) -> Run:
    """A file brought in, read, and loaded where it needs no second person."""
    run = read(path, by=by, year=year, as_at=as_at, partnership=partnership)
    if run.state == "to_check":
        run = services.ask_to_load(run=run, by=by, at=AT, queue=False)
        run = services.load_run(run_id=run.pk, by=by, at=AT, queue=False)
    return run


def digest(tables: tuple[str, ...] = TABLES, *, without: str = "") -> dict[str, str]:
    """A fingerprint of each table, by its rows in order of content; `without` names columns left out everywhere."""
    from django.db import connection

    found = {}
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(
                f"select md5(coalesce(string_agg(r, ',' order by r), '')) from "
                f"(select (to_jsonb(t) - %s::text[])::text as r from {table} t) rows",
                [without.split()],
            )
            found[table] = cursor.fetchone()[0]
    return found
