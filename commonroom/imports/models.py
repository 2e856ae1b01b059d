"""Runs: files on their way in."""

from __future__ import annotations

from django.db import models

from commonroom.documents.models import KeptFile
from commonroom.partnerships.models import Partnership


class Run(models.Model):
    """One file (or one member of a zip) on its way in, with a state that people can watch.

    National files have no partnership. A partnership's own measures have one, and its row policy hides the run
    from everyone else.
    """

    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=20, default="waiting")
    file = models.ForeignKey(KeptFile, on_delete=models.PROTECT, related_name="+")
    member = models.CharField(max_length=255, blank=True)
    batch = models.CharField(max_length=32)
    kind = models.CharField(max_length=60, blank=True)
    year = models.SmallIntegerField(null=True)
    as_at = models.DateField(null=True)
    dated_by = models.CharField(max_length=10, blank=True)
    rows = models.IntegerField(default=0)
    columns = models.IntegerField(default=0)
    schools = models.IntegerField(default=0)
    preview = models.JSONField(default=dict)
    sentence = models.TextField(blank=True)
    done = models.IntegerField(default=0)
    total = models.IntegerField(default=0)
    joins = models.ForeignKey("self", on_delete=models.PROTECT, related_name="+", null=True)
    loading_id = models.IntegerField(null=True)
    needs_second = models.BooleanField(default=False)
    brought_at = models.DateTimeField()
    brought_by_id = models.BigIntegerField(null=True)
    brought_by_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField(null=True)
    asked_by_id = models.BigIntegerField(null=True)
    asked_by_name = models.CharField(max_length=200, blank=True)
    confirmed_by_name = models.CharField(max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["batch"], name="run_by_batch")]

    def __str__(self) -> str:
        return f"Run {self.pk}: {self.state}"


class RunProblem(models.Model):
    """One thing wrong with a row of a run's file, with the row as it came."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="problems")
    row = models.IntegerField()
    column = models.CharField(max_length=200, blank=True)
    found = models.CharField(max_length=300, blank=True)
    sentence = models.TextField()
    refuses = models.BooleanField(default=True)
    cells = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["run", "row"], name="problem_by_row")]

    def __str__(self) -> str:
        return f"Row {self.row}: {self.sentence}"
