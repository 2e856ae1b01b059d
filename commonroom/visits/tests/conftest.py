"""Who works with schools in the tests of this room: an adviser with one school, the lead, and those who may not."""

from datetime import UTC, date, datetime

import pytest

from commonroom.partnerships.scope import entered, set_partnership, set_person
from commonroom.people import access
from commonroom.visits import services
from tests.cast import hold, make_person

AT = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 6)
VISITED = date(2026, 3, 2)
OAKFIELD = 900101
WHOLE = {
    "with_whom": "The head and the attendance lead.",
    "seen": "First-day calls go out by 9:40.\nWriting in year 6 is secure for most pupils.",
    "groups": ["premium", "send"],
    "groups_words": "Books of six pupils were seen.",
    "strong": "Families answer.",
    "agreed": "The lead reviews 14 pupils by 20 March.",
    "help": "yes",
    "help_words": "A day with a school that has brought absence down",
}


def member(name, role, partnership, urn=None):
    person = make_person(name)
    hold(person, role, partnership, urn=urn)
    return person


@pytest.fixture
def daniel(rivermead, oakfield):
    """Education adviser of Oakfield."""
    return member("Daniel Farrow", "adviser", rivermead, oakfield.urn)


@pytest.fixture
def leila(rivermead, oakfield):
    """A second adviser of Oakfield."""
    return member("Leila Grant", "adviser", rivermead, oakfield.urn)


@pytest.fixture
def other_adviser(rivermead, osier_bank):
    """Education adviser of another school."""
    return member("Una Keeling", "adviser", rivermead, osier_bank.urn)


@pytest.fixture
def sol(rivermead):
    """School improvement lead."""
    return member("Sol Whitcombe", "school-improvement-lead", rivermead)


@pytest.fixture
def gareth(rivermead, oakfield):
    """Chair of governors of Oakfield."""
    return member("Gareth Pennell", "chair-of-governors", rivermead, oakfield.urn)


@pytest.fixture
def inside(rivermead, daniel, leila, other_adviser, sol, gareth, chidi, grace, dora, farid, amara, eleanor):
    """Everything in the test happens in Rivermead, where all are known; call it to become somebody."""
    with entered(rivermead):

        def become(person):
            set_partnership(rivermead.pk)  # making a post enters and leaves the partnership
            access.stands_in_for(person)
            access.forget_posts(person)
            return person

        yield become
        set_person(None)


@pytest.fixture
def draft_note(inside, rivermead, oakfield, daniel):
    """A note that Daniel is writing, empty."""
    inside(daniel)
    return services.plan_visit(partnership=rivermead, urn=OAKFIELD, kind="support", on=VISITED, by=daniel, at=AT)


@pytest.fixture
def sent_note(inside, draft_note, daniel):
    """A note that waits for the lead."""
    inside(daniel)
    services.save_draft(thing=draft_note, words=WHOLE, version=0, by=daniel, at=AT)
    return services.send_note(note=draft_note, by=daniel, at=AT)


@pytest.fixture
def shared_note(inside, sent_note, sol):
    """A note that was shared with the head alone."""
    inside(sol)
    return services.share_note(note=sent_note, shows_chair=False, by=sol, at=AT)
