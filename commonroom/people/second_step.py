"""The second step: whether a session has taken it, how lately, and on which device.

A session has taken it by a code, a passkey or a recovery code; by a device that took it in the last 30 days, for roles
that need it once a device; at a sign-in provider, where the configuration says so, which is never fresh enough for a
confidential record; or by being a demonstration session, which exists on loopback alone.
"""

from __future__ import annotations

import hashlib
import secrets
import time
from datetime import datetime, timedelta
from typing import Any, cast
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from commonroom.people.models import Person, TrustedDevice
from commonroom.people.roles import SecondStep

DEVICE_DAYS = 30
FRESH_SECONDS = 15 * 60
DEVICE_COOKIE = "device"
DEMONSTRATION = "demonstration"
BY_DEVICE = "second_step_by_device"
BY_PROVIDER = "second_step_by_provider"


def is_needed(request: HttpRequest, rule: SecondStep) -> bool:
    """Whether the session must take the second step before it goes on, under a rule."""
    if rule == "none" or request.session.get(DEMONSTRATION) or _last_step(request) is not None:
        return False
    if took_at_provider(request, person_of(request)):
        return False
    return rule == "always" or not request.session.get(BY_DEVICE)


def require_fresh_second_step(request: HttpRequest, *, seconds: int = FRESH_SECONDS) -> HttpResponse | None:
    """None where the second step was taken in the last 15 minutes, else the way to it: for confidential records."""
    last = _last_step(request)
    if request.session.get(DEMONSTRATION) or (last is not None and time.time() - last < seconds):
        return None
    return lead_to(request)


def lead_to(request: HttpRequest) -> HttpResponse:
    """To the page that asks for the second step, or to the one that sets it up where the person has none."""
    if has_one(person_of(request)):
        after = request.get_full_path() if request.method == "GET" else "/"
        return HttpResponseRedirect(f"{reverse(_page_to_ask(person_of(request)))}?{urlencode({'next': after})}")
    return HttpResponseRedirect(reverse("mfa_index"))


def person_of(request: HttpRequest) -> Person:
    """Who asks, where the door has already made sure that somebody is signed in."""
    return cast(Person, request.user)


def has_one(person: Person) -> bool:
    """Whether a person has set up an app or a passkey."""
    return Authenticator.objects.filter(user_id=person.pk).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def _page_to_ask(person: Person) -> str:
    by_code = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.TOTP).exists()
    return "mfa_reauthenticate" if by_code else "mfa_reauthenticate_webauthn"


def _last_step(request: HttpRequest) -> float | None:
    """When this session last took the second step, in seconds since 1970."""
    records: list[dict[str, Any]] = get_authentication_records(request, request.user)
    taken = [record["at"] for record in records if record.get("method") == "mfa"]
    return max(taken) if taken else None


def took_step(request: HttpRequest) -> bool:
    """Whether this session has taken the second step itself."""
    return _last_step(request) is not None


def took_at_provider(request: HttpRequest, person: Person) -> bool:
    """Whether this session of a person began at a provider with a second step that counts."""
    return bool(request.session.get(BY_PROVIDER) == person.pk)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def is_trusted_device(request: HttpRequest, person: Person, *, at: datetime) -> bool:
    """Whether the device that asks took this person's second step in the last 30 days."""
    secret = request.COOKIES.get(DEVICE_COOKIE, "")
    return (
        bool(secret)
        and TrustedDevice.objects.filter(person=person, secret_hash=_hash(secret), expires_at__gt=at).exists()
    )


def trust_device(request: HttpRequest, response: HttpResponse, person: Person, *, at: datetime) -> TrustedDevice:
    """Remember for 30 days that the step was taken on this device: a random cookie, of which the hash is kept."""
    secret = secrets.token_urlsafe(32)
    life = timedelta(days=DEVICE_DAYS)
    response.set_cookie(
        DEVICE_COOKIE,
        secret,
        max_age=int(life.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return TrustedDevice.objects.create(
        person=person,
        secret_hash=_hash(secret),
        made_at=at,
        expires_at=at + life,
        label=request.headers.get("User-Agent", "")[:200],
    )
