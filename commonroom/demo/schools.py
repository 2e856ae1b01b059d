"""The schools of the invented England: sites with lasting traits, and the entry of the register each begins with."""

from __future__ import annotations

import random
from datetime import date

from commonroom.demo import names
from commonroom.demo.model import Authority, School, Site, Ward
from commonroom.demo.names import Places

AGES = {
    "nursery": (2, 5), "infant": (4, 7), "junior": (7, 11), "primary": (4, 11), "middle": (9, 13),
    "secondary": (11, 16), "all_through": (4, 18), "special": (4, 19), "pru": (11, 16), "sixteen_plus": (16, 19),
    "independent": (4, 18),
}  # fmt: skip

PHASES = {
    "nursery": "Nursery", "infant": "Primary", "junior": "Primary", "primary": "Primary",
    "middle": "Middle deemed secondary", "secondary": "Secondary", "all_through": "All-through",
    "special": "Not applicable", "pru": "Not applicable", "sixteen_plus": "16 plus", "independent": "Not applicable",
}  # fmt: skip

_COUNTY = {
    "primary": 232, "infant": 18, "junior": 15, "middle": 2, "secondary": 46, "all_through": 2, "special": 16,
    "pru": 6, "nursery": 8, "sixteen_plus": 3, "independent": 12,
}  # fmt: skip
_TOWN = {
    "primary": 44, "infant": 4, "junior": 4, "secondary": 10, "all_through": 1, "special": 4, "pru": 1, "nursery": 1,
    "sixteen_plus": 1, "independent": 2,
}  # fmt: skip
_RIVERMEAD_OTHERS = (
    ("special", "Osier Bank", "Withybed School"), ("special", "Millrace", "The Lantern School"),
    ("special", "Fairlawn", "Fairlawn Grove School"), ("special", "Ferry Common", "Ferryside School"),
    ("pru", "Tannery Quay", "Rivermead Bridge Centre"), ("nursery", "St Brannock", "Eelpie Lane Nursery School"),
    ("sixteen_plus", "Lock End", "Rivermead Sixth Form College"),
    ("independent", "Harbinger Hill", "Weir House School"),
    ("independent", "Fairlawn", "St Kyneburgha’s School for Girls"),
)  # fmt: skip

_FIRST_ESTAB = {
    "nursery": 1001, "pru": 1101, "infant": 2001, "junior": 2001, "primary": 2001, "middle": 4301, "secondary": 4001,
    "all_through": 4501, "independent": 6001, "special": 7001, "sixteen_plus": 8001,
}  # fmt: skip

KNOWN_URNS = {
    "Osier Bank Primary School": 990402,
    "Oakfield Primary School": 990407,
    "Bellfounders Primary School": 990411,
    "Quillfeather Primary School": 990419,
}
"""URNs that people of the demonstration and its guide refer to."""

_HEADS = {
    "Osier Bank Primary School": ("Ms", "Ruth", "Adeyinka"), "Oakfield Primary School": ("Mr", "Chidi", "Nwosu"),
    "Bellfounders Primary School": ("Mr", "Marcus", "Teale"),
    "Quillfeather Primary School": ("Mrs", "Grace", "Tolliver"), "Springton Primary School": ("Ms", "Tessa", "Markham"),
}  # fmt: skip


def _bounded(value: float, low: float, high: float) -> float:
    return round(min(max(value, low), high), 4)


