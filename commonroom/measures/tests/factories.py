"""Rows for tests of the overview: minimal and unsurprising."""

from __future__ import annotations

from datetime import UTC, date, datetime

from commonroom.documents.models import KeptFile
from commonroom.measures.catalogue import catalogue
from commonroom.measures.models import AreaValue, Loading, Measure, Release, Value
from commonroom.schools.models import School

AT = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)


def school(urn, *, la="990", name=None, phase="Primary", kind="Community school", **more):
    """An open school."""
    return School.objects.create(
        urn=urn,
        la_code=la,
        name=name or f"School {urn}",
        phase=phase,
        type=kind,
        status=more.pop("status", "Open"),
        loading_id=1,
        row=2,
        as_at=date(2026, 3, 6),
        content_hash=bytes(16),
        **more,
    )


def measure(slug):
    """The row of a catalogue measure, or of one that a file defines itself."""
    spec = catalogue().get(slug)
    values = (spec.name, spec.unit, spec.direction) if spec else (slug, "number", "none")
    return Measure.objects.get_or_create(
        slug=slug,
        defaults=dict(zip(("name", "unit", "direction"), values, strict=True), in_catalogue=spec is not None),
    )[0]


def loading(kind="ks2_final", year=2024, *, name="ks2.csv", columns=None, number=1, precedence=2):
    """A file loaded into a release of its own."""
    sha = f"{kind}{year}{number}{name}".encode().hex()[:64].ljust(64, "0")
    kept, _ = KeptFile.objects.get_or_create(sha256=sha, defaults={"name": name, "size": 1, "kept_at": AT})
    release = Release.objects.create(
        kind=kind, name=f"{kind} {year}", year=year, number=number, precedence=precedence, made_at=AT
    )
    return Loading.objects.create(
        release=release, file=kept, rows=1, schools=1, columns=columns or {}, loaded_at=AT, loaded_by_name="Priya Raman"
    )


def value(school, slug, year, number=None, *, status=0, cohort=None, loading_id=1, row=2, current=True):
    """One figure of a school; without a number it needs a status."""
    return Value.objects.create(
        urn=school.urn if isinstance(school, School) else school,
        measure_id=measure(slug).pk,
        year=year,
        number=number,
        status=status,
        cohort=cohort,
        loading_id=loading_id,
        row=row,
        current=current,
    )


def area_value(level, code, slug, year, number, *, loading_id=1, row=9):
    """One published figure of an area."""
    return AreaValue.objects.create(
        level=level, code=code, measure_id=measure(slug).pk, year=year, number=number, loading_id=loading_id, row=row
    )
