"""Help that is asked for and found, steps before any intervention, and queries between visits."""

from __future__ import annotations

from django.db import models

from commonroom.visits.models.base import OfSchool, Opened, by_school, keys
from commonroom.visits.models.notes import NoteOfVisit
from commonroom.visits.models.plans import Plan
from commonroom.visits.rules import cases, states


class Brokerage(Opened):
    """A request for help, from the note that raised it to the day on which a school takes it over."""

    note = models.ForeignKey(NoteOfVisit, on_delete=models.PROTECT, related_name="+", null=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=20, choices=list(states.BROKERAGE.states.items()), default="asked")
    what = models.TextField()
    source = models.CharField(max_length=20, choices=list(cases.SOURCES.items()), blank=True)
    who = models.CharField(max_length=200, blank=True)
    elsewhere_because = models.CharField(max_length=500, blank=True)
    begins_on = models.DateField(null=True)
    hand_back_on = models.DateField(null=True)
    ended_on = models.DateField(null=True)
    outcome = models.TextField(blank=True)

    class Meta:
        constraints = [
            *keys("brokerage"),
            models.CheckConstraint(
                condition=models.Q(source__in=["", "school"])
                | models.Q(hand_back_on__isnull=False) & ~models.Q(elsewhere_because=""),
                name="help_from_elsewhere_is_handed_back",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on__isnull=True)
                | models.Q(begins_on__isnull=True)
                | models.Q(ended_on__gte=models.F("begins_on")),
                name="help_ends_after_it_begins",
            ),
        ]
        indexes = by_school("brokerage")

    def __str__(self) -> str:
        return self.what[:60]


class PreventiveStep(OfSchool):
    """What was done before any intervention: talking, work in a cluster, support from another school (G43)."""

    kind = models.CharField(max_length=20, choices=list(cases.PREVENTIVE.items()))
    on = models.DateField()
    words = models.TextField()
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField()
    made_by_name = models.CharField(max_length=200)

    class Meta:
        indexes = by_school("preventive_step")

    def __str__(self) -> str:
        return self.get_kind_display()


class Query(Opened):
    """A question between visits, by telephone or on screen, and its answer (G48)."""

    state = models.CharField(max_length=20, choices=list(states.QUERY.states.items()), default="open")
    asked_on = models.DateField()
    asked_by = models.CharField(max_length=200)
    words = models.TextField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name_plural = "queries"
        constraints = [
            *keys("query"),
            models.CheckConstraint(
                condition=models.Q(state="open")
                | models.Q(answered_at__isnull=False) & ~models.Q(answer="") & ~models.Q(answered_by_name=""),
                name="an_answered_query_has_its_answer",
            ),
        ]
        indexes = by_school("query")

    def __str__(self) -> str:
        return self.words[:60]
