"""The schools of an area, which of them a reader chose, and what she may choose from."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q

from commonroom.measures.decided_themes import Decision
from commonroom.partnerships import models as partnerships
from commonroom.schools.models import School
from commonroom.schools.rules import Phase

ALL_PHASES = "all"
STATE = ""
EVERY = "every"
NOT_STATE = ("Independent schools", "Online provider", "Other types", "Universities", "Welsh schools")
"""Groups of types in the register that the state does not fund; they are shown when asked for."""
NO_FAITH = {"", "None", "Does not apply", "Not applicable"}
SIZES = (
    ("under-100", "Under 100 pupils", 0, 100),
    ("100-249", "100 to 249", 100, 250),
    ("250-499", "250 to 499", 250, 500),
    ("500-999", "500 to 999", 500, 1000),
    ("1000", "1,000 and more", 1000, 10**6),
)


@dataclass(frozen=True, slots=True)
class AreaSchool:
    """One open school of the area, as the page needs it."""

    urn: int
    name: str
    phase: str
    kind: str
    type_group: str
    ward: str
    trust_uid: int | None
    trust: str
    faith: str
    pupils: int | None
    latitude: float | None
    longitude: float | None
    status: str
    as_at: date
    town: str = ""
    meals: float | None = None

    @property
    def is_state(self) -> bool:
        """Funded by the state, as far as the register's group of types says."""
        return self.type_group not in NOT_STATE and "independent" not in self.kind.casefold()


@dataclass(frozen=True)
class Option:
    """One entry of a list to choose from."""

    value: str
    words: str


@dataclass(frozen=True)
class Wanted:
    """Which schools a reader asks for, in the words of the address; unknown words ask for all."""

    phase: str = ""
    kind: str = STATE
    where: str = ""
    trust: str = ""
    faith: str = ""
    size: str = ""


@dataclass(frozen=True)
class Cluster:
    """A cluster of the partnership: some wards, some schools, or both."""

    key: str
    name: str
    wards: frozenset[str]
    urns: frozenset[int]


@dataclass(frozen=True)
class Group:
    """Schools that a reader chose herself, to compare with."""

    pk: int
    name: str
    urns: tuple[int, ...]


_FIELDS = (
    "urn",
    "name",
    "phase_group",
    "type",
    "type_group",
    "ward",
    "trust_uid",
    "trust_name",
    "religious_character",
    "pupils",
    "latitude",
    "longitude",
    "status",
    "as_at",
    "town",
    "fsm_percent",
)


def area_schools(la_codes: Sequence[str]) -> list[AreaSchool]:
    """Every open school of the authorities, by name; one statement."""
    rows = School.objects.filter(Q(la_code__in=list(la_codes)), is_open=True).order_by("name", "urn")
    return sorted((AreaSchool(*row) for row in rows.values_list(*_FIELDS)), key=lambda s: (s.name.casefold(), s.urn))


_DRAWN_UP = """
select
  (select jsonb_agg(jsonb_build_array(id, name, wards, urns) order by name) from partnerships_cluster
     where partnership_id = %(partnership)s),
  (select jsonb_agg(jsonb_build_array(id, name, urns) order by name) from measures_comparisongroup
     where partnership_id = %(partnership)s and owner_id = %(owner)s),
  (select jsonb_agg(jsonb_build_array(key, answer, kind, title, rests_on, because, decided_on, role) order by id) from (
     select distinct on (key) * from measures_themeofarea where partnership_id = %(partnership)s
     order by key, id desc) newest)
"""


@dataclass(frozen=True)
class DrawnUp:
    """What people drew up themselves: the clusters of the partnership and the groups of one reader, by name, and what
    they made of the area's themes, the newest word on each.
    """

    clusters: tuple[Cluster, ...] = ()
    groups: tuple[Group, ...] = ()
    decisions: tuple[Decision, ...] = ()


def drawn_up(partnership: partnerships.Partnership, owner_id: int) -> DrawnUp:
    """The clusters of a partnership, the groups that one reader made in it and what was decided on its themes; one
    statement inside its scope.
    """
    with connection.cursor() as cursor:
        cursor.execute(_DRAWN_UP, {"partnership": partnership.pk, "owner": owner_id})
        clusters, groups, decided = (json.loads(found or "[]") for found in cursor.fetchone())
    return DrawnUp(
        tuple(Cluster(f"cluster:{pk}", name, frozenset(wards), frozenset(urns)) for pk, name, wards, urns in clusters),
        tuple(Group(pk, name, tuple(urns)) for pk, name, urns in groups),
        tuple(_decision(*row) for row in decided),
    )


