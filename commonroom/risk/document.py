"""The shape of a support model: levels, indicators, lines, rules, what each level brings. Pure; read from TOML.

Every check says in a sentence what is wrong and how to mend it. Defaults for what the strategy leaves open stand in the
shipped file beside a note, never here.
"""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError, field_validator, model_validator

from commonroom.risk.kinds import SCHOOL_KINDS, STATE_FUNDED, SchoolKind

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,39}$")]
Words = Annotated[str, StringConstraints(min_length=1, max_length=400, strip_whitespace=True)]
JudgedBy = Literal["measures", "inspection", "intelligence", "adviser"]
Phases = Literal["nursery", "primary", "secondary", "all-through", "16 plus", "special and alternative", "other"]
Means = Literal[
    "inadequate",
    "urgent-improvement",
    "requires-improvement",
    "requires-improvement-again",
    "needs-attention",
    "good",
    "safeguarding-not-met",
]

TEAMS = {
    "education-improvement": "Education improvement",
    "governance": "Governance",
    "early-intervention": "Early intervention and prevention",
    "children-looked-after": "Children looked after",
    "finance": "Finance support",
    "inclusion": "Inclusion and special needs",
    "safeguarding": "Safeguarding",
    "human-resources": "Human resources",
    "place-planning": "School places",
}
"""The council teams whose notes are gathered (F07), and how pages name them."""
COLUMNS = ("Start of the year", "Autumn 1", "Autumn 2", "Spring 1", "Spring 2", "Summer 1", "Summer 2")


class CannotReadModel(Exception):
    """A support model that cannot be used; the message says what, where and how to mend it."""


class Part(BaseModel):
    """Any part of the document: nothing unknown, nothing changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Level(Part):
    """One level of support; `order` 1 is the most support."""

    slug: Slug
    name: Words
    order: int = Field(ge=1, le=9)
    sentence: Words
    action: str = ""


class Line(Part):
    """Where a measure raises an indicator: more than `amount` (points, times or the number itself) beyond a comparator
    for `years` years running; of cohorts of at least `least_pupils`. `itself` compares with the school `years` ago.
    `phases` names the phases it is for; none means all.
    """

    measure: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{2,160}$")]
    side: Literal["above", "below", "either"]
    comparator: Literal["england", "authority", "number", "itself"]
    by: Literal["points", "times", "number"]
    amount: float = Field(ge=-1000, le=100000)
    years: int = Field(1, ge=1, le=5)
    least_pupils: int = Field(0, ge=0, le=1000)
    phases: tuple[Phases, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> Line:
        if (self.comparator == "number") != (self.by == "number"):
            raise ValueError("a line at a fixed number has both comparator and by “number”; any other has neither")
        if self.by == "times" and self.amount <= 0:
            raise ValueError("“times” needs an amount over 0")
        if self.by == "times" and self.side == "either":
            raise ValueError("“times” needs a side, above or below")
        return self


class Indicator(Part):
    """One thing looked at. `strength` ones speak for the school; `covers` names milder ones not counted twice."""

    slug: Slug
    level: Slug
    name: Words
    judged_by: tuple[JudgedBy, ...] = Field(min_length=1)
    strength: bool = False
    lines: tuple[Line, ...] = ()
    inspection: tuple[Means, ...] = ()
    teams: tuple[Slug, ...] = ()
    covers: tuple[Slug, ...] = ()
    note: str = ""

    @model_validator(mode="after")
    def _whole(self) -> Indicator:
        for way, rules in (("measures", self.lines), ("inspection", self.inspection), ("intelligence", self.teams)):
            if (way in self.judged_by) != bool(rules):
                raise ValueError(f"“{self.slug}” is judged by {way} exactly where it says how")
        if strange := set(self.teams) - set(TEAMS):
            raise ValueError(f"“{self.slug}” names a team we do not know: {', '.join(sorted(strange))}")
        return self


class BestFit(Part):
    """A level is suggested where any of `when` holds, at least so many indicators of each level named, or where one of
    the indicators of `alone` counts.
    """

    level: Slug
    when: tuple[dict[Slug, Annotated[int, Field(ge=0, le=99)]], ...] = ()
    alone: tuple[Slug, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> BestFit:
        if not self.alone and not self.when:
            raise ValueError(f"the best fit for “{self.level}” says neither how many indicators nor which one alone")
        if any(not any(when.values()) for when in self.when):
            raise ValueError(f"the best fit for “{self.level}” asks for no indicator at all, so it would always hold")
        return self


class Reading(Part):
    """Which words of an inspection, under which rules and from which day, count as what."""

    regime: Literal["graded", "judgements_only", "report_card", "any"]
    since: date = Field(alias="from")
    until: date | None = None
    area: Literal["overall", "category", "any", "safeguarding"]
    words: tuple[Words, ...] = Field(min_length=1)
    means: Means

    @cached_property
    def folded(self) -> frozenset[str]:
        """Its words without regard to capitals."""
        return frozenset(word.casefold() for word in self.words)


class Automatic(Part):
    """What always leads to the register (G01)."""

    when: Means
    sentence: Words


class Gobar(Part):
    """When a good or outstanding school has something to watch: a decline, a variance, or a matter of leadership."""

    sentence: Words
    decline: tuple[Slug, ...]
    decline_years: int = Field(2, ge=1, le=5)
    decline_points: float = Field(gt=0)
    variance_points: float = Field(gt=0)
    variance_between: tuple[tuple[str, str], ...] = ()
    leadership: tuple[Slug, ...]


class Entitlement(Part):
    """One row of what each level brings."""

    slug: Slug
    name: Words
    by_level: dict[Slug, Words]


class Offer(Part):
    """Something for every school, and who gives it."""

    name: Words
    who: Words


class SupportLine(Part):
    """One thing that happens in one column of the year. `who` is the slug of a role, director or school."""

    kind: Slug
    what: Words
    who: Slug
    days: float = Field(0, ge=0, le=60)


class Column(Part):
    """What happens at one level in one column: 0 the start of the year, 1 to 6 the half-terms."""

    level: Slug
    column: int = Field(ge=0, le=6)
    lines: tuple[SupportLine, ...] = ()


class InternalReview(Part):
    """The council team's own meeting (G13)."""

    columns: tuple[int, ...]
    what: Words


