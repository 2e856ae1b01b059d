"""Automatic inclusion (G01): which inspection outcomes propose an entry, as dated data. Pure.

“Any school judged Requires Improvement automatically on the register, and all schools in formal Ofsted categories,
maintained and academy” (Schools Causing Concern guidance, September 2022; seed 003, 3.6). Government has since changed
how it reports twice, so each rule belongs to a regime of inspection and nothing is read across.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

SOURCE_2022 = "Strategy 2022–23, section 3.6, after the guidance Schools Causing Concern (September 2022)"
SOURCE_2024 = (
    "Successor: Ofsted gives no overall grade since 2 September 2024, so its four judgements are read: quality of "
    "education, behaviour and attitudes, personal development, leadership and management"
)
SOURCE_2025 = "Successor: report cards since 10 November 2025; formal categories go on"
CATEGORY = "Category of concern"
FOUR = (
    "Quality of education",
    "Behaviour and attitudes",
    "Personal development",
    "Leadership and management",
    "Effectiveness of leadership and management",
)
"""The four judgements, the last under both names that files give it. Early years and sixth form are provisions."""
CATEGORIES = ("special measures", "serious weaknesses", "notice to improve", "requires significant improvement")
"""The formal categories, in the words of each time."""


@dataclass(frozen=True)
class Rule:
    """One automatic rule: outcome words that propose an entry, under one regime, for inspections between two days."""

    slug: str
    regime: str
    words: tuple[str, ...]
    sentence: str
    source: str
    starts_on: date | None = None
    ends_on: date | None = None
    reads: str = "overall"
    is_formal: bool = False

    def holds_on(self, day: date) -> bool:
        """Whether the rule applies to an inspection on a day."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)


RULES = (
    Rule("category", "graded", CATEGORIES, "The school is in a formal Ofsted category.", SOURCE_2022,
         reads="category", is_formal=True),
    Rule("category-2024", "judgements_only", CATEGORIES, "The school is in a formal Ofsted category.", SOURCE_2024,
         date(2024, 9, 2), reads="category", is_formal=True),
    Rule("category-2025", "report_card", CATEGORIES, "The school is in a formal Ofsted category.", SOURCE_2025,
         date(2025, 11, 10), reads="category", is_formal=True),
    Rule("inadequate", "graded", ("inadequate",), "Ofsted judged the school Inadequate.", SOURCE_2022,
         is_formal=True),
    Rule("requires-improvement", "graded", ("requires improvement",),
         "Ofsted judged that the school requires improvement.", SOURCE_2022),
    Rule("judgement-2024", "judgements_only", ("requires improvement", "inadequate"),
         "One of Ofsted’s four judgements is Requires improvement or Inadequate.", SOURCE_2024, date(2024, 9, 2),
         reads="four"),
    Rule("urgent-2025", "report_card", ("urgent improvement",),
         "Ofsted’s report card asks for urgent improvement in an area.", SOURCE_2025, date(2025, 11, 10),
         reads="judgements"),
)  # fmt: skip
"""In order: the first that fits is the reason given, so a formal category comes before a judgement."""


@dataclass(frozen=True)
class Outcome:
    """What the newest graded inspection found, in the words of its regime."""

    regime: str
    inspected_on: date
    overall: str
    judgements: Mapping[str, object]


@dataclass(frozen=True)
class Fit:
    """A rule that fits an outcome, with the words that it read."""

    rule: Rule
    read: str


def fits(outcome: Outcome, *, off: Collection[str] = ()) -> Fit | None:
    """The first rule that an outcome fits, but for those that a partnership has switched off; None where none does."""
    for rule in RULES:
        if rule.slug in off or rule.regime != outcome.regime or not rule.holds_on(outcome.inspected_on):
            continue
        for area, said in _words(rule, outcome):
            if said.casefold() in rule.words:
                return Fit(rule, f"{area}: {said}" if area else said)
    return None


def _words(rule: Rule, outcome: Outcome) -> list[tuple[str, str]]:
    if rule.reads == "overall":
        return [("", outcome.overall)]
    if rule.reads == "category":
        return [(CATEGORY, str(outcome.judgements.get(CATEGORY, "")))]
    wanted = FOUR if rule.reads == "four" else [area for area in sorted(outcome.judgements) if area != CATEGORY]
    return [(area, str(outcome.judgements[area])) for area in wanted if area in outcome.judgements]
