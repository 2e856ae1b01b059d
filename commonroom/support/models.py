"""Schedules by level with their lines, advisers' days and bookings, who is assigned where, and talks with trusts.

All of it is confidential: a schedule tells a school's level. Row policies stand behind every table.
"""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.terms import HalfTerm
from commonroom.partnerships.models import Owned
from commonroom.risk.models import LevelDecision
from commonroom.support import rules


class Schedule(Owned):
    """What one level brings to one school in one year, generated from the support model in seven columns."""

    public_id = models.UUIDField(default=uuid4, editable=False)
    urn = models.IntegerField()
    year = models.SmallIntegerField()
    level = models.CharField(max_length=40)
    decision = models.ForeignKey(LevelDecision, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["partnership", "year", "urn"], name="schedule_by_school")]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "public_id"], name="one_schedule_a_public_id"),
            models.UniqueConstraint(fields=["partnership", "id"], name="schedule_key_with_partnership"),
            models.UniqueConstraint(
                fields=["partnership", "decision", "year"], name="one_schedule_a_decision_and_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.urn}, {AcademicYear(self.year)}"


class Line(Owned):
    """One thing that happens in one column of a school's year: 0 the start of the year, 1 to 6 the half-terms."""

    public_id = models.UUIDField(default=uuid4, editable=False)
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="+")
    urn = models.IntegerField()
    column = models.SmallIntegerField()
    kind = models.CharField(max_length=40)
    what = models.CharField(max_length=400)
    who = models.CharField(max_length=40)
    days = models.DecimalField(max_digits=4, decimal_places=1, default=0)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in rules.LineState], default="planned")
    because = models.CharField(max_length=400, blank=True)
    done_on = models.DateField(null=True)
    done_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["partnership", "schedule", "column"], name="line_by_schedule"),
            models.Index(fields=["partnership", "urn"], name="line_by_school"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "public_id"], name="one_line_a_public_id"),
            models.UniqueConstraint(fields=["partnership", "id"], name="line_key_with_partnership"),
            models.CheckConstraint(condition=models.Q(column__range=(0, 6)), name="a_line_has_a_column"),
            models.CheckConstraint(condition=models.Q(days__gte=0), name="a_lines_days_are_not_below_nothing"),
            models.CheckConstraint(
                condition=models.Q(state="planned")
                | models.Q(state="done", done_on__isnull=False)
                | (models.Q(state="left_out") & ~models.Q(because="")),
                name="a_line_says_when_it_was_done_or_why_not",
            ),
        ]

    def __str__(self) -> str:
        return self.what


class AdviserYear(Owned):
    """The days that an adviser has for schools in a year, what she knows well, and from where she sets out."""

    person_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    year = models.SmallIntegerField()
    days = models.DecimalField(max_digits=5, decimal_places=1)
    phases = models.JSONField(default=list, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "year", "person_id"], name="one_adviser_a_year"),
            models.UniqueConstraint(fields=["partnership", "id"], name="adviser_year_key_with_partnership"),
            models.CheckConstraint(condition=models.Q(days__range=(0, 260)), name="an_advisers_days_fit_a_year"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {AcademicYear(self.year)}"


class Booking(Owned):
    """A day, or part of one, that an adviser has set aside for a school; beside a line of its schedule or extra."""

    public_id = models.UUIDField(default=uuid4, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+", null=True)
    urn = models.IntegerField()
    person_id = models.BigIntegerField()
    person_name = models.CharField(max_length=200)
    on = models.DateField()
    starts = models.TimeField(null=True)
    days = models.DecimalField(max_digits=3, decimal_places=1)
    what = models.CharField(max_length=400)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in rules.BookingState], default="booked")
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=200)

    class Meta:
        indexes = [
            models.Index(fields=["partnership", "person_id", "on"], name="booking_by_person"),
            models.Index(fields=["partnership", "urn"], name="booking_by_school"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "public_id"], name="one_booking_a_public_id"),
            models.UniqueConstraint(fields=["partnership", "id"], name="booking_key_with_partnership"),
            models.CheckConstraint(condition=models.Q(days__gt=0, days__lte=1), name="a_booking_is_within_a_day"),
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in rules.BookingState]), name="a_booking_has_a_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what}, {self.on:%d %B %Y}"


class Solution(Owned):
    """One answer of the solver to who goes where in a year: how good it is, and how far from the best proven."""

    year = models.SmallIntegerField()
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=200)
    seconds = models.FloatField()
    days_unmet = models.DecimalField(max_digits=6, decimal_places=1)
    cost = models.FloatField()
    bound = models.FloatField()
    gap = models.FloatField()
    words = models.JSONField(default=list)

    class Meta:
        indexes = [models.Index(fields=["partnership", "year", "-made_at"], name="solution_by_year")]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "id"], name="solution_key_with_partnership"),
            models.CheckConstraint(condition=models.Q(gap__gte=0), name="a_gap_is_not_below_nothing"),
        ]

    def __str__(self) -> str:
        return f"{AcademicYear(self.year)}, {self.made_at:%Y-%m-%d}"


