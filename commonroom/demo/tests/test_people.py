"""The people of the demonstration and the blueprints they work in."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from commonroom.demo.people import PEOPLE

BLUEPRINTS = Path(__file__).parents[3] / "blueprints"
ROLES = {
    "partnership-manager", "head-of-service", "school-improvement-lead", "adviser", "support-officer", "headteacher",
    "chair-of-governors", "business-manager", "training-lead", "board-member", "board-chair", "lead-school",
    "peer-reviewer", "finance-officer", "portal-editor", "regions-group", "ofsted", "national-association",
    "returning-officer", "elected-member", "platform-data-officer", "platform-operator",
}  # fmt: skip


def test_people_when_their_posts_are_listed_then_hold_every_role():
    assert {post.role for person in PEOPLE for post in person.posts} == ROLES


def test_people_when_listed_then_nobody_shares_a_slug_or_an_address():
    assert len({p.slug for p in PEOPLE}) == len({p.email for p in PEOPLE}) == len(PEOPLE)
    assert all(p.email.endswith(".example") for p in PEOPLE)


def test_posts_when_at_a_school_then_it_is_open_and_in_the_partnerships_area(world):
    areas = {"rivermead": "990", "hillcrest": "991"}
    for person in PEOPLE:
        for post in person.posts:
            if post.school:
                school = world.by_urn[post.school]
                assert (school.status, school.site.authority.code) == ("Open", areas[post.partnership])


def test_heads_when_they_sign_in_then_the_register_names_them(world):
    heads = {p.name: post.school for p in PEOPLE for post in p.posts if post.role == "headteacher"}

    assert {name: " ".join(world.by_urn[urn].site.head[1:]) for name, urn in heads.items()} == {n: n for n in heads}


def test_posts_when_one_person_works_in_both_partnerships_then_it_is_daniel():
    both = [p.slug for p in PEOPLE if {post.partnership for post in p.posts} >= {"rivermead", "hillcrest"}]

    assert both == ["daniel"]


@pytest.mark.parametrize(("slug", "code"), [("rivermead", "990"), ("hillcrest", "991")])
def test_blueprint_when_it_has_clusters_then_every_ward_of_the_area_is_in_one(world, slug, code):
    blueprint = tomllib.loads((BLUEPRINTS / f"{slug}.toml").read_text(encoding="utf-8"))
    area = next(a for a in world.authorities if a.code == code)

    wards = Counter(ward for cluster in blueprint["clusters"] for ward in cluster["wards"])

    assert blueprint["la_codes"] == [code]
    assert wards == Counter(ward.name for ward in area.wards)
