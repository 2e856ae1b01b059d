"""An adviser's calendar by a secret address: made anew, ended, and asked for by a machine that is not signed in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction

from commonroom.partnerships import scope
from commonroom.partnerships.models import Partnership
from commonroom.people import access as people
from commonroom.people.models import Person
from commonroom.people.services import hash_secret
from commonroom.support import access
from commonroom.support.models import Booking, Feed
from commonroom.support.rules import BookingState
from commonroom.support.services import common


@transaction.atomic
def new_feed(*, partnership: Partnership, by: Any, at: datetime) -> str:
    """A new secret for one's calendar; an earlier one ends. Only its hash is kept, so it is shown this once.

    Raises Refused for somebody who advises no school here.
    """
    if not access.is_adviser(by, partnership=partnership):
        raise people.Refused("A calendar is for advisers: it holds the days that they have booked.")
    _end(partnership, by, at)
    secret = secrets.token_urlsafe(32)
    feed = Feed.objects.create(partnership=partnership, person_id=by.pk, sha256=hash_secret(secret), made_at=at)
    _noted("made a calendar", feed, by=by, at=at)
    return secret


@transaction.atomic
def end_feed(*, partnership: Partnership, by: Any, at: datetime) -> bool:
    """End one's calendar: from now on its address names nothing. Whether there was one."""
    return _end(partnership, by, at)


def _end(partnership: Partnership, by: Any, at: datetime) -> bool:
    held = Feed.objects.select_for_update().filter(partnership=partnership, person_id=by.pk, ended_at=None).first()
    if held is None:
        return False
    held.ended_at = at
    held.save(update_fields=["ended_at"])
    _noted("ended a calendar", held, by=by, at=at)
    return True


def _noted(verb: str, feed: Feed, *, by: Any, at: datetime) -> None:
    common.noted(
        verb, "calendar", feed.pk, partnership=feed.partnership, urn=None, by=by, at=at, role=access.ADVISERS[0]
    )


@dataclass(frozen=True)
class Event:
    """All that leaves the house about a booked day: an id that means nothing, when it was made, and the day."""

    uid: UUID
    made_at: datetime
    on: date
    starts: time | None


def events_of(*, slug: str, secret: str) -> list[Event] | None:
    """The booked days behind a secret address; None where it names nothing: a wrong or ended one, or of somebody who
    no longer advises schools here. Enters the partnership as that person, so the row policies hold.
    """
    partnership = Partnership.objects.filter(slug=slug).first()
    if partnership is None:
        return None
    with scope.entered(partnership):
        feed = Feed.objects.filter(partnership=partnership, sha256=hash_secret(secret), ended_at=None).first()
        person = Person.objects.filter(pk=feed.person_id, is_active=True).first() if feed else None
        if person is None or not access.is_adviser(person, partnership=partnership):
            return None
        scope.set_person(person.pk)
        rows = Booking.objects.filter(partnership=partnership, person_id=person.pk)
        rows = rows.exclude(state=BookingState.CALLED_OFF).order_by("on", "starts", "pk")
        return [Event(*row) for row in rows.values_list("public_id", "made_at", "on", "starts")]
