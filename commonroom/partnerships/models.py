"""The tenant and what every tenant row has."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django_scopes import ScopedManager


class Partnership(models.Model):
    """The schools of an area who run their common affairs here: the tenant, named by the first part of the path."""

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=60)
    sentence = models.CharField(max_length=300, blank=True)
    la_codes = ArrayField(models.CharField(max_length=3))
    public_email = models.EmailField(blank=True)
    blueprint = models.JSONField(default=dict)
    settings = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(la_codes=[]), name="a_partnership_has_an_area"),
        ]

    def __str__(self) -> str:
        return self.short_name

    def get_absolute_url(self) -> str:
        return f"/{self.slug}/"


class Owned(models.Model):
    """A row of one partnership. Guarded twice: by scope in Python and by row-level security in the database."""

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+")

    objects = ScopedManager(partnership="partnership")  # type: ignore[django-manager-missing]

    class Meta:
        abstract = True


class Cluster(Owned):
    """A named part of the area: some wards, or some schools by URN."""

    name = models.CharField(max_length=120)
    wards = ArrayField(models.CharField(max_length=160), default=list)
    urns = ArrayField(models.IntegerField(), default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "name"], name="one_cluster_a_name"),
            models.UniqueConstraint(fields=["partnership", "id"], name="cluster_key_with_partnership"),
        ]

    def __str__(self) -> str:
        return self.name
