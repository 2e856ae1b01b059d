"""The area page, read as a person reads it: numbers, words, filters, orders, comparators, empty pages."""

from datetime import date

import pytest

from commonroom.kit.status import Status
from commonroom.measures.models import ComparisonGroup
from commonroom.measures.tests import area_rows as rows
from commonroom.measures.tests import factories as make
from commonroom.measures.tests.area_rows import ABSENCE, READING, RWM
from commonroom.partnerships.models import Cluster
from commonroom.partnerships.scope import entered
from commonroom.schools.models import SchoolLink
from commonroom.web.testing import Visitor
from tests.cast import AT, sign_in

PAGE = "/rivermead/area/"


@pytest.fixture
def visitor(client, amara):
    return Visitor(sign_in(client, amara))


@pytest.fixture
def three(rivermead):
    rows.authority()
    return rows.three_schools()


def line_of(visitor, school):
    """The cells of a row of the big table, as text."""
    (table,) = visitor.page.find("table", id="area-table")
    (row,) = [row for row in table.find("tr") if row.find("th") and row.find("th")[0].text == school]
    return [cell.text for cell in row.find("td")]


def order_of(visitor):
    """The first words of the rows of the big table, comparators included."""
    (table,) = visitor.page.find("table", id="area-table")
    return [row.find("th")[0].text for row in table.find("tr")[1:]]


def test_table_when_opened_then_comparators_first_and_schools_by_name(visitor, three):
    assert order_of(visitor.opens(PAGE)) == ["England", "Rivermead", "Alder", "Birch", "Cedar"]


@pytest.mark.req("F01")
def test_cells_when_shown_then_numbers_are_those_of_the_rows_with_their_words(visitor, three):
    visitor.opens(PAGE)

    assert [line_of(visitor, name) for name in ("England", "Rivermead", "Alder", "Birch", "Cedar")] == [
        ["", "60"],
        ["", "63"],
        ["200", "74well above"],
        ["200", "45well below"],
        ["200", "ctoo few"],
    ]


def test_suppressed_figure_when_shown_then_never_zero_on_page_csv_or_map(visitor, three):
    visitor.opens(PAGE).reads("“c” means that too few pupils took part to publish a figure.")
    csv = visitor.client.get(f"{PAGE}download/csv/").content.decode("utf-8-sig")

    (cedar,) = [line for line in csv.splitlines() if line.startswith("Cedar")]
    assert cedar.endswith(",200,,Too few pupils took part to publish a figure")
    assert [cell.text for row in visitor.page.find("tr") for cell in row.find("td") if cell.text == "0"] == []


def test_difference_when_under_two_pupils_then_it_has_no_word(visitor, three):
    tiny = rows.school(990004, "Dale")
    make.value(tiny, RWM, 2024, 70, cohort=11)

    assert line_of(visitor.opens(PAGE), "Dale") == ["200", "70"]


def test_figures_when_shown_then_each_leads_to_where_it_comes_from(visitor, three):
    visitor.opens(PAGE)

    links = {a.attributes["href"] for a in visitor.page.find("a") if a.has_class("cr-fig")}
    assert {
        "/rivermead/figures/990001/ks2_rwm_exp/2024/",
        "/rivermead/figures/990003/ks2_rwm_exp/2024/",
        "/rivermead/figures/area/england/all/ks2_rwm_exp/2024/",
        "/rivermead/figures/area/la/990/ks2_rwm_exp/2024/",
    } <= links


@pytest.mark.req("E06")
@pytest.mark.parametrize(
    ("against", "label", "figure", "birch"),
    [
        ("region", "London", "61", "45well below"),
        ("neighbours", "Statistical neighbours (list of May 2025)", "57", "45well below"),
        ("authority", "Rivermead", "63", "45well below"),
    ],
)
def test_comparator_when_chosen_then_its_row_and_the_words_follow(visitor, three, against, label, figure, birch):
    visitor.opens(f"{PAGE}?against={against}")

    assert (line_of(visitor, label), line_of(visitor, "Birch")) == (["", figure], ["200", birch])


@pytest.mark.req("E06")
def test_comparator_when_a_group_of_ones_own_then_its_average_by_pupils(visitor, three, amara, rivermead):
    with entered(rivermead):
        group = ComparisonGroup.objects.create(
            partnership=rivermead, name="By the river", urns=[990001, 990002], owner_id=amara.pk, made_at=AT
        )

    visitor.opens(f"{PAGE}?against=group:{group.pk}").reads("compared with your group “By the river”")
    assert line_of(visitor, "By the river") == ["", "64"]


