"""National tables, unscoped: who may read them is everyone who is signed in; who writes them is the importers."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from commonroom.schools import rules

_BY_PHASE = models.Case(
    *(
        models.When(phase__in=sorted({words, words.capitalize(), words.title()}), then=models.Value(phase.value))
        for words, phase in rules.PHASES.items()
    ),
    default=models.Value(rules.Phase.OTHER.value),
)
PHASE_GROUP = models.Case(
    # Nearly every type has none of these endings: three looks in place of eight, at each of 52,000 schools.
    models.When(
        ~models.Q(type__contains="pecial") & ~models.Q(type__contains="eferral") & ~models.Q(type__contains="rovision"),
        then=_BY_PHASE,
    ),
    *(
        models.When(type__contains=written, then=models.Value(rules.Phase.SPECIAL.value))
        for words in rules.SPECIAL_TYPES
        for written in sorted({words, words.capitalize(), words.title()})
    ),
    default=_BY_PHASE,
)
"""`rules.phase_of` in the database, so that a statement over all schools can group by it; a test compares the two."""


class LocalAuthority(models.Model):
    """A council with education duties, keyed by the three-digit code that DfE gives it."""

    code = models.CharField(max_length=3, primary_key=True)
    name = models.CharField(max_length=120)
    gss = models.CharField(max_length=9, blank=True)
    region = models.CharField(max_length=60, blank=True)
    search = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name_plural = "local authorities"

    def __str__(self) -> str:
        return self.name


class StatisticalNeighbour(models.Model):
    """One of the councils most alike an authority, by a published list and its date (E06)."""

    authority_code = models.CharField(max_length=3)
    as_at = models.DateField()
    rank = models.SmallIntegerField()
    neighbour_code = models.CharField(max_length=3)
    neighbour_name = models.CharField(max_length=120)
    closeness = models.CharField(max_length=40, blank=True)
    loading_id = models.IntegerField()
    row = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority_code", "as_at", "rank"], name="one_neighbour_a_rank"),
        ]

    def __str__(self) -> str:
        return f"{self.neighbour_name} ({self.rank})"


class SchoolGroup(models.Model):
    """A group of schools: a trust, a federation or a sponsor, keyed by the UID that GIAS gives it."""

    uid = models.IntegerField(primary_key=True)
    group_id = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=250)
    kind = models.CharField(max_length=80)
    status = models.CharField(max_length=60, blank=True)
    companies_house = models.CharField(max_length=12, blank=True)
    ukprn = models.CharField(max_length=10, blank=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    head_of_group = models.CharField(max_length=200, blank=True)
    postcode = models.CharField(max_length=10, blank=True)
    as_at = models.DateField()
    loading_id = models.IntegerField()
    row = models.IntegerField()

    def __str__(self) -> str:
        return self.name


class School(models.Model):
    """An establishment of the register, keyed by its URN. Facts only: imported, dated, never edited by hand.

    `loading_id` and `row` say which file and row the facts came from and `as_at` the day that file describes.
    Facts that a newer file left blank keep their own origin in `older`: {field: [loading_id, row, "YYYY-MM-DD"]}.
    """

    urn = models.IntegerField(primary_key=True)
    la_code = models.CharField(max_length=3, blank=True)
    la_name = models.CharField(max_length=120, blank=True)
    establishment_number = models.SmallIntegerField(null=True)
    name = models.CharField(max_length=250)
    type = models.CharField(max_length=120, blank=True)
    type_group = models.CharField(max_length=120, blank=True)
    status = models.CharField(max_length=60, blank=True)
    opened_on = models.DateField(null=True)
    opened_because = models.CharField(max_length=120, blank=True)
    closed_on = models.DateField(null=True)
    closed_because = models.CharField(max_length=120, blank=True)
    phase = models.CharField(max_length=60, blank=True)
    low_age = models.SmallIntegerField(null=True)
    high_age = models.SmallIntegerField(null=True)
    boarders = models.CharField(max_length=80, blank=True)
    nursery = models.CharField(max_length=80, blank=True)
    sixth_form = models.CharField(max_length=80, blank=True)
    gender = models.CharField(max_length=40, blank=True)
    religious_character = models.CharField(max_length=120, blank=True)
    diocese = models.CharField(max_length=160, blank=True)
    admissions = models.CharField(max_length=80, blank=True)
    capacity = models.IntegerField(null=True)
    special_classes = models.CharField(max_length=80, blank=True)
    census_on = models.DateField(null=True)
    pupils = models.IntegerField(null=True)
    boys = models.IntegerField(null=True)
    girls = models.IntegerField(null=True)
    fsm_percent = models.FloatField(null=True)
    trust_uid = models.IntegerField(null=True)
    trust_name = models.CharField(max_length=250, blank=True)
    sponsor_name = models.CharField(max_length=250, blank=True)
    federation_name = models.CharField(max_length=250, blank=True)
    ukprn = models.CharField(max_length=10, blank=True)
    street = models.CharField(max_length=200, blank=True)
    locality = models.CharField(max_length=200, blank=True)
    address3 = models.CharField(max_length=200, blank=True)
    town = models.CharField(max_length=120, blank=True)
    county = models.CharField(max_length=120, blank=True)
    postcode = models.CharField(max_length=12, blank=True)
    website = models.CharField(max_length=300, blank=True)
    telephone = models.CharField(max_length=30, blank=True)
    head_title = models.CharField(max_length=40, blank=True)
    head_first_name = models.CharField(max_length=120, blank=True)
    head_last_name = models.CharField(max_length=120, blank=True)
    head_job = models.CharField(max_length=120, blank=True)
    region = models.CharField(max_length=60, blank=True)
    district = models.CharField(max_length=120, blank=True)
    ward_code = models.CharField(max_length=12, blank=True)
    ward = models.CharField(max_length=160, blank=True)
    constituency = models.CharField(max_length=160, blank=True)
    urban_rural = models.CharField(max_length=120, blank=True)
    la_gss = models.CharField(max_length=9, blank=True)
    easting = models.IntegerField(null=True)
    northing = models.IntegerField(null=True)
    sen_provision = models.CharField(max_length=200, blank=True)

    phase_group = models.GeneratedField(
        expression=PHASE_GROUP, output_field=models.CharField(max_length=30), db_persist=True
    )
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)
    is_open = models.BooleanField(default=True)

    loading_id = models.IntegerField()
    row = models.IntegerField()
    as_at = models.DateField()
    content_hash = models.BinaryField(max_length=16)
    older = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(urn__range=(100000, 999999)), name="a_urn_has_six_digits"),
        ]
        indexes = [
            models.Index(fields=["la_code"], name="school_by_la"),
            models.Index(fields=["trust_uid"], name="school_by_trust", condition=models.Q(trust_uid__isnull=False)),
            models.Index(fields=["postcode"], name="school_by_postcode", opclasses=["varchar_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def laestab(self) -> str:
        """The DfE number: LA code and establishment number, like 312/2004."""
        return f"{self.la_code}/{self.establishment_number:04d}" if self.establishment_number is not None else ""

    @property
    def status_words(self) -> rules.Status:
        """The register's status as one of the kinds we know."""
        return rules.Status.of(self.status)


