"""The method and its versions; each term's assessments with their findings; levels, and who agreed them.

Everything with a `urn` is confidential: row policies stand behind it. Level decisions, agreements and judgements are
only ever added; the database refuses to change them.
"""

from __future__ import annotations

from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.terms import Term
from commonroom.partnerships.models import Owned, Partnership
from commonroom.risk import rules


class SupportModel(Owned):
    """One dated version of how levels are suggested and what each brings. Public to every post."""

    number = models.SmallIntegerField()
    starts_on = models.DateField()
    document = models.JSONField()
    because = models.CharField(max_length=300, blank=True)
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "number"], name="one_support_model_a_number"),
            models.UniqueConstraint(fields=["partnership", "id"], name="support_model_key_with_partnership"),
        ]

    def __str__(self) -> str:
        return f"{self.document.get('name', 'Support model')}, version {self.number}"


class MethodDraft(Owned):
    """Changes of the method before they hold: one draft a partnership, seen by those who may change the method alone.

    `changes` counts what was saved in it, so that a page can tell whether it still shows what stands.
    """

    rests_on = models.ForeignKey(SupportModel, on_delete=models.PROTECT, related_name="+")
    document = models.JSONField()
    changes = models.IntegerField(default=0)
    begun_at = models.DateTimeField()
    begun_by_name = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    changed_by_id = models.BigIntegerField(null=True)
    changed_by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership"], name="one_method_draft_a_partnership"),
        ]

    def __str__(self) -> str:
        return f"Draft after version {self.rests_on.number}"


class TermOpening(Owned):
    """The press of a button that drafted an assessment for every school of the area."""

    year = models.SmallIntegerField()
    term = models.SmallIntegerField()
    model = models.ForeignKey(SupportModel, on_delete=models.PROTECT, related_name="+")
    schools = models.IntegerField(default=0)
    opened_at = models.DateTimeField()
    opened_by_id = models.BigIntegerField(null=True)
    opened_by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "year", "term"], name="one_opening_a_term"),
            models.UniqueConstraint(fields=["partnership", "id"], name="term_opening_key_with_partnership"),
            models.CheckConstraint(condition=models.Q(term__range=(1, 3)), name="an_opening_has_a_term"),
        ]

    def __str__(self) -> str:
        return self.of.words

    @property
    def of(self) -> Term:
        """The term that was opened."""
        return Term(AcademicYear(self.year), self.term)


class Intelligence(Owned):
    """What a council team knows about a school: dated, and by a named person. Never shown to the school."""

    urn = models.IntegerField()
    team = models.CharField(max_length=40)
    said_on = models.DateField()
    text = models.TextField()
    indicator = models.CharField(max_length=60, blank=True)
    written_at = models.DateTimeField()
    written_by_id = models.BigIntegerField(null=True)
    written_by_name = models.CharField(max_length=200)

    class Meta:
        verbose_name_plural = "intelligence"
        indexes = [models.Index(fields=["partnership", "urn"], name="intelligence_by_school")]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "id"], name="intelligence_key_with_partnership"),
        ]

    def __str__(self) -> str:
        return f"{self.team} on {self.said_on}"


class SelfReferral(Owned):
    """A school's own word that it would like more support (F15)."""

    urn = models.IntegerField()
    text = models.TextField()
    made_at = models.DateTimeField()
    made_by_id = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=200)
    made_by_role = models.CharField(max_length=40)

    class Meta:
        indexes = [models.Index(fields=["partnership", "urn"], name="self_referral_by_school")]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "id"], name="self_referral_key_with_partnership"),
        ]

    def __str__(self) -> str:
        return f"{self.urn} on {self.made_at:%Y-%m-%d}"


