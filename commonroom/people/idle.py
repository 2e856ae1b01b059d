"""A session in which nothing was done for a while ends: sooner for those who may see confidential records.

When something was last done stands in the session, written once a minute at most. Typing counts: a page with a form
says every few minutes that somebody writes in it, so that nobody loses a long form to the clock.
"""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from commonroom.people.roles import SecondStep
from commonroom.people.second_step import DEMONSTRATION

SEEN = "seen"
NOTED_AFTER = 60


@receiver(user_logged_in, dispatch_uid="people.idle")
def begin(request: HttpRequest | None = None, **_: Any) -> None:
    """A session begins with something being done."""
    if request is not None:
        request.session[SEEN] = int(time.time())


def minutes_for(rule: SecondStep) -> int:
    """How many minutes a session may idle under a rule for the second step."""
    return settings.IDLE_MINUTES if rule == "always" else settings.IDLE_MINUTES_OTHERS


def has_lapsed(request: HttpRequest, rule: SecondStep) -> bool:
    """Whether nothing was done in a session for too long; otherwise notes that something is done now."""
    now, seen = int(time.time()), request.session.get(SEEN)
    if seen is not None and now - seen > minutes_for(rule) * 60 and not request.session.get(DEMONSTRATION):
        return True
    if seen is None or now - seen >= NOTED_AFTER:
        request.session[SEEN] = now
    return False


def end(request: HttpRequest, rule: SecondStep) -> HttpResponse:
    """Sign out, say why, and lead to the sign-in page and from there back to the page that was open."""
    after = request.get_full_path() if request.method in ("GET", "HEAD") else _open_page(request)
    unsent = "" if request.method in ("GET", "HEAD") else " What you sent last was not saved."
    logout(request)
    minutes = minutes_for(rule)
    span = f"{minutes} minutes" if minutes < 120 else f"{minutes // 60} hours"
    messages.info(request, f"Nothing was done here for {span}, so you were signed out. Sign in to go on.{unsent}")
    return HttpResponseRedirect(f"{reverse('account_login')}?{urlencode({'next': after})}")


def _open_page(request: HttpRequest) -> str:
    """The page from which a form was sent, where it is one of this house."""
    parts = urlsplit(request.headers.get("Referer", ""))
    return parts.path if parts.netloc == request.get_host() and parts.path else "/"