class Assignment(Owned):
    """Who goes to a school in one half-term, for how many days; chosen by the solver or by hand."""

    year = models.SmallIntegerField()
    urn = models.IntegerField()
    half_term = models.SmallIntegerField(choices=[(h.value, h.words) for h in HalfTerm])
    person_id = models.BigIntegerField()
    days = models.DecimalField(max_digits=4, decimal_places=1)
    by_hand = models.BooleanField(default=False)
    solution = models.ForeignKey(Solution, on_delete=models.PROTECT, related_name="+", null=True)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["partnership", "year", "person_id"], name="assignment_by_person")]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "id"], name="assignment_key_with_partnership"),
            models.UniqueConstraint(
                fields=["partnership", "year", "urn", "half_term"], name="one_assignment_a_school_and_half_term"
            ),
            models.CheckConstraint(condition=models.Q(half_term__range=(1, 6)), name="an_assignment_has_a_half_term"),
            models.CheckConstraint(condition=models.Q(days__gt=0), name="an_assignment_has_days"),
        ]

    def __str__(self) -> str:
        return f"{self.urn}, {HalfTerm(self.half_term).words} {AcademicYear(self.year)}"


class Feed(Owned):
    """The secret address of an adviser's calendar: only its hash is kept. Ended, it answers like none."""

    person_id = models.BigIntegerField()
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "sha256"], name="one_feed_a_secret"),
            models.UniqueConstraint(
                fields=["partnership", "person_id"],
                condition=models.Q(ended_at__isnull=True),
                name="one_standing_feed_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"from {self.made_at:%Y-%m-%d}"


class Expectation(Owned):
    """What a school has done of what is expected of it: an external review, practice shared, a link inspector."""

    urn = models.IntegerField()
    year = models.SmallIntegerField()
    kind = models.CharField(max_length=40)
    on = models.DateField()
    words = models.CharField(max_length=500)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["partnership", "urn"], name="expectation_by_school")]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "id"], name="expectation_key_with_partnership"),
            models.CheckConstraint(condition=~models.Q(words=""), name="an_expectation_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} on {self.on}"


class Dialogue(Owned):
    """One talk with the responsible body of an academy: who, when, how and about what. Never shown to schools."""

    public_id = models.UUIDField(default=uuid4, editable=False)
    urn = models.IntegerField(null=True)
    group_id = models.BigIntegerField(null=True)
    body = models.CharField(max_length=200)
    on = models.DateField()
    how = models.CharField(max_length=20, choices=list(rules.WAYS_OF_TALKING.items()))
    spoke_with = models.CharField(max_length=200)
    about = models.TextField()
    next_on = models.DateField(null=True)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["partnership", "-on"], name="dialogue_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "public_id"], name="one_dialogue_a_public_id"),
            models.UniqueConstraint(fields=["partnership", "id"], name="dialogue_key_with_partnership"),
            models.CheckConstraint(condition=~models.Q(about=""), name="a_dialogue_says_about_what"),
        ]

    def __str__(self) -> str:
        return f"{self.body}, {self.on}"


class AdviserConflict(Owned):
    """Why an adviser must not be sent to a school: she taught there, is a parent there, is related to its head."""

    person_id = models.BigIntegerField()
    name = models.CharField(max_length=200)
    urn = models.IntegerField()
    because = models.CharField(max_length=400)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "id"], name="adviser_conflict_key_with_partnership"),
            models.UniqueConstraint(
                fields=["partnership", "person_id", "urn"],
                condition=models.Q(ended_at__isnull=True),
                name="one_standing_conflict_of_an_adviser_and_school",
            ),
            models.CheckConstraint(condition=~models.Q(because=""), name="a_conflict_of_an_adviser_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.urn}"


class AssignmentRun(Owned):
    """A proposal of who goes where that somebody asked for: worked out in the background, then done or refused."""

    year = models.SmallIntegerField()
    state = models.CharField(max_length=8, choices=[(s.value, s.value) for s in rules.RunState])
    words = models.JSONField(default=list)
    asked_at = models.DateTimeField()
    asked_by_id = models.BigIntegerField(null=True)
    asked_by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "id"], name="assignment_run_key_with_partnership"),
            models.UniqueConstraint(
                fields=["partnership", "year"],
                condition=models.Q(state="waiting"),
                name="one_waiting_assignment_run_a_year",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in rules.RunState]), name="an_assignment_run_has_a_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{AcademicYear(self.year)}, {self.state}"
