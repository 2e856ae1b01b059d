"""Work with one school: a note written on a phone, read by the lead, answered by the head; a plan; a review's page."""

from datetime import timedelta

import pytest

from tests.journeys.steps import address_of, asks, choose, follow, pages_of, path_of, press, takes, today, write

SCHOOL = "/rivermead/schools/990402/support/"
SEEN = "Four lessons in years 3 and 4. Books show that spelling is corrected the same day."


@pytest.mark.req("G09")
@pytest.mark.req("G10")
def test_note_when_written_on_a_phone_then_reviewed_shared_and_answered(demonstration, traveller):
    daniel = traveller(demonstration)
    daniel.page.set_viewport_size({"width": 390, "height": 844})
    daniel.signs_in_as("Daniel Farrow").goes("/rivermead/visits/new/").looks()
    daniel.page.set_viewport_size({"width": 390, "height": 844})
    daniel.page.get_by_label("Which school?").select_option("990402")
    choose(daniel, "Support visit")
    write(daniel, "On which day?", today())
    write(daniel, "What is it for?", "Spelling in key stage 2.")
    press(daniel, "Go on to its note")
    note = path_of(daniel)
    write(daniel, "Who you met", "The English lead.")
    write(daniel, "What you saw and heard", SEEN)
    daniel.page.locator("[data-kept-status]", has_text="Saved").wait_for()
    daniel.looks("note-on-a-phone")
    daniel.goes(note)
    assert daniel.page.get_by_label("What you saw and heard").input_value() == SEEN
    ruth = traveller(demonstration).signs_in_as("Ruth Adeyinka")
    assert asks(ruth, note)[0] == 404

    choose(daniel, "Pupils with special educational needs")
    daniel.page.get_by_role("group", name="Should we find help").get_by_label("No").check()
    press(daniel, "Send for review")
    hannah = traveller(demonstration).signs_in_as("Hannah Whitlow").goes(note)
    hannah.reads(SEEN)
    follow(hannah, "Share it")
    press(hannah, "Share it")

    ruth.goes(SCHOOL).looks("support-of-a-school")
    ruth.goes(note).reads(SEEN).looks("note-of-visit")
    follow(ruth, "Say whether it is accurate")
    ruth.looks("right-of-reply")
    ruth.page.locator("main input[type=radio]").nth(1).check()
    ruth.page.locator("main textarea").nth(1).fill("Three lessons: the fourth was an assembly.")
    press(ruth, "Send your reply")
    daniel.goes(note).reads("Three lessons: the fourth was an assembly.").looks()
    letters = [path.read_text() for path in (demonstration.data / "mail").glob("*")]
    assert letters
    assert [letter for letter in letters if "Osier" in letter] == []


@pytest.mark.req("G17")
def test_plan_when_begun_on_a_phone_then_priority_action_funding_and_two_agreements(demonstration, traveller):
    ben = traveller(demonstration).signs_in_as("Ben Whitlock")
    ben.page.set_viewport_size({"width": 390, "height": 844})
    ben.goes("/rivermead/schools/990411/support/")
    follow(ben, "Begin an improvement plan")
    write(ben, "What is it called?", "Spelling in key stage 2")
    ben.page.get_by_label("From", exact=True).fill(str(today()))
    write(ben, "Until", today() + timedelta(days=120))
    press(ben, "Begin the plan")
    plan = path_of(ben)
    follow(ben, "Add a priority")
    write(ben, "What is to become better?", "Spelling in years 3 and 4")
    write(ben, "How will it be seen", "Nine in ten spell the words of their year.")
    press(ben, "Add")
    follow(ben, "Add an action", within=ben.page.locator("section[aria-labelledby=p1]"))
    write(ben, "What is to be done?", "A lesson a day")
    write(ben, "Who does it?", "English lead")
    write(ben, "By when?", today() + timedelta(days=40))
    press(ben, "Add")
    ben.goes(plan).reads("A lesson a day").looks("plan")
    for one in (ben, traveller(demonstration).signs_in_as("Marcus Teale").goes(plan)):
        follow(one, "Agree")
        press(one, "Agree")

    ben.goes(plan).reads("Ben Whitlock").reads("Marcus Teale").reads("Rapid improvement plan, agreed")


@pytest.mark.req("G26")
def test_review_when_its_summary_is_written_then_one_page_on_paper(demonstration, traveller):
    hannah = traveller(demonstration).signs_in_as("Hannah Whitlow").goes(SCHOOL)
    follow(hannah, "Progress towards the priorities")
    hannah.reads("Agreed on").looks()
    write(hannah, "Progress towards the priorities", "Calls are made by 9:40 each day. " * 12)
    write(hannah, "What might get in the way", "The attendance lead leaves at Easter.")
    write(hannah, "What happens next", "The deputy takes it over by February.")
    hannah.page.locator("[data-kept-status]", has_text="Saved").wait_for()
    hannah.looks("review")

    kind, paper = takes(hannah, address_of(hannah, "The summary on one page"))

    assert (kind, paper[:5], pages_of(paper)) == ("application/pdf", b"%PDF-", 1)