class Cadences(Part):
    """How often, by level, and the numbers that the strategy leaves open."""

    task_groups_a_year: dict[Slug, int]
    task_groups_note: str = ""
    task_group_may_be: tuple[Words, ...] = ()
    reviews_a_year: dict[Slug, int]
    reviews_note: str = ""
    review_notice_days: int = Field(5, ge=0, le=60)
    review_notice_in: Literal["working", "calendar"] = "working"
    review_notice_note: str = ""
    scrutiny_meetings_a_year: dict[Slug, int]
    adviser_visits_a_year: int = Field(1, ge=0, le=12)


class KindOfSchool(Part):
    """What differs between maintained schools and academies."""

    kind: Literal["maintained", "academy"]
    adviser: bool
    adviser_days: bool
    route: Words
    told: tuple[Words, ...]


class Successor(Part):
    """What government renamed, from a day: another word for the same thing."""

    since: date = Field(alias="from")
    word: str = ""
    replaces: Words
    by: Words
    note: str = ""


class SupportDocument(Part):
    """A whole support model. `for_schools` names the kinds of school that it looks at; `figures_count_for` is how many
    school years back a figure may be, 0 for any.
    """

    name: Words
    source: str = ""
    starts_on: date
    sentence: Words
    levels_listed: tuple[Level, ...] = Field(alias="levels", min_length=2)
    indicators: tuple[Indicator, ...] = Field(min_length=1)
    for_schools: tuple[SchoolKind, ...] = STATE_FUNDED
    for_schools_note: str = ""
    figures_count_for: int = Field(0, ge=0, le=30)
    figures_note: str = ""
    best_fit: tuple[BestFit, ...] = Field(min_length=1)
    readings: tuple[Reading, ...] = ()
    automatic: tuple[Automatic, ...] = ()
    gobar: Gobar
    entitlements: tuple[Entitlement, ...] = ()
    universal: tuple[Offer, ...] = ()
    schedule_listed: tuple[Column, ...] = Field((), alias="schedule")
    internal_review: InternalReview
    cadences: Cadences
    kinds: tuple[KindOfSchool, ...]
    words: dict[str, str]
    successors: tuple[Successor, ...] = ()

    @field_validator("for_schools")
    @classmethod
    def _some(cls, kinds: tuple[SchoolKind, ...]) -> tuple[SchoolKind, ...]:
        if not kinds:
            raise ValueError("a method is for some kind of school: tick at least one")
        return tuple(kind for kind in SCHOOL_KINDS if kind in kinds)

    @cached_property
    def not_for_schools(self) -> tuple[SchoolKind, ...]:
        """The kinds of school that it does not look at."""
        return tuple(kind for kind in SCHOOL_KINDS if kind not in self.for_schools)

    @cached_property
    def levels(self) -> dict[str, Level]:
        """Levels by slug, the most support first."""
        return {level.slug: level for level in sorted(self.levels_listed, key=lambda level: level.order)}

    @cached_property
    def schedule(self) -> dict[str, dict[int, tuple[SupportLine, ...]]]:
        """The lines of each column (0–6) of each level."""
        found: dict[str, dict[int, tuple[SupportLine, ...]]] = {s: dict.fromkeys(range(7), ()) for s in self.levels}
        for column in self.schedule_listed:
            found[column.level][column.column] = column.lines
        return found

    @cached_property
    def by_slug(self) -> dict[str, Indicator]:
        """Indicators by slug, in their order."""
        return {indicator.slug: indicator for indicator in self.indicators}

    @cached_property
    def measures(self) -> tuple[str, ...]:
        """Every measure that a line or the watch on good schools needs, once."""
        lines = [line.measure for indicator in self.indicators for line in indicator.lines]
        return tuple(dict.fromkeys([*lines, *(slug for pair in self.gobar.variance_between for slug in pair)]))

    def of_level(self, slug: str) -> tuple[Indicator, ...]:
        """The indicators of one level, in their order."""
        return tuple(indicator for indicator in self.indicators if indicator.level == slug)

    def kind_of(self, academy: bool) -> KindOfSchool:
        """The rules for academies, or for maintained schools."""
        return next(kind for kind in self.kinds if kind.kind == ("academy" if academy else "maintained"))

    def word(self, key: str, on: date) -> str:
        """A word for letters and screens as it is on a day: the newest successor, else the model's own."""
        later = [s for s in self.successors if s.word == key and s.since <= on]
        return max(later, key=lambda s: s.since).by if later else self.words.get(key, key)

    @model_validator(mode="after")
    def _whole(self) -> SupportDocument:
        for problem in _problems(self):
            raise ValueError(problem)
        return self


