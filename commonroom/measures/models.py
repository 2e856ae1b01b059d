"""Measures, releases and values (national), and a partnership's own measures (scoped).

Values carry no database foreign keys: they come by the hundred thousand through COPY, and a check a row would
cost more than the loading itself. The loader is the only writer, and a house test looks for orphans.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from commonroom.documents.models import KeptFile
from commonroom.partnerships.models import Owned

A_NUMBER_OR_A_STATUS = models.Q(status=0, number__isnull=False) | (~models.Q(status=0) & models.Q(number__isnull=True))


class Measure(models.Model):
    """What is counted. Those of the catalogue are described there; the rest were defined by the file they came in."""

    slug = models.CharField(max_length=160, unique=True)
    name = models.CharField(max_length=300)
    unit = models.CharField(max_length=20)
    direction = models.CharField(max_length=10)
    topic = models.CharField(max_length=120, blank=True)
    definition = models.TextField(blank=True)
    caveat = models.TextField(blank=True)
    in_catalogue = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.name


class Release(models.Model):
    """One publication of one kind of file for one year or date; a corrected re-issue is a newer release."""

    kind = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    year = models.SmallIntegerField(null=True)
    as_at = models.DateField(null=True)
    number = models.SmallIntegerField(default=1)
    precedence = models.SmallIntegerField(default=2)
    coverage = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_name = models.CharField(max_length=200, blank=True)
    withdrawn_because = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "year", "as_at", "coverage", "number"],
                name="one_release_a_number",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | ~models.Q(withdrawn_by_name=""),
                name="a_release_withdrawn_names_who",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LoadingManager(models.Manager["Loading"]):
    """Loadings without their lists of schools, which are read when asked for: a register has 52,000 of them."""

    def get_queryset(self) -> models.QuerySet[Loading]:
        """All loadings; `urns` waits until somebody reads it."""
        return super().get_queryset().defer("urns")


class Loading(models.Model):
    """One file, or one member of a zip, loaded into a release. Mended rows come in as a further loading of it."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="loadings")
    file = models.ForeignKey(KeptFile, on_delete=models.PROTECT, related_name="+")
    member = models.CharField(max_length=255, blank=True)
    rows = models.IntegerField()
    schools = models.IntegerField()
    columns = models.JSONField(default=dict)
    urns = ArrayField(models.IntegerField(), default=list)
    loaded_at = models.DateTimeField()
    loaded_by_id = models.BigIntegerField(null=True)
    loaded_by_name = models.CharField(max_length=200)
    confirmed_by_name = models.CharField(max_length=200, blank=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_name = models.CharField(max_length=200, blank=True)

    objects = LoadingManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | ~models.Q(withdrawn_by_name=""),
                name="a_loading_withdrawn_names_who",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.file_id[:8]} {self.member}"


class Value(models.Model):
    """One figure of one school: a number, or a status that says why there is none."""

    loading_id = models.IntegerField()
    measure_id = models.SmallIntegerField()
    urn = models.IntegerField()
    year = models.SmallIntegerField()
    number = models.FloatField(null=True)
    status = models.SmallIntegerField(default=0)
    cohort = models.IntegerField(null=True)
    row = models.IntegerField()
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["urn", "measure_id", "year"], condition=models.Q(current=True), name="one_current_value"
            ),
            models.CheckConstraint(condition=A_NUMBER_OR_A_STATUS, name="a_status_is_never_a_number"),
        ]
        indexes = [
            BrinIndex(fields=["measure_id", "year"], name="value_by_measure", pages_per_range=16),
            BrinIndex(fields=["loading_id"], name="value_by_loading", pages_per_range=16),
            models.Index(fields=["urn", "measure_id"], condition=models.Q(current=False), name="value_replaced"),
        ]

    def __str__(self) -> str:
        return f"{self.urn} {self.measure_id} {self.year}"


class AreaValue(models.Model):
    """One published figure of an area: England, a region (by name) or an authority (by code)."""

    loading_id = models.IntegerField()
    level = models.CharField(max_length=14)
    code = models.CharField(max_length=60, blank=True)
    measure_id = models.SmallIntegerField()
    year = models.SmallIntegerField()
    number = models.FloatField(null=True)
    status = models.SmallIntegerField(default=0)
    cohort = models.IntegerField(null=True)
    row = models.IntegerField()
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure_id", "year", "level", "code"],
                condition=models.Q(current=True),
                name="one_current_area_value",
            ),
            models.CheckConstraint(condition=A_NUMBER_OR_A_STATUS, name="an_area_status_is_no_number"),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.code} {self.measure_id} {self.year}"


