"""A figure opens to its file, row, release, loader, earlier values and definition."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonroom.measures.models import Measure
from commonroom.measures.tests import area_rows
from commonroom.measures.tests import factories as make
from commonroom.measures.tests import school_world as world
from commonroom.schools.models import LocalAuthority, StatisticalNeighbour
from commonroom.web.testing import Visitor
from tests.cast import sign_in

FIGURE = "/rivermead/figures/900101/ks2_rwm_exp/2018/"


@pytest.fixture
def visit(client, amara, oakfield):
    """Amara, signed in."""
    return Visitor(sign_in(client, amara))


@pytest.fixture
def held(oakfield):
    """Results of Oakfield from one file."""
    return world.results(oakfield)


@pytest.mark.req("F02")
def test_figure_when_opened_then_file_row_column_release_and_loader(visit, held):
    visit.opens(FIGURE).reads(
        "ks2_2019.csv, row 41, column PTRWM_EXP",
        "Source ks2_final 2018",
        "Release the first",
        "6 March 2026 by Priya Raman",
        "It rests on 60 pupils.",
        "One pupil is worth 1.7 points.",
    )


@pytest.mark.req("F02")
def test_figure_when_reissued_then_the_earlier_one_and_its_release(visit, held, oakfield):
    first = make.loading("ks2_provisional", 2018, name="early.csv")
    make.value(oakfield, "ks2_rwm_exp", 2018, 57, loading_id=first.pk, row=12, current=False)

    visit.opens(FIGURE).reads("57% in ks2_provisional 2018, loaded 6 March 2026")


@pytest.mark.req("K08")
def test_figure_when_others_have_it_then_rank_and_centile_of_how_many(visit, held):
    world.neighbours(3, slug="ks2_rwm_exp")

    visit.opens(FIGURE).reads(
        "1st of 4 primary schools in Rivermead that have this figure.",
        "58 in 100 of the 14,000 primary schools that have it in England have a lower figure.",
    )


def test_figure_when_beside_others_then_how_each_was_come_by(visit, held):
    visit.opens(FIGURE).reads("65% published", "68% from 7 of 8 schools", "2017–18")


@pytest.mark.req("E06")
def test_figure_when_neighbours_are_known_then_their_average_date_and_names(visit, held):
    for rank, code in enumerate(("993", "994"), 1):
        LocalAuthority.objects.create(code=code, name=f"Council {code}")
        StatisticalNeighbour.objects.create(
            authority_code="990",
            as_at=date(2025, 5, 1),
            rank=rank,
            neighbour_code=code,
            neighbour_name=f"Council {code}",
            loading_id=1,
            row=rank,
        )
        world.bench("ks2_rwm_exp", 2018, "la", code, 60 + 2 * rank)

    visit.opens(FIGURE).reads("63% from 2 of 2 areas", "by the list of May 2025: Council 993, Council 994.")


def test_figure_when_suppressed_then_words(visit, oakfield):
    loading = make.loading("ks2_final", 2018)
    make.value(oakfield, "ks2_rwm_exp", 2018, status=1, loading_id=loading.pk)

    visit.opens(FIGURE).reads("Too few pupils took part to publish a figure.")


def test_figure_when_of_a_predecessor_then_says_whose(visit, oakfield):
    before = make.school(900050, name="Oakfield Infants", status="Closed", is_open=False)
    world.link(oakfield.urn, 900050)
    loading = make.loading("ks2_final", 2018)
    make.value(before, "ks2_rwm_exp", 2018, 61, loading_id=loading.pk)

    visit.opens(FIGURE).reads("This is the figure of Oakfield Infants, which was here before.", "61%†")


def test_figure_when_a_script_opens_it_then_the_panel_alone(client, amara, held):
    answer = sign_in(client, amara).get(FIGURE, headers={"HX-Request": "true"})

    assert (b"cr-prov__panel" in answer.content, b"<html" in answer.content) == (True, False)


def test_figure_when_its_definition_is_followed_then_the_measure(visit, held):
    visit.opens(FIGURE).follows("how it is defined").reads(
        "Reading, writing and maths at the expected standard",
        "Higher is more favourable.",
        "14000",
        "2018–19",
        "ks2_final 2018",
    )


def test_measure_when_a_file_defined_it_then_its_name(visit):
    Measure.objects.create(slug="ees_x.y", name="Lunch clubs", unit="number", direction="none")

    visit.opens("/rivermead/measures/ees_x.y/").reads("Lunch clubs", "does not say what it counts")


def test_area_figure_when_published_then_file_and_row(visit, held):
    visit.opens("/rivermead/figures/area/england/all/ks2_rwm_exp/2018/").reads(
        "England in 2018–19: 65%, published.", "ks2_2019.csv, row 3"
    )


def test_area_figure_when_worked_out_then_from_how_many(visit, held):
    LocalAuthority.objects.create(code="990", name="Rivermead")

    visit.opens("/rivermead/figures/area/la/990/ks2_rwm_exp/2018/").reads(
        "Rivermead in 2018–19: 68%, worked out from 7 of 8 schools.", "No total was published for Rivermead"
    )


def test_area_figure_when_of_a_phase_then_that_number_and_whose_it_is(visit, held):
    area_rows.benchmark("ks2_rwm_exp", "england", "", 66, year=2018, phase="primary")

    visit.opens("/rivermead/figures/area/england/all/ks2_rwm_exp/2018/?phase=primary").reads(
        "Primary schools of England in 2018–19: 66%", "Where 66% comes from"
    )


@pytest.mark.parametrize(
    "path",
    [
        "900101/ks2_rwm_exp/2015/",
        "900101/no_such/2018/",
        "900999/ks2_rwm_exp/2018/",
        "area/england/990/ks2_rwm_exp/2018/",
        "area/england/all/ks2_rwm_exp/2018/?phase=unheard-of",
        "area/county/all/ks2_rwm_exp/2018/",
        "area/la/all/ks2_rwm_exp/2018/",
        "99999999999/ks2_rwm_exp/99999999999999/",
    ],
)
def test_figure_when_there_is_none_then_not_found(visit, held, path):
    visit.opens(f"/rivermead/figures/{path}", expect=404)


def test_figure_when_opened_then_few_questions(client, amara, held):
    sign_in(client, amara).get(FIGURE)

    with CaptureQueriesContext(connection) as asked:
        client.get(FIGURE)

    assert len([q for q in asked.captured_queries if "SAVEPOINT" not in q["sql"]]) <= 14
