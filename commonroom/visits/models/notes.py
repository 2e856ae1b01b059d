"""Visits, their notes and the school's replies."""

from __future__ import annotations

from django.db import models

from commonroom.visits.models.base import OfSchool, Opened, by_school, keys
from commonroom.visits.rules import notes, states


class Visit(Opened):
    """Contact with a school on a day, planned or had, by one person. `line_id` names a line of the support schedule."""

    kind = models.CharField(max_length=20, choices=list(notes.KINDS.items()))
    on = models.DateField()
    purpose = models.CharField(max_length=500, blank=True)
    person_id = models.BigIntegerField()
    person_name = models.CharField(max_length=200)
    line_id = models.BigIntegerField(null=True)
    cancelled_because = models.CharField(max_length=300, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    cancelled_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            *keys("visit"),
            models.CheckConstraint(
                condition=models.Q(cancelled_at__isnull=True)
                | (~models.Q(cancelled_because="") & ~models.Q(cancelled_by_name="")),
                name="a_cancelled_visit_says_why",
            ),
        ]
        indexes = by_school("visit")

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on:%d %B %Y}"


class NoteOfVisit(Opened):
    """The note of one visit: where it stands and who may read it. Its words are its draft and its editions."""

    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=list(states.NOTE.states.items()), default="draft")
    issued = models.SmallIntegerField(default=0)
    shows_chair = models.BooleanField(default=False)
    sent_at = models.DateTimeField(null=True)
    sent_by_id = models.BigIntegerField(null=True)
    sent_by_name = models.CharField(max_length=200, blank=True)
    returned_because = models.CharField(max_length=1000, blank=True)
    correcting_because = models.CharField(max_length=1000, blank=True)
    shared_at = models.DateTimeField(null=True)
    shared_by_name = models.CharField(max_length=200, blank=True)
    reply_until = models.DateField(null=True)

    class Meta:
        constraints = [
            *keys("note"),
            models.UniqueConstraint(fields=["partnership", "visit"], name="one_note_a_visit"),
            models.CheckConstraint(
                condition=models.Q(issued=0) | models.Q(shared_at__isnull=False, reply_until__isnull=False),
                name="a_shared_note_says_when_and_until",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="shared") | models.Q(issued__gt=0), name="a_shared_note_has_an_edition"
            ),
        ]
        indexes = by_school("note")

    def __str__(self) -> str:
        return "Note of visit"


class Reply(OfSchool):
    """The head's answer to one edition of a note. Never changed; a later one stands beside it."""

    note = models.ForeignKey(NoteOfVisit, on_delete=models.PROTECT, related_name="+")
    edition = models.SmallIntegerField()
    answer = models.CharField(max_length=20, choices=list(notes.ANSWERS.items()))
    corrections = models.JSONField(default=dict)
    words = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField()
    made_by_name = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "replies"
        indexes = [models.Index(fields=["partnership", "note"], name="reply_by_note")]

    def __str__(self) -> str:
        return self.get_answer_display()