def _decision(
    key: str, answer: str, kind: str, title: str, rests_on: str, because: str, day: str, role: str
) -> Decision:
    return Decision(key, answer, kind, title, rests_on, because, date.fromisoformat(day), role)


def default_phase(schools: Iterable[AreaSchool]) -> str:
    """The phase with most schools; of several, the first in the order of phases."""
    counts = Counter(school.phase for school in schools if school.is_state)
    order = [phase.value for phase in Phase]
    return max(order, key=lambda phase: (counts[phase], -order.index(phase))) if counts else ALL_PHASES


def chosen_phase(asked: str, schools: Iterable[AreaSchool]) -> str:
    """The phase asked for, where the area has schools of it; else the one with most schools."""
    held = list(schools)
    if asked == ALL_PHASES or asked in {school.phase for school in held}:
        return asked
    return default_phase(held)


def chosen(schools: Iterable[AreaSchool], wanted: Wanted, places: Sequence[Cluster] = ()) -> list[AreaSchool]:
    """The schools that a reader asks for, in their order."""
    tests: list[Callable[[AreaSchool], bool]] = [_kind(wanted.kind)]
    if wanted.phase != ALL_PHASES:
        tests.append(lambda school: school.phase == wanted.phase)
    if wanted.where:
        tests.append(_where(wanted.where, places))
    if wanted.trust:
        tests.append(lambda school: _trust_key(school) == wanted.trust)
    if wanted.faith:
        tests.append(lambda school: _faith_fits(school, wanted.faith))
    if band := next((band for band in SIZES if band[0] == wanted.size), None):
        tests.append(lambda school: school.pupils is not None and band[2] <= school.pupils < band[3])
    return [school for school in schools if all(test(school) for test in tests)]


def _kind(kind: str) -> Callable[[AreaSchool], bool]:
    if kind == EVERY:
        return lambda school: True
    if kind == STATE:
        return lambda school: school.is_state
    return lambda school: school.type_group == kind


def _where(where: str, places: Sequence[Cluster]) -> Callable[[AreaSchool], bool]:
    if place := next((place for place in places if place.key == where), None):
        return lambda school: school.ward in place.wards or school.urn in place.urns
    ward = where.removeprefix("ward:")
    return lambda school: school.ward == ward


def _trust_key(school: AreaSchool) -> str:
    return str(school.trust_uid) if school.trust_uid else "none"


def _faith_fits(school: AreaSchool, faith: str) -> bool:
    has = school.faith not in NO_FAITH
    if faith in ("any", "none"):
        return has == (faith == "any")
    return school.faith == faith


def phase_options(schools: Iterable[AreaSchool]) -> list[Option]:
    """The phases of the area's state-funded schools with how many schools, and all together."""
    counts = Counter(school.phase for school in schools if school.is_state)
    listed = [
        Option(p.value, f"{p.words[0].upper()}{p.words[1:]} ({counts[p.value]})") for p in Phase if counts[p.value]
    ]
    return [*listed, Option(ALL_PHASES, f"All phases ({sum(counts.values())})")]


def filter_options(schools: Sequence[AreaSchool], places: Sequence[Cluster]) -> Mapping[str, list[Option]]:
    """What each of the filters may be, from the schools there are: kind, where, trust, faith, size."""
    groups = sorted({school.type_group for school in schools if school.type_group})
    kinds = [Option(STATE, "All state-funded"), *(Option(g, g) for g in groups)]
    if any(not school.is_state for school in schools):
        kinds.append(Option(EVERY, "All, independent too"))
    wards = sorted({school.ward for school in schools if school.ward})
    where = [Option("", "Everywhere"), *(Option(p.key, p.name) for p in places)]
    where += [Option(f"ward:{ward}", ward) for ward in wards]
    trusts = {_trust_key(school): school.trust for school in schools if school.trust_uid and school.trust}
    named = sorted(trusts.items(), key=lambda pair: pair[1].casefold())
    faiths = sorted({school.faith for school in schools} - NO_FAITH)
    return {
        "kind": kinds,
        "where": where,
        "trust": [Option("", "Any or none"), Option("none", "No trust"), *(Option(k, n) for k, n in named)],
        "faith": [
            Option("", "Any or none"),
            Option("none", "Without a faith"),
            Option("any", "With a faith"),
            *(Option(faith, faith) for faith in faiths),
        ],
        "size": [Option("", "Any size"), *(Option(key, words) for key, words, _, _ in SIZES)],
    }
