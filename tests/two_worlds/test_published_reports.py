"""Board reports and the two worlds: what is published may differ for its readers, at its own addresses alone.

A report is published in world A, and, that taken back, in world B: then only pages of the report itself may tell the
worlds apart, and only to those who read reports. A draft tells nobody anything.
"""

from __future__ import annotations

import logging
import re
from datetime import datetime

import pytest
import time_machine
from django.db import transaction
from django.test import Client
from django.utils import timezone

from commonroom.partnerships.scope import entered
from commonroom.people import access
from commonroom.reports import services
from commonroom.risk import services as risk
from tests.cast import make_school, sign_in
from tests.two_worlds.crawl import addresses, crawl, differences
from tests.two_worlds.worlds import SECRET_SCHOOL, UNCLEARED, build, reveal

pytestmark = pytest.mark.slow
READERS = ("eleanor", "bola", "meera")
EXEMPT = re.compile(r"/rivermead/reports/[0-9]+/")
"""The published report and what hangs on it; the list, the menu and every other page stay in the test."""
URNS = range(900201, 900241)


@pytest.fixture
def still():
    """Time stands still at this minute."""
    logging.disable(logging.CRITICAL)
    with time_machine.travel(datetime.now(timezone.get_default_timezone()).replace(microsecond=0), tick=False):
        yield
    logging.disable(logging.NOTSET)


def as_farid(partnership, people):
    access.forget_posts(people["farid"])
    return entered(partnership, person_id=people["farid"].pk)


def settle(partnership, people):
    """An area that is large enough to report on: six schools at Priority 1, fourteen at 2, twenty at 3."""
    farid = people["farid"]
    with as_farid(partnership, people):
        for place, urn in enumerate(URNS):
            make_school(urn, f"Quillfeather {urn}", ward="Quay")
            level = "priority-1" if place < 6 else "priority-2" if place < 20 else "priority-3"
            risk.agree_level(
                partnership=partnership, urn=urn, level=level, because="As agreed", by=farid, at=timezone.now()
            )


def publish(partnership, people):
    """A report of the world as it is."""
    farid, now = people["farid"], timezone.now()
    with as_farid(partnership, people):
        draft = services.begin_report(partnership=partnership, by=farid, at=now)
        services.read_report(report=draft, by=farid, at=now)
        return services.publish_report(report=draft, by=farid, at=now)


def look(clients):
    """What each client finds by every route and link."""
    start = [
        *addresses((SECRET_SCHOOL,), []),
        "/rivermead/reports/1/",
        "/rivermead/reports/1/figures/now/priority-1/all/",
    ]
    return {slug: crawl(client, start, most=6) for slug, client in clients.items()}


def told_apart(before, after):
    """Where two worlds differ, by person, as addresses."""
    found = {slug: [line.split(": ")[0] for line in differences(before[slug], after[slug])] for slug in before}
    return {slug: paths for slug, paths in found.items() if paths}


@pytest.mark.req("D07")
def test_worlds_when_each_publishes_a_report_then_only_its_own_pages_tell_and_only_its_readers(rivermead, still):
    people = build(rivermead)
    settle(rivermead, people)
    slugs = ["eleanor", "bola", "meera", "amara", "grace", "kezia", "ben"]
    clients = {slug: sign_in(Client(), people[slug]) for slug in slugs}
    point = transaction.savepoint()
    publish(rivermead, people)
    before = look(clients)
    transaction.savepoint_rollback(point)
    reveal(rivermead, people)
    publish(rivermead, people)

    told = told_apart(before, look(clients))

    assert set(told) == set(READERS)
    assert [path for paths in told.values() for path in paths if not EXEMPT.match(path)] == []


@pytest.mark.req("D07")
def test_worlds_when_a_draft_is_written_in_one_then_nobody_uncleared_can_tell(rivermead, still):
    people = build(rivermead)
    settle(rivermead, people)
    clients = {slug: sign_in(Client(), people[slug]) for slug in ("eleanor", "amara", "grace", "lucia")}
    assert set(clients) <= {slug for slug, _, _ in UNCLEARED}
    before = look(clients)
    with as_farid(rivermead, people):
        draft = services.begin_report(partnership=rivermead, by=people["farid"], at=timezone.now())

    assert told_apart(before, look(clients)) == {}
    nothing = "/rivermead/reports/drafts/00000000-0000-4000-8000-00000000a11a/"
    for client in clients.values():
        pages = [client.get(path).status_code for path in (nothing, f"/rivermead/reports/drafts/{draft.public_id}/")]
        assert pages == [404, 404]
