"""The audit trail: one hash chain for each partnership and one national chain."""

from __future__ import annotations

from django.db import models

NATIONAL = "national"


class Chain(models.Model):
    """The head of one chain. Locked while a row is added, so that each chain has one order."""

    slug = models.SlugField(max_length=40, primary_key=True)
    last = models.BigIntegerField(default=0)
    head = models.BinaryField(max_length=32, default=bytes(32))

    def __str__(self) -> str:
        return self.slug


class Event(models.Model):
    """One deed. Insert-only: the runtime role may neither change nor delete a row. Holds ids and words, no content."""

    chain = models.CharField(max_length=40)
    number = models.BigIntegerField()
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=200, blank=True)
    acting_as = models.CharField(max_length=40, blank=True)
    verb = models.CharField(max_length=60)
    kind = models.CharField(max_length=60, blank=True)
    object_id = models.CharField(max_length=80, blank=True)
    urn = models.IntegerField(null=True)
    because = models.CharField(max_length=500, blank=True)
    data = models.JSONField(default=dict)
    previous = models.BinaryField(max_length=32)
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["chain", "number"], name="one_event_a_number")]
        indexes = [models.Index(fields=["chain", "urn"], name="event_by_school")]

    def __str__(self) -> str:
        return f"{self.chain} {self.number}: {self.verb}"