class Maker:
    """Makes the sites of one authority after another, each with its first school."""

    def __init__(self, rng: random.Random, places: Places) -> None:
        self.rng, self.places = rng, places
        self.sites: list[Site] = []
        self._serial: dict[str, int] = {}
        self._estab: dict[tuple[str, int], int] = {}
        self._phone = 0
        self._saints = 0

    def next_urn(self, area: Authority, first: int) -> int:
        """The next unused URN of an authority, counting from `first` within its thousand."""
        number = self._serial.get(f"{area.code}-{first}", first)
        while int(area.code) * 1000 + number in KNOWN_URNS.values():
            number += 1
        self._serial[f"{area.code}-{first}"] = number + 1
        return int(area.code) * 1000 + number

    def next_estab(self, area: Authority, first: int) -> int:
        """The next unused establishment number of an authority in the range that begins at `first`."""
        number = self._estab.get((area.code, first), first)
        self._estab[area.code, first] = number + 1
        return number

    def fill(self, area: Authority) -> None:
        """All schools of an authority as they stood before anything happened to them."""
        if area.code == "990":
            self._fill_rivermead(area)
            return
        for kind, count in (_COUNTY if area.kind == "county" else _TOWN).items():
            for n in range(count):
                ward = self.rng.choice([w for w in area.wards if not w.rural or kind in ("primary", "independent")])
                self.add(area, kind, ward, *self._name(kind, ward, n))

    def _fill_rivermead(self, area: Authority) -> None:
        wards = {ward.name: ward for ward in area.wards}
        for line in names.RIVERMEAD_PRIMARIES.strip().splitlines():
            ward, listed = line.split(":", 1)
            for name in listed.split(";"):
                kind = "infant" if "Infant" in name else "junior" if "Junior" in name else "primary"
                self.add(area, kind, wards[ward], name.strip(), _faith_of(name))
        for kind, name in (("infant", "Ropewalk Infant School"), ("junior", "Ropewalk Junior School")):
            self.add(area, kind, wards["Harbinger Hill"], name, "")
        self.add(area, "primary", wards["Millrace"], "Brewhouse Lane Primary School", "")
        for ward, name in names.RIVERMEAD_SECONDARIES:
            self.add(area, "secondary", wards[ward], name, _faith_of(name))
        for kind, ward, name in _RIVERMEAD_OTHERS:
            self.add(area, kind, wards[ward], name, "")

    def _name(self, kind: str, ward: Ward, n: int) -> tuple[str, str]:
        place, draw = self.places.place(), self.rng.random()
        faith = ""
        if kind in ("primary", "infant", "junior") and draw < (0.45 if ward.rural else 0.22):
            faith = "Church of England"
        elif kind in ("primary", "secondary") and draw > 0.90:
            faith = "Roman Catholic"
        if faith == "Roman Catholic":
            self._saints += 1
            saint = names.SAINTS[self._saints % len(names.SAINTS)]
            return f"{saint} Catholic {'Primary' if kind == 'primary' else 'High'} School, {place}", faith
        middle = "Church of England " if faith else ""
        ending = {
            "nursery": "Nursery School", "infant": "Infant School", "junior": "Junior School",
            "primary": "Primary School", "middle": "Middle School",
            "secondary": self.rng.choice(("School", "High School", "Community School", "College")),
            "all_through": "School", "special": self.rng.choice(("School", "Park School", "House School")),
            "pru": self.rng.choice(("Short Stay School", "Learning Centre")), "sixteen_plus": "Sixth Form College",
            "independent": self.rng.choice(("House School", "Hall", "Preparatory School")),
        }[kind]  # fmt: skip
        return f"{place} {middle}{ending}", faith

    def add(self, area: Authority, kind: str, ward: Ward, name: str, faith: str) -> Site:
        """One site and its school, with traits drawn from those of its ward and authority."""
        rng = self.rng
        low, high = AGES[kind]
        sixth = kind in ("all_through", "special", "independent") or (kind == "secondary" and rng.random() < 0.62)
        if kind == "secondary" and sixth:
            high = 18
        nursery = kind in ("primary", "infant") and rng.random() < 0.55
        poor = area.deprivation + ward.rough * (1.2 if kind in ("primary", "infant", "junior") else 0.5)
        poor = _bounded(poor + rng.gauss(0, 0.055) + (0.18 if kind in ("special", "pru") else 0), 0.02, 0.78)
        site = Site(
            authority=area, kind=kind, name=name, ward=ward, street=self.places.street(),
            town=ward.name if ward.rural else ward.district if area.kind == "county" else area.town,
            postcode=self._postcode(area, ward),
            easting=ward.easting + round(rng.gauss(0, 900 if ward.rural else 520)),
            northing=ward.northing + round(rng.gauss(0, 900 if ward.rural else 520)),
            telephone=self._telephone(), year_group=self._year_group(kind, ward), low=3 if nursery else low, high=high,
            deprivation=poor, language=_bounded(area.language * rng.uniform(0.4, 1.6) + poor * 0.1 - 0.02, 0.0, 0.92),
            support=_bounded(rng.gauss(0.12 + 0.12 * poor, 0.03), 0.03, 0.4),
            plans=_bounded(rng.gauss(0.033, 0.012), 0.005, 0.12) if kind != "special" else 0.98,
            effect=round(rng.gauss(area.lift, 0.22) - 0.75 * (poor - 0.25), 4),
            attend=round(rng.gauss(0, 0.75) + 3.2 * (poor - 0.25), 4),
            sixth_form=sixth or kind == "sixteen_plus", nursery=nursery or kind == "nursery",
            head=self.places.person(), drift=round(area.trend + rng.gauss(0, 0.008), 4),
            gender="Girls" if "Girls" in name else "Mixed",
        )  # fmt: skip
        self._set_faith(site, faith)
        self._by_hand(site)
        self._open(site)
        self.sites.append(site)
        return site

    def _set_faith(self, site: Site, faith: str) -> None:
        if not faith:
            return
        site.faith = faith
        site.diocese = f"{'Archdiocese' if faith == 'Roman Catholic' else 'Diocese'} of {diocese_of(site.authority)}"

    def _by_hand(self, site: Site) -> None:
        """The schools that people of the demonstration lead are as the guide tells of them."""
        site.head = _HEADS.get(site.name, site.head)
        if site.name == "Osier Bank Primary School":
            site.low, site.nursery, site.year_group = 3, True, 57
            site.deprivation, site.language, site.effect, site.attend = 0.39, 0.57, -0.16, 1.1
            site.drift, site.capacity = -0.006, 470
        elif site.name == "Oakfield Primary School":
            site.year_group, site.effect = 60, 0.21

    def _open(self, site: Site) -> None:
        area, kind = site.authority, site.kind
        first = {"Church of England": 3001, "Roman Catholic": 3501}.get(site.faith, _FIRST_ESTAB[kind])
        if kind == "secondary" and site.faith != "Does not apply":
            first = 4601
        urn = KNOWN_URNS.get(site.name) or self.next_urn(area, 301 if area.code == "990" else 1)
        opened = None
        if kind == "independent" or self.rng.random() < 0.25:
            opened = date(self.rng.randrange(1950, 2006), 9, 1)
        site.schools.append(
            School(
                urn, site, site.name, self._type(site), self.next_estab(area, first), opened_on=opened,
                opened_because="New Provision" if opened and kind != "independent" else "Not applicable",
                low=site.low, high=site.high,
            )
        )  # fmt: skip

    def _type(self, site: Site) -> str:
        fixed = {
            "nursery": "Local authority nursery school", "special": "Community special school",
            "pru": "Pupil referral unit", "sixteen_plus": "Further education",
            "independent": "Other independent school",
        }  # fmt: skip
        if site.kind in fixed:
            return fixed[site.kind]
        if site.faith == "Roman Catholic":
            return "Voluntary aided school"
        if site.faith == "Church of England":
            return self.rng.choice(("Voluntary aided school", "Voluntary controlled school"))
        if site.name in KNOWN_URNS:
            return "Community school"
        return "Foundation school" if self.rng.random() < 0.12 else "Community school"

    def _year_group(self, kind: str, ward: Ward) -> int:
        sizes = {
            "nursery": (35, 45, 55), "special": (8, 10, 13), "pru": (8, 12), "sixteen_plus": (420, 600, 780),
            "secondary": (150, 180, 210, 240, 240, 270), "all_through": (60, 90), "middle": (110, 130),
            "independent": (22, 34, 48), "infant": (60, 75, 90), "junior": (60, 75, 90),
            "primary": (8, 9, 12, 15, 15, 20, 28, 30) if ward.rural else (28, 30, 30, 45, 58, 60, 60, 60, 88),
        }[kind]  # fmt: skip
        return max(5, self.rng.choice(sizes) + self.rng.randrange(-2, 3))

    def _postcode(self, area: Authority, ward: Ward) -> str:
        letters = "ABDEFGHJLNPQRSTUWXYZ"
        number = area.wards.index(ward) % 19 + 1
        rng = self.rng
        return f"{area.post}{number} {rng.randrange(1, 10)}{rng.choice(letters)}{rng.choice(letters)}"

    def _telephone(self) -> str:
        self._phone += 1
        return f"01632960{self._phone % 1000:03d}"


def diocese_of(area: Authority) -> str:
    """The see in which an authority lies, for both churches."""
    return "Alderminster" if area.region.name in ("London", "South East") else "Cindermoor"


def _faith_of(name: str) -> str:
    return "Roman Catholic" if "Catholic" in name else "Church of England" if "Church of England" in name else ""
