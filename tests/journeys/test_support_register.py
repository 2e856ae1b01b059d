"""The confidential register: a school is placed, somebody is given sight of one entry, a letter comes out in Word."""

import io
import zipfile
from datetime import timedelta

import pytest
from docx import Document

from tests.journeys.steps import (
    TWO_WEEKS,
    address_of,
    asks,
    choose,
    follow,
    pages_of,
    path_of,
    press,
    takes,
    today,
    write,
)  # fmt: skip

NO_ENTRY = "/rivermead/register/00000000-0000-4000-8000-00000000a11a/"
REASON = "Absence has risen two years running, and the leadership has asked for help itself."


def opens(one, path, words, *, why="To take or review"):
    """Go to a record of the register and say why."""
    one.goes(path)
    if one.page.locator("main").get_by_label("In a few words").count():
        choose(one, why)
        write(one, "In a few words", words)
        press(one, "Open the re")
    return one


def places_osier_bank(farid):
    """Place the school by the form, and stand on its record."""
    opens(farid, "/rivermead/register/", "Weekly look with the director")
    follow(farid, "Place a school")
    farid.page.get_by_label("Which school?").select_option("990402")
    choose(farid, "Persistent absence")
    write(farid, "Why?", REASON, whole=True)
    write(farid, "When was it decided?", today())
    write(farid, "Decided together with", "the director of education")
    write(farid, "When do you look again?", today() + timedelta(days=60))
    press(farid, "Place")
    return opens(farid, path_of(farid), "The school was placed today")


@pytest.mark.req("G05")
@pytest.mark.req("G06")
def test_register_when_sight_is_given_for_two_weeks_then_that_entry_alone_and_only_until_it_ends(
    demonstration, traveller
):
    farid = traveller(demonstration).signs_in_as("Farid Haidari")
    opens(farid, "/rivermead/register/", "Weekly look with the director")
    other = address_of(farid, "Kingcup")
    places_osier_bank(farid).reads("Osier Bank Primary School").reads(REASON).looks("entry")
    entry = path_of(farid)
    beatrix = traveller(demonstration).signs_in_as("Beatrix Lomond")
    assert asks(beatrix, entry) == asks(beatrix, NO_ENTRY)

    follow(farid, "Give someone sight")
    farid.page.get_by_label("Who?").select_option(label="Beatrix Lomond, Ofsted")
    write(farid, "For what purpose?", "To prepare the inspection of the spring")
    write(farid, "Until when?", today() + TWO_WEEKS)
    press(farid, "Give sight")
    farid.reads("Beatrix Lomond can read this entry until")

    opens(beatrix, entry, "The inspection of the spring", why="To prepare for a visit")
    beatrix.reads("Osier Bank Primary School").reads(REASON).looks("sight")
    assert asks(beatrix, other) == asks(beatrix, NO_ENTRY)
    assert "Kingcup" not in beatrix.goes("/rivermead/register/").text()
    for path in ("assessment/", "assessment/schools/990402/", "visits/", "schools/990402/support/", "support/"):
        assert asks(beatrix, f"/rivermead/{path}")[0] == 404, path

    ruth = traveller(demonstration).signs_in_as("Ruth Adeyinka")
    opens(ruth, entry, "To see who has opened it").reads("Ofsted").reads("To prepare the inspection of the spring")
    ruth.looks("entry-of-the-school")
    assert "Beatrix" not in ruth.text()

    farid.goes(entry)
    follow(farid, "End")
    write(farid, "Why does it end?", "The inspection has been moved to the autumn.")
    press(farid, "End it")
    assert asks(beatrix, entry) == asks(beatrix, NO_ENTRY)


@pytest.mark.req("G33")
def test_letter_when_a_warning_is_drafted_then_word_opens_it_without_macros(demonstration, traveller):
    farid = traveller(demonstration).signs_in_as("Farid Haidari")
    opens(farid, "/rivermead/register/", "Weekly look with the director").looks("register")
    opens(farid, address_of(farid, "Coldbrook"), "The governing body’s answer")
    follow(farid, "Draft a notice")
    choose(farid, "The council", "serious breakdown")
    write(farid, "The evidence", "The governing body has not met since July; two posts of governors are empty.")
    write(farid, "Who gets it?", "The chair of governors\nThe headteacher")
    press(farid, "Keep the draft")
    farid.looks("notice")
    choose(farid, "Issue the notice")
    write(farid, "When?", today(), whole=True)
    write(farid, "In words", "Decided with the director and the council’s lawyer.")
    write(farid, "Last day to comply", today() + timedelta(days=28))
    press(farid, "Record it")
    follow(farid, "Write a letter")
    choose(farid, "Warning notice to a governing body")
    write(farid, "Date of the letter", today())
    write(farid, "Signed by", "Farid Haidari")
    press(farid, "Write it")

    kind, letter = takes(farid, address_of(farid, "Word"))
    names = zipfile.ZipFile(io.BytesIO(letter)).namelist()
    text = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(letter)).paragraphs)
    assert kind.startswith("application/vnd.openxmlformats-officedocument.wordprocessingml.document")
    assert [name for name in names if "vba" in name.lower() or name.endswith(".bin")] == []
    assert "Coldbrook Primary School a warning notice" in text
    assert "has not met since July" in text
    assert not set("[]{}") & set(text)
    kind, paper = takes(farid, address_of(farid, "PDF"))
    assert (kind, pages_of(paper) >= 1) == ("application/pdf", True)
