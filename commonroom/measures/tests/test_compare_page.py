"""Up to six schools side by side."""

import io

import pytest
import python_calamine as calamine

from commonroom.measures.tests import factories as make
from commonroom.measures.tests import school_world as world
from commonroom.schools.models import SearchWord
from commonroom.web.testing import Visitor
from tests.cast import sign_in

COMPARE = "/rivermead/compare/"


@pytest.fixture
def visit(client, amara, oakfield, osier_bank):
    """Amara, signed in, with results of Oakfield and Osier Bank."""
    world.results(oakfield)
    make.value(osier_bank, "ks2_rwm_exp", 2018, 40, cohort=30)
    return Visitor(sign_in(client, amara))


def test_compare_when_nothing_is_asked_then_how_to_begin(visit):
    visit.opens(COMPARE).reads("Choose up to six schools, from anywhere in England")


@pytest.mark.req("E06")
def test_compare_when_two_schools_then_both_figures_pupils_and_comparators(visit):
    visit.opens(f"{COMPARE}?urn=900101&urn=900102").reads(
        "58%", "60 pupils", "40%", "well below, 30 pupils", "65%", "68%"
    )


def test_compare_when_seven_are_asked_then_six(visit):
    others = world.neighbours(6, slug="ks2_rwm_exp")
    asked = "&".join(f"urn={s.urn}" for s in others)

    visit.opens(f"{COMPARE}?{asked}&urn=900101").reads("Neighbour 5", "Six stand side by side.").does_not_read(
        "Oakfield"
    )


def test_compare_when_one_is_removed_then_the_other_stays(visit):
    visit.opens(f"{COMPARE}?urn=900101&urn=900102").follows("Remove Oakfield Primary School")

    visit.reads("Osier Bank Primary School").does_not_read("58%")


def test_compare_when_a_urn_is_found_then_it_can_be_added(visit):
    SearchWord.objects.create(word="osier", schools=1)

    visit.opens(f"{COMPARE}?urn=900101").fills(q="900102").presses("Find a school to add").follows(
        "Add Osier Bank Primary School"
    )

    visit.reads("58%", "40%")


@pytest.mark.parametrize("asked", ["urn=abc", "urn=-1", "urn=٩٠٠١٠١", "urn=99999999999999999999999", "urn=900999"])
def test_compare_when_urns_are_nonsense_then_no_school(visit, asked):
    visit.opens(f"{COMPARE}?{asked}").reads("Choose up to six schools")


def test_compare_when_suppressed_then_words(visit, oakfield):
    make.value(oakfield, "ks2_read_exp", 2018, status=1)

    visit.opens(f"{COMPARE}?urn=900101").reads("too few")


def test_download_when_xlsx_then_numbers_and_no_formula(visit, oakfield):
    oakfield.name = "=HYPERLINK(1)"
    oakfield.save()

    answer = visit.client.get(f"{COMPARE}download/xlsx/?urn=900101")

    rows = calamine.load_workbook(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    row = next(r for r in rows if r[0] == "Reading, writing and maths")
    assert (rows[0][4], row[1:]) == ("=HYPERLINK(1)", ["2018–19", 65.0, 68.0, 58.0])


def test_download_when_csv_then_the_same_rows(visit):
    answer = visit.client.get(f"{COMPARE}download/csv/?urn=900101")

    assert '"Reading, writing and maths",2018–19,65.0,68.0,58.0' in answer.content.decode("utf-8-sig")


def test_compare_when_two_schools_have_one_name_then_their_numbers_tell_them_apart(visit, osier_bank, oakfield):
    type(oakfield).objects.filter(pk=osier_bank.pk).update(name=oakfield.name, la_name="")
    visit.opens(f"{COMPARE}?urn=900101&urn=900102").reads("URN 900102, Community school")

    heads = [head.text for head in visit.page.find("th") if head.text.startswith("Oakfield Primary School")]
    assert heads == ["Oakfield Primary SchoolURN 900101", "Oakfield Primary SchoolURN 900102"]


def test_compare_when_on_a_phone_then_each_figure_says_whose_it_is(visit):
    visit.opens(f"{COMPARE}?urn=900101&urn=900102")

    row = next(row for row in visit.page.find("tr") if "58%" in row.text)
    labels = [cell.attributes["data-label"] for cell in row.find("td")]
    assert labels == ["Year", "England", "Rivermead", "Oakfield Primary School", "Osier Bank Primary School"]