class Assessment(Owned):
    """One school in one term: what the evidence suggests, and what an adviser proposes.

    The school sees it once its adviser has looked (`state` is no longer draft). A newer draft replaces one that
    nobody has touched; the old row stays, as *replaced*. `quiet` has, by indicator, how far from its line a figure lies
    that is nowhere near it; what says more than that is a finding.
    """

    public_id = models.UUIDField(default=uuid4, editable=False)
    urn = models.IntegerField()
    year = models.SmallIntegerField()
    term = models.SmallIntegerField()
    # Here and in findings: the keys that carry the partnership guard the row; each further check would only cost time.
    partnership = models.ForeignKey(Partnership, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    opening = models.ForeignKey(TermOpening, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    state = models.CharField(max_length=10, choices=[(s.value, s.value) for s in rules.AssessmentState])
    suggested = models.CharField(max_length=40)
    reasons = models.JSONField(default=list)
    raised = models.SmallIntegerField(default=0)
    gobar = models.CharField(max_length=20, blank=True)
    changes = models.JSONField(default=dict)
    quiet = models.JSONField(default=dict)
    loading_ids = ArrayField(models.IntegerField(), default=list)
    drafted_at = models.DateTimeField()
    proposed = models.CharField(max_length=40, blank=True)
    proposed_because = models.TextField(blank=True)
    proposed_at = models.DateTimeField(null=True)
    proposed_by_id = models.BigIntegerField(null=True)
    proposed_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "public_id"], name="one_assessment_a_public_id"),
            models.UniqueConstraint(fields=["partnership", "id"], name="assessment_key_with_partnership"),
            models.UniqueConstraint(
                fields=["partnership", "urn", "year", "term"],
                condition=models.Q(state__in=["draft", "moderated"]),
                name="one_open_assessment_a_school_and_term",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in rules.AssessmentState]), name="an_assessment_has_a_state"
            ),
            models.CheckConstraint(
                condition=models.Q(proposed="", proposed_at__isnull=True)
                | ~models.Q(proposed="") & models.Q(proposed_at__isnull=False) & ~models.Q(proposed_by_name=""),
                name="a_proposal_names_who",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.urn}, {self.of.words}"

    @property
    def of(self) -> Term:
        """The term it speaks of."""
        return Term(AcademicYear(self.year), self.term)


class Finding(Owned):
    """One indicator of one assessment on which something is said: what the evidence says, and what people made of it.
    The others are made when somebody adds one; `selectors.findings_of` gives all.

    `strength` is the distance from the line in the measure's own units, positive beyond it; null where none was drawn.
    """

    # Its unique key begins with both, so that neither needs an index of its own.
    partnership = models.ForeignKey(
        Partnership, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    assessment = models.ForeignKey(
        Assessment, on_delete=models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    urn = models.IntegerField()
    indicator = models.CharField(max_length=60)
    level = models.CharField(max_length=40)
    source = models.CharField(max_length=20)
    raised = models.BooleanField(default=False)
    strength = models.FloatField(null=True)
    evidence = models.JSONField(default=dict)
    because = models.TextField(blank=True)
    state = models.CharField(max_length=12, choices=[(s.value, s.value) for s in rules.FindingState])
    judged_because = models.TextField(blank=True)
    judged_at = models.DateTimeField(null=True)
    judged_by_id = models.BigIntegerField(null=True)
    judged_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "assessment", "indicator"], name="one_finding_an_indicator"),
            models.UniqueConstraint(fields=["partnership", "id"], name="finding_key_with_partnership"),
            models.CheckConstraint(
                condition=models.Q(state__in=[s.value for s in rules.FindingState]), name="a_finding_has_a_state"
            ),
        ]

    def __str__(self) -> str:
        return self.indicator


class Judgement(Owned):
    """One thing that a person decided about a finding. Only ever added; the finding shows the newest."""

    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="+")
    urn = models.IntegerField()
    state = models.CharField(max_length=12)
    because = models.TextField(blank=True)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "id"], name="judgement_key_with_partnership"),
        ]

    def __str__(self) -> str:
        return f"{self.state} by {self.by_name}"


class LevelDecision(Owned):
    """A school's level of support from a day on, with who decided and why. Never changed: a newer one follows it."""

    public_id = models.UUIDField(default=uuid4, editable=False)
    urn = models.IntegerField()
    level = models.CharField(max_length=40)
    assessment = models.ForeignKey(Assessment, on_delete=models.PROTECT, related_name="+", null=True)
    because = models.TextField()
    decided_at = models.DateTimeField()
    decided_by_id = models.BigIntegerField(null=True)
    decided_by_name = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["partnership", "urn", "-decided_at"], name="decision_by_school")]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "public_id"], name="one_decision_a_public_id"),
            models.UniqueConstraint(fields=["partnership", "id"], name="decision_key_with_partnership"),
            models.CheckConstraint(condition=~models.Q(because=""), name="a_decision_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.level} from {self.decided_at:%Y-%m-%d}"


class Agreement(Owned):
    """What one of the four said to a level: agreed, or a comment. Only ever added; the newest of a party stands."""

    decision = models.ForeignKey(LevelDecision, on_delete=models.PROTECT, related_name="+")
    urn = models.IntegerField()
    party = models.CharField(max_length=10, choices=[(p.value, p.value) for p in rules.Party])
    answer = models.CharField(max_length=10, choices=[(a.value, a.value) for a in rules.Answer])
    words = models.TextField(blank=True)
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)
    by_name = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["partnership", "decision"], name="agreement_by_decision")]
        constraints = [
            models.UniqueConstraint(fields=["partnership", "id"], name="agreement_key_with_partnership"),
            models.CheckConstraint(
                condition=models.Q(answer="agreed") | ~models.Q(words=""), name="a_comment_has_words"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.party} {self.answer}"
