"""What the law and its offices are called and since when, as dated data: a text of a day uses the names of that day.

Grounds: Education and Inspections Act 2006, Part 4, as the strategy of 2022–23 gives them in 3.9. Sections 60, 61 and
62 are in force since 1 April 2007. Section 60A was put in by the Apprenticeships, Skills, Children and Learning Act
2009, Schedule 13, paragraph 4. Since 18 April 2016 (Education and Adoption Act 2016, sections 2 to 14; S.I. 2016/466)
the Secretary of State may give notices under section 60 too, through the regional office, and a notice names its own
time to comply: until then it was fifteen working days.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

ACT = "Education and Inspections Act 2006"
_PART_4 = date(2007, 4, 1)
_SECTION_60A = date(2010, 9, 1)
_REGIONAL = date(2016, 4, 18)


class Issuer(StrEnum):
    """Who gives a notice."""

    COUNCIL = "council"
    REGIONS = "regions"


@dataclass(frozen=True)
class Named:
    """What an office or a guidance was called between two days, the first and the last included."""

    slug: str
    name: str
    starts_on: date | None
    ends_on: date | None

    def holds_on(self, day: date) -> bool:
        """Whether it was called so on a day."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)


OFFICES = (
    Named("regions", "Regional Schools’ Commissioner", date(2014, 9, 1), date(2022, 8, 31)),
    Named("regions", "DfE Regions Group", date(2022, 9, 1), None),
)
GUIDANCE = (
    Named("guidance", "Schools causing concern", None, date(2024, 10, 31)),
    Named("guidance", "Support and intervention in schools", date(2024, 11, 1), None),
)
"""The statutory guidance under section 72, by the name of each time."""


def name_on(rows: Iterable[Named], slug: str, on: date) -> str:
    """What something was called on a day. Raises ValueError where it did not exist then."""
    for one in rows:
        if one.slug == slug and one.holds_on(on):
            return one.name
    raise ValueError(f"There was no such office on {on:%-d %B %Y}.")


def office(slug: str, on: date) -> str:
    """The name of an office on a day. Raises ValueError where it did not exist then."""
    return name_on(OFFICES, slug, on)


def guidance(on: date) -> str:
    """The name of the statutory guidance on a day."""
    return name_on(GUIDANCE, "guidance", on)


@dataclass(frozen=True)
class Ground:
    """One ground for a warning notice: its words, its section of the Act, and who may use it since when."""

    slug: str
    words: str
    section: str
    since: tuple[tuple[Issuer, date], ...]
    ends_on: date | None = None
    only_if: str = ""

    def may_use(self, issuer: Issuer, on: date) -> bool:
        """Whether an issuer may rest a notice of that day on this ground."""
        starts_on = dict(self.since).get(issuer)
        return starts_on is not None and starts_on <= on and (self.ends_on is None or on <= self.ends_on)

    @property
    def starts_on(self) -> date:
        """Since when anybody may use it."""
        return min(day for _, day in self.since)


_BOTH = ((Issuer.COUNCIL, _PART_4), (Issuer.REGIONS, _REGIONAL))
GROUNDS = (
    Ground("standards", "The standards of performance of pupils at the school are unacceptably low and are likely to "
           "remain so.", "section 60(2)(a)", _BOTH,
           only_if="The Regions Group uses it in exceptional circumstances only, such as links to poor financial "
           "management or failures of governance. Name the circumstance in the evidence."),
    Ground("governance", "There has been a serious breakdown in the way the school is managed or governed which is "
           "prejudicing, or likely to prejudice, such standards of performance.", "section 60(2)(b)", _BOTH),
    Ground("safety", "The safety of pupils or staff at the school is threatened, whether by a breakdown of discipline "
           "or otherwise.", "section 60(2)(c)", _BOTH),
    Ground("pay", "The governing body has failed to comply with a provision of an order under section 122 of the "
           "Education Act 2002 (teachers’ pay and conditions), or to secure that the headteacher complies with it.",
           "section 60A", ((Issuer.COUNCIL, _SECTION_60A),)),
)  # fmt: skip


def grounds_for(issuer: Issuer, on: date) -> tuple[Ground, ...]:
    """The grounds that an issuer may tick on a day, in the order of the Act."""
    return tuple(ground for ground in GROUNDS if ground.may_use(issuer, on))


@dataclass(frozen=True)
class Way:
    """One way in which a maintained school is eligible for intervention by law; `categories`: of inspection."""

    section: str
    words: str
    starts_on: date
    categories: tuple[str, ...] = ()


WAYS = (
    Way("section 60", "A warning notice on standards, governance or safety was not complied with.", _PART_4),
    Way("section 60A", "A warning notice on teachers’ pay and conditions was not complied with.", _SECTION_60A),
    Way("section 61", "Ofsted’s report says that the school requires significant improvement.", _PART_4,
        ("serious weaknesses", "requires significant improvement", "notice to improve")),
    Way("section 62", "Ofsted’s report says that special measures are required.", _PART_4, ("special measures",)),
)  # fmt: skip


def way_of(category: str, on: date) -> Way | None:
    """The way by which a formal category of inspection makes a maintained school eligible, if it does on a day."""
    said = category.casefold().strip()
    return next((way for way in WAYS if said in way.categories and way.starts_on <= on), None)
