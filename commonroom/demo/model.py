"""What the invented England is made of."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

TODAY = date(2026, 3, 6)
"""The day on which the demonstration stands still: the date of its register."""

YEARS = tuple(range(2016, 2025))
"""Start years of the academic years for which anything is published."""

TEST_YEARS = (2016, 2017, 2018, 2022, 2023, 2024)
"""Start years with school-level results: no tests in 2019-20 and 2020-21, none by school in 2021-22."""

STATE_KINDS = ("nursery", "infant", "junior", "primary", "middle", "secondary", "all_through", "special", "pru")


@dataclass(frozen=True)
class Region:
    """One of the regions; `letter` is its code in the register, `number` its code among LAIT's areas."""

    name: str
    letter: str
    number: int


@dataclass(frozen=True)
class Ward:
    """A ward, or in a county a parish or quarter of a town; `rough` is how much deprivation differs from the area's."""

    name: str
    code: str
    district: str
    district_code: str
    easting: int
    northing: int
    rough: float
    rural: bool = False


@dataclass
class Authority:
    """A local authority with what its schools have in common; shares are between 0 and 1."""

    code: str
    name: str
    region: Region
    kind: str
    county: str
    gss: str
    post: str
    easting: int
    northing: int
    deprivation: float
    language: float
    lift: float
    trend: float
    town: str
    wards: tuple[Ward, ...] = ()


@dataclass
class Group:
    """A trust or a federation."""

    uid: int
    name: str
    kind: str
    opened_on: date
    closed_on: date | None = None
    head: tuple[str, str, str] = ("", "", "")

    @property
    def group_id(self) -> str:
        return "" if self.kind == "Federation" else f"TR{self.uid % 100000:05d}"

    @property
    def companies_house(self) -> str:
        return "" if self.kind == "Federation" else f"99{self.uid % 1000000:06d}"

    @property
    def ukprn(self) -> str:
        return "" if self.kind == "Federation" else f"99{self.uid % 1000000:06d}"


@dataclass(frozen=True)
class Membership:
    """A school in a group between two dates."""

    uid: int
    joined_on: date
    left_on: date | None = None


@dataclass
class School:
    """One entry of the register: an URN with its dates. Its `site` holds what lasts when the URN changes."""

    urn: int
    site: Site
    name: str
    type: str
    estab: int
    status: str = "Open"
    opened_on: date | None = None
    opened_because: str = "Not applicable"
    closed_on: date | None = None
    closed_because: str = "Not applicable"
    low: int = 4
    high: int = 11
    groups: list[Membership] = field(default_factory=list)

    def open_on(self, day: date) -> bool:
        """Whether it teaches on a day."""
        started = self.opened_on is None or self.opened_on <= day
        return started and (self.closed_on is None or day <= self.closed_on)

    def in_year(self, year: int) -> bool:
        """Whether figures of the academic year that starts in `year` are published under its URN."""
        return self.open_on(date(year + 1, 5, 15))

    @property
    def laestab(self) -> str:
        return f"{self.site.authority.code}{self.estab:04d}"

    @property
    def is_academy(self) -> bool:
        return "cademy" in self.type or "Free school" in self.type or "Free schools" in self.type


@dataclass
class Site:
    """A place of schooling. Latent figures: `effect` and `attend` in standard deviations, shares between 0 and 1."""

    authority: Authority
    kind: str
    name: str
    ward: Ward
    street: str
    town: str
    postcode: str
    easting: int
    northing: int
    telephone: str
    year_group: int
    low: int
    high: int
    deprivation: float
    language: float
    support: float
    plans: float
    effect: float
    attend: float
    faith: str = "Does not apply"
    diocese: str = "Not applicable"
    gender: str = "Mixed"
    sixth_form: bool = False
    nursery: bool = False
    head: tuple[str, str, str] = ("Ms", "", "")
    drift: float = 0.0
    capacity: int = 0
    schools: list[School] = field(default_factory=list)

    @property
    def is_state(self) -> bool:
        return self.kind != "independent"


@dataclass(frozen=True)
class Link:
    """A link as the register has it: `other_urn` is the kind of link of `urn`."""

    urn: int
    other_urn: int
    other_name: str
    kind: str
    on: date


@dataclass(frozen=True)
class Inspection:
    """One inspection event. Grades are 1 to 4 (9 where it does not apply); report cards grade in words."""

    urn: int
    on: date
    published_on: date
    number: str
    event: str
    overall: int | None = None
    judgements: tuple[tuple[str, str], ...] = ()
    safeguarding: str = ""
    outcome: str = ""
    concern: str = ""
