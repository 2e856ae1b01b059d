"""The cast: two partnerships, so that something could leak, and people whose names say what they may do."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

AT = datetime(2026, 3, 6, 9, 0, tzinfo=UTC)
TODAY = date(2026, 3, 6)


@pytest.fixture
def rivermead(db):
    """The partnership in which nearly everything happens."""
    from commonroom.partnerships.models import Partnership

    return Partnership.objects.create(
        slug="rivermead",
        name="Rivermead Schools’ Partnership",
        short_name="Rivermead",
        la_codes=["990"],
        made_at=AT,
    )


@pytest.fixture
def hillcrest(db):
    """The other partnership."""
    from commonroom.partnerships.models import Partnership

    return Partnership.objects.create(
        slug="hillcrest",
        name="Hillcrest Learning Partnership",
        short_name="Hillcrest",
        la_codes=["991"],
        made_at=AT,
    )


def make_school(urn, name, *, la_code="990", **facts):
    """A row of the register, as an import would leave it."""
    from commonroom.schools.models import School

    values = {
        "la_name": "Rivermead",
        "type": "Community school",
        "status": "Open",
        "phase": "Primary",
        "is_open": True,
        "loading_id": 1,
        "row": urn - 899_999,
        "as_at": TODAY,
        "content_hash": b"",
    }
    return School.objects.create(urn=urn, name=name, la_code=la_code, **{**values, **facts})


@pytest.fixture
def oakfield(db):
    """A member school of Rivermead: Chidi leads it, Dora manages its business."""
    return make_school(900101, "Oakfield Primary School")


@pytest.fixture
def osier_bank(db):
    """A school in Rivermead’s area that is no member: Grace leads it."""
    return make_school(900102, "Osier Bank Primary School")


def make_person(name, *, email="", **facts):
    """Somebody who can sign in, without a usable password unless one is given."""
    from commonroom.people.models import Person

    address = email or f"{name.split(' ')[0].lower()}@example.org"
    person = Person.objects.create_user(address, facts.pop("password", None), name=name)
    for field, value in facts.items():
        setattr(person, field, value)
    if facts:
        person.save()
    return person


def hold(person, role, partnership=None, *, urn=None, starts_on=date(2025, 9, 1), ends_on=None):
    """A post, written as its service would leave it."""
    from contextlib import nullcontext

    from commonroom.partnerships.scope import entered
    from commonroom.people import access
    from commonroom.people.models import Post

    with entered(partnership) if partnership else nullcontext():
        post = Post.objects.create(
            person=person,
            partnership=partnership,
            role=role,
            urn=urn,
            starts_on=starts_on,
            ends_on=ends_on,
            given_at=AT,
            given_by_name="the tests",
        )
    access.forget_posts(person)
    return post


def _member(name, role, partnership=None, urn=None):
    person = make_person(name)
    hold(person, role, partnership, urn=urn)
    return person


@pytest.fixture
def amara(rivermead):
    """Partnership manager of Rivermead."""
    return _member("Amara Osei", "partnership-manager", rivermead)


@pytest.fixture
def ben(rivermead):
    """Education adviser in Rivermead; no school has been given to him yet."""
    return _member("Ben Adeyemi", "adviser", rivermead)


@pytest.fixture
def chidi(rivermead, oakfield):
    """Headteacher of Oakfield."""
    return _member("Chidi Nwosu", "headteacher", rivermead, oakfield.urn)


@pytest.fixture
def dora(rivermead, oakfield):
    """School business manager of Oakfield."""
    return _member("Dora Lindqvist", "business-manager", rivermead, oakfield.urn)


@pytest.fixture
def eleanor(rivermead):
    """Independent chair of Rivermead’s board."""
    return _member("Eleanor Marsh", "board-chair", rivermead)


@pytest.fixture
def farid(rivermead):
    """Head of education improvement in Rivermead."""
    return _member("Farid Haddad", "head-of-service", rivermead)


@pytest.fixture
def grace(rivermead, osier_bank):
    """Headteacher of Osier Bank, which is no member."""
    return _member("Grace Thornton", "headteacher", rivermead, osier_bank.urn)


@pytest.fixture
def harun(hillcrest):
    """Partnership manager of Hillcrest, the other partnership."""
    return _member("Harun Aydin", "partnership-manager", hillcrest)


@pytest.fixture
def ivy(db):
    """Signed in, with no post anywhere."""
    return make_person("Ivy Fairclough")


@pytest.fixture
def priya(db):
    """Platform data officer."""
    return _member("Priya Raman", "platform-data-officer")


@pytest.fixture
def samuel(db):
    """The second platform data officer."""
    return _member("Samuel Okoro", "platform-data-officer")


@pytest.fixture
def olga(db):
    """Platform operator."""
    return _member("Olga Petrenko", "platform-operator")


def sign_in(client, person, *, second_step=True):
    """Sign somebody in without a page; with the second step taken just now unless said otherwise."""
    import time

    from allauth.account.internal.flows.login import (
        _AUTHENTICATION_METHODS_USER_SESSION_KEY,
        AUTHENTICATION_METHODS_SESSION_KEY,
    )

    client.force_login(person, backend="commonroom.people.backends.PatientBackend")
    session = client.session
    records = [{"method": "password", "at": time.time()}]
    if second_step:
        records.append({"method": "mfa", "at": time.time(), "type": "totp", "reauthenticated": True})
    session[AUTHENTICATION_METHODS_SESSION_KEY] = records
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    session.save()
    return client
