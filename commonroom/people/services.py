"""Verbs about people and posts. Each writes its audit event in its own transaction."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from procrastinate.contrib.django import app

from commonroom.audit import services as audit
from commonroom.partnerships.models import Partnership
from commonroom.people import access
from commonroom.people.models import FailedSignIn, Invitation, Person, Post, TrustedDevice
from commonroom.people.permissions import Permission
from commonroom.people.roles import ROLES, Role
from commonroom.people.selectors import may_keep, roles_to_give
from commonroom.schools.models import School

INVITATION_DAYS = 14


class CannotGivePost(Exception):
    """A post was not given; the message says why to whoever asked."""


class CannotEndPost(Exception):
    """A post was not ended; the message says why."""


class CannotAccept(Exception):
    """An invitation was not accepted; the message says why."""


@dataclass(frozen=True)
class Invited:
    """What inviting made: the person, her post, and the secret of her link where she has no password yet."""

    person: Person
    post: Post
    secret: str


def invite_person(
    *,
    name: str,
    email: str,
    role: str,
    partnership: Partnership | None,
    by: Person | None,
    at: datetime,
    urn: int | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    site: str = "",
) -> Invited:
    """Give somebody a post by her e-mail address, and send her a link if she cannot sign in yet.

    `site` is the address of this installation, like https://example.org, for the link; without it nothing is sent.
    `by` None is the command line. The letter says that there is an invitation, never what is in it.
    Raises CannotGivePost, and then nothing is written.
    """
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise CannotGivePost(f"“{email}” is no e-mail address. Write it like name@example.org.") from None
    with transaction.atomic():
        person = Person.objects.filter(email=address).first()
        if person is not None and not person.is_active:
            raise CannotGivePost(f"{address} belongs to somebody whose account has been closed. Ask the platform.")
        is_new = person is None
        person = person or Person.objects.create_user(address, name=name)
        post = give_post(
            person=person,
            role=role,
            partnership=partnership,
            by=by,
            at=at,
            urn=urn,
            starts_on=starts_on,
            ends_on=ends_on,
        )
        if is_new:
            _record("person added", person, partnership, by, at, kind="person", object_id=person.pk)
        secret = "" if person.has_usable_password() else _make_invitation(person, by=by, at=at)
        if site:
            _write(person, site, secret)
    return Invited(person, post, secret)


def _make_invitation(person: Person, *, by: Person | None, at: datetime) -> str:
    """A new link; older ones of the same person stop working."""
    Invitation.objects.filter(person=person, used_at=None).update(expires_at=at)
    secret = secrets.token_urlsafe(32)
    Invitation.objects.create(
        person=person,
        secret_hash=hash_secret(secret),
        made_at=at,
        made_by_name=by.name if by else "the command line",
        expires_at=at + timedelta(days=INVITATION_DAYS),
    )
    return secret


def hash_secret(secret: str) -> str:
    """What is kept of a link's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def invitation_path(secret: str) -> str:
    """The path of an invitation's link."""
    return reverse("accept_invitation", urlconf="commonroom.people.urls", args=[secret])  # not all rooms' pages for one


def _write(person: Person, site: str, secret: str) -> None:
    if secret:
        subject = "An invitation to Commonroom"
        body = (
            "You have been invited to Commonroom. Follow this link to choose a password:\n\n"
            f"{site}{invitation_path(secret)}\n\n"
            f"The link works once, for {INVITATION_DAYS} days. If you did not expect it, you need do nothing.\n"
        )
    else:
        subject = "There is something new in Commonroom"
        body = f"There is something to read in Commonroom. Sign in to see it:\n\n{site}/\n"
    EmailMessage(subject, body, to=[person.email]).send()


def accept_invitation(*, secret: str, password: str, at: datetime) -> Person:
    """Set the first password by an invitation, once. Raises CannotAccept."""
    with transaction.atomic():
        invitation = find_invitation(secret, at=at, lock=True)
        if invitation is None:
            raise CannotAccept("This link has been used, or is too old. Ask whoever invited you for a new one.")
        person = invitation.person
        person.set_password(password)
        person.save(update_fields=["password"])
        invitation.used_at = at
        invitation.save(update_fields=["used_at"])
        audit.record(verb="invitation accepted", by=person, at=at, kind="person", object_id=person.pk)
    return person


