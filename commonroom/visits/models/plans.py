"""Rapid improvement plans: priorities, actions, money, and how they get on."""

from __future__ import annotations

from django.db import models

from commonroom.visits.models.base import OfSchool, Opened, by_school, keys
from commonroom.visits.rules import states


class Plan(Opened):
    """A time-bound plan that a school and its adviser write together (G17)."""

    name = models.CharField(max_length=160)
    state = models.CharField(max_length=20, choices=list(states.PLAN.states.items()), default="draft")
    starts_on = models.DateField()
    ends_on = models.DateField()
    after_notice = models.BooleanField(default=False)
    adviser_agreed_at = models.DateTimeField(null=True)
    adviser_agreed_by_name = models.CharField(max_length=200, blank=True)
    head_agreed_at = models.DateTimeField(null=True)
    head_agreed_by_name = models.CharField(max_length=200, blank=True)
    validated_on = models.DateField(null=True)
    validated_who = models.CharField(max_length=200, blank=True)
    validated_words = models.TextField(blank=True)
    validated_by_name = models.CharField(max_length=200, blank=True)
    closed_at = models.DateTimeField(null=True)
    closed_by_name = models.CharField(max_length=200, blank=True)
    closed_words = models.TextField(blank=True)

    class Meta:
        constraints = [
            *keys("plan"),
            models.CheckConstraint(
                condition=models.Q(ends_on__gt=models.F("starts_on")), name="a_plan_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="closed") | models.Q(after_notice=False) | ~models.Q(validated_who=""),
                name="a_plan_after_a_notice_is_validated",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at__isnull=True) | ~models.Q(closed_by_name=""), name="a_close_names_who"
            ),
        ]
        indexes = by_school("plan")

    def __str__(self) -> str:
        return self.name


class Priority(OfSchool):
    """What is to become better, and how it will be seen: a measure with its figure at the start and its target."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    number = models.SmallIntegerField()
    name = models.CharField(max_length=160)
    success = models.TextField(blank=True)
    measure = models.CharField(max_length=80, blank=True)
    baseline = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    baseline_year = models.SmallIntegerField(null=True)
    target = models.DecimalField(max_digits=12, decimal_places=2, null=True)
    holds_because = models.CharField(max_length=500, blank=True)
    dropped_because = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name_plural = "priorities"
        constraints = [
            models.UniqueConstraint(fields=["partnership", "plan", "number"], name="one_priority_a_number"),
            models.UniqueConstraint(fields=["partnership", "id"], name="priority_key_with_partnership"),
            models.CheckConstraint(
                condition=models.Q(target__isnull=True) | ~models.Q(measure=""), name="a_target_has_a_measure"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Action(OfSchool):
    """Something to do for a priority, by whom and by when."""

    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=300)
    owner = models.CharField(max_length=120)
    due_on = models.DateField()
    state = models.CharField(
        max_length=20, choices=[("open", "To do"), ("done", "Done"), ("dropped", "Dropped")], default="open"
    )
    ended_on = models.DateField(null=True)
    ended_by_name = models.CharField(max_length=200, blank=True)
    ended_words = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "id"], name="action_key_with_partnership"),
            models.CheckConstraint(
                condition=models.Q(state="open") | models.Q(ended_on__isnull=False) & ~models.Q(ended_by_name=""),
                name="an_ended_action_says_when",
            ),
        ]
        indexes = by_school("action")

    def __str__(self) -> str:
        return self.what


class Funding(OfSchool):
    """Money or other resource for a plan, with where it comes from (G18)."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+")
    what = models.CharField(max_length=200)
    source = models.CharField(max_length=160)
    amount = models.DecimalField(max_digits=10, decimal_places=2)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField()
    made_by_name = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "funding"
        constraints = [
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="funding_is_no_debt"),
        ]
        indexes = by_school("funding")

    def __str__(self) -> str:
        return self.what


class Progress(OfSchool):
    """How a priority stands, said at a meeting or between meetings. Never changed."""

    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey("visits.Meeting", on_delete=models.PROTECT, related_name="+", null=True)
    on = models.DateField()
    words = models.TextField()
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField()
    made_by_name = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "progress"
        indexes = by_school("progress")

    def __str__(self) -> str:
        return f"Progress on {self.on}"
