"""Posting and delivering letters. A letter says that there is something to read, never what."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F
from procrastinate.contrib.django import app

from commonroom.mail.models import Message


def post(*, key: str, to: str, subject: str, body: str, at: datetime) -> Message:
    """Put a letter in the outbox and queue its delivery, both in the caller's transaction.

    The same key posts one letter: a second call gives back the first.
    """
    with transaction.atomic():
        message, is_new = Message.objects.get_or_create(
            key=key[:200],
            defaults={"to": to, "subject": " ".join(subject.split())[:200], "body": body, "made_at": at},
        )
        if is_new:
            app.configure_task("mail.deliver", queue="mail").defer(message_id=message.pk)
    return message


def deliver(*, message_id: int, at: datetime) -> bool:
    """Hand one waiting letter to the mail server; whether this call sent it.

    The row is locked while it is sent, so two workers send it once. The text is blanked once sent: it may hold a link
    that signs somebody in. A failing server raises, and the queue tries again.
    """
    Message.objects.filter(pk=message_id, sent_at=None).update(tries=F("tries") + 1)
    with transaction.atomic():
        message = Message.objects.select_for_update().filter(pk=message_id, sent_at=None).first()
        if message is None:
            return False
        connection = get_connection(settings.MAIL_DELIVERY_BACKEND)
        EmailMessage(message.subject, message.body, to=[message.to], connection=connection).send()
        message.sent_at, message.body = at, ""
        message.save(update_fields=["sent_at", "body"])
    return True
