"""Rivermead with two schools, figures on both sides of the lines, and everybody whom a level concerns."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.terms import Term
from commonroom.measures.models import Benchmark, Inspection, Measure, Value
from commonroom.partnerships.scope import entered
from commonroom.risk import services
from tests.cast import hold, make_person

TODAY = date(2026, 3, 6)
AT = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
SPRING = Term(AcademicYear(2025), 2)
AUTUMN = Term(AcademicYear(2025), 1)


def measure(slug, england, *, phase="Primary", year=2024):
    """A measure with England's figure for primary schools."""
    row, _ = Measure.objects.get_or_create(
        slug=slug, defaults={"name": slug, "unit": "percent", "direction": "down", "in_catalogue": True}
    )
    for group in ("", "primary"):
        Benchmark.objects.update_or_create(
            measure_id=row.pk,
            year=year,
            level="england",
            code="",
            phase=group,
            defaults={"number": england, "method": "published", "n": 100, "of": 100},
        )
    return row


def value(urn, slug, number, *, year=2024, cohort=60, loading_id=7):
    """One figure of one school."""
    return Value.objects.create(
        loading_id=loading_id,
        measure_id=Measure.objects.get(slug=slug).pk,
        urn=urn,
        year=year,
        number=number,
        cohort=cohort,
        row=urn - 900_000,
    )


def inspection(urn, overall, on=date(2023, 5, 10), **facts):
    """A graded inspection."""
    values = {"regime": "graded", "event": "graded", "source": "ofsted", "loading_id": 9, "row": 3}
    return Inspection.objects.create(urn=urn, inspected_on=on, overall=overall, **{**values, **facts})


@pytest.fixture
def figures(oakfield, osier_bank):
    """Oakfield: persistent absence and results beyond the lines. Osier Bank: neither."""
    measure("absence_persistent", 14.0)
    measure("absence_persistent", 14.0, year=2023)
    measure("ks2_rwm_exp", 62.0)
    for year in (2024, 2023):
        value(oakfield.urn, "absence_persistent", 22.0, year=year)
        value(osier_bank.urn, "absence_persistent", 12.0, year=year)
    value(oakfield.urn, "ks2_rwm_exp", 50.0)
    value(osier_bank.urn, "ks2_rwm_exp", 70.0)


@pytest.fixture
def leah(rivermead):
    """School improvement lead of Rivermead."""
    person = make_person("Leah Brandt")
    hold(person, "school-improvement-lead", rivermead)
    return person


@pytest.fixture
def bela(rivermead, oakfield):
    """Adviser with Oakfield allocated."""
    person = make_person("Bela Kovacs")
    hold(person, "adviser", rivermead, urn=oakfield.urn)
    return person


@pytest.fixture
def gwen(rivermead, oakfield):
    """Chair of governors of Oakfield."""
    person = make_person("Gwen Pennell")
    hold(person, "chair-of-governors", rivermead, urn=oakfield.urn)
    return person


@pytest.fixture
def sol(rivermead):
    """Support team officer in Rivermead."""
    person = make_person("Sol Fraser")
    hold(person, "support-officer", rivermead)
    return person


@pytest.fixture
def inside(rivermead):
    """Enter Rivermead as somebody: `with inside(person):`."""
    return lambda person: entered(rivermead, person_id=person.pk)


@pytest.fixture
def spring(rivermead, farid, figures, inside):
    """The spring term, opened by Farid."""
    with inside(farid):
        return services.open_term(partnership=rivermead, term=SPRING, by=farid, at=AT)
