"""The nouns of the register. Judgements are rows that nobody can change: the database has no policy for it."""

from __future__ import annotations

from uuid import uuid4

from django.db import models

from commonroom.partnerships.models import Owned
from commonroom.register.rules import placing


class Confidential(Owned):
    """A row about one school that only the cleared may know of, addressed by a random id."""

    public_id = models.UUIDField(default=uuid4)
    urn = models.IntegerField()
    at = models.DateTimeField()
    by_id = models.BigIntegerField()
    by_name = models.CharField(max_length=200)

    class Meta:
        abstract = True


def _ids(name: str) -> list[models.BaseConstraint]:
    return [
        models.UniqueConstraint(fields=["partnership", "public_id"], name=f"one_{name}_a_public_id"),
        models.UniqueConstraint(fields=["partnership", "id"], name=f"{name}_key_with_partnership"),
    ]


class Entry(Confidential):
    """A school’s time on the register, from the decision to place it until it is handed over (G04).

    `rule` and `rule_source` say which automatic rule proposed it and the inspection that the rule read (G01).
    `assessment_id` and `level_decision_id` are public ids of records of the risk room, as values.
    """

    route = models.CharField(max_length=20, choices=[(r.value, r.value) for r in placing.Route])
    indicators = models.JSONField(default=list)
    because = models.TextField()
    decided_on = models.DateField()
    decided_with = models.CharField(max_length=200, blank=True)
    gobar = models.CharField(max_length=20, blank=True)
    rule = models.CharField(max_length=40, blank=True)
    rule_source = models.JSONField(default=dict)
    assessment_id = models.UUIDField(null=True)
    level_decision_id = models.UUIDField(null=True)
    foi_marker = models.CharField(max_length=200)
    code_marker = models.CharField(max_length=200)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "entries"
        constraints = [
            *_ids("entry"),
            models.UniqueConstraint(
                fields=["partnership", "urn"],
                condition=models.Q(closed_at__isnull=True),
                name="one_open_entry_a_school",
            ),
            models.CheckConstraint(
                condition=~models.Q(indicators=[]) | ~models.Q(rule=""), name="an_entry_rests_on_something"
            ),
        ]

    def __str__(self) -> str:
        return f"Entry {self.reference}"

    @property
    def reference(self) -> str:
        """What people call the entry aloud: eight characters of its random id."""
        text = self.public_id.hex
        return f"{text[:4]}-{text[4:8]}"


class Step(Confidential):
    """One step in the story of an entry: a decision, or something that was done. Never changed."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=[(k.value, k.words) for k in placing.Kind])
    on = models.DateField()
    words = models.TextField()
    accepted = models.BooleanField(null=True)
    due_on = models.DateField(null=True)
    handed_to = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = _ids("step")

    def __str__(self) -> str:
        return f"{self.kind} on {self.on}"


class Grant(Confidential):
    """Sight of one entry for one named person, for a stated purpose, until a day; gone by itself (G06)."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    person_id = models.BigIntegerField()
    person_name = models.CharField(max_length=200)
    role = models.CharField(max_length=40)
    purpose = models.CharField(max_length=300)
    starts_on = models.DateField()
    until = models.DateField()
    renews = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=200, blank=True)
    ended_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            *_ids("grant"),
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("starts_on"))
                & models.Q(until__lte=models.F("starts_on") + placing.LONGEST_GRANT),
                name="sight_lasts_a_term_at_most",
            ),
            models.CheckConstraint(condition=~models.Q(purpose=""), name="sight_has_a_purpose"),
            models.CheckConstraint(
                condition=models.Q(ended_at__isnull=True) | ~models.Q(ended_by_name=""), name="end_of_sight_names_who"
            ),
        ]

    def __str__(self) -> str:
        return f"Sight until {self.until}"


class Opening(Owned):
    """One opening of a confidential record: who, as what, why, from when until when. `entry` None: the list."""

    public_id = models.UUIDField(default=uuid4)
    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    urn = models.IntegerField(null=True)
    person_id = models.BigIntegerField()
    person_name = models.CharField(max_length=200)
    acting_as = models.CharField(max_length=40)
    reason = models.CharField(max_length=20, choices=[(r.value, r.words) for r in placing.Reason])
    words = models.CharField(max_length=300)
    session_hash = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            *_ids("opening"),
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opened_at")), name="an_opening_ends"),
            models.CheckConstraint(condition=~models.Q(words=""), name="an_opening_has_a_purpose"),
        ]

    def __str__(self) -> str:
        return f"Opening at {self.opened_at:%H:%M}"