class Benchmark(models.Model):
    """What stands behind a comparator: an area's figure and how it was come by, and how its schools are spread.

    `method`: published (a total row of the publisher), lait (LAIT's figure), computed (from `n` of `of` schools,
    weighted by cohort where there is one). `phase` is blank for all schools, or one of schools.rules.Phase for
    measures that schools of several phases have. `centiles`: 101 numbers, the 0th to the 100th of the schools' figures.
    """

    measure_id = models.SmallIntegerField()
    year = models.SmallIntegerField()
    level = models.CharField(max_length=14)
    code = models.CharField(max_length=60, blank=True)
    number = models.FloatField(null=True)
    phase = models.CharField(max_length=30, blank=True)
    method = models.CharField(max_length=10)
    n = models.IntegerField(default=0)
    of = models.IntegerField(default=0)
    spread = models.FloatField(null=True)
    centiles = ArrayField(models.FloatField(), default=list)
    loading_id = models.IntegerField(null=True)
    row = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["measure_id", "year", "level", "code", "phase"], name="one_benchmark"),
        ]
        indexes = [
            models.Index(
                fields=["code", "measure_id", "year"],
                condition=models.Q(level="la", phase="", n__gt=0),
                name="benchmark_held_by_authority",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.code} {self.measure_id} {self.year}"


class Context(models.Model):
    """Where a school stands in what it cannot choose, for finding schools like it: standard scores among schools of
    its phase in England, of its newest figures. A fact it lacks counts as the middle (zero) and is named in `lacks`.
    """

    urn = models.IntegerField(primary_key=True)
    phase = models.CharField(max_length=30)
    low_age = models.SmallIntegerField(null=True)
    high_age = models.SmallIntegerField(null=True)
    size = models.FloatField(default=0)
    disadvantage = models.FloatField(default=0)
    language = models.FloatField(default=0)
    support = models.FloatField(default=0)
    plans = models.FloatField(default=0)
    lacks = ArrayField(models.CharField(max_length=20), default=list)

    class Meta:
        indexes = [models.Index(fields=["phase"], name="context_by_phase")]

    def __str__(self) -> str:
        return f"Context of {self.urn}"


class Inspection(models.Model):
    """One inspection event in the words of its regime. Nothing is turned from one regime into another.

    `urn` is the school as it is now; `at_urn` the one that was inspected, where that was a predecessor.
    """

    urn = models.IntegerField()
    at_urn = models.IntegerField(null=True)
    inspected_on = models.DateField(null=True)
    published_on = models.DateField(null=True)
    number = models.CharField(max_length=40, blank=True)
    regime = models.CharField(max_length=20)
    event = models.CharField(max_length=20)
    overall = models.CharField(max_length=80, blank=True)
    judgements = models.JSONField(default=dict)
    safeguarding = models.CharField(max_length=40, blank=True)
    source = models.CharField(max_length=60)
    as_at = models.DateField(null=True)
    loading_id = models.IntegerField()
    row = models.IntegerField()
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["urn", "inspected_on", "event"],
                condition=models.Q(current=True),
                name="one_current_inspection",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.urn} {self.inspected_on}"


class OwnMeasure(Owned):
    """A measure that a partnership keeps itself."""

    slug = models.SlugField(max_length=80)
    name = models.CharField(max_length=300)
    unit = models.CharField(max_length=20)
    direction = models.CharField(max_length=10)
    definition = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by_name = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "slug"], name="one_own_measure_a_slug"),
            models.UniqueConstraint(fields=["partnership", "id"], name="own_measure_key_with_partnership"),
        ]

    def __str__(self) -> str:
        return self.name


class OwnLoading(Owned):
    """One file of a partnership's own figures, loaded."""

    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=255)
    rows = models.IntegerField()
    loaded_at = models.DateTimeField()
    loaded_by_name = models.CharField(max_length=200)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by_name = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "id"], name="own_loading_key_with_partnership"),
            models.CheckConstraint(
                condition=models.Q(withdrawn_at__isnull=True) | ~models.Q(withdrawn_by_name=""),
                name="an_own_loading_withdrawn_names_who",
            ),
        ]

    def __str__(self) -> str:
        return self.file_name


class OwnValue(Owned):
    """One figure of a partnership's own measure."""

    measure = models.ForeignKey(OwnMeasure, on_delete=models.PROTECT, related_name="+")
    loading = models.ForeignKey(OwnLoading, on_delete=models.PROTECT, related_name="+")
    urn = models.IntegerField()
    year = models.SmallIntegerField()
    number = models.FloatField(null=True)
    status = models.SmallIntegerField(default=0)
    cohort = models.IntegerField(null=True)
    row = models.IntegerField()
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["partnership", "measure", "urn", "year"],
                condition=models.Q(current=True),
                name="one_current_own_value",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.urn} {self.year}"


class ComparisonGroup(Owned):
    """A group of schools of a person's own, to compare with."""

    name = models.CharField(max_length=120)
    urns = ArrayField(models.IntegerField())
    owner_id = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partnership", "owner_id", "name"], name="one_group_a_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ThemeOfArea(Owned):
    """What people made of one theme of the area on one day (F03). Rows are only added; the newest of a key counts."""

    key = models.CharField(max_length=160)
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=200)
    rests_on = models.CharField(max_length=500, blank=True)
    answer = models.CharField(max_length=12)
    because = models.CharField(max_length=500)
    decided_on = models.DateField()
    role = models.CharField(max_length=60)
    noted_at = models.DateTimeField()
    noted_by_id = models.BigIntegerField()
    noted_by_name = models.CharField(max_length=200)

    class Meta:
        indexes = [models.Index(fields=["partnership", "key", "-id"], name="newest_word_on_a_theme")]
        constraints = [
            models.CheckConstraint(condition=~models.Q(because="") & ~models.Q(title=""), name="a_theme_has_a_reason"),
            models.CheckConstraint(
                condition=models.Q(answer__in=["confirmed", "set-aside", "proposed"])
                & models.Q(kind__in=["sharing", "thought", "early"]),
                name="a_theme_is_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.answer}"
