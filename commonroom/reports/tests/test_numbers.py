"""Numbers that people type into a report: each is shown before publishing, and somebody answers for it."""

from __future__ import annotations

import pytest

from commonroom.audit.models import Event
from commonroom.reports import services
from commonroom.reports.models import BoardReport
from commonroom.reports.rules.numbers import said_in
from commonroom.reports.tests.conftest import NOW, as_, begin
from commonroom.web.testing import Visitor
from tests.cast import sign_in

OPENING = "Only three secondary schools have most support. Thank you."


def written(area, farid, opening=OPENING, **more):
    """A draft with these opening words."""
    words = {"meeting": "Board, 26 March 2027. Paper 4.", "asks": [], "heard": [], "kept": [], **more}
    draft = begin(area, farid)
    with as_(area, farid):
        return services.write_words(report=draft, opening=opening, by=farid, at=NOW, **words)


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("12 of 60 schools, 20.5%", ["12", "60", "20.5"]),
        ("Twenty-three schools, both phases and a dozen more", ["Twenty-three", "both", "dozen"]),
        ("No school is at Priority 1, none at 2", ["No school", "none", "2"]),
        ("On 26 March 2027, in 2026–27, Paper 4, report 2, key stage 2", []),
        ("Everyone is often weightless; no one helps one another", []),
        ("One school moved", ["One"]),
    ],
)
def test_numbers_when_looked_for_in_words_then_counts_are_found_and_days_and_names_are_not(words, numbers):
    assert [one.text for one in said_in([words])] == numbers


def test_numbers_when_in_words_then_their_values_are_known():
    assert [one.value for one in said_in(["twenty-three, 1,204, no school"])] == [23, 1204, 0]


@pytest.mark.req("D07")
def test_report_when_its_words_hold_a_number_then_it_is_not_read_before_somebody_answers_for_it(area, farid):
    draft = written(area, farid)
    with as_(area, farid):
        with pytest.raises(services.CannotPublish, match="nobody has answered for: “three”"):
            services.read_report(report=draft, by=farid, at=NOW)
        answered = [one.around for one in services.typed_numbers(draft)]
        held = services.read_report(report=draft, by=farid, at=NOW, answered=answered)

    assert held.state == "read"
    assert Event.objects.get(verb="board report read").data["numbers"] == ["three"]


def test_report_when_its_words_change_after_the_answer_then_the_new_number_is_asked_for(area, farid):
    draft = written(area, farid)
    with as_(area, farid):
        answered = [one.around for one in services.typed_numbers(draft)]
        more = services.write_words(
            report=draft, meeting="", opening=OPENING, asks=["help 4 schools"], heard=[], kept=[], by=farid, at=NOW
        )
        with pytest.raises(services.CannotPublish, match="for: “4”"):
            services.read_report(report=more, by=farid, at=NOW, answered=answered)


@pytest.mark.req("D07")
def test_draft_when_a_typed_number_is_that_of_a_figure_left_out_then_the_page_says_so(client, area, farid):
    written(area, farid, asks=["give 44 days more"])
    with as_(area, farid):
        where = f"/rivermead/reports/drafts/{BoardReport.objects.get().public_id}/"
    page = Visitor(sign_in(client, farid)).opens(where)

    page.reads(
        "“three” in “Only three secondary schools have most support.…” (a figure that is left out has this value)"
    )
    page.reads("“44” in “give 44 days more”").does_not_read("“44” in “give 44 days more” (a figure")
    page.presses("I have read it as it stands").reads("numbers that nobody has answered for: “three”, “44”")