class Conflict(Owned):
    """An interest that a person declared: she cannot see anything that the register holds about that school."""

    urn = models.IntegerField()
    person_id = models.BigIntegerField()
    person_name = models.CharField(max_length=200)
    what = models.CharField(max_length=300)
    declared_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partnership", "id"], name="conflict_key_with_partnership")]

    def __str__(self) -> str:
        return self.what


class Notice(Confidential):
    """A warning notice, or concerns put in writing about an academy (G33, G34, G38). Its state follows its moves.

    `plan_id` is the public id of the plan that answers it, a value of the room of visits (G36).
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+")
    flow = models.CharField(max_length=20)
    issuer = models.CharField(max_length=20)
    grounds = models.JSONField(default=list)
    evidence = models.TextField()
    recipients = models.JSONField(default=list)
    drafted_on = models.DateField()
    state = models.CharField(max_length=20)
    issued_on = models.DateField(null=True)
    comply_by = models.DateField(null=True)
    plan_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            *_ids("notice"),
            models.CheckConstraint(
                condition=models.Q(comply_by__isnull=True) | models.Q(comply_by__gt=models.F("issued_on")),
                name="time_to_comply_follows_issue",
            ),
        ]

    def __str__(self) -> str:
        return f"Notice of {self.drafted_on}"


class NoticeMove(Confidential):
    """One move of a notice from a state to another. Never changed."""

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    before = models.CharField(max_length=20)
    after = models.CharField(max_length=20)
    on = models.DateField()
    because = models.TextField()

    class Meta:
        constraints = _ids("notice_move")

    def __str__(self) -> str:
        return f"{self.before} to {self.after}"


class LetterWords(Owned):
    """A partnership’s own words for one kind of letter, from a day on. Never changed: a newer version follows."""

    kind = models.CharField(max_length=40)
    starts_on = models.DateField()
    to = models.CharField(max_length=300)
    subject = models.CharField(max_length=300)
    paragraphs = models.JSONField(default=list)
    because = models.CharField(max_length=300)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField()
    made_by_name = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "letter words"
        constraints = [
            models.UniqueConstraint(fields=["partnership", "id"], name="letter_words_key_with_partnership"),
            models.CheckConstraint(condition=~models.Q(because=""), name="new_words_say_why"),
        ]

    def __str__(self) -> str:
        return f"Words of {self.kind} from {self.starts_on}"


class LetterTemplate(Owned):
    """A partnership’s own Word template for its letters, from a day on, as it was checked. Never changed."""

    name = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    starts_on = models.DateField()
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField()
    made_by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "id"], name="letter_template_key_with_partnership"),
        ]

    def __str__(self) -> str:
        return self.name


class Letter(Confidential):
    """A letter as it was made: its words are frozen; Word and PDF are set from them (G33, G38).

    `template` is the partnership’s own one that held on its day; None: the one that comes with the product.
    """

    notice = models.ForeignKey(Notice, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    dated = models.DateField()
    to = models.CharField(max_length=300)
    subject = models.CharField(max_length=300)
    paragraphs = models.JSONField(default=list)
    signed_by = models.CharField(max_length=300)
    template = models.ForeignKey(LetterTemplate, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = _ids("letter")

    def __str__(self) -> str:
        return self.subject


class Disclosure(Confidential):
    """What left for outside, to whom, on what ground: its parts are frozen as they were handed over (E21).

    `entry` None: local intelligence about any school, on the register or not; then `office`, `purpose`, `shared_on`
    are given, `ground` is the lawful basis, and `school_reads` says whether the school’s head and chair read the line.
    """

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=20)
    to = models.CharField(max_length=300)
    ground = models.CharField(max_length=500)
    parts = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    office = models.CharField(max_length=20, blank=True)
    purpose = models.CharField(max_length=300, blank=True)
    shared_on = models.DateField(null=True)
    school_reads = models.BooleanField(default=False)
    acting_as = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            *_ids("disclosure"),
            models.CheckConstraint(
                condition=models.Q(entry__isnull=False)
                | models.Q(kind="intelligence", shared_on__isnull=False)
                & ~models.Q(office="")
                & ~models.Q(purpose="")
                & ~models.Q(ground=""),
                name="intelligence_says_to_whom_and_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Disclosure to {self.to}"
