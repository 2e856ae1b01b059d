"""A school on the register, and the people around it. Dates are near today, for the database reads its own clock."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from commonroom.partnerships.scope import entered
from commonroom.register import services as register
from tests.cast import hold, make_person, make_school

NOW = datetime.now(timezone.get_default_timezone()).replace(hour=9, minute=0, second=0, microsecond=0)
TODAY = NOW.date()
TERM = timedelta(days=60)


def as_(partnership, person):
    """The scope of a partnership, with the database told who acts."""
    from commonroom.people import access

    access.forget_posts(person)
    return entered(partnership, person_id=person.pk)


def place(partnership, farid, urn, **facts):
    """A school placed by the head of service on two indicators."""
    values = {
        "indicators": ["outcomes", "staff-changes"],
        "because": "Outcomes fell two years running; three heads in four years.",
        "decided_on": TODAY - timedelta(days=30),
        "decided_with": "the director of education",
        "due_on": TODAY + timedelta(days=10),
    }
    with as_(partnership, farid):
        return register.place_school(partnership=partnership, urn=urn, by=farid, at=NOW, **{**values, **facts})


@pytest.fixture
def entry(rivermead, farid, oakfield):
    """Oakfield on the register."""
    return place(rivermead, farid, oakfield.urn)


@pytest.fixture
def academy(rivermead):
    """An academy in the area."""
    return make_school(900103, "Foundry Lane Academy", type="Academy sponsor led")


@pytest.fixture
def lead(rivermead):
    """The school improvement lead."""
    person = make_person("Hannah Whitlow")
    hold(person, "school-improvement-lead", rivermead)
    return person


@pytest.fixture
def officer(rivermead):
    """Somebody of the DfE Regions Group with a post in Rivermead and sight of nothing."""
    person = make_person("Noor Rahman")
    hold(person, "regions-group", rivermead)
    return person


def give(partnership, farid, entry, person, **facts):
    """Sight of an entry for two weeks."""
    values = {"purpose": "Before a meeting about the trust", "until": TODAY + timedelta(days=14)}
    with as_(partnership, farid):
        return register.give_sight(entry=entry, person=person, by=farid, at=NOW, **{**values, **facts})