def come_by_provider(*, email: str, provider: str, at: datetime) -> Person:
    """The person whom a provider's confirmed address names; an open invitation of hers is thereby accepted.

    Raises CannotAccept, in the same words for an address that nobody has and for a closed account.
    """
    # Addresses are kept in lower case. Only plain letters are folded: others may fold into plain ones.
    wanted = email.lower() if email.isascii() else email
    with transaction.atomic():
        person = Person.objects.filter(email=wanted, is_active=True, is_demonstration=False).first()
        if person is None:
            raise CannotAccept(
                f"{provider} knows you, but nobody has been invited here by the address that it gave. "
                "Ask your school’s office or the partnership team for an invitation to that address."
            )
        taken = Invitation.objects.filter(person=person, used_at=None, expires_at__gt=at).update(used_at=at)
        if taken:
            audit.record(verb="invitation accepted", by=person, at=at, kind="person", object_id=person.pk)
    return person


def find_invitation(secret: str, *, at: datetime, lock: bool = False) -> Invitation | None:
    """The invitation of a link, if it still works."""
    invitations = Invitation.objects.select_related("person")
    if lock:
        invitations = invitations.select_for_update(of=("self",))
    return invitations.filter(
        secret_hash=hash_secret(secret), used_at=None, expires_at__gt=at, person__is_active=True
    ).first()


