"""The invented England is coherent: places, lives, figures."""

from __future__ import annotations

from collections import Counter
from datetime import date
from statistics import correlation

import pytest

from commonroom.demo import results
from commonroom.demo.model import TODAY
from commonroom.demo.world import World


@pytest.mark.parametrize(("code", "least", "most"), [("990", 95, 105), ("991", 340, 360)])
def test_partnership_when_counted_then_has_the_promised_size(world, code, least, most):
    assert least <= len(world.open_schools(code)) <= most


def test_rivermead_when_counted_then_teaches_about_46_000_pupils(world):
    census = world.outcomes.census

    pupils = sum(census[s.urn, 2024]["n"] for s in world.open_schools("990") if (s.urn, 2024) in census)

    assert 44_500 <= pupils <= 48_500


def test_register_when_listed_then_every_number_is_of_the_reserved_ranges(world):
    urns = [school.urn for school in world.schools]

    assert len(urns) == len(set(urns))
    assert all(900_000 <= urn <= 999_999 for urn in urns)
    assert {area.code for area in world.authorities} == {str(code) for code in range(990, 1000)}


def test_names_when_open_then_are_unique_within_an_authority(world):
    names = Counter((s.site.authority.code, s.name) for s in world.open_schools())

    assert [name for name, times in names.items() if times > 1] == []


def test_kinds_when_counted_in_hillcrest_then_every_kind_is_there(world):
    kinds = {school.site.kind for school in world.open_schools("991")}

    assert kinds == {
        "nursery", "infant", "junior", "primary", "middle", "secondary", "all_through", "special", "pru",
        "sixteen_plus", "independent",
    }  # fmt: skip


def test_conversion_when_a_school_becomes_an_academy_then_one_closes_as_the_other_opens(world):
    old, new = (s for s in world.schools if s.name == "Harbinger High School")

    assert (old.status, old.closed_on) == ("Closed", date(2026, 2, 28))
    assert (new.type, new.opened_on, new.laestab) == ("Academy converter", date(2026, 3, 1), old.laestab)


def test_links_when_listed_then_stand_in_both_directions(world):
    turned = {"Successor": "Predecessor", "Predecessor": "Successor"}
    pairs = {(link.urn, link.other_urn, link.kind.split(" -")[0]) for link in world.links}

    assert {(other, urn, turned[kind]) for urn, other, kind in pairs} == pairs


def test_amalgamation_when_two_schools_join_then_both_link_to_the_new_one(world):
    new = world.school("Ropewalk Primary School")
    parts = {link.other_name for link in world.links if link.urn == new.urn}

    assert parts == {"Ropewalk Infant School", "Ropewalk Junior School"}
    assert new.opened_on == date(2026, 1, 1)


def test_statuses_when_counted_then_proposals_stand_in_both_partnerships(world):
    found = {(s.site.authority.code, s.status) for s in world.schools}

    for code in ("990", "991"):
        assert {(code, "Open, but proposed to close"), (code, "Proposed to open"), (code, "Closed")} <= found


def test_trust_when_an_academy_moves_then_it_keeps_its_urn_and_has_two_memberships(world):
    school = world.school("Barley Mow Academy")
    first, second = school.groups

    assert first.left_on == date(2023, 8, 31)
    assert (second.joined_on, second.left_on) == (date(2023, 9, 1), None)


def test_attainment_when_set_against_deprivation_then_falls_with_it(world):
    rows = [(world.by_urn[urn].site.deprivation, c["rwm_exp"] / c["n"])
            for (urn, year), c in world.outcomes.ks2.items()
            if year == 2024 and c["n"] > 20]  # fmt: skip

    assert -0.9 < correlation(*zip(*rows, strict=True)) < -0.3


def test_attainment_when_two_years_are_set_together_then_schools_stay_alike(world):
    ks2 = world.outcomes.ks2
    pairs = [(ks2[urn, 2023]["rwm_exp"] / ks2[urn, 2023]["n"], c["rwm_exp"] / c["n"])
             for (urn, year), c in ks2.items()
             if year == 2024 and c["n"] > 40 and (urn, 2023) in ks2]  # fmt: skip

    assert correlation(*zip(*pairs, strict=True)) > 0.4


@pytest.mark.parametrize(("year", "expected"), [(2018, 65), (2022, 60), (2024, 62)])
def test_england_when_added_up_then_is_near_what_england_really_reached(world, year, expected):
    england = results.totals(world.outcomes.ks2, world.schools)["england", "", year]

    assert abs(100 * england["rwm_exp"] / england["n"] - expected) < 3.5


def test_totals_when_areas_are_added_then_make_england(world):
    sums = results.totals(world.outcomes.ks4, world.schools)

    areas = sum(sums["la", area.code, 2024]["att8_sum"] for area in world.authorities)

    assert areas == sums["england", "", 2024]["att8_sum"]


def test_inspections_when_listed_then_show_all_three_ways_of_reporting(world):
    kinds = Counter(
        "card" if i.event == "report_card" else "without" if i.event == "graded" and i.overall is None else i.event
        for i in world.inspections
    )

    assert all(kinds[kind] > 40 for kind in ("card", "without", "graded", "ungraded"))
    assert max(i.on for i in world.inspections) < TODAY


def test_osier_bank_when_looked_up_then_tells_the_story_of_the_guide(world):
    school = world.school("Osier Bank Primary School")
    story = [(i.on, i.event) for i in world.inspections if i.urn == school.urn]

    assert school.urn == 990402
    assert story == [
        (date(2016, 5, 3), "graded"), (date(2018, 11, 14), "graded"), (date(2024, 10, 8), "ungraded"),
        (date(2026, 1, 21), "report_card"),
    ]  # fmt: skip


def test_wards_when_schools_are_placed_then_lie_near_their_ward(world: World):
    far = [
        s.name for s in world.open_schools("990")
        if abs(s.site.easting - s.site.ward.easting) + abs(s.site.northing - s.site.ward.northing) > 5000
    ]  # fmt: skip

    assert far == []
