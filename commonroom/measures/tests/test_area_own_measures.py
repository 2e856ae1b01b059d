"""A partnership's own measures on the area page: all of them, one's own school's, or none, by the post."""

from __future__ import annotations

import pytest

from commonroom.measures.models import OwnLoading, OwnMeasure, OwnValue
from commonroom.partnerships.scope import entered
from tests.cast import AT, hold, sign_in

PAGE = "/rivermead/area/"


@pytest.fixture
def clubs(rivermead, oakfield, osier_bank):
    """Clubs offered, by two schools, with an older year beside."""
    with entered(rivermead):
        measure = OwnMeasure.objects.create(
            partnership=rivermead, slug="clubs", name="Clubs offered", unit="number", direction="up",
            made_at=AT, made_by_name="Amara Osei",
        )  # fmt: skip
        loading = OwnLoading.objects.create(
            partnership=rivermead, sha256="0" * 64, file_name="clubs.csv", rows=3, loaded_at=AT, loaded_by_name="Amara"
        )
        for row, (urn, year, number) in enumerate(
            ((oakfield.urn, 2024, 714), (osier_bank.urn, 2024, 829), (oakfield.urn, 2023, 655)), start=2
        ):
            OwnValue.objects.create(
                partnership=rivermead, measure=measure, loading=loading, urn=urn, year=year, number=number, row=row
            )
    return loading


def read(client, person) -> str:
    return sign_in(client, person).get(PAGE).content.decode()


def test_own_measures_when_a_manager_looks_then_every_school_in_the_newest_year(client, amara, clubs):
    page = read(client, amara)

    assert [number in page for number in (">714<", ">829<", ">655<")] == [True, True, False]
    assert f"/rivermead/data/own/{clubs.pk}/rows/2/" in page


def test_own_measures_when_a_head_looks_then_her_own_school_alone(client, chidi, clubs):
    page = read(client, chidi)

    assert [number in page for number in (">714<", ">829<")] == [True, False]


def test_own_measures_when_the_post_has_no_such_right_then_none(client, dora, eleanor, clubs):
    assert ["Clubs offered" in read(client, person) for person in (dora, eleanor)] == [False, False]


def test_own_measures_when_a_head_holds_a_lesser_post_elsewhere_then_that_school_stays_closed(
    client, chidi, osier_bank, rivermead, clubs
):
    hold(chidi, "business-manager", rivermead, urn=osier_bank.urn)

    page = read(client, chidi)

    assert [number in page for number in (">714<", ">829<")] == [True, False]
