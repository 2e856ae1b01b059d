"""An area of sixty schools with levels, and the people who write, read and may not read reports."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from commonroom.partnerships.scope import entered
from commonroom.reports import services
from commonroom.risk import services as risk
from tests.cast import hold, make_person, make_school

NOW = datetime.now(timezone.get_default_timezone()).replace(hour=9, minute=0, second=0, microsecond=0)
TODAY = NOW.date()
LEVELS = ("priority-1", "priority-2", "priority-3")


def as_(partnership, person):
    """The scope of a partnership, with the database told who acts."""
    from commonroom.people import access

    access.forget_posts(person)
    return entered(partnership, person_id=person.pk)


def agree(partnership, farid, urn, level, *, days_ago):
    """A level that is agreed for a school on a day."""
    risk.agree_level(
        partnership=partnership, urn=urn, level=level, because="As four agreed.", by=farid,
        at=NOW - timedelta(days=days_ago),
    )  # fmt: skip


@pytest.fixture
def lead(rivermead):
    """The school improvement lead."""
    person = make_person("Hannah Whitlow")
    hold(person, "school-improvement-lead", rivermead)
    return person


@pytest.fixture
def member(rivermead):
    """A board member."""
    person = make_person("Bola Example")
    hold(person, "board-member", rivermead)
    return person


@pytest.fixture
def councillor(rivermead):
    """An elected member."""
    person = make_person("Meera Example")
    hold(person, "elected-member", rivermead)
    return person


@pytest.fixture
def area(rivermead, farid):
    """Forty primary and twenty secondary schools. Priority 1: 9 and 3; Priority 2: 14 and 7; the rest Priority 3."""
    urns = {"Primary": range(900201, 900241), "Secondary": range(900301, 900321)}
    cuts = {"Primary": (9, 23), "Secondary": (3, 10)}
    with as_(rivermead, farid):
        for phase, listed in urns.items():
            for place, urn in enumerate(listed):
                make_school(urn, f"Larkrise {urn}", phase=phase)
                first, second = cuts[phase]
                level = LEVELS[0 if place < first else 1 if place < second else 2]
                agree(rivermead, farid, urn, level, days_ago=200)
    return rivermead


def begin(partnership, by, at=NOW, **facts):
    """A draft of today's figures."""
    with as_(partnership, by):
        return services.begin_report(partnership=partnership, by=by, at=at, **facts)


def publish(partnership, farid, at=NOW, **facts):
    """A report that is begun, read and published."""
    draft = begin(partnership, farid, at, **facts)
    with as_(partnership, farid):
        answered = [one.around for one in services.typed_numbers(draft)]
        services.read_report(report=draft, by=farid, at=at, answered=answered)
        return services.publish_report(report=draft, by=farid, at=at)


@pytest.fixture
def published(area, farid):
    """The first report of the area."""
    return publish(area, farid, NOW - timedelta(days=40))
