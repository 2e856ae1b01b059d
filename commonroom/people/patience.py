"""The growing delay after failed sign-ins. It never locks an account, and a device that signed in before passes it.

The first three failures in a row cost nothing; then each doubles the wait, from two seconds up to five minutes. An
attempt during the wait is refused without looking at the password and does not lengthen it. The same is kept for
addresses that nobody has, so that the wait says nothing about who has an account.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from commonroom.people.models import FailedSignIn, Person

FREE = 3
LONGEST = 300
KNOWN_COOKIE = "known"
KNOWN_SALT = "commonroom.known-device"
KNOWN_DAYS = 180


def delay(failures: int) -> int:
    """Seconds to wait after so many failures in a row."""
    return 0 if failures < FREE else min(LONGEST, 2 ** (failures - FREE + 1))


def key_of(what: str) -> str:
    """What is kept of an address or a code's owner: a keyed hash, so that the table is no list of addresses."""
    return salted_hmac("commonroom.patience", what.strip().lower(), algorithm="sha256").hexdigest()


def seconds_to_wait(what: str, *, at: datetime) -> int:
    """How long until the next attempt counts; 0 for now. Takes the row's lock, so attempts come one after another."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into people_failedsignin (email_hash, failures, last_at) values (%s, 0, %s) "
            "on conflict (email_hash) do update set failures = people_failedsignin.failures "
            "returning failures, last_at",
            [key_of(what), at],
        )
        failures, last_at = cursor.fetchone()
    left = last_at + timedelta(seconds=delay(failures)) - at
    return max(0, -(-int(left.total_seconds() * 1000) // 1000))


def failed(what: str, *, at: datetime) -> None:
    """Count one more failure in a row."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into people_failedsignin (email_hash, failures, last_at) values (%s, 1, %s) "
            "on conflict (email_hash) do update "
            "set failures = people_failedsignin.failures + 1, last_at = excluded.last_at",
            [key_of(what), at],
        )


def succeeded(what: str) -> None:
    """Start anew."""
    FailedSignIn.objects.filter(pk=key_of(what)).delete()


def is_known_device(request: HttpRequest, email: str) -> bool:
    """Whether this browser has signed in with this address before."""
    try:
        known = signing.loads(request.COOKIES.get(KNOWN_COOKIE, ""), salt=KNOWN_SALT, max_age=KNOWN_DAYS * 86400)
    except signing.BadSignature:
        return False
    return bool(known == key_of(email))


def remember_device(response: HttpResponse, person: Person) -> None:
    """Give the browser a signed cookie by which it passes the delay of this person's address."""
    response.set_cookie(
        KNOWN_COOKIE,
        signing.dumps(key_of(person.email), salt=KNOWN_SALT),
        max_age=KNOWN_DAYS * 86400,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