def test_comparator_when_somebody_elses_group_then_england(visitor, three, ben, rivermead):
    with entered(rivermead):
        group = ComparisonGroup.objects.create(
            partnership=rivermead, name="Ben’s own", urns=[990001, 990002], owner_id=ben.pk, made_at=AT
        )

    visitor.opens(f"{PAGE}?against=group:{group.pk}").does_not_read("Ben’s own").reads("compared with England")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("kind=Academies", ["Alder"]),
        ("where=ward:Lock End", ["Birch"]),
        ("trust=77", ["Alder"]),
        ("trust=none", ["Birch", "Cedar"]),
        ("faith=any", ["Cedar"]),
        ("faith=Roman Catholic", ["Cedar"]),
        ("faith=none", ["Alder", "Birch"]),
        ("size=250-499", ["Birch"]),
        ("phase=secondary", ["Dunes"]),
        ("phase=all", ["Alder", "Birch", "Cedar", "Dunes"]),
        ("phase=all&kind=every", ["Alder", "Birch", "Cedar", "Dunes", "Elm"]),
        ("phase=unheard-of&kind=", ["Alder", "Birch", "Cedar"]),
    ],
)
def test_filter_when_chosen_then_only_those_schools(visitor, rivermead, query, expected):
    rows.school(990001, "Alder", type_group="Academies", trust_uid=77, trust_name="Door Trust")
    rows.school(990002, "Birch", ward="Lock End", pupils=260, religious_character="Does not apply")
    rows.school(990003, "Cedar", religious_character="Roman Catholic")
    rows.school(990004, "Dunes", phase="Secondary")
    rows.school(
        990005, "Elm", phase="Not applicable", kind="Other independent school", type_group="Independent schools"
    )
    rows.school(990006, "Closed", status="Closed", is_open=False)

    assert order_of(visitor.opens(f"{PAGE}?{query}"))[2:] == expected


def test_filter_when_a_cluster_then_its_wards_and_its_schools(visitor, rivermead):
    for urn, name, ward in ((990001, "Alder", "Lock End"), (990002, "Birch", "Mill"), (990003, "Cedar", "Far")):
        rows.school(urn, name, ward=ward)
    with entered(rivermead):
        made = Cluster.objects.create(partnership=rivermead, name="River", wards=["Lock End"], urns=[990003])

    assert order_of(visitor.opens(f"{PAGE}?where=cluster:{made.pk}"))[2:] == ["Alder", "Cedar"]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("-name", ["Cedar", "Birch", "Alder"]),
        (RWM, ["Birch", "Alder", "Cedar"]),
        (f"-{RWM}", ["Alder", "Birch", "Cedar"]),
        ("nonsense", ["Alder", "Birch", "Cedar"]),
    ],
)
def test_order_when_chosen_then_schools_without_a_figure_stand_last(visitor, three, order, expected):
    assert order_of(visitor.opens(f"{PAGE}?order={order}"))[2:] == expected


def test_year_when_an_earlier_one_is_chosen_then_its_figures(visitor, three):
    make.value(three[0], RWM, 2022, 51, cohort=60)
    rows.borough(england=59, year=2022)

    visitor.opens(f"{PAGE}?year=2022").reads("% expected, 2022–23")
    assert (line_of(visitor, "Alder"), line_of(visitor, "Birch")) == (["200", "51below"], ["200", "–"])


def test_measures_when_chosen_one_by_one_then_those_columns(visitor, three):
    make.value(three[0], READING, 2024, 80, cohort=60)
    rows.borough(READING)
    chosen = visitor.opens(f"{PAGE}measures/").fills(m=[READING]).presses("Show these")

    assert [head.text for head in chosen.page.find("table", id="area-table")[0].find("th", scope="col")] == [
        "School",
        "Pupilson the register",
        "Reading% expected, 2024–25",
    ]


def test_measures_when_a_topic_then_its_columns(visitor, three):
    make.value(three[0], ABSENCE, 2024, 5.1)
    rows.borough(ABSENCE, england=5.0, area=5.2, region=5, neighbours=(5, 5), spread=1.0)

    visitor.opens(f"{PAGE}?set=topic:Attendance").reads("For absence, higher is shaded as below.")
    assert line_of(visitor, "Alder") == ["200", "5.1"]


def test_predecessors_result_when_shown_then_marked_and_leads_to_its_own_row(visitor, three):
    rows.school(990009, "Old Cedar", status="Closed", is_open=False)
    new = rows.school(990010, "Elm Academy")
    SchoolLink.objects.create(
        urn=new.urn, other_urn=990009, kind="Predecessor", as_at=date(2026, 3, 6), loading_id=1, row=2
    )
    make.value(990009, RWM, 2024, 61, cohort=60)

    visitor.opens(PAGE).reads("“†” marks a result of the school that stood here before.")
    assert line_of(visitor, "Elm Academy") == ["200", "61†"]
    assert "/rivermead/figures/990009/ks2_rwm_exp/2024/" in visitor.html