class SearchCard(models.Model):
    """What the search reads of a school; worked out from the register after each load, for it costs half as much."""

    urn = models.IntegerField(primary_key=True)
    la_code = models.CharField(max_length=3, blank=True)
    name = models.CharField(max_length=250)
    is_open = models.BooleanField()
    words = SearchVectorField()

    class Meta:
        indexes = [
            # New words wait in a list and go in together: one by one they take eight times as long.
            GinIndex(fields=["words"], name="card_by_words", fastupdate=True, gin_pending_list_limit=65_536),
        ]

    def __str__(self) -> str:
        return self.name


class SearchWord(models.Model):
    """A word that stands in a school's name, trust or place, for forgiving typing errors."""

    word = models.CharField(max_length=60, primary_key=True)
    schools = models.IntegerField()

    def __str__(self) -> str:
        return self.word


class SchoolChange(models.Model):
    """What one loading changed in one school: before and after, field by field (F02).

    `origin` is where the school stood before, for taking the loading back: [loading_id, row, day, content hash, older].
    """

    urn = models.IntegerField()
    as_at = models.DateField()
    loading_id = models.IntegerField()
    before = models.JSONField()
    after = models.JSONField()
    origin = models.JSONField(default=list)

    class Meta:
        indexes = [
            models.Index(fields=["urn"], name="change_by_school"),
            models.Index(fields=["loading_id"], name="change_by_loading"),
        ]

    def __str__(self) -> str:
        return f"{self.urn} on {self.as_at}"


class SchoolLink(models.Model):
    """A published link between two establishments: predecessor, successor, merged with, and the like."""

    urn = models.IntegerField()
    other_urn = models.IntegerField()
    other_name = models.CharField(max_length=250, blank=True)
    kind = models.CharField(max_length=120)
    established_on = models.DateField(null=True)
    as_at = models.DateField()
    loading_id = models.IntegerField()
    row = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["urn", "other_urn", "kind"], name="one_link_a_pair_and_kind"),
        ]
        indexes = [models.Index(fields=["other_urn"], name="link_by_other")]

    def __str__(self) -> str:
        return f"{self.urn} {self.kind} {self.other_urn}"


class GroupMembership(models.Model):
    """A school's place in a group of schools, from a day."""

    urn = models.IntegerField()
    uid = models.IntegerField()
    group_name = models.CharField(max_length=250, blank=True)
    kind = models.CharField(max_length=80, blank=True)
    joined_on = models.DateField(null=True)
    as_at = models.DateField()
    loading_id = models.IntegerField()
    row = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["urn", "uid"], name="one_membership_a_group")]
        indexes = [models.Index(fields=["uid"], name="membership_by_group")]

    def __str__(self) -> str:
        return f"{self.urn} in {self.group_name}"


class House(models.Model):
    """The one row that says what this database holds: nothing yet, the demonstration, or real data.

    `facts` is a number that is new whenever any national fact is (`selectors.kept`).
    """

    id = models.SmallIntegerField(primary_key=True, default=1)
    holds = models.CharField(max_length=20, choices=[(h.value, h.value) for h in rules.Holds], default="nothing")
    facts = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="there_is_one_house")]

    def __str__(self) -> str:
        return self.holds
