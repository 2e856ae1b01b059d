"""The page of one school: numbers equal rows, every regime, lives, voices, doors and cost."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonroom.measures.models import Inspection, OwnLoading, OwnMeasure, OwnValue
from commonroom.measures.tests import factories as make
from commonroom.measures.tests import school_world as world
from commonroom.partnerships.models import Cluster
from commonroom.partnerships.scope import entered
from commonroom.schools.models import SchoolChange
from commonroom.web.testing import Visitor
from tests.cast import AT, sign_in

PAGE = "/rivermead/schools/900101/"


@pytest.fixture
def visit(client, amara, oakfield):
    """Amara, signed in."""
    return Visitor(sign_in(client, amara))


def bare(response):
    """The body without the token of the sign-out form, the one thing on a page that chance decides."""
    return re.sub(rb'name="csrfmiddlewaretoken" value="[^"]+"', b"", response.content)


def opened(client, person):
    return Visitor(sign_in(client, person)).opens(PAGE)


@pytest.mark.req("J04")
def test_school_when_results_are_held_then_number_cohort_england_and_worth_of_one_pupil(visit, oakfield):
    world.results(oakfield)

    visit.opens(PAGE).reads(
        "58 in 100 pupils here reach the expected standard in reading, writing and maths",
        "(35 of 60 pupils), seven points under England’s 65 in 100; one pupil is worth 1.7 points.",
        "Seven points under England, which is between four and five pupils",
    )


def test_school_when_its_own_head_reads_then_your_pupils(client, chidi, oakfield):
    world.results(oakfield)

    opened(client, chidi).reads("58 in 100 of your pupils", "How your pupils get on").does_not_read("pupils here")


def test_school_when_another_head_reads_then_pupils_here(client, grace, oakfield):
    world.results(oakfield)

    opened(client, grace).reads("58 in 100 pupils here").does_not_read("your pupils")


def test_school_when_a_figure_is_suppressed_then_words_and_never_zero(visit, oakfield):
    make.value(oakfield, "ks2_rwm_exp", 2018, status=1, cohort=4)

    visit.opens(PAGE).reads("too few", "Too few pupils took part to publish a figure.").does_not_read("0%")


def test_school_when_under_eleven_pupils_then_no_picture(visit, oakfield):
    for year in (2016, 2017, 2018):
        make.value(oakfield, "ks2_rwm_exp", year, 50, cohort=8)

    visit.opens(PAGE).reads("Few pupils, so no picture is drawn")

    assert [s for s in visit.page.find("svg") if "expected standard" in s.attributes.get("aria-label", "")] == []


def test_school_when_years_without_tests_lie_between_then_a_band(visit, oakfield):
    for year in (2017, 2018, 2022, 2023):
        make.value(oakfield, "ks2_rwm_exp", year, 50 + year - 2017, cohort=60)

    chart = next(
        s for s in visit.opens(PAGE).page.find("svg") if "expected standard" in s.attributes.get("aria-label", "")
    )

    assert "no tests" in chart.text


def test_school_when_six_of_the_area_have_the_fact_then_a_strip(visit, oakfield):
    make.value(oakfield, "context_fsm_ever", 2018, 38)
    world.neighbours(5)

    strips = [s.attributes["aria-label"] for s in visit.opens(PAGE).page.find("svg") if "aria-label" in s.attributes]

    assert [label for label in strips if "this school 38" in label and "schools from 10" in label] != []


def test_school_when_five_of_the_area_have_the_fact_then_no_strip(visit, oakfield):
    make.value(oakfield, "context_fsm_ever", 2018, 38)
    world.neighbours(4)

    assert [s for s in visit.opens(PAGE).page.find("svg") if "schools from" in s.attributes.get("aria-label", "")] == []


def test_inspections_when_of_three_regimes_then_each_in_its_own_words(visit, oakfield):
    world.inspection(
        oakfield.urn, date(2018, 11, 14), overall="Good", judgements={"Personal development": "Outstanding"}
    )
    world.inspection(oakfield.urn, date(2024, 10, 8), regime="judgements_only", event="ungraded",
                     judgements={"Outcome": "Standards maintained"})  # fmt: skip
    world.inspection(oakfield.urn, date(2026, 1, 21), regime="report_card", safeguarding="Met",
                     judgements={"Achievement": "Expected standard", "Inclusion": "Strong standard"})  # fmt: skip

    page = visit.opens(PAGE)

    page.reads("Good, 14 November 2018", "Personal development outstanding.", "Standards maintained, 8 October 2024")
    pips = [len([a for a in s.find("path") if a.attributes.get("class") == "on"]) for s in page.page.find("svg")
            if s.has_class("cr-pips")]  # fmt: skip
    assert pips == [4, 3]


@pytest.mark.req("F02")
def test_inspection_when_two_files_tell_of_it_then_it_stands_once_and_both_rows_open(visit, oakfield):
    files = make.loading("inspections_csv", 2019, name="list.csv"), make.loading("gias", 2022, name="register.csv")
    for file, day in zip(files, (date(2019, 9, 17), date(2019, 9, 18)), strict=True):
        held = world.inspection(oakfield.urn, day, overall="Good")
        Inspection.objects.filter(pk=held.pk).update(loading_id=file.pk, source=file.release.kind)

    page = visit.opens(PAGE)
    assert page.text.count("Good, 1") == 1
    page.reads("Good, 18 September 2019", "and a list of inspections: the row", "which gives 17 September 2019.")
    rows = [a.attributes["href"] for a in page.page.find("a") if "/data/files/" in a.attributes.get("href", "")]
    assert rows == [f"/rivermead/data/files/{file.pk}/rows/2/" for file in reversed(files)]


def test_inspection_when_of_a_predecessor_then_marked(visit, oakfield):
    make.school(900050, name="Oakfield Infants", status="Closed", is_open=False)
    world.link(oakfield.urn, 900050)
    world.inspection(900050, date(2012, 5, 3), overall="Requires improvement")

    visit.opens(PAGE).reads("Requires improvement, 3 May 2012 at Oakfield Infants", "Before it: Oakfield Infants")


@pytest.mark.req("F02")
def test_life_when_the_register_changed_then_fact_before_and_since(visit, oakfield):
    SchoolChange.objects.create(
        urn=oakfield.urn, as_at=date(2025, 9, 1), loading_id=1, before={"trust_name": ""},
        after={"trust_name": "Bright Water Trust"},
    )  # fmt: skip

    visit.opens(PAGE).reads("1 September 2025 Trust not given Bright Water Trust")


def test_results_when_of_a_predecessor_then_shown_and_marked(visit, oakfield):
    before = make.school(900050, name="Oakfield Infants", status="Closed", is_open=False)
    world.link(oakfield.urn, 900050)
    make.value(before, "ks2_rwm_exp", 2018, 61, cohort=30)

    visit.opens(PAGE).reads("61%†", "† Figures of the school that was here before.")


def test_alike_when_found_then_why_and_a_key_measure_of_each(visit, oakfield):
    world.results(oakfield)
    other = make.school(900301, la="993", name="Lime Quay Primary")
    make.value(other, "ks2_rwm_exp", 2018, 71, cohort=30)
    world.alike(oakfield.urn, 900301)

    visit.opens(PAGE).reads("Lime Quay Primary", "Disadvantage, languages, size, SEN support and education", "71%")


def test_school_when_nothing_is_published_then_sentences_and_no_empty_tables(visit, oakfield):
    visit.opens(PAGE).reads(
        "No results or attendance are held",
        "No facts about its pupils are held.",
        "No inspection of this school is held.",
    )

    assert visit.page.find("table") == []


def test_school_when_special_then_its_results_are_not_set_beside_schools_of_every_kind(visit):
    special = make.school(900800, phase="Not applicable", kind="Community special school")
    special.refresh_from_db()
    world.results(special)

    visit.opens("/rivermead/schools/900800/").reads("England’s figure is of schools of every kind.")

    visit.does_not_read("under England")


def test_school_when_closing_then_says_so(visit, oakfield):
    oakfield.status, oakfield.closed_on = "Open, but proposed to close", date(2026, 8, 31)
    oakfield.save()

    visit.opens(PAGE).reads("This school is open, and proposed to close on 31 August 2026.")


def own_figure(partnership, urn):
    with entered(partnership):
        measure = OwnMeasure.objects.create(
            partnership=partnership, slug="reading-ages", name="Reading age ahead", unit="percent", direction="up",
            made_at=AT, made_by_name="Amara",
        )  # fmt: skip
        loading = OwnLoading.objects.create(
            partnership=partnership, sha256="0" * 64, file_name="own.csv", rows=1, loaded_at=AT, loaded_by_name="Amara"
        )
        OwnValue.objects.create(
            partnership=partnership, measure=measure, loading=loading, urn=urn, year=2025, number=83, row=7
        )


@pytest.mark.parametrize(("who", "sees"), [("chidi", True), ("amara", True), ("grace", False), ("dora", False),
                                           ("eleanor", False), ("ben", False)])  # fmt: skip
def test_own_measures_when_read_then_only_by_the_matrix(request, client, rivermead, oakfield, who, sees):
    own_figure(rivermead, oakfield.urn)

    page = opened(client, request.getfixturevalue(who))

    assert ("Reading age ahead" in page.text, "own.csv" in page.html) == (sees, sees)


def test_own_measures_when_of_another_partnership_then_never_shown(client, amara, hillcrest, oakfield):
    own_figure(hillcrest, oakfield.urn)

    opened(client, amara).does_not_read("Reading age ahead")


def test_cluster_when_named_by_urn_then_shown(client, amara, rivermead, oakfield):
    with entered(rivermead):
        Cluster.objects.create(partnership=rivermead, name="North bank", urns=[oakfield.urn])

    opened(client, amara).reads("Cluster North bank")


def test_school_when_of_elsewhere_then_beside_its_own_area(visit):
    make.school(900900, la="995", name="Far Away School", la_name="Northaven")

    visit.opens("/rivermead/schools/900900/").reads("it is shown beside its own area, Northaven.")


@pytest.mark.parametrize("urn", ["900999", "1", "99999999999999999999"])
def test_school_when_unknown_then_the_body_of_any_unknown_page(client, amara, oakfield, urn):
    unknown = sign_in(client, amara).get(f"/rivermead/schools/{urn}/")

    assert (unknown.status_code, bare(unknown)) == (404, bare(client.get("/rivermead/schools/900998/")))


def test_school_when_a_stranger_asks_then_not_found_like_an_unknown(client, harun, oakfield):
    sign_in(client, harun)

    found, unknown = client.get(PAGE), client.get("/rivermead/schools/900999/")

    assert (found.status_code, bare(found)) == (404, bare(unknown))


def questions(client, url):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return [q["sql"] for q in asked.captured_queries if "SAVEPOINT" not in q["sql"]]


def test_school_when_the_area_grows_then_the_same_questions_and_few(client, amara, oakfield):
    world.results(oakfield)
    make.value(oakfield, "context_fsm_ever", 2018, 38)
    sign_in(client, amara)
    client.get(PAGE)
    few = questions(client, PAGE)

    world.neighbours(50)

    # two of them put the test's own connection back, which outside tests the end of the transaction does
    assert (len(questions(client, PAGE)), len(few) <= 14) == (len(few), True)


def test_school_when_asked_twice_then_the_same_bytes(client, amara, oakfield):
    world.results(oakfield)
    sign_in(client, amara)

    assert bare(client.get(PAGE)) == bare(client.get(PAGE))


def test_suspensions_when_held_then_the_figure_says_for_how_many_pupils(visit, oakfield):
    make.value(oakfield, "suspension_rate", 2023, 1.2, cohort=416)

    visit.opens(PAGE).reads("1.20", "for every 100 pupils; 416 pupils, 2023–24")


def test_gaps_when_several_are_held_then_the_row_with_a_gap_first_and_against_whom(visit, oakfield):
    for slug in ("ks2_maths_exp", "ks2_read_exp", "ks2_rwm_exp"):
        make.value(oakfield, slug, 2018, 58, cohort=60)
        make.value(oakfield, f"{slug}_dis", 2018, 52, cohort=21)
    make.value(oakfield, "ks2_rwm_exp_gap", 2018, -14, cohort=21)

    visit.opens(PAGE).reads("this school’s disadvantaged pupils against other pupils in England")

    table = next(one for one in visit.page.find("table") if "Gap here, to other pupils in England" in one.text)
    heads = [row.find("th")[0].text for row in table.find("tr")]
    assert heads == ["Measure", "Reading, writing and maths, 2018–19", "Reading, 2018–19", "Maths, 2018–19"]
