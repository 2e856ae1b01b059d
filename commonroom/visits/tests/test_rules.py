"""Judgement, by tables of cases."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonroom.visits.rules import cases, days, notes, states

FRIDAY = date(2026, 3, 6)
WORDS = st.dictionaries(st.sampled_from(sorted(notes.TEXTS)), st.text(alphabet="abc \n", max_size=12))


@pytest.mark.req("G27")
@pytest.mark.parametrize(
    ("agreed", "working", "earliest"),
    [
        (FRIDAY, True, date(2026, 3, 13)),
        (date(2026, 3, 4), True, date(2026, 3, 11)),
        (FRIDAY, False, date(2026, 3, 11)),
    ],
)
def test_earliest_review_when_a_timetable_is_agreed_then_five_days_later(agreed, working, earliest):
    settings = days.Settings(review_notice_working=working)

    assert days.earliest_review(agreed, settings) == earliest


def test_working_days_when_a_bank_holiday_lies_between_then_it_is_left_out():
    assert days.add_working(date(2026, 4, 2), 1, {date(2026, 4, 3), date(2026, 4, 6)}) == date(2026, 4, 7)


def test_timetable_when_too_late_then_the_sentence_names_the_first_day_that_serves():
    sentence = cases.why_not_timetable(FRIDAY, date(2026, 3, 12), days.Settings())

    assert sentence == (
        "A timetable is agreed 5 working days before the review at least. Agreed on Friday 6 March 2026, "
        "the review can be on Friday 13 March 2026 or later: move the review first."
    )


@pytest.mark.req("G09")
def test_yearly_note_when_sent_empty_then_each_thing_it_evaluates_is_asked_for():
    missing = notes.why_not_send(notes.clean({}), "annual", FRIDAY, FRIDAY)

    assert [field for field, _ in missing] == [
        "seen",
        "leadership",
        "curriculum",
        "figures",
        "documents",
        "groups",
        "help",
    ]


@pytest.mark.req("G10")
def test_groups_when_a_visit_is_noted_then_the_four_are_offered_and_one_is_needed():
    whole = notes.clean({"seen": "Much.", "help": "no"})

    assert list(notes.GROUPS) == ["care", "premium", "minority", "send"]
    assert notes.why_not_send(whole, "support", FRIDAY, FRIDAY) == [
        ("groups", "Choose whose experience you looked at. Each visit looks at one group at least.")
    ]


@pytest.mark.req("G32")
def test_triggers_when_one_is_chosen_without_words_then_they_are_asked_for():
    words = notes.clean({"seen": "Much.", "help": "no", "groups": ["send"], "triggers": ["safety"]})

    assert [field for field, _ in notes.why_not_send(words, "support", FRIDAY, FRIDAY)] == ["triggers_words"]
    assert list(notes.TRIGGERS) == ["progress", "leadership", "safety", "inequality"]


@given(WORDS, WORDS)
def test_merged_when_two_texts_meet_then_each_line_of_both_is_in_it(theirs, mine):
    both, _ = notes.merged(notes.clean(theirs), notes.clean(mine))

    for given_ in (theirs, mine):
        for key, text in notes.clean(given_).items():
            if key in notes.TEXTS:
                assert all(line.strip() in both[key] for line in text.split("\n"))


def test_merged_when_lists_differ_then_they_are_united():
    both, differ = notes.merged(notes.clean({"groups": ["send"]}), notes.clean({"groups": ["care"]}))

    assert (both["groups"], differ) == (["care", "send"], ["groups"])


@pytest.mark.req("G20")
@pytest.mark.parametrize(
    ("source", "hand_back", "because", "sentence"),
    [
        ("school", None, "", ""),
        (
            "external",
            None,
            "None is free",
            "Give the day on which a school takes this over. Help from elsewhere always has one.",
        ),
        (
            "external",
            date(2026, 5, 1),
            "",
            "Say why another school cannot give this help now. School-to-school support comes first.",
        ),
        ("external", date(2026, 5, 1), "None is free", ""),
        (
            "external",
            date(2026, 3, 1),
            "None is free",
            "The hand-back comes after the request of Friday 6 March 2026. Choose a later day.",
        ),
    ],
)
def test_match_when_help_comes_from_elsewhere_then_a_reason_and_a_hand_back(source, hand_back, because, sentence):
    assert cases.why_not_match(source, "Somebody", hand_back, because, FRIDAY) == sentence


@pytest.mark.req("G26")
@pytest.mark.parametrize(("level", "least"), [("priority-1", 3), ("priority-2", 2), ("priority-3", 0), ("", 0)])
def test_reviews_when_counted_then_against_the_level_and_this_year_alone(level, least):
    held = [(date(2025, 7, 1), True), (date(2025, 10, 1), True), (date(2026, 6, 1), False)]

    standing = cases.reviewed(level, held, FRIDAY, days.Settings())

    assert standing == cases.Reviewed(least, 1, 1)
    assert standing.still_to_plan == max(0, least - 2)


@pytest.mark.req("G22")
def test_rhythm_when_monthly_then_the_next_meeting_is_due_a_month_after_the_last():
    assert cases.usual_rhythm(3) == "termly"
    assert cases.next_due("monthly", FRIDAY, FRIDAY) == date(2026, 4, 6)
    assert cases.next_due("none", FRIDAY, FRIDAY) is None


@pytest.mark.req("G21")
def test_record_when_somebody_who_must_be_there_is_unaccounted_then_named():
    there = {"head": "A", "chair": "B", "adviser": "C"}

    assert cases.why_not_circulate("task-group", there, {"deputy": "ill"}, FRIDAY, FRIDAY) == [
        "Say who came as school improvement lead, or why nobody could."
    ]


@pytest.mark.parametrize(
    ("now", "target", "direction", "reached"),
    [(60, "58", "up", True), (60, "58", "down", False), (None, "58", "up", None), (60, "58", "none", None)],
)
def test_target_when_compared_then_in_the_measures_direction(now, target, direction, reached):
    assert cases.reached(now, Decimal(target), direction) is reached


@pytest.mark.parametrize("table", states.TABLES, ids=lambda table: table.title)
def test_states_when_walked_then_each_can_be_reached_and_has_words(table):
    reached = {table.start}
    for _ in table.states:
        reached |= {step.end for step in table.steps if step.start in reached}

    assert reached == set(table.states)
    assert {s for step in table.steps for s in (step.start, step.end)} == set(table.states)


@pytest.mark.parametrize(
    ("now", "target", "direction", "because", "said"),
    [
        (6.2, 5.5, "down", "", ""),
        (6.2, 7.0, "down", "", "here a lower figure is better. Give a figure below 6.2"),
        (6.2, 6.2, "down", "", "Give a figure below 6.2"),
        (6.2, 6.2, "down", "It is the lowest of the area.", ""),
        (58, 65, "up", "", ""),
        (58, 57, "up", "  ", "Give a figure above 58"),
        (58, 57, "none", "", ""),
    ],
)
def test_target_when_no_better_than_now_then_refused_unless_it_says_why_it_holds(now, target, direction, because, said):
    sentence = cases.why_not_target(now, Decimal(str(target)), direction, holds_because=because)

    assert (said in sentence, bool(sentence)) == (True, bool(said))
