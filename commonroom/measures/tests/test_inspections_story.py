"""Inspections under three sets of rules: each in its own words, none turned into another."""

from datetime import date

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
