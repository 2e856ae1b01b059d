"""Everything published about the schools of the invented England, as counts by URN and year."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from commonroom.demo import pupils
from commonroom.demo.model import TEST_YEARS, YEARS, School
from commonroom.demo.pupils import Counts, Table

ABSENCE_YEARS = (2016, 2017, 2018, 2021, 2022, 2023, 2024)
Sums = dict[tuple[str, str, int], Counts]
_MISSED = {2016: 0.0, 2017: 0.1, 2018: 0.0, 2021: 1.9, 2022: 1.9, 2023: 1.4, 2024: 1.1}
_SUSPENDED = {2018: 0.8, 2021: 1.0, 2022: 1.35, 2023: 1.6, 2024: 1.5}
_PHONICS = {2016: 0.02, 2017: 0.05, 2018: 0.05, 2022: 0.0, 2023: 0.015, 2024: 0.02}


@dataclass
class Outcomes:
    """Tables of counts. A key is (URN, start year of the academic year)."""

    ks2: Table = field(default_factory=dict)
    ks4: Table = field(default_factory=dict)
    ks5: Table = field(default_factory=dict)
    destinations: Table = field(default_factory=dict)
    census: Table = field(default_factory=dict)
    absence: Table = field(default_factory=dict)
    suspensions: Table = field(default_factory=dict)
    phonics: Table = field(default_factory=dict)
    early_years: Table = field(default_factory=dict)
    finance: Table = field(default_factory=dict)


def draw(schools: Sequence[School], seed: int) -> Outcomes:
    """All outcomes of all schools, from the seed alone."""
    made = Outcomes()
    for year in YEARS:
        then = [school for school in schools if school.in_year(year) and school.status != "Proposed to open"]
        rng = random.Random(f"{seed}:{year}")
        for school in then:
            made.census[school.urn, year] = _census(school, year, rng)
        if year in TEST_YEARS:
            made.ks2 |= pupils.ks2([s for s in then if takes_ks2(s)], year, random.Random(f"{seed}:ks2:{year}"))
            made.ks4 |= pupils.ks4([s for s in then if takes_ks4(s)], year, random.Random(f"{seed}:ks4:{year}"))
        _each(made.absence, then, year, year in ABSENCE_YEARS, _absence, made, seed)
        _each(made.suspensions, then, year, year in _SUSPENDED, _suspensions, made, seed)
        _each(made.phonics, then, year, year in _PHONICS, _phonics, made, seed)
        _each(made.early_years, then, year, year >= 2021, _early_years, made, seed)
        _each(made.ks5, then, year, year in (2018, 2023, 2024), _ks5, made, seed)
        _each(made.destinations, then, year, year in (2016, 2021, 2022), _destinations, made, seed)
        _each(made.finance, then, year, year in (2018, 2023), _finance, made, seed)
    return made


def takes_ks2(school: School) -> bool:
    """State schools with eleven-year-olds."""
    return school.site.kind in ("junior", "primary", "middle", "all_through", "special")


def takes_ks4(school: School) -> bool:
    """Schools with sixteen-year-olds, independent ones included."""
    return school.site.kind in ("secondary", "all_through", "special", "pru") or (
        school.site.kind == "independent" and school.urn % 2 == 0
    )


def totals(table: Table, schools: Iterable[School], *, state: bool = True) -> Sums:
    """Sums by (level, code, year): level "la", "region" or "england"; with `state`, of state-funded schools only."""
    by_urn = {school.urn: school.site for school in schools}
    made: Sums = {}
    for (urn, year), counts in table.items():
        site = by_urn[urn]
        if site.is_state or not state:
            _add(made, ("la", site.authority.code, year), counts)
    regions = {site.authority.code: site.authority.region.name for site in by_urn.values()}
    for (_, code, year), counts in list(made.items()):
        _add(made, ("region", regions[code], year), counts)
        _add(made, ("england", "", year), counts)
    return made


def _add(sums: Sums, key: tuple[str, str, int], counts: Counts) -> None:
    total = sums.setdefault(key, {})
    for name, value in counts.items():
        total[name] = total.get(name, 0) + value


def school_type(school: School) -> str:
    """PRI, SEC, SPE or an empty string: the three kinds of which the census and the absence file give totals."""
    kind = school.site.kind
    if kind in ("infant", "junior", "primary"):
        return "PRI"
    return "SEC" if kind in ("secondary", "middle", "all_through") else "SPE" if kind == "special" else ""


Drawn = Callable[[School, int, Outcomes, random.Random], Counts | None]


def _each(
    table: Table, schools: Sequence[School], year: int, published: bool, one: Drawn, made: Outcomes, seed: int
) -> None:
    if not published:
        return
    rng = random.Random(f"{seed}:{one.__name__}:{year}")
    for school in schools:
        counts = one(school, year, made, rng)
        if counts:
            table[school.urn, year] = counts


def _some(rng: random.Random, size: int, share: float) -> int:
    """How many of `size` fall in a share: near a binomial draw, at a fixed cost."""
    share = min(max(share, 0.0), 1.0)
    drawn = round(rng.gauss(size * share, (size * share * (1 - share)) ** 0.5))
    return min(max(drawn, 0), size)


def roll(school: School, year: int) -> int:
    """Pupils on roll in January of the academic year, without chance."""
    site = school.site
    groups = max(site.high - max(site.low, 4), 1) + (0.45 if site.nursery and site.low < 4 else 0)
    if site.kind in ("secondary", "all_through") and site.high == 18:
        groups -= 0.9
    if site.kind == "sixteen_plus":
        groups = 2
    return max(5, round(site.year_group * (1 + site.drift * (year - 2019)) * groups * 0.985))


def _census(school: School, year: int, rng: random.Random) -> Counts:
    site = school.site
    size = max(4, round(rng.gauss(roll(school, year), 1 + roll(school, year) * 0.008)))
    girls = size if site.gender == "Girls" else _some(rng, size, 0.49 if site.kind != "special" else 0.3)
    now = site.deprivation * (0.56 + 0.044 * (year - 2016))
    ever = _some(rng, size, site.deprivation)
    unsure = _some(rng, size, 0.003)
    eal = _some(rng, size - unsure, site.language + 0.004 * (year - 2020))
    return {
        "n": size, "girls": girls, "boys": size - girls,
        "plans": _some(rng, size, site.plans * (1 + 0.07 * (year - 2018)) if site.kind != "special" else 0.98),
        "support": _some(rng, size, site.support) if site.kind != "special" else _some(rng, size, 0.02),
        "eal": eal, "english": size - unsure - eal, "unsure": unsure,
        "fsm": min(_some(rng, size, now), ever), "ever": ever,
    }  # fmt: skip


def _absence(school: School, year: int, made: Outcomes, rng: random.Random) -> Counts | None:
    site = school.site
    if site.kind in ("nursery", "sixteen_plus", "independent"):
        return None
    size = made.census[school.urn, year]["n"]
    older = {"SEC": 1.5, "SPE": 5.2}.get(school_type(school), 0.0) + (18 if site.kind == "pru" else 0)
    upset = _MISSED[year] * (1.25 if older else 1.0)
    rate = max(1.4, 4.0 + older + upset + 0.75 * site.attend + rng.gauss(0, 0.22))
    possible = size * 310
    return {
        "n": size, "possible": possible, "missed": round(possible * rate / 100),
        "persistent": _some(rng, size, max(0.015, (rate - 2.15) * 0.0445)),
    }  # fmt: skip


def _suspensions(school: School, year: int, made: Outcomes, rng: random.Random) -> Counts | None:
    site = school.site
    if site.kind in ("nursery", "sixteen_plus", "independent"):
        return None
    size = made.census[school.urn, year]["n"]
    rate = {"SEC": 0.085, "SPE": 0.05, "PRI": 0.008}.get(school_type(school), 0.5) * _SUSPENDED[year]
    rate *= max(0.15, 1 + 2.2 * (site.deprivation - 0.25) + 0.35 * site.attend + rng.gauss(0, 0.3))
    events = _some(rng, size, min(rate, 0.95))
    once = min(events, _some(rng, events, 0.52) + (1 if events else 0))
    return {"n": size, "events": events, "once": once, "permanent": _some(rng, size, rate * 0.011)}


def _phonics(school: School, year: int, made: Outcomes, rng: random.Random) -> Counts | None:
    site = school.site
    if site.kind not in ("infant", "primary", "all_through"):
        return None
    size = pupils.cohort(school, year, rng)
    extra = 0.05 if site.name == "Osier Bank Primary School" and year >= 2022 else 0.0
    return {"n": size, "met": _some(rng, size, 0.80 + _PHONICS[year] + 0.17 * site.effect + extra)}


def _early_years(school: School, year: int, made: Outcomes, rng: random.Random) -> Counts | None:
    if school.site.kind not in ("infant", "primary", "all_through"):
        return None
    size = pupils.cohort(school, year, rng)
    return {"n": size, "good": _some(rng, size, 0.655 + 0.008 * (year - 2021) + 0.2 * school.site.effect)}


def _ks5(school: School, year: int, made: Outcomes, rng: random.Random) -> Counts | None:
    site = school.site
    if not site.sixth_form or site.kind in ("special",):
        return None
    size = max(6, round(site.year_group * (0.5 if site.kind != "sixteen_plus" else 0.8) * rng.gauss(1, 0.08)))
    points = 33.4 + 4.6 * site.effect + rng.gauss(0, 1.1) + (0.6 if year > 2020 else 0)
    general = max(3, round(size * 0.22))
    return {
        "n": size, "points": round(size * points * 100), "best": round(size * (points + 1.9) * 100),
        "aab": _some(rng, size, 0.13 + 0.12 * site.effect), "general": general,
        "general_points": round(general * (29 + 3 * site.effect + rng.gauss(0, 1.2)) * 100),
        "retained": _some(rng, size, 0.92 + 0.03 * site.effect),
    }  # fmt: skip


def _destinations(school: School, year: int, made: Outcomes, rng: random.Random) -> Counts | None:
    if not takes_ks4(school) or not school.site.is_state:
        return None
    made_counts: Counts = {}
    site = school.site
    at_16 = made.ks4.get((school.urn, year))
    size = at_16["n"] if at_16 else pupils.cohort(school, year, rng)
    poor = _some(rng, size, site.deprivation)
    for end, some, chance in (("DIS", poor, 0.885), ("NONDIS", size - poor, 0.955)):
        stayed = _some(rng, some, chance + 0.04 * site.effect - (0.1 if site.kind == "pru" else 0))
        apprentices, working = _some(rng, stayed, 0.035), _some(rng, stayed, 0.028)
        learning = max(stayed - apprentices - working, 0)
        college = _some(rng, learning, 0.42)
        sixth = _some(rng, learning - college, 0.66)
        sixth_college = learning - college - sixth
        gone = _some(rng, some - stayed, 0.75)
        for name, value in (
            ("COHORT", some), ("OVERALL_DEST", apprentices + working + learning), ("APPREN", apprentices),
            ("EMPLOYMENT", working), ("EDUCATION", learning), ("FE", college), ("SCH_6TH", sixth),
            ("SIXTH_COL", sixth_college), ("OTHER_EDU", 0),
            ("NOT_SUSTAINED", gone), ("UNKNOWN", some - apprentices - working - learning - gone),
        ):  # fmt: skip
            made_counts[f"{name}_{end}"] = value
            made_counts[name] = made_counts.get(name, 0) + value
    return made_counts


def _finance(school: School, year: int, made: Outcomes, rng: random.Random) -> Counts | None:
    site = school.site
    if school.is_academy or site.kind in ("independent", "sixteen_plus"):
        return None
    size = made.census[school.urn, year]["n"]
    usual = {"SEC": 5900, "SPE": 22500, "PRI": 4700}.get(school_type(school), 19000)
    each = usual * (1.24 if year > 2020 else 1) * (1 + 0.35 * (site.deprivation - 0.2)) + 60000 / max(size, 20)
    total = round(rng.gauss(each, each * 0.05))
    grant = round(total * rng.uniform(0.91, 0.99))
    spent = round((total) * rng.gauss(0.995, 0.025))
    parts = {"teaching": 0.475, "supply": 0.025, "support": 0.19, "premises": 0.07, "office": 0.075, "catering": 0.04,
             "staff": 0.03, "energy": 0.017, "learning": 0.035, "ict": 0.012, "services": 0.016}  # fmt: skip
    made_parts = {name: round(spent * share * rng.gauss(1, 0.08)) for name, share in parts.items()}
    return {
        "n": size, "grant": grant, "earned": total - grant, "income": total, "spent": spent, **made_parts,
        "other": spent - sum(made_parts.values()),
    }  # fmt: skip
