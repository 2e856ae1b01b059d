"""The calendar of an adviser: a secret address that says “Visit” and the day, and nothing once it has ended."""

from datetime import date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from icalendar import Calendar

from commonroom.people import services as people
from commonroom.people.models import Post
from commonroom.support import services
from commonroom.support.models import Feed, Line
from commonroom.support.tests.conftest import AT, OAKFIELD
from commonroom.support.views import calendar
from commonroom.web.testing import Visitor
from tests.cast import sign_in

PLANTED = ("Oakfield", "900101", "Priority", "priority-1", "Adviser", "Bela", "half", "DURATION", "LOCATION", "Secret")


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def booked(rivermead, scheduled, bela, inside):
    """Two days booked: one at a time for a line, half a day extra with words that must not leave the house."""
    scheduled("priority-1")
    with inside(bela):
        line = Line.objects.get(column=2, kind="adviser-day")
        mine = {"partnership": rivermead, "urn": OAKFIELD, "by": bela, "at": AT}
        services.book_day(**mine, line=line, on=date(2025, 11, 18), days=Decimal(1), starts=time(9, 30))
        services.book_day(**mine, on=date(2025, 11, 20), days=Decimal("0.5"), what="Secret talk at Oakfield")


@pytest.fixture
def address(rivermead, booked, bela, inside):
    with inside(bela):
        secret = services.new_feed(partnership=rivermead, by=bela, at=AT)
    return f"/calendar/rivermead/{secret}/visits.ics"


def leaks(content):
    """Planted words, and properties beyond those that every entry has."""
    found = [word for word in PLANTED if word.encode() in content]
    events = Calendar.from_ical(content).walk("VEVENT")
    odd = {name for event in events for name in event} - {"UID", "DTSTAMP", "SUMMARY", "DTSTART", "DTEND"}
    return found + sorted(odd)


def test_calendar_when_asked_for_without_signing_in_then_each_entry_says_visit_and_no_more(address):
    response = Client().get(address)

    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == ["Visit", "Visit"]
    assert [event.decoded("DTSTART") for event in events] == [
        datetime(2025, 11, 18, 9, 30, tzinfo=ZoneInfo("Europe/London")),
        date(2025, 11, 20),
    ]
    assert leaks(response.content) == []
    assert response["Cache-Control"] == "private, no-store"


def test_calendar_when_a_word_is_planted_then_the_look_for_leaks_finds_it(address, monkeypatch):
    monkeypatch.setattr(calendar, "SUMMARY", "Visit: Oakfield")

    assert leaks(Client().get(address).content) == ["Oakfield"]


@pytest.mark.parametrize("days", ["0.5", "1"])
def test_calendar_when_a_visit_has_a_time_then_its_length_tells_nothing(rivermead, bela, inside, scheduled, days):
    scheduled("priority-1")
    with inside(bela):
        mine = {"partnership": rivermead, "urn": OAKFIELD, "by": bela, "at": AT, "what": "x", "starts": time(9, 0)}
        services.book_day(**mine, on=date(2025, 11, 18), days=Decimal(days))
        secret = services.new_feed(partnership=rivermead, by=bela, at=AT)

    (event,) = Calendar.from_ical(Client().get(f"/calendar/rivermead/{secret}/visits.ics").content).walk("VEVENT")
    assert event.decoded("DTEND") - event.decoded("DTSTART") == calendar.ONE_HOUR


def test_address_when_wrong_or_of_another_partnership_then_not_found(address, hillcrest):
    for other in (address.replace("/visits", "x/visits"), address.replace("rivermead", "hillcrest")):
        assert Client().get(other).status_code == 404


def test_address_when_a_new_one_is_made_then_the_old_one_ends_and_only_a_hash_is_kept(
    rivermead, address, bela, inside, client
):
    page = (
        Visitor(sign_in(client, bela))
        .opens("/rivermead/support/calendar/")
        .presses("Make a new address; the old one ends")
    )

    new = page.html.split("<code>http://testserver")[1].split("</code>")[0]
    assert Client().get(address).status_code == 404
    assert Client().get(new).status_code == 200
    with inside(bela):
        kept = Feed.objects.get(ended_at=None).sha256
    assert (len(kept), kept in new) == (64, False)
    assert new not in page.opens("/rivermead/support/calendar/").html


def test_address_when_ended_then_not_found_at_the_next_request(address, bela, client):
    assert Client().get(address).status_code == 200

    Visitor(sign_in(client, bela)).opens("/rivermead/support/calendar/").presses("End the address")

    assert Client().get(address).status_code == 404


def test_address_when_the_advisers_post_ends_then_not_found_at_the_next_request(address, bela, farid, inside):
    assert Client().get(address).status_code == 200

    with inside(farid):
        people.end_post(post=Post.objects.get(person=bela), because="She has left.", by=farid, at=AT)

    assert Client().get(address).status_code == 404


def test_calendar_when_a_day_is_called_off_then_it_is_gone(address, bela, inside):
    from commonroom.support.models import Booking

    with inside(bela):
        services.call_off(booking=Booking.objects.get(what__startswith="Secret"), by=bela, at=AT)

    assert len(Calendar.from_ical(Client().get(address).content).walk("VEVENT")) == 1
