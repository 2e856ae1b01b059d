"""The demonstration, as a new user meets it: each role finds her way, and the guide's pictures are made."""

import re

import pytest

PLACES = {
    "Amara Osei": ["Home", "Area overview", "Schools", "Compare", "Data", "People"],
    "Eleanor Marsh": ["Home", "Area overview", "Schools", "Compare", "Data"],
    "Ruth Adeyinka": ["Home", "My school", "Area overview", "Schools", "Compare", "Data", "People"],
}


def menu(page):
    return [item.strip() for item in page.locator("nav[aria-label=Main] li").all_inner_texts()]


def test_signed_out_when_the_house_is_met_then_pages_explain_themselves(demonstration, traveller):
    guest = traveller(demonstration)

    guest.goes("/").reads("Choose somebody and look around.").looks("sign-in")
    guest.goes("/help/").reads("Where to download each file").looks()
    guest.goes("/words/").looks()
    guest.goes("/accessibility/").looks()
    guest.goes("/privacy/").looks()
    guest.goes("/figures/").looks()


@pytest.mark.parametrize("name", PLACES)
def test_menu_when_signed_in_then_what_the_post_lets_one_do(demonstration, traveller, name):
    person = traveller(demonstration).signs_in_as(name)

    assert [item for item in menu(person.page) if item in PLACES[name]] == PLACES[name]
    for item in PLACES[name]:
        person.page.locator("nav[aria-label=Main]").get_by_role("link", name=item, exact=True).click()
        person.page.wait_for_load_state("networkidle")
        assert person.page.locator("h1").count() == 1


@pytest.mark.req("F01")
@pytest.mark.req("E06")
def test_director_when_before_the_board_then_filters_compares_and_opens_a_figure(demonstration, traveller):
    """Story 2: the area, filtered to primaries, against neighbours; a figure opened to be sure; the table taken."""
    farid = traveller(demonstration).signs_in_as("Farid Haidari")

    farid.goes("/rivermead/").looks("home")
    farid.goes("/rivermead/area/").reads("schools teach").looks("area")
    farid.page.get_by_role("combobox", name="Compared with").select_option("neighbours")
    farid.page.wait_for_url("**against=neighbours**")
    assert "neighbours" in farid.page.locator("table.cr-grid").first.inner_text().lower()
    with farid.page.expect_download() as taken:
        farid.page.get_by_role("link", name="xlsx", exact=True).first.click()
    assert taken.value.path().read_bytes()[:2] == b"PK"
    assert taken.value.suggested_filename.endswith(".xlsx")
    farid.goes("/rivermead/figures/990402/ks2_rwm_exp/2024/").reads("PTRWM_EXP").reads("Statistical neighbours")
    farid.looks("figure")


@pytest.mark.req("N06")
def test_head_when_on_a_phone_then_her_school_in_two_presses(demonstration, traveller):
    """Story 3: how we are compared, with whom, how many children that is."""
    ruth = traveller(demonstration)
    ruth.page.set_viewport_size({"width": 390, "height": 844})
    ruth.signs_in_as("Ruth Adeyinka")
    ruth.page.get_by_role("link", name="My school").first.click()
    ruth.page.wait_for_load_state("networkidle")

    assert ruth.heading() == "Osier Bank Primary School"
    ruth.reads("of your pupils").reads("one pupil is worth").looks("school")
    ruth.goes("/rivermead/schools/990402/profile/").looks("profile")


def test_figure_when_opened_then_the_row_of_the_file_is_shown(demonstration, traveller):
    """One record begins as a line in a government file, and whoever may see it can walk that way back."""
    ruth = traveller(demonstration).signs_in_as("Ruth Adeyinka")

    ruth.goes("/rivermead/figures/990402/ks2_rwm_exp/2024/")
    ruth.page.get_by_role("link", name=re.compile("see the row", re.IGNORECASE)).first.click()
    ruth.page.wait_for_load_state("networkidle")

    ruth.reads("PTRWM_EXP").reads("58%").looks("row")


def test_school_when_mistyped_then_found(demonstration, traveller):
    ben = traveller(demonstration).signs_in_as("Ben Whitlock")

    ben.page.get_by_role("searchbox", name="Find a school").fill("oseir bnak")
    with ben.page.expect_navigation():
        ben.page.keyboard.press("Enter")

    ben.reads("Osier Bank Primary School").looks("find")


def test_compare_when_two_schools_then_side_by_side(demonstration, traveller):
    amara = traveller(demonstration).signs_in_as("Amara Osei")

    amara.goes("/rivermead/compare/?urn=990402&urn=990407").reads("Oakfield Primary School").looks("compare")


def test_people_when_managed_then_plain_words(demonstration, traveller):
    amara = traveller(demonstration).signs_in_as("Amara Osei")

    amara.goes("/rivermead/people/").looks("people")
    amara.goes("/rivermead/people/invite/").looks()
    amara.goes("/rivermead/people/who-may-do-what/").looks()
    amara.goes("/me/").looks("me")


def test_data_officer_when_in_then_what_is_held_and_how_fresh(demonstration, traveller):
    priya = traveller(demonstration).signs_in_as("Priya Raman")

    priya.goes("/data/").reads("Register of schools").looks("data")
    priya.goes("/data/bring/").reads("Nothing is written until you press Load.").looks("bring-files-in")


def test_county_when_350_schools_then_the_page_holds(demonstration, traveller):
    harun = traveller(demonstration).signs_in_as("Harun")

    harun.goes("/hillcrest/area/").reads("Hillcrest").looks()


def test_without_javascript_when_a_head_looks_then_everything_is_there(demonstration, traveller):
    ruth = traveller(demonstration, javascript=False).signs_in_as("Ruth Adeyinka")

    ruth.goes("/rivermead/schools/990402/").reads("How your pupils get on")
    ruth.goes("/rivermead/area/").reads("Every school, side by side").reads("The same as a table")


def test_another_partnership_when_asked_for_then_like_nothing_there(demonstration, traveller):
    ruth = traveller(demonstration).signs_in_as("Ruth Adeyinka")

    foreign = ruth.page.request.get(f"{demonstration.url}/hillcrest/area/")
    nothing = ruth.page.request.get(f"{demonstration.url}/nowhere/area/")

    assert (foreign.status, nothing.status) == (404, 404)
    ruth.goes("/hillcrest/area/").reads("Page not found").looks()
