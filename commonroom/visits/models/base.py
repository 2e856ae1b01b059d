"""What every record about a school has here."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from commonroom.partnerships.models import Owned


class OfSchool(Owned):
    """A confidential row about one school."""

    urn = models.IntegerField()

    class Meta:
        abstract = True


class Opened(OfSchool):
    """A row with an address: a random one, so that no number tells how many there are."""

    public_id = models.UUIDField(default=uuid4)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField()
    made_by_name = models.CharField(max_length=200)

    class Meta:
        abstract = True


def keys(name: str) -> list[models.UniqueConstraint]:
    """The keys of an opened row: its address, and its id with the partnership for composite foreign keys."""
    return [
        models.UniqueConstraint(fields=["partnership", "public_id"], name=f"{name}_address"),
        models.UniqueConstraint(fields=["partnership", "id"], name=f"{name}_key_with_partnership"),
    ]


def by_school(name: str) -> list[models.Index]:
    """The index by which a school's rows are found."""
    return [models.Index(fields=["partnership", "urn"], name=f"{name}_by_school")]
