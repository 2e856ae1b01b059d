"""The papers of one page truly have one, for the longest text that is taken and for text of any shape."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from commonroom.visits import papers, selectors, services
from commonroom.visits.tests.conftest import AT, OAKFIELD, TODAY
from commonroom.web import pdf

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not pdf.available(), reason="This machine makes no PDFs, so no page was counted."),
]
SHAPES = {
    "prose": "Leaders have made attendance everybody’s business and first-day calls are kept. ",
    "long words": "Notwithstanding-misapprehensions-internationalisation ",
    "short lines": "Done.\n",
}
ON = TODAY + timedelta(days=14)
DONE = datetime(ON.year, ON.month, ON.day, 15, tzinfo=AT.tzinfo)


@pytest.fixture
def review(inside, rivermead, oakfield, sol):
    """A review with a long title, three officers and an agreed timetable."""
    inside(sol)
    made = services.plan_review(
        partnership=rivermead, urn=OAKFIELD, theme="general", on=ON,
        officers=["inclusion", "governance", "early-years"], by=sol, at=AT,
    )  # fmt: skip
    given = {"agreed_on": TODAY, "with_whom": "The head", "timetable": "9:00"}
    return services.agree_timetable(review=made, **given, by=sol, at=AT)


def words(shape, times):
    """A summary whose first heading holds a shape so many times."""
    return {"progress": SHAPES[shape] * times, "risks": "Few staff.", "actions": "The head, by May."}


def longest(review, shape):
    """How often a shape fits under the first heading, found by halving."""
    fits, too_many = 1, 1000
    while too_many - fits > 1:
        middle = (fits + too_many) // 2
        if papers.paper(review, words(shape, middle))[1] > 1:
            too_many = middle
        else:
            fits = middle
    return fits


@pytest.mark.req("G28")
@pytest.mark.parametrize("shape", SHAPES)
def test_summary_when_the_longest_that_is_taken_then_its_paper_has_one_page_and_one_more_has_two(review, sol, shape):
    fits = longest(review, shape)
    services.save_draft(thing=review, words=words(shape, fits), version=0, by=sol, at=DONE)

    done = services.finish_review(review=review, by=sol, at=DONE)

    assert papers.paper(done, selectors.editions_of(done)[0].words)[1] == 1
    assert papers.paper(done, words(shape, fits + 1))[1] == 2


@pytest.mark.req("G28")
def test_summary_when_shortened_by_what_the_refusal_says_then_it_is_taken(review, sol):
    text = (SHAPES["prose"] * 200).split()
    over = papers.words_over(review, {"progress": " ".join(text), "risks": "Few staff.", "actions": "The head."})

    shorter = {"progress": " ".join(text[: len(text) - over]), "risks": "Few staff.", "actions": "The head."}
    assert papers.paper(review, shorter)[1] == 1


@pytest.mark.req("G23")
def test_record_when_everybody_came_and_the_text_is_longest_then_its_paper_has_one_page(
    inside, rivermead, oakfield, daniel
):
    inside(daniel)
    made = services.plan_meeting(partnership=rivermead, urn=OAKFIELD, kind="task-group", on=TODAY, by=daniel, at=AT)
    there = dict.fromkeys(("head", "deputy", "chair", "adviser", "lead"), "Somebody With A Rather Long Name")
    made.there = there
    text = (SHAPES["prose"] * 200).split()
    over = papers.words_over(made, {"progress": " ".join(text)})
    given = {"progress": " ".join(text[: len(text) - over])}
    services.save_draft(thing=made, words=given, version=0, by=daniel, at=AT)

    held = services.circulate_record(meeting=made, there=there, absent={}, by=daniel, at=AT)

    assert papers.paper(held, selectors.editions_of(held)[0].words)[1] == 1