@pytest.mark.req("J04")
def test_opening_when_inspected_then_outcomes_of_how_many_and_england(visitor, three):
    rows.report_card(990001, "Strong standard", "Expected standard")
    rows.report_card(990002, "Needs attention", "Expected standard")
    rows.graded(990003, "Good")
    other = rows.school(991001, "Elsewhere", la="991")
    rows.report_card(other.urn, "Expected standard", "Expected standard")

    visitor.opens(PAGE).reads(
        "Three schools teach 600 pupils.",
        "Of two report cards so far, for 3 schools, 1 meets the expected standard or better in every area "
        "(67 in 100 of 3 in England).",
        "One school still goes by a single grade, as Ofsted gave until September 2024: all is good or outstanding "
        "(100 in 100 of 1 in England).",
        "At the end of primary school 63 in 100 pupils reach the expected standard in reading, writing and maths, "
        "and 60 in England (2024–25).",
    )


def test_grade_when_a_report_card_follows_then_the_grade_is_not_counted(visitor, three):
    rows.graded(990001, "Good")
    rows.report_card(990001, "Strong standard", "Expected standard")

    visitor.opens(PAGE).reads("Of one report card so far").does_not_read("single grade")


@pytest.mark.req("F03")
def test_themes_when_well_above_two_years_then_worth_sharing_with_numbers_and_way_on(visitor, rivermead):
    rows.authority()
    for n in range(8):
        made = rows.school(990001 + n, f"School {n}")
        for year in (2023, 2024):
            make.value(made, RWM, year, 80, cohort=60)
    for year in (2023, 2024):
        rows.borough(england=60, area=80, year=year, n=8, of=8)

    visitor.opens(PAGE).reads(
        "80%, England 60%, in 2024–25: above two years running, eight schools",
        "We stand furthest ahead of our statistical neighbours in reading, writing and maths "
        "(80%, neighbours 57%, in 2024–25).",
    )
    assert f"{PAGE}?phase=primary&order=-ks2_rwm_exp" in visitor.html.replace("&amp;", "&")


@pytest.mark.req("K08")
def test_spread_when_many_authorities_have_the_figure_then_place_of_how_many(visitor, rivermead):
    for n in range(6):
        make.value(rows.school(990001 + n, f"School {n}"), RWM, 2024, 60 + n, cohort=60)
    rows.borough(area=63)
    for n in range(20):
        rows.benchmark(RWM, "la", f"{300 + n}", 50 + n)

    visitor.opens(PAGE).reads("Rivermead: 7th of 23 authorities")


def test_page_when_nothing_is_held_then_one_sentence_and_one_next_step(visitor, rivermead):
    visitor.opens(PAGE).reads("No school of this area is held yet.")


def test_page_when_no_results_are_held_then_says_so_and_shows_the_schools(visitor, rivermead):
    rows.school(990001, "Alder")

    assert order_of(visitor.opens(PAGE).reads("No results are held for these schools yet."))[2:] == ["Alder"]


def test_filter_when_it_matches_nothing_then_one_sentence_and_a_way_back(visitor, three):
    rows.school(990004, "Dale", ward="Mill", religious_character="Roman Catholic")
    visitor.opens(f"{PAGE}?where=ward:Mill&faith=none").reads("No school of the area fits all of these.")

    assert order_of(visitor.follows("Show every school of this phase"))[2:] == ["Alder", "Birch", "Cedar", "Dale"]


def test_filter_when_the_phase_does_not_offer_it_then_it_does_not_count(visitor, three):
    assert order_of(visitor.opens(f"{PAGE}?where=ward:Nowhere&trust=99&year=1999"))[2:] == ["Alder", "Birch", "Cedar"]


@pytest.mark.parametrize("path", ["", "measures/", "download/csv/", "trends/ks2_rwm_exp/csv/"])
def test_area_when_asked_for_by_strangers_then_it_does_not_exist(client, harun, three, path):
    assert sign_in(client, harun).get(PAGE + path).status_code == 404


def test_page_when_opened_twice_then_it_is_the_same(visitor, three):
    from commonroom.web import ids

    assert ids.mask(visitor.opens(PAGE).html) == ids.mask(visitor.opens(PAGE).html)


def test_name_of_a_school_when_it_holds_markup_then_it_is_text(visitor, three):
    rows.school(990011, "<b>Bold</b> & Co")

    assert "<b>Bold</b>" not in visitor.opens(PAGE).html


@pytest.mark.parametrize("status", [s for s in Status if s != Status.PUBLISHED])
def test_status_when_there_is_no_number_then_its_words_stand(visitor, rivermead, status):
    make.value(rows.school(990001, "Alder"), RWM, 2024, status=status)
    rows.borough()

    assert line_of(visitor.opens(PAGE), "Alder")[1].endswith(status.short)


def test_numbers_when_independent_schools_are_left_out_then_says_so(visitor, three):
    rows.school(
        990005, "Elm", phase="Not applicable", kind="Other independent school", type_group="Independent schools"
    )

    visitor.opens(PAGE).reads(
        "Counted are the 3 open schools that the state funds. One open school that it does not fund, such as "
        "independent schools, is left out"
    )
