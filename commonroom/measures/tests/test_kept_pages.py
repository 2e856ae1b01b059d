"""Pages that are kept say what pages drawn afresh say, to each reader her own, and never what no longer holds."""

import re

import pytest

from commonroom.measures.models import ComparisonGroup
from commonroom.measures.tests import area_rows, school_world
from commonroom.measures.tests import factories as make
from commonroom.measures.tests.test_school_page import own_figure
from commonroom.partnerships.models import Cluster
from commonroom.partnerships.scope import entered
from commonroom.schools import services
from commonroom.schools.models import School
from commonroom.schools.selectors import kept
from tests.cast import AT, sign_in

SCHOOL = "/rivermead/schools/900101/"
PAGES = (
    SCHOOL,
    "/rivermead/area/",
    "/rivermead/area/?phase=all",
    "/rivermead/area/measures/",
    "/rivermead/schools/",
    "/rivermead/compare/?urn=900101",
    "/rivermead/figures/900101/ks2_rwm_exp/2018/",
    "/rivermead/data/",
    "/rivermead/",
)


def body(client, path):
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", response.content)


@pytest.fixture
def held(oakfield):
    """Facts with a number, so that pages are kept."""
    school_world.results(oakfield)
    services.facts_changed()
    return oakfield


@pytest.mark.parametrize("path", PAGES)
def test_kept_page_when_asked_for_again_then_as_if_drawn_afresh(client, amara, held, path):
    sign_in(client, amara)
    first, again = body(client, path), body(client, path)
    kept.forget()

    assert (again, body(client, path)) == (first, first)


@pytest.mark.parametrize("path", PAGES[:-2])
def test_kept_page_when_a_fact_changed_then_says_the_new_one(client, amara, held, path):
    sign_in(client, amara)
    before = body(client, path)
    School.objects.filter(pk=held.pk).update(name="Newly Named School", pupils=333)
    make.value(held, "absence_overall", 2018, 4.5)
    area_rows.benchmark("absence_overall", "la", "990", 4.5, year=2018)
    services.facts_changed()
    after = body(client, path)
    kept.forget()

    assert (after, after == before) == (body(client, path), False)


def test_kept_school_when_a_reader_may_see_own_figures_then_no_other_reader_gets_them(
    client, rivermead, held, chidi, grace
):
    own_figure(rivermead, held.pk)

    shown = [b"Reading age ahead" in body(sign_in(client, who), SCHOOL) for who in (chidi, grace, chidi)]

    assert shown == [True, False, True]


def test_kept_school_when_its_own_head_reads_then_others_are_still_spoken_to_as_others(client, held, chidi, grace):
    shown = [b"How your pupils get on" in body(sign_in(client, who), SCHOOL) for who in (chidi, grace)]

    assert shown == [True, False]


def test_kept_area_when_a_cluster_is_drawn_up_then_it_is_offered_at_once(client, amara, rivermead, held):
    area_rows.three_schools()
    sign_in(client, amara)
    before = body(client, "/rivermead/area/")
    with entered(rivermead):
        Cluster.objects.create(partnership=rivermead, name="Along the river", urns=[990001])

    assert (b"Along the river" in before, b"Along the river" in body(client, "/rivermead/area/")) == (False, True)


def test_kept_area_when_a_reader_has_a_group_then_it_is_offered_to_her_alone(client, amara, grace, rivermead, held):
    area_rows.three_schools()
    with entered(rivermead):
        ComparisonGroup.objects.create(
            partnership=rivermead, name="My six", urns=[990001], owner_id=amara.pk, made_at=AT
        )

    shown = [b"My six" in body(sign_in(client, who), "/rivermead/area/") for who in (amara, grace, amara)]

    assert shown == [True, False, True]


def test_kept_school_when_two_partnerships_look_then_each_sees_its_own_area(client, amara, harun, held):
    rivermead = body(sign_in(client, amara), SCHOOL)
    hillcrest = body(sign_in(client, harun), SCHOOL.replace("rivermead", "hillcrest"))

    assert (b"Not a school of" in rivermead, b"Not a school of" in hillcrest) == (False, True)
