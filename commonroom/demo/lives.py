"""What happens to the schools: conversions, closures, amalgamations, proposals, trusts and federations."""

from __future__ import annotations

from datetime import date, timedelta

from commonroom.demo.model import Authority, Group, Link, Membership, School, Site
from commonroom.demo.names import TRUST_WORDS
from commonroom.demo.schools import KNOWN_URNS, Maker, diocese_of

_ALREADY_ACADEMIES = ("Academy", "Technical College")


def before_academy(name: str, kind: str) -> str:
    """What an academy was called before: “Barley Mow Academy” was Barley Mow Primary School."""
    if not name.endswith("Academy"):
        return name
    stem = name.removesuffix("Academy").removesuffix("Primary ").strip()
    return f"{stem} School" if kind == "secondary" else f"{stem} Primary School"


def _stem(name: str) -> str:
    for ending in ("Church of England ", "Primary School", "Infant School", "Junior School"):
        name = name.replace(ending, "")
    return name.strip()


class Lives:
    """Changes the sites of a `Maker` in place, and keeps the groups and links that follow."""

    def __init__(self, maker: Maker) -> None:
        self.maker, self.rng = maker, maker.rng
        self.groups: list[Group] = []
        self.links: list[Link] = []
        self._trusts: dict[str, list[Group]] = {}
        self._words = list(TRUST_WORDS)

    def happen(self, area: Authority) -> None:
        """Everything that happens in an authority, up to 6 March 2026."""
        sites = [site for site in self.maker.sites if site.authority is area]
        self._found_trusts(area)
        if area.code == "990":
            self._rivermead(area, sites)
        else:
            self._elsewhere(area, sites)
        self._federate(area, sites)

    def _group(self, name: str, kind: str, opened: date, closed: date | None = None) -> Group:
        group = Group(990001 + len(self.groups), name, kind, opened, closed, self.maker.places.person())
        self.groups.append(group)
        return group

    def _found_trusts(self, area: Authority) -> None:
        count = 7 if area.kind == "county" else 4
        see = diocese_of(area)
        if see not in self._trusts:
            name = f"DIOCESE OF {see.upper()} ACADEMIES TRUST"
            self._trusts[see] = [self._group(name, "Multi-academy trust", date(2013, 4, 1))]
        own = []
        for n in range(count):
            word = self._words[(int(area.code) * 5 + n * 7) % len(self._words)]
            own.append(self._group(f"{word} {area.name} Learning Trust".upper(), "Multi-academy trust",
                                   date(2011 + n, 5, 3)))  # fmt: skip
        self._trusts[area.code] = own

    def _trust_for(self, site: Site) -> Group:
        if site.faith != "Does not apply":
            return self._trusts[diocese_of(site.authority)][0]
        return self.rng.choice(self._trusts[site.authority.code])

    def convert(self, site: Site, on: date, trust: Group | None = None, sponsored: bool = False) -> School:
        """The school of a site closes the day before and an academy opens in its place, with a new URN."""
        old = site.schools[-1]
        old.status, old.closed_on, old.closed_because = "Closed", on - timedelta(days=1), "Academy Converter"
        if sponsored:
            old.closed_because = "For Academy"
        old.name = before_academy(old.name, site.kind)
        kind = {"special": "Academy special converter", "pru": "Academy alternative provision converter"}
        new = School(
            self.maker.next_urn(site.authority, 700 if site.authority.code == "990" else 600), site, site.name,
            "Academy sponsor led" if sponsored else kind.get(site.kind, "Academy converter"), old.estab,
            opened_on=on, opened_because="New Provision" if sponsored else "Academy Converter",
            low=old.low, high=old.high,
        )  # fmt: skip
        if trust is None:
            trust = self._trust_for(site)
        new.groups.append(Membership(trust.uid, on))
        site.schools.append(new)
        self.link(old, new, "", on)
        return new

    def link(self, old: School, new: School, detail: str, on: date) -> None:
        """A link in both directions; `detail` is what stands behind the dash, like "amalgamated"."""
        end = f" - {detail}" if detail else ""
        self.links.append(Link(old.urn, new.urn, new.name, f"Successor{end}", on))
        self.links.append(Link(new.urn, old.urn, old.name, f"Predecessor{end}", on))

    def close(self, site: Site, on: date) -> None:
        """A closure without a successor."""
        school = site.schools[-1]
        school.status, school.closed_on, school.closed_because = "Closed", on, "Closure"

    def amalgamate(self, infant: Site, junior: Site, name: str, on: date) -> Site:
        """An infant and a junior school close, and one primary school opens in the junior school's place."""
        site = self.maker.add(junior.authority, "primary", junior.ward, name, "")
        site.year_group, site.deprivation, site.language = junior.year_group, junior.deprivation, junior.language
        site.effect, site.attend, site.easting, site.northing = (
            (infant.effect + junior.effect) / 2, junior.attend, junior.easting, junior.northing,
        )  # fmt: skip
        new = site.schools[0]
        new.opened_on, new.opened_because = on, "Result of Amalgamation"
        new.urn = self.maker.next_urn(site.authority, 700 if site.authority.code == "990" else 600)
        for part in (infant, junior):
            old = part.schools[-1]
            old.status, old.closed_on = "Closed", on - timedelta(days=1)
            old.closed_because = "Result of Amalgamation/Merger"
            self.link(old, new, "amalgamated", on)
        return site

    def propose(self, area: Authority, kind: str, name: str, on: date) -> None:
        """A free school that has not opened yet."""
        site = self.maker.add(area, kind, area.wards[1], name, "")
        school = site.schools[0]
        school.type, school.status, school.opened_on, school.opened_because = (
            "Free schools", "Proposed to open", on, "Academy Free School",
        )  # fmt: skip
        school.groups.append(Membership(self._trusts[area.code][0].uid, on))

    def _propose_to_close(self, site: Site) -> None:
        school = site.schools[-1]
        school.status, school.closed_on, school.closed_because = (
            "Open, but proposed to close", date(2026, 8, 31), "Closure",
        )  # fmt: skip

    def _rivermead(self, area: Authority, sites: list[Site]) -> None:
        named = {site.name: site for site in sites}
        for n, site in enumerate(s for s in sites if any(word in s.name for word in _ALREADY_ACADEMIES)):
            self.convert(site, date(2011 + n * 5 % 14, (9, 4, 1)[n % 3], 1), sponsored=n % 4 == 1)
        for name, on in (
            ("Gaslight Primary School", date(2024, 4, 1)), ("Holy Rood Catholic Primary School", date(2018, 9, 1)),
            ("Withy Green School", date(2017, 2, 1)), ("Coldharbour Girls’ School", date(2012, 8, 1)),
            ("St Osyth’s Church of England Primary School", date(2023, 3, 1)),
        ):  # fmt: skip
            self.convert(named[name], on, sponsored=name.startswith("Gaslight"))
        self.convert(named["Harbinger High School"], date(2026, 3, 1), self._trusts[area.code][0])
        self.amalgamate(
            named["Ropewalk Infant School"], named["Ropewalk Junior School"], "Ropewalk Primary School",
            date(2026, 1, 1),
        )  # fmt: skip
        self.close(named["Brewhouse Lane Primary School"], date(2023, 8, 31))
        self._propose_to_close(named["Vinegar Hill Primary School"])
        self.propose(area, "secondary", "Lantern Wharf Free School", date(2026, 9, 1))
        self.change_trust(named["Barley Mow Academy"].schools[-1], self._trusts[area.code][2], date(2023, 9, 1))
        self._end_a_trust(area, date(2023, 8, 31))

    def _elsewhere(self, area: Authority, sites: list[Site]) -> None:
        rng = self.rng
        share = {"secondary": 0.6, "primary": 0.26, "special": 0.3, "all_through": 0.9, "pru": 0.3}
        for site in sites:
            if rng.random() < share.get(site.kind, 0.15 if site.kind in ("infant", "junior") else 0):
                on = date(rng.randrange(2011, 2026), rng.choice((1, 2, 4, 9, 9, 9, 11)), 1)
                self.convert(site, on, sponsored=site.kind != "special" and rng.random() < 0.22)
        maintained = [s for s in sites if s.kind == "primary" and len(s.schools) == 1]
        county = area.kind == "county"
        for n, site in enumerate(sorted(maintained, key=lambda s: s.year_group)[: 7 if county else 1]):
            self.close(site, date(2018 + n, 8, 31))
        pairs = zip(
            [s for s in sites if s.kind == "infant" and len(s.schools) == 1],
            [s for s in sites if s.kind == "junior" and len(s.schools) == 1], strict=False,
        )  # fmt: skip
        for n, (infant, junior) in enumerate(list(pairs)[: 3 if county else 1]):
            self.amalgamate(infant, junior, junior.name.replace("Junior", "Primary"), date(2019 + 2 * n, 9, 1))
        still = [s for s in maintained if s.schools[-1].status == "Open"]
        self._propose_to_close(still[len(still) // 2])
        if county:
            self.propose(area, "primary", "Beaconfold Chase Free School", date(2026, 9, 1))
        moved = [s.schools[-1] for s in sites if s.schools[-1].is_academy and s.faith == "Does not apply"]
        for school in moved[:2]:
            self.change_trust(school, self._trusts[area.code][-1], date(2024, 9, 1))

    def change_trust(self, school: School, trust: Group, on: date) -> None:
        """An academy leaves its trust for another and keeps its URN."""
        last = school.groups[-1]
        if last.uid != trust.uid and last.joined_on < on:
            school.groups[-1] = Membership(last.uid, last.joined_on, on - timedelta(days=1))
            school.groups.append(Membership(trust.uid, on))

    def _end_a_trust(self, area: Authority, on: date) -> None:
        ended = self._group(f"FORMER {area.name.upper()} SCHOOLS TRUST", "Multi-academy trust", date(2012, 3, 1), on)
        named = {s.name: s for s in self.maker.sites if s.authority is area}
        school = named["Barley Mow Academy"].schools[-1]
        joined = school.opened_on or date(2012, 9, 1)
        now = self._trusts[area.code][2]
        school.groups = [Membership(ended.uid, joined, on), Membership(now.uid, on + timedelta(days=1))]

    def _federate(self, area: Authority, sites: list[Site]) -> None:
        free = [
            s.schools[-1] for s in sites
            if s.kind in ("primary", "infant", "junior") and len(s.schools) == 1 and s.schools[0].status == "Open"
            and s.name not in KNOWN_URNS and s.faith == "Does not apply"
        ]  # fmt: skip
        for n in range(8 if area.kind == "county" else 2):
            couple = free[n * 5 : n * 5 + 2]
            if len(couple) < 2:
                return
            day = date(2014 + n, 9, 1)
            name = f"{_stem(couple[0].name)} and {_stem(couple[1].name)} Federation"
            group = self._group(name, "Federation", day)
            for school in couple:
                school.groups.append(Membership(group.uid, day))
