"""Kept files and documents."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.utils import timezone

from commonroom.documents import rules
from commonroom.partnerships.models import Owned


class KeptFile(models.Model):
    """The bytes of a file as it came, kept under their sha256 in the data folder. National; never changed."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    kept_at = models.DateTimeField()
    kept_by_id = models.BigIntegerField(null=True)
    kept_by_name = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class Document(Owned):
    """A partnership's document, with its classification; about a school where `urn` is set."""

    urn = models.IntegerField(null=True)
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=[(k.value, k.words) for k in rules.Kind], default="other")
    dated_on = models.DateField(null=True)
    classification = models.CharField(max_length=20, choices=[(c.value, c.words) for c in rules.Classification])
    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=255)
    size = models.BigIntegerField()
    added_at = models.DateTimeField()
    added_by_id = models.BigIntegerField()
    added_by_name = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "id"], name="document_key_with_partnership"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | ~models.Q(withdrawn_by_name=""),
                name="a_withdrawal_names_who",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=[k.value for k in rules.Kind]), name="a_document_has_a_kind"
            ),
        ]
        indexes = [models.Index(fields=["partnership", "urn"], name="document_by_school")]

    def __str__(self) -> str:
        return self.title

    @property
    def day(self) -> date:
        """The day that it is of: the one that stands on it, else the one on which it was added."""
        return self.dated_on or timezone.localdate(self.added_at)
