"""Inspections under three sets of rules: each in its own words, none turned into another."""

from datetime import date

import pytest

from commonroom.measures.models import Inspection
from commonroom.measures.selectors.inspections import story_of


def row(on=date(2018, 11, 14), *, urn=900101, regime="graded", event="graded", **more):
    return Inspection(urn=urn, inspected_on=on, regime=regime, event=event, **more)


def only(*rows, names=None):
    story = story_of(rows, urn=900101, names=names or {})
    return next(event for chapter in story.chapters for event in chapter.events)


def test_graded_when_areas_differ_then_only_those_are_said():
    event = only(
        row(
            overall="Good",
            judgements={
                "Quality of education": "Good",
                "Personal development": "Outstanding",
                "Sixth form provision": "Does not apply",
            },
        )
    )

    assert (event.headline, event.detail) == ("Good", "Personal development outstanding.")


def test_graded_when_without_an_overall_grade_then_each_area_and_no_grade_made_up():
    event = only(
        row(
            regime="judgements_only",
            judgements={
                "Leadership and management": "Good",
                "Quality of education": "Good",
                "Behaviour and attitudes": "Outstanding",
            },
        )
    )

    assert event.headline == "Graded area by area"
    assert (
        event.detail == "Quality of education and leadership and management good; behaviour and attitudes outstanding."
    )


def test_ungraded_when_told_then_its_outcome_and_that_no_grade_was_given():
    event = only(row(event="ungraded", judgements={"Outcome": "School remains Good"}, safeguarding="Yes"))

    assert (event.headline, event.detail) == (
        "School remains Good",
        "An ungraded inspection: no grade was given. Safeguarding effective.",
    )


def test_report_card_when_shown_then_places_by_its_own_words_and_none_for_others():
    event = only(
        row(
            regime="report_card",
            safeguarding="Met",
            judgements={
                "Leadership and governance": "Urgent improvement",
                "Achievement": "Exceptional",
                "Inclusion": "A new word",
            },
        )
    )

    assert event.card == (
        ("Inclusion", "A new word", None),
        ("Achievement", "Exceptional", 5),
        ("Leadership and governance", "Urgent improvement", 1),
        ("Safeguarding", "Met", None),
    )


def test_story_when_of_three_regimes_then_in_the_order_of_time_and_the_newest_named():
    story = story_of(
        [row(), row(date(2026, 1, 21), regime="report_card"), row(date(2024, 10, 8), regime="judgements_only")],
        urn=900101,
        names={},
    )

    assert [len(chapter.events) for chapter in story.chapters] == [1, 1, 1]
    assert (story.newest.on, [event.on for event in story.before]) == (
        date(2026, 1, 21),
        [date(2024, 10, 8), date(2018, 11, 14)],
    )


def test_event_when_at_a_predecessor_then_its_name_or_its_urn():
    assert only(row(at_urn=900050), names={900050: "Oakfield Infants"}).at == "Oakfield Infants"
    assert only(row(urn=900051)).at == "the school with URN 900051"


def test_concern_when_in_a_category_then_said():
    event = only(row(overall="Inadequate", judgements={"Category of concern": "Special measures"}))

    assert event.detail == "Special measures."


def told(*rows, urn=900101):
    """(day, headline, at, sources) of every event, newest first."""
    story = story_of(rows, urn=urn, names={900102: "Mill Infants", 900103: "Mill Juniors"})
    events = [event for chapter in story.chapters for event in chapter.events]
    return [(e.on, e.headline, e.at, [(s.loading_id, s.row, s.on) for s in e.sources]) for e in events]


FIRST, LAST = date(2019, 9, 17), date(2019, 9, 18)


@pytest.mark.req("F02")
def test_inspection_when_two_files_give_its_first_and_its_last_day_then_one_event_with_both_rows():
    ours = row(FIRST, overall="Good", source="inspections_csv", loading_id=2, row=7)
    theirs = row(LAST, overall="Good", judgements={"Quality of education": "Good"}, loading_id=9, row=40)

    assert told(ours, theirs) == [(LAST, "Good", "", [(9, 40, None), (2, 7, FIRST)])]


def test_inspection_when_one_file_gives_the_day_of_the_report_then_one_event():
    report = row(date(2019, 11, 4), overall="Good", loading_id=2, row=7)
    visit = row(LAST, overall="Good", published_on=date(2019, 11, 4), loading_id=9, row=40)

    assert len(told(report, visit)) == 1


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ({"overall": "Inadequate"}, "another grade"),
        ({"overall": "Good", "on": date(2019, 10, 18)}, "a month later"),
        ({"overall": "Good", "event": "monitoring"}, "a visit without a grade"),
        ({"overall": "Good", "loading_id": 9}, "two rows of one file"),
        ({"overall": "Good", "number": "10088412"}, "another number of Ofsted’s"),
    ],
)
def test_inspections_when_they_differ_then_they_stay_two(other, why):
    facts = {"on": FIRST, "loading_id": 2, "row": 7, **other}
    held = row(LAST, overall="Good", loading_id=9, row=40, number="10088399")

    assert len(told(row(facts.pop("on"), **facts), held)) == 2, why


def test_inspections_when_of_two_schools_before_on_one_day_then_both_are_told():
    rows = [row(LAST, urn=urn, overall="Good", loading_id=2, row=urn) for urn in (900102, 900103)]

    assert [at for _, _, at, _ in told(*rows)] == ["Mill Juniors", "Mill Infants"]


def test_inspection_when_told_under_the_old_number_and_the_new_then_once_at_the_school_before():
    old = row(FIRST, urn=900102, overall="Good", loading_id=2, row=7)
    new = row(LAST, overall="Good", judgements={"Quality of education": "Good"}, loading_id=9, row=40)

    assert [(on, at) for on, _, at, _ in told(old, new)] == [(LAST, "Mill Infants")]