def _problems(model: SupportDocument) -> list[str]:
    """What does not hold together across parts, each a sentence."""
    levels, slugs = [level.slug for level in model.levels_listed], [i.slug for i in model.indicators]
    found = [f"The level “{slug}” stands twice." for slug in {s for s in levels if levels.count(s) > 1}]
    if len({level.order for level in model.levels_listed}) < len(levels):
        found.append("Two levels have the same order. Give each its own number.")
    found += [f"The indicator “{slug}” stands twice." for slug in {s for s in slugs if slugs.count(s) > 1}]
    named = {
        "an indicator": {i.level for i in model.indicators},
        "the best fit": {b.level for b in model.best_fit}
        | {s for b in model.best_fit for when in b.when for s in when},
        "the schedule": {c.level for c in model.schedule_listed},
        "what a level brings": {s for e in model.entitlements for s in e.by_level},
    }
    found += [f"“{s}”, in {where}, is no level of this model." for where, ss in named.items() for s in ss - {*levels}]
    covered = {s for i in model.indicators for s in i.covers} | {*model.gobar.decline, *model.gobar.leadership}
    covered |= {s for fit in model.best_fit for s in fit.alone}
    found += [f"“{slug}” is named, but no indicator has that slug." for slug in sorted(covered - set(slugs))]
    if {kind.kind for kind in model.kinds} != {"maintained", "academy"}:
        found.append("The rules by kind of school need one part for maintained schools and one for academies.")
    return found


def parse(text: str, *, name: str = "the support model", successors: str = "") -> SupportDocument:
    """Read a support model's TOML, with the TOML of its dated successors. Raises CannotReadModel."""
    try:
        data = tomllib.loads(text)
        if successors:
            data["successors"] = [*data.get("successors", []), *tomllib.loads(successors).get("successors", [])]
    except tomllib.TOMLDecodeError as error:
        raise CannotReadModel(f"{name} is no TOML file: {error}. Mend that line and try again.") from error
    return check(data, name=name)


def check(data: dict[str, Any], *, name: str = "the support model") -> SupportDocument:
    """A support model from its parts. Raises CannotReadModel with the first thing that is wrong."""
    try:
        return SupportDocument.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = " → ".join(str(part + 1 if isinstance(part, int) else part) for part in first["loc"])
        what = str(first["msg"]).removeprefix("Value error, ")
        place = f" at “{where}”" if where else ""
        raise CannotReadModel(f"{name}{place}: {what.rstrip('.')}. Mend it and try again.") from error


def as_data(model: SupportDocument) -> dict[str, Any]:
    """The document as it is kept in the database: what `check` reads back to the same model."""
    return model.model_dump(mode="json", by_alias=True)
