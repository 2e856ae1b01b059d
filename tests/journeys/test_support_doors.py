"""Who reads what: the board its report and nothing behind it; every other role finds nothing where records are."""

import re

import pytest

from commonroom.demo.people import PEOPLE, RIVERMEAD
from tests.journeys.conftest import Traveller
from tests.journeys.steps import asks, choose, follow, pages_of, path_of, press, takes, write

NO_ID = "00000000-0000-4000-8000-00000000a11a"
CLEARED = {"head-of-service", "school-improvement-lead", "adviser"}
OF_OSIER_BANK = {"ruth", "samuel"}
UNCLEARED = [
    one.name
    for one in PEOPLE
    if one.slug not in OF_OSIER_BANK
    and any(post.until is None for post in one.posts)
    and not CLEARED & {post.role for post in one.posts if post.partnership == RIVERMEAD and post.until is None}
]
FIXED = (
    "/rivermead/schools/990402/schedule/",
    "/rivermead/schools/990402/support/",
    "/rivermead/assessment/schools/990402/",
    "/rivermead/assessment/side-by-side/",
    "/rivermead/support/",
    "/rivermead/support/assignment/",
    "/rivermead/visits/",
)
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def links(one, path, begin):
    """The addresses on a page that begin so and hold a random id."""
    one.goes(path)
    found = one.page.eval_on_selector_all("main a[href]", "all => all.map(a => a.getAttribute('href'))")
    return {link for link in found if link.startswith(begin) and ID.search(link)}


@pytest.fixture(scope="module")
def records(demonstration, browser):
    """Addresses of confidential things that stand, gathered by those who may: no address can be guessed."""
    context = browser.new_context()
    farid = Traveller(context.new_page(), demonstration).signs_in_as("Farid Haidari")
    found = links(farid, "/rivermead/assessment/schools/990402/", "/rivermead/assessment/")
    found |= links(farid, "/rivermead/schools/990402/support/", "/rivermead/visits/")
    found |= links(farid, "/rivermead/schools/990402/schedule/", "/rivermead/support/")
    farid.goes("/rivermead/register/")
    choose(farid, "To take or review")
    write(farid, "In a few words", "Weekly look with the director")
    press(farid, "Open the register")
    found |= links(farid, "/rivermead/register/", "/rivermead/register/")
    kinds = {path.split("/")[2:4][0] for path in found}
    context.close()
    assert kinds == {"assessment", "visits", "support", "register"}
    return [*FIXED, *sorted(found)]


@pytest.mark.parametrize("name", UNCLEARED)
def test_records_when_another_role_tries_then_like_nothing_there(demonstration, traveller, records, name):
    """The same answer, word for word, as for an address that never was."""
    somebody = traveller(demonstration).signs_in_as(name)
    nothing = asks(somebody, "/rivermead/no-such-page/")
    assert nothing[0] == 404

    for path in records:
        assert asks(somebody, path) == nothing, f"{name} at {path}"
        assert ID.search(path) is None or asks(somebody, ID.sub(NO_ID, path)) == nothing


def test_board_when_its_chair_reads_the_report_then_figures_alone_and_for_the_service_their_origin(
    demonstration, traveller
):
    """Story 9: the report is read; a figure opens to the schools behind it for the head of service alone."""
    eleanor = traveller(demonstration).signs_in_as("Eleanor Marsh").goes("/rivermead/reports/").looks()
    follow(eleanor, "Report 1")
    report = path_of(eleanor)
    eleanor.reads("No school can be identified from this paper.").looks("board-report")
    assert eleanor.page.locator("a.cr-board__opens").count() == 0
    assert "Osier Bank" not in eleanor.text()
    kind, paper = takes(eleanor, f"{report}report.pdf")
    assert (kind, pages_of(paper)) == ("application/pdf", 1)

    farid = traveller(demonstration).signs_in_as("Farid Haidari").goes(report)
    origin = farid.page.locator("a.cr-board__opens").first
    where = origin.get_attribute("href")
    with farid.page.expect_navigation():
        origin.click()
    farid.reads("Only those who see every school can open this").looks("figure-of-the-board")
    assert farid.page.locator("main tbody tr").count() > 0
    assert asks(eleanor, where)[0] == 404
