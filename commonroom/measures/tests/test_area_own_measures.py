"""A partnership's own measures on the area page: all of them, one's own school's, or none, by the post."""

from __future__ import annotations

import pytest

from commonroom.measures.models import OwnLoading, OwnMeasure, OwnValue
from commonroom.measures.tests import factories as make
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


def test_own_measures_when_a_phase_is_chosen_then_those_schools_alone(client, amara, oakfield, osier_bank, clubs):
    osier_bank.phase = "Secondary"
    osier_bank.save()
    sign_in(client, amara)

    pages = [client.get(f"{PAGE}?phase={phase}").content.decode() for phase in ("primary", "secondary", "all")]

    assert [(">714<" in page, ">829<" in page) for page in pages] == [(True, False), (False, True), (True, True)]


def test_own_measures_when_none_of_the_chosen_has_one_then_says_so(client, amara, oakfield, osier_bank, clubs):
    make.school(990050, phase="Secondary", type_group="Local authority maintained schools")

    page = sign_in(client, amara).get(f"{PAGE}?phase=secondary").content.decode()

    assert "None of the schools chosen above has one." in page
