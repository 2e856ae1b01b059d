"""How much support a school gets: a term is opened, schools are looked at side by side, a level is agreed by four."""

import re

import pytest

from tests.journeys.steps import choose, follow, path_of, press, working_days_from_a_week_on, write

OSIER_BANK = "/rivermead/assessment/schools/990402/"


def test_term_when_opened_by_a_new_head_of_service_then_every_school_has_a_draft(demonstration, traveller):
    """Hillcrest has no head of service yet: its manager gives Daniel the post, and he opens the term by one press."""
    harun = traveller(demonstration).signs_in_as("Harun")
    harun.goes("/hillcrest/people/invite/")
    write(harun, "Name", "Daniel Farrow")
    write(harun, "E-mail address", "daniel.farrow@rivermead.example")
    harun.page.get_by_label("Post", exact=True).select_option(label="Head of education improvement")
    with harun.page.expect_navigation():
        harun.page.locator("main form button[type=submit]").click()
    daniel = traveller(demonstration).signs_in_as("Daniel Farrow")
    daniel.goes("/hillcrest/assessment/").reads("Nothing is decided by it.").looks()

    press(daniel, "Open the ")

    daniel.reads("schools have a draft").reads("You decide; the figures only suggest.")
    assert daniel.page.locator("main tbody tr").count() == 50
    assert int(re.search(r"1 to 50 of (\d+) schools", daniel.page.inner_text("main"))[1]) > 250


@pytest.mark.req("F04")
def test_moderation_when_a_line_is_moved_then_the_page_says_who_would_move(demonstration, traveller):
    farid = traveller(demonstration).signs_in_as("Farid Haidari")
    farid.goes("/rivermead/assessment/side-by-side/").reads("No schools would be suggested another level.")
    farid.looks("side-by-side")

    with farid.page.expect_response(lambda answer: "side-by-side/?" in answer.url):
        line = farid.page.locator("input[type=range]").nth(1)
        line.fill(line.get_attribute("min"))
    farid.page.locator("#moved strong", has_text=re.compile(r"^(?!No ).*schools? would be")).wait_for()

    farid.goes("/rivermead/assessment/side-by-side/").reads("No schools would be suggested another level.")


@pytest.mark.req("F06")
@pytest.mark.req("F13")
def test_level_when_judged_and_settled_then_four_answer_and_the_story_stays(demonstration, traveller):
    """The lead judges, the head of service settles, the head agrees, the chair comments; each reads the others."""
    hannah = traveller(demonstration).signs_in_as("Hannah Whitlow")
    hannah.goes(OSIER_BANK)
    follow(hannah, "Autumn term")
    hannah.reads("People decide" if not hannah.page.locator("main form textarea").count() else "You decide")
    hannah.looks("assessment")
    choose(hannah, "Confirm", "Priority 1:")
    write(hannah, "Why this level fits", "The new phonics scheme wants a second day each half-term until Easter.")
    press(hannah, "Save your judgement")
    assessment = path_of(hannah)

    farid = traveller(demonstration).signs_in_as("Farid Haidari").goes(assessment)
    farid.reads("by Hannah Whitlow")
    press(farid, "Settle on Priority 1")
    farid.reads("Priority 1")

    for name, party, said in (
        ("Ruth Adeyinka", "head", ""),
        ("Samuel Price", "chair of governors", "We agree, and ask that the second day ends at Easter."),
    ):
        one = traveller(demonstration).signs_in_as(name).goes(OSIER_BANK)
        one.reads("Your school is at Priority 1").reads(f"Your answer as {party}")
        choose(one, "I have a comment" if said else "I agree")
        if said:
            write(one, "Your words", said)
        press(one, "Send your answer")
        one.looks("level" if said else "")

    farid.goes(OSIER_BANK).reads("ask that the second day ends at Easter").reads("Ruth Adeyinka, head")
    farid.reads("decided by Farid Haidari").reads("decided by Hannah Whitlow")


def test_method_when_a_business_manager_reads_it_then_plain_words_and_no_results(demonstration, traveller):
    dora = traveller(demonstration).signs_in_as("Dora Lindqvist")

    dora.goes("/rivermead/method/").looks("method")

    assert "Osier Bank" not in dora.text()


def test_year_when_planned_then_schedule_days_and_a_calendar_that_says_visit(demonstration, traveller):
    """The head of service sees every school’s year, asks who goes where; an adviser’s calendar tells nothing more."""
    farid = traveller(demonstration).signs_in_as("Farid Haidari")
    farid.goes("/rivermead/support/").looks("year")
    farid.goes("/rivermead/support/assignment/").looks()
    press(farid, "Propose")
    farid.page.wait_for_selector("[hx-trigger='every 1s']", state="detached", timeout=240_000)
    farid.goes("/rivermead/support/assignment/").reads("How good the proposal is").looks("who-goes-where")

    daniel = traveller(demonstration).signs_in_as("Daniel Farrow")
    daniel.goes("/rivermead/schools/990402/schedule/")
    follow(daniel, "Book an extra day")
    write(daniel, "What is it for?", "Spelling with the English lead.")
    for day in working_days_from_a_week_on():
        write(daniel, "On which day?", day)
        press(daniel, "Book")
        if not daniel.page.locator(".govuk-error-summary").count():
            break
    daniel.reads("Spelling with the English lead., Daniel Farrow").goes("/rivermead/support/calendar/").looks()
    press(daniel, "Make ")
    daniel.reads("It is shown this once")
    secret = daniel.page.inner_text(".cr-secret").strip()
    guest = traveller(demonstration)
    calendar = guest.page.request.get(secret).text()

    said = set(re.findall(r"^SUMMARY[^:]*:(.*?)\r?$", calendar, re.MULTILINE))
    assert said == {"Visit"}
    assert not {"LOCATION", "DESCRIPTION", "ATTENDEE"} & set(re.findall(r"^([A-Z-]+)[;:]", calendar, re.MULTILINE))
    assert "Osier" not in calendar


def test_schedule_when_a_head_reads_it_then_what_comes_when_and_who_brings_it(demonstration, traveller):
    ruth = traveller(demonstration).signs_in_as("Ruth Adeyinka")

    ruth.goes("/rivermead/schools/990402/schedule/").reads("For every school").reads("Daniel Farrow").looks("schedule")
