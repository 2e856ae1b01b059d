"""Drafts of board reports, what was published, what stands behind it, and what the board made of proposed themes."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from commonroom.partnerships.models import Owned


class BoardReport(Owned):
    """A report while the council's team writes it: figures as they were worked out, with words that may change.

    `document` is what readers would see, `ground` what it counts, school by school. Confidential until published.
    """

    public_id = models.UUIDField(default=uuid4, editable=False)
    state = models.CharField(
        max_length=10, choices=[("draft", "draft"), ("read", "read"), ("published", "published"), ("left", "left")]
    )
    as_of = models.DateTimeField()
    after = models.IntegerField(default=0)
    document = models.JSONField()
    ground = models.JSONField()
    origins = models.JSONField()
    replaces = models.IntegerField(null=True)
    replaces_because = models.CharField(max_length=500, blank=True)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField()
    made_by_name = models.CharField(max_length=200)
    read_at = models.DateTimeField(null=True)
    read_by_id = models.BigIntegerField(null=True)
    read_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "public_id"], name="one_board_report_a_public_id"),
            models.UniqueConstraint(fields=["partnership", "id"], name="board_report_key_with_partnership"),
            models.UniqueConstraint(
                fields=["partnership"],
                condition=models.Q(state__in=["draft", "read"]),
                name="one_board_report_is_written_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["draft", "left"])
                | models.Q(read_at__isnull=False) & ~models.Q(read_by_name=""),
                name="a_report_is_read_before_it_is_published",
            ),
            models.CheckConstraint(
                condition=models.Q(replaces__isnull=True) | ~models.Q(replaces_because=""),
                name="a_report_that_replaces_says_why",
            ),
        ]

    def __str__(self) -> str:
        return str(self.document.get("title", "Board report"))


class PublishedReport(Owned):
    """A report as the board got it. Never changed: the database refuses. A newer report may say that it replaces it."""

    number = models.IntegerField()
    report = models.ForeignKey(BoardReport, on_delete=models.PROTECT, related_name="+")
    replaces = models.IntegerField(null=True)
    document = models.JSONField()
    published_at = models.DateTimeField()
    published_by_id = models.BigIntegerField()
    published_by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "number"], name="one_published_report_a_number"),
            models.UniqueConstraint(fields=["partnership", "report"], name="a_report_is_published_once"),
            models.UniqueConstraint(fields=["partnership", "id"], name="published_report_key_with_partnership"),
            models.CheckConstraint(
                condition=models.Q(replaces__isnull=True) | models.Q(replaces__lt=models.F("number")),
                name="a_report_replaces_an_earlier_one",
            ),
        ]

    def __str__(self) -> str:
        return f"Report {self.number}"


class ReportOrigin(Owned):
    """What stands behind a published report: the states of schools that it counts, and the rows of each figure."""

    published = models.ForeignKey(PublishedReport, on_delete=models.PROTECT, related_name="+")
    ground = models.JSONField()
    origins = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "published"], name="one_origin_a_published_report"),
            models.UniqueConstraint(fields=["partnership", "id"], name="report_origin_key_with_partnership"),
        ]

    def __str__(self) -> str:
        return f"Origin of report {self.published.number}"


class ThemeDecision(Owned):
    """What the board made of a theme that a report proposed: agreed, or not now, on which day. The newest stands."""

    published = models.ForeignKey(PublishedReport, on_delete=models.PROTECT, related_name="+")
    theme = models.CharField(max_length=80)
    title = models.CharField(max_length=300)
    answer = models.CharField(max_length=10, choices=[("agreed", "agreed"), ("not-now", "not now"), ("done", "done")])
    words = models.CharField(max_length=500, blank=True)
    decided_on = models.DateField()
    noted_at = models.DateTimeField()
    noted_by_id = models.BigIntegerField()
    noted_by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "id"], name="theme_decision_key_with_partnership"),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_answer_display()}"
