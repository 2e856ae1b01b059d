"""With a school on the register or without, everybody who is not cleared gets the same bytes everywhere (R-A2).

One database holds world A, then world B; time stands still, so that only the secret differs. Random ids of what was
added are asked for too: before, they name nothing. A leak that we plant must make the comparison fail.
"""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from commonroom.mail.models import Message
from tests.cast import sign_in
from tests.two_worlds.crawl import addresses, answer, crawl, differences, prefixes
from tests.two_worlds.worlds import CLEARED, SECRET_SCHOOL, UNCLEARED, build, feed_of, reveal

pytestmark = pytest.mark.slow
SEARCHES = [f"/rivermead/schools/?q={words}" for words in ("oa", "os", "pr", "re", "fo", "ta", "900101", "priority")]
SIGNED_OUT = "signed out"
CLOSE = ("amara", "grace", "ben", "noor")
"""Those nearest to a door: for them every kind of record is asked for by its id, for the rest the entry."""
WIDE = ("amara", "eleanor")
"""Those whose links are followed furthest: pages are the same for many posts, and a minute and a half is the bound."""


@pytest.fixture
def still():
    """Time stands still at this minute: the database’s own day must agree with ours."""
    logging.disable(logging.CRITICAL)
    with time_machine.travel(datetime.now(timezone.get_default_timezone()).replace(microsecond=0), tick=False):
        yield
    logging.disable(logging.NOTSET)


def everybody(people, slugs):
    """A signed-in client for each; the same one looks at both worlds."""
    return {slug: sign_in(Client(), people[slug]) for slug in slugs}


def letters(people, slugs):
    """What stands in the outbox for some people."""
    theirs = [people[slug].email for slug in slugs]
    return list(Message.objects.filter(to__in=theirs).order_by("pk").values_list("to", "subject", "body"))


def look(clients, ids, feed):
    """What each client finds by every route, link, some searches and an uncleared adviser's calendar."""
    start = [*addresses((SECRET_SCHOOL,), ids), *SEARCHES, feed]
    return {slug: crawl(client, start, most=60 if slug in WIDE else 6) for slug, client in clients.items()}


@pytest.mark.req("G06")
def test_worlds_when_a_school_is_on_the_register_then_nobody_uncleared_can_tell(rivermead, still):
    people = build(rivermead)
    slugs = [slug for slug, _, _ in UNCLEARED]
    clients = {**everybody(people, slugs), SIGNED_OUT: Client()}
    feed = feed_of(rivermead, people["ben"])
    before, written = look(clients, [], feed), letters(people, slugs)
    pairs = crawl(clients["amara"], prefixes(), most=0)

    ids = reveal(rivermead, people)
    after = look(clients, [], feed)

    told = {slug: differences(before[slug], after[slug]) for slug in clients}
    assert {slug: lines for slug, lines in told.items() if lines} == {}
    assert differences(pairs, crawl(clients["amara"], prefixes(), most=0)) == []
    assert letters(people, slugs) == written
    _secret_ids_name_nothing(clients, ids)


ROOMS = {
    "register": ("entry", "notice", "disclosure"),
    "risk": ("decision", "assessment"),
    "support": ("schedule", "booking"),
    "visits": ("note", "plan"),
}
"""The room whose addresses each kind of random id opens for those who may."""


def _secret_ids_name_nothing(clients, ids):
    """An address with an id of the secret answers as with an id that names nothing."""
    assert set(ids) == {kind for kinds in ROOMS.values() for kind in kinds}
    for slug, client in clients.items():
        for room, kinds in ROOMS.items():
            asked = kinds if slug in CLOSE else [kind for kind in kinds if kind == "entry"]
            nothing = with_id(client, room, uuid4()) if asked else []
            for kind in asked:
                assert (slug, kind, with_id(client, room, ids[kind]) == nothing) == (slug, kind, True)


def with_id(client, room, one):
    """Every route of a room that takes a random id, with this one; the answers in the order of the routes."""
    return [answer(client, path) for path in id_paths(room, one)]


def id_paths(room, one):
    plain = set(addresses((SECRET_SCHOOL,), [], room=room))
    return [path for path in addresses((SECRET_SCHOOL,), [one], room=room) if path not in plain]


def test_worlds_when_seen_by_the_cleared_then_they_differ(rivermead, still):
    people = build(rivermead)
    slugs = [slug for slug, _, _ in CLEARED]
    clients = everybody(people, slugs)
    start = ["/rivermead/", "/rivermead/register/"]
    before = {slug: crawl(client, start, most=0) for slug, client in clients.items()}
    ids = reveal(rivermead, people)
    door = f"/rivermead/register/{ids['entry']}/open/"

    opens = {slug: client.get(door).status_code for slug, client in clients.items()}

    assert opens == dict.fromkeys(slugs, 200)
    assert differences(before["farid"], crawl(clients["farid"], start, most=0)) != []


def _count_all(model):
    """What a careless count would say: as the head of service sees it."""
    from commonroom.partnerships.models import Partnership
    from commonroom.partnerships.scope import entered, set_person
    from commonroom.people.models import Person

    farid = Person.objects.get(email="farid@example.org")
    house = Partnership.objects.get(slug="rivermead")
    with entered(house, person_id=farid.pk):
        number = model.objects.count()
    set_person(None)
    return number


@pytest.mark.parametrize("leak", ["badge", "order", "title"])
def test_worlds_when_a_leak_is_planted_then_the_comparison_finds_it(rivermead, still, monkeypatch, leak):
    from commonroom.register.models import Entry

    people = build(rivermead)
    client = sign_in(Client(), people["eleanor"])
    pages = {
        "badge": ["/rivermead/"],
        "order": ["/rivermead/schools/"],
        "title": [feed_of(rivermead, people["ben"])],
    }[leak]
    _plant(monkeypatch, leak, Entry)
    before = crawl(client, pages, most=0)
    reveal(rivermead, people)

    assert before[pages[0]][0] == 200
    assert differences(before, crawl(client, pages, most=0)) != []


def _plant(monkeypatch, leak, entry):
    """A badge with a count, schools of the register first, or the titles of a calendar that say how many there are."""
    from commonroom.portal import sentences
    from commonroom.schools.selectors import listing

    if leak == "order":
        plain = listing.open_in
        monkeypatch.setattr(
            listing, "open_in", lambda codes: sorted(plain(codes), key=lambda s: (bool(_count_all(entry)), s.urn))[::-1]
            if _count_all(entry) else plain(codes),
        )  # fmt: skip
        return
    if leak == "title":
        from commonroom.support.views import calendar

        plain_add = calendar.Entry.add

        def add(self, name, value, *args, **rest):
            told = f"{value}, one of {_count_all(entry)}" if name == "summary" else value
            return plain_add(self, name, told, *args, **rest)

        monkeypatch.setattr(calendar.Entry, "add", add)
        return
    plain_words = sentences.waiting
    monkeypatch.setattr(
        sentences, "waiting", lambda name, things: f"{plain_words(name, things)} {_count_all(entry)} flagged"
    )
