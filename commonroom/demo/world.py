"""The invented England, put together: the same seed always gives the same world."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import cached_property

from commonroom.demo import places, results
from commonroom.demo.inspections import inspect
from commonroom.demo.lives import Lives
from commonroom.demo.model import TODAY, Authority, Group, Inspection, Link, Region, School, Site
from commonroom.demo.names import Places
from commonroom.demo.schools import Maker


@dataclass
class World:
    """Everything that the files of the demonstration tell. Figures are in `outcomes`, keyed as `results` says."""

    seed: int
    authorities: tuple[Authority, ...]
    sites: list[Site]
    groups: list[Group]
    links: list[Link]
    inspections: list[Inspection] = field(default_factory=list)
    outcomes: results.Outcomes = field(default_factory=results.Outcomes)

    @cached_property
    def schools(self) -> list[School]:
        """Every entry of the register, open and closed, by URN."""
        return sorted((school for site in self.sites for school in site.schools), key=lambda s: s.urn)

    @cached_property
    def by_urn(self) -> dict[int, School]:
        return {school.urn: school for school in self.schools}

    @property
    def regions(self) -> tuple[Region, ...]:
        return places.REGIONS

    def open_schools(self, la_code: str | None = None) -> list[School]:
        """Schools that teach on the day of the register, of one authority or of all."""
        return [
            s for s in self.schools
            if s.status.startswith("Open") and s.open_on(TODAY) and la_code in (None, s.site.authority.code)
        ]  # fmt: skip

    def school(self, name: str, la_code: str = "990") -> School:
        """The school of that name that stands last in its authority. KeyError when there is none."""
        found = [s for s in self.schools if s.name == name and s.site.authority.code == la_code]
        if not found:
            raise KeyError(name)
        return max(found, key=lambda s: (s.status != "Closed", s.urn))


def build(seed: int = 2026) -> World:
    """The world of a seed; about two seconds. Nothing in it depends on the clock."""
    rng = random.Random(f"{seed}:schools")
    vocabulary = Places(rng)
    areas = places.authorities(rng, vocabulary)
    maker = Maker(rng, vocabulary)
    for area in areas:
        maker.fill(area)
    lives = Lives(maker)
    for area in areas:
        lives.happen(area)
    world = World(seed, areas, maker.sites, lives.groups, lives.links)
    world.inspections = inspect(world.schools, random.Random(f"{seed}:inspections"))
    world.outcomes = results.draw(world.schools, seed)
    return world
