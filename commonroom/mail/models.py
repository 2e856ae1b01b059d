"""The outbox."""

from __future__ import annotations

from django.db import models


class Message(models.Model):
    """An e-mail waiting or sent. It says that there is something to read, never what.

    `key` makes each (person, event) pair at most one message.
    """

    key = models.CharField(max_length=200, unique=True)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.subject
