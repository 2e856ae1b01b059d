"""A person's own page: her posts, her second step, where she is signed in."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone

from commonroom.audit import services as audit
from commonroom.people import access, rules, second_step, selectors, services
from commonroom.people.models import Post, TrustedDevice


def me(request):
    """My name, posts, second step, sessions and devices."""
    person = request.user
    held = [post.id for post in access.current_posts(person)]
    posts = Post.objects.filter(pk__in=held).select_related("person", "partnership")
    sessions = UserSession.objects.purge_and_list(person)
    devices = TrustedDevice.objects.filter(person=person, expires_at__gt=timezone.now()).order_by("-made_at")
    context = {
        "title": person.name,
        "posts": selectors.rows(posts),
        "partnerships": access.partnerships_of(person),
        "rule": access.rule_for(person),
        "has_app": Authenticator.objects.filter(user=person, type=Authenticator.Type.TOTP).exists(),
        "passkeys": Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN).count(),
        "sessions": [
            (session, rules.browser_words(session.user_agent))
            for session in sorted(sessions, key=lambda session: session.created_at, reverse=True)
        ],
        "devices": [(device, rules.browser_words(device.label)) for device in devices],
        "is_demonstration": bool(request.session.get(second_step.DEMONSTRATION)),
    }
    return render(request, "people/me.html", context)


def here(_request):
    """Nothing to see: the page is open and somebody writes in it (people.idle)."""
    return HttpResponse(status=204)


def end_sessions(request):
    """End one of my sessions, or all but this one."""
    others = UserSession.objects.filter(user=request.user).exclude(session_key=request.session.session_key)
    which = request.POST.get("session", "")
    if which != "others":
        others = others.filter(pk=which if which.isdecimal() else 0)
        if not others:
            raise Http404
    ended = 0
    for session in others:
        session.end()
        ended += 1
    audit.record(
        verb="sessions ended",
        by=request.user,
        at=timezone.now(),
        kind="person",
        object_id=request.user.pk,
        data={"sessions": ended},
    )
    messages.success(request, "Signed out there." if ended else "You were signed in nowhere else.")
    return redirect("me")


def forget_devices(request):
    """Let every device ask for the second step again."""
    services.forget_devices(person=request.user, at=timezone.now())
    messages.success(request, "Every device will ask for the second step again.")
    return redirect("me")
