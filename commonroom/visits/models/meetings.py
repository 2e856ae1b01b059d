"""Meetings about a school, how often its task group meets, and reviews."""

from __future__ import annotations

from django.db import models

from commonroom.visits.models.base import OfSchool, Opened, by_school, keys
from commonroom.visits.models.plans import Plan, Priority
from commonroom.visits.rules import cases, states


class Meeting(Opened):
    """A meeting about one school, or the council's own about all of them (G13), which has no URN.

    A chair of governors who is invited reads the record of a school's meeting (G21 to G25). `about_id` is the public
    id of the level's decision (G16) or of the assessment (G03) that called for it; `outcome` what its record says.
    """

    urn = models.IntegerField(null=True)  # type: ignore[assignment]  # the council's own meetings have no school
    kind = models.CharField(max_length=20, choices=list(cases.MEETINGS.items()))
    state = models.CharField(max_length=20, choices=list(states.MEETING.states.items()), default="planned")
    on = models.DateField()
    place = models.CharField(max_length=160, blank=True)
    focus = models.CharField(max_length=300, blank=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="+", null=True)
    about_id = models.UUIDField(null=True)
    outcome = models.CharField(max_length=20, blank=True)
    chair_invited = models.BooleanField(default=True)
    invited = models.JSONField(default=list)
    there = models.JSONField(default=dict)
    absent = models.JSONField(default=dict)
    circulated_at = models.DateTimeField(null=True)
    circulated_by_name = models.CharField(max_length=200, blank=True)
    cancelled_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            *keys("meeting"),
            models.CheckConstraint(
                condition=models.Q(kind="internal", urn__isnull=True)
                | ~models.Q(kind="internal") & models.Q(urn__isnull=False),
                name="only_internal_meetings_have_no_school",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="cancelled") | ~models.Q(cancelled_because=""),
                name="a_cancelled_meeting_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(circulated_at__isnull=True) | ~models.Q(circulated_by_name=""),
                name="a_circulation_names_who",
            ),
        ]
        indexes = by_school("meeting")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on:%d %B %Y}"


class Rhythm(OfSchool):
    """How often a school's task group meets, where that differs from what its level says (G22, G24). Newest counts."""

    every = models.CharField(max_length=20, choices=[(slug, words) for slug, (words, _) in cases.RHYTHMS.items()])
    because = models.CharField(max_length=500)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField()
    made_by_name = models.CharField(max_length=200)

    class Meta:
        indexes = by_school("rhythm")

    def __str__(self) -> str:
        return self.get_every_display()


class Review(Opened):
    """A review of a school that the council leads, in general or of one theme (G26 to G30)."""

    theme = models.CharField(max_length=20, choices=list(cases.REVIEWS.items()))
    state = models.CharField(max_length=20, choices=list(states.REVIEW.states.items()), default="planned")
    on = models.DateField()
    priority = models.ForeignKey(Priority, on_delete=models.PROTECT, related_name="+", null=True)
    lead_name = models.CharField(max_length=200)
    officers = models.JSONField(default=list)
    timetable = models.TextField(blank=True)
    timetable_agreed_on = models.DateField(null=True)
    timetable_with = models.CharField(max_length=200, blank=True)
    finished_at = models.DateTimeField(null=True)
    finished_by_name = models.CharField(max_length=200, blank=True)
    cancelled_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            *keys("review"),
            models.CheckConstraint(
                condition=models.Q(state__in=["planned", "cancelled"])
                | models.Q(timetable_agreed_on__lt=models.F("on")) & ~models.Q(timetable_with=""),
                name="a_timetable_comes_before_its_review",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="cancelled") | ~models.Q(cancelled_because=""),
                name="a_cancelled_review_says_why",
            ),
            models.CheckConstraint(
                condition=models.Q(finished_at__isnull=True) | ~models.Q(finished_by_name=""),
                name="a_finish_names_who",
            ),
        ]
        indexes = by_school("review")

    def __str__(self) -> str:
        return f"{self.get_theme_display()}, {self.on:%d %B %Y}"
