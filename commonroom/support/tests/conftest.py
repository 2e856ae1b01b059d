"""Rivermead with a level agreed for Oakfield: its adviser, head and chair, the leads, and those who learn nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from commonroom.kit.academic_year import AcademicYear
from commonroom.partnerships.scope import entered
from commonroom.people import access as people
from commonroom.risk import services as risk
from commonroom.support import services
from tests.cast import hold, make_person, make_school

AT = datetime(2025, 11, 12, 9, 0, tzinfo=UTC)
SEPTEMBER = datetime(2025, 9, 8, 9, 0, tzinfo=UTC)
TODAY = date(2025, 11, 12)
YEAR = AcademicYear(2025)
OAKFIELD = 900101


@pytest.fixture
def bela(rivermead, oakfield):
    """Adviser with Oakfield allocated."""
    person = make_person("Bela Kovacs")
    hold(person, "adviser", rivermead, urn=oakfield.urn)
    return person


@pytest.fixture
def una(rivermead, osier_bank):
    """Adviser of another school."""
    person = make_person("Una Keeling")
    hold(person, "adviser", rivermead, urn=osier_bank.urn)
    return person


@pytest.fixture
def leah(rivermead):
    """School improvement lead of Rivermead."""
    person = make_person("Leah Brandt")
    hold(person, "school-improvement-lead", rivermead)
    return person


@pytest.fixture
def gwen(rivermead, oakfield):
    """Chair of governors of Oakfield."""
    person = make_person("Gwen Pennell")
    hold(person, "chair-of-governors", rivermead, urn=oakfield.urn)
    return person


@pytest.fixture
def lockside(db):
    """An academy of a trust."""
    return make_school(
        900103, "Lockside Academy", type="Academy converter", trust_uid=4001, trust_name="The Towpath Trust"
    )


@pytest.fixture
def inside(rivermead):
    """Enter Rivermead as somebody: `with inside(person):`."""

    def enter(person):
        people.forget_posts(person)
        return entered(rivermead, person_id=person.pk)

    return enter


@pytest.fixture
def agree(rivermead, leah, inside):
    """Agree a level for a school on a day, as the lead."""

    def decide(urn, level, at=SEPTEMBER):
        with inside(leah):
            return risk.agree_level(partnership=rivermead, urn=urn, level=level, because="It fits.", by=leah, at=at)

    return decide


@pytest.fixture
def scheduled(agree, leah, inside, oakfield):
    """Agree a level and make its schedule for 2025–26."""

    def make(level, *, urn=OAKFIELD, at=SEPTEMBER, made_at=None):
        decision = agree(urn, level, at)
        with inside(leah):
            return services.schedule_year(decision=decision, year=YEAR, by=leah, at=made_at or at)

    return make