def give_post(
    *,
    person: Person,
    role: str,
    partnership: Partnership | None,
    by: Person | None,
    at: datetime,
    urn: int | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Post:
    """Give a person a post from a day (today) until another or until it is ended. Raises CannotGivePost."""
    given = _check_may_give(person, role, partnership, urn, by)
    begin = starts_on or at.date()
    if ends_on is not None and ends_on < begin:
        raise CannotGivePost("The last day is before the first. Give a later last day, or leave it empty.")
    with transaction.atomic():
        same = Post.objects.filter(person=person, partnership=partnership, role=role, urn=urn, ended_at=None)
        if any(post.ends_on is None or post.ends_on >= begin for post in same):
            raise CannotGivePost(f"{person.name} already holds this post.")
        post = Post.objects.create(
            person=person,
            partnership=partnership,
            role=role,
            urn=urn,
            starts_on=begin,
            ends_on=ends_on,
            given_at=at,
            given_by_name=by.name if by else "the command line",
        )
        data = {"role": given.slug, "person": person.pk, "from": begin, "until": ends_on}
        _record("post given", person, partnership, by, at, kind="post", object_id=post.pk, urn=urn, data=data)
    access.forget_posts(person)
    return post


def _check_may_give(
    person: Person, slug: str, partnership: Partnership | None, urn: int | None, by: Person | None
) -> Role:
    role = ROLES.get(slug)
    if role is None:
        raise CannotGivePost(f"There is no role called “{slug}”. The roles are: {', '.join(ROLES)}.")
    if ("platform" in role.held) != (partnership is None):
        where = "the platform" if partnership is None else "a partnership"
        raise CannotGivePost(f"{role.name} is not a post of {where}.")
    if urn is None and "partnership" not in role.held and "platform" not in role.held:
        raise CannotGivePost(f"{role.name} is a post at a school. Choose the school.")
    if urn is not None and "school" not in role.held:
        raise CannotGivePost(f"{role.name} is not a post at a school. Leave the school empty.")
    if urn is not None and not School.objects.filter(pk=urn).exists():
        raise CannotGivePost(f"There is no school with URN {urn} in the register.")
    if by is None:
        return role
    if by.pk == person.pk:
        raise CannotGivePost("Nobody gives a post to herself. Ask a colleague who may.")
    if slug not in {given.slug for given in roles_to_give(by=by, partnership=partnership)} or not _may_give_at(
        by, partnership, urn
    ):
        raise CannotGivePost("You may not give this post.")
    return role


def _may_give_at(by: Person, partnership: Partnership | None, urn: int | None) -> bool:
    if partnership is None:
        return access.can(by, Permission.MANAGE_PLATFORM_PEOPLE)
    if access.can(by, Permission.INVITE_PEOPLE, partnership=partnership):
        return True
    return urn is not None and access.can(by, Permission.INVITE_SCHOOLS_STAFF, partnership=partnership, urn=urn)


def end_post(*, post: Post, because: str, by: Person | None, at: datetime) -> Post:
    """End a post now, for a reason that is kept. It counts from the holder's next request. Raises CannotEndPost."""
    reason = because.strip()
    if not reason:
        raise CannotEndPost("Say why the post ends. Your reason is kept with it.")
    if by is not None and not may_keep(post, by=by):
        raise CannotEndPost("You may not end this post.")
    with transaction.atomic():
        held = Post.objects.select_for_update().get(pk=post.pk)
        if held.ended_at is not None:
            raise CannotEndPost("This post has already been ended.")
        held.ended_at, held.ended_because = at, reason[:300]
        held.ended_by_name = by.name if by else "the command line"
        held.save(update_fields=["ended_at", "ended_by_name", "ended_because"])
        data = {"role": held.role, "person": held.person_id}
        _record(
            "post ended",
            held.person,
            held.partnership,
            by,
            at,
            kind="post",
            object_id=held.pk,
            urn=held.urn,
            because=reason[:300],
            data=data,
        )
    access.forget_posts(held.person)
    return held


def deactivate_person(*, person: Person, because: str, by: Person | None, at: datetime) -> None:
    """Close an account: she is signed out everywhere at the next request. Her posts and deeds stay on record.

    Only the platform closes accounts, for a person may hold posts in several partnerships. Raises CannotEndPost.
    """
    if not because.strip():
        raise CannotEndPost("Say why the account closes. Your reason is kept.")
    if by is not None and not access.can(by, Permission.MANAGE_PLATFORM_PEOPLE):
        raise CannotEndPost("Only the platform’s operator closes an account.")
    with transaction.atomic():
        person.is_active = False
        person.save(update_fields=["is_active"])
        TrustedDevice.objects.filter(person=person).delete()
        Invitation.objects.filter(person=person, used_at=None).update(expires_at=at)
        audit.record(
            verb="account closed", by=by, at=at, kind="person", object_id=person.pk, because=because.strip()[:300]
        )
    access.forget_posts(person)


def _record(
    verb: str, person: Person, partnership: Partnership | None, by: Person | None, at: datetime, **facts: Any
) -> None:
    acting = ""
    if by is not None:
        acting = next((held.role for held in access.posts_in(by, partnership)), "")
    audit.record(verb=verb, by=by, at=at, chain=partnership, acting_as=acting, **facts)


def forget_devices(*, person: Person, at: datetime, device: int | None = None) -> int:
    """Make one or every trusted device ask for the second step again; how many there were."""
    with transaction.atomic():
        devices = TrustedDevice.objects.filter(person=person)
        if device is not None:
            devices = devices.filter(pk=device)
        count, _ = devices.delete()
        if count:
            audit.record(verb="devices forgotten", by=person, at=at, kind="person", object_id=person.pk)
    return count


def ask_for_reset(*, email: str, site: str) -> None:
    """Put the wish for a new password in the queue, whether or not anybody has this address."""
    app.configure_task("people.send_reset", queue="mail").defer(email=email.strip().lower(), site=site)


def send_reset(*, email: str, site: str, at: datetime) -> bool:
    """Write a link for a new password to an address that somebody has; whether anybody has it."""
    person = Person.objects.filter(email=email, is_active=True).first()
    if person is None:
        return False
    with transaction.atomic():
        if not person.has_usable_password():
            _write(person, site, _make_invitation(person, by=person, at=at))
            return True
        uid, key = user_pk_to_url_str(person), default_token_generator.make_token(person)
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": key})
        body = (
            "Somebody, probably you, asked for a new password for Commonroom. Follow this link to choose one:\n\n"
            f"{site}{path}\n\nIf it was not you, you need do nothing. Your password stays as it is.\n"
        )
        EmailMessage("Your password for Commonroom", body, to=[person.email]).send()
    return True


def forget_what_is_over(*, at: datetime) -> None:
    """Delete failed sign-ins older than a day, devices past their 30 days, and links a month after they ended."""
    FailedSignIn.objects.filter(last_at__lt=at - timedelta(days=1)).delete()
    TrustedDevice.objects.filter(expires_at__lt=at).delete()
    Invitation.objects.filter(expires_at__lt=at - timedelta(days=30)).delete()
