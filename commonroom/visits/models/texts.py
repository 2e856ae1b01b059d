"""Words that people write together: a draft that is saved over, and editions that never change."""

from __future__ import annotations

from django.db import models

from commonroom.visits.models.base import OfSchool, by_school
from commonroom.visits.models.meetings import Meeting, Review
from commonroom.visits.models.notes import NoteOfVisit

_ONE = (
    models.Q(note__isnull=False, meeting__isnull=True, review__isnull=True)
    | models.Q(note__isnull=True, meeting__isnull=False, review__isnull=True)
    | models.Q(note__isnull=True, meeting__isnull=True, review__isnull=False)
)


class Text(OfSchool):
    """Words of a note, of a meeting's record or of a review's summary."""

    urn = models.IntegerField(null=True)  # type: ignore[assignment]  # the council's own meetings have no school
    note = models.ForeignKey(NoteOfVisit, on_delete=models.PROTECT, related_name="+", null=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="+", null=True)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+", null=True)
    words = models.JSONField(default=dict)

    class Meta:
        abstract = True


class Draft(Text):
    """What is being written, for the people who write it. `version` grows by one with each saving."""

    version = models.IntegerField(default=0)
    saved_at = models.DateTimeField()
    saved_by_id = models.BigIntegerField()
    saved_by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_ONE, name="a_draft_is_of_one_thing"),
            models.UniqueConstraint(fields=["partnership", "note"], name="one_draft_a_note"),
            models.UniqueConstraint(fields=["partnership", "meeting"], name="one_draft_a_meeting"),
            models.UniqueConstraint(fields=["partnership", "review"], name="one_draft_a_review"),
        ]
        indexes = by_school("draft")

    def __str__(self) -> str:
        return f"Draft, saved {self.version} times"


class Edition(Text):
    """What was shared, as it was shared. The database refuses any change; a correction is a further edition."""

    number = models.SmallIntegerField()
    because = models.CharField(max_length=1000, blank=True)
    sha256 = models.CharField(max_length=64)
    written_by_name = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField()
    made_by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_ONE, name="an_edition_is_of_one_thing"),
            models.CheckConstraint(
                condition=models.Q(number=1) | ~models.Q(because=""), name="a_later_edition_says_why"
            ),
            models.UniqueConstraint(fields=["partnership", "note", "number"], name="one_note_edition_a_number"),
            models.UniqueConstraint(fields=["partnership", "meeting", "number"], name="one_record_edition_a_number"),
            models.UniqueConstraint(fields=["partnership", "review", "number"], name="one_summary_edition_a_number"),
        ]
        indexes = by_school("edition")

    def __str__(self) -> str:
        return f"Edition {self.number}"
