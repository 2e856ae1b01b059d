"""Half-terms, days in words, bookings and plans: pure rules, some against random data."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonroom.kit.academic_year import AcademicYear
from commonroom.support import rules, strategy
from commonroom.support.rules import Days, LineState, Stands, Wanted

YEAR = AcademicYear(2025)
SPANS = rules.half_terms(YEAR, {})
DAYS = st.decimals(min_value=0, max_value=40, places=1)


@pytest.mark.parametrize(
    ("planned", "used", "booked", "sentence"),
    [
        (0, 0, 0, "No adviser days are planned."),
        (12, 0, 0, "0 of 12 days used, 12 days left."),
        (6, 4, 1, "4 of 6 days used, 1 day booked, 2 days left."),
        (1, 1, 0, "1 of 1 day used, no days left."),
        (6, "6.5", 0, "6.5 of 6 days used: half a day more than planned."),
        (6, 8, 1, "8 of 6 days used: 2 days more than planned. 1 day booked."),
        (6, 5, 2, "5 of 6 days used, 2 days booked: that will be 1 day more than planned."),
    ],
)
def test_days_when_said_then_planned_used_left_and_overrun_in_plain_words(planned, used, booked, sentence):
    assert Days(Decimal(planned), Decimal(used), Decimal(booked)).sentence == sentence


@given(DAYS, DAYS, DAYS)
def test_days_when_any_then_left_and_overrun_never_both_and_they_balance(planned, used, booked):
    days = Days(planned, used, booked)

    assert min(days.left, days.overrun) == 0
    assert days.planned - days.used == days.left - days.overrun
    assert 0 <= days.to_book <= days.left


@given(st.dates(date(2025, 9, 1), date(2026, 8, 31)))
def test_day_when_in_the_year_then_in_the_column_whose_half_term_began_last(day):
    column = rules.column_of(day, YEAR, SPANS)

    assert SPANS[column].first <= day
    assert column == 6 or day < SPANS[column + 1].first


def test_half_terms_when_a_partnership_gives_its_own_then_those_hold_and_out_of_order_is_refused():
    pairs = [["2025-09-03", "2025-10-24"], ["2025-11-03", "2025-12-19"], ["2026-01-05", "2026-02-13"]]
    pairs += [["2026-02-23", "2026-03-27"], ["2026-04-13", "2026-05-22"], ["2026-06-01", "2026-07-21"]]

    own = rules.half_terms(YEAR, {"half_terms": {"2025-26": pairs}})

    assert (own[1].last, rules.column_of(date(2025, 10, 28), YEAR, own)) == (date(2025, 10, 24), 1)
    with pytest.raises(ValueError, match="six pairs of days in their order"):
        rules.half_terms(YEAR, {"half_terms": {"2025-26": pairs[::-1]}})


@given(st.dates(date(2025, 1, 1), date(2027, 12, 31)), st.integers(0, 6))
def test_day_when_it_can_be_booked_then_a_weekday_of_its_half_term_in_the_year(day, column):
    why = rules.why_not_book(day, column=column, year=YEAR, spans=SPANS, days=Decimal(1), taken=Decimal(0))

    in_year = YEAR.first_day <= day <= YEAR.last_day and day.weekday() < 5
    assert (why == "") == (in_year and (column == 0 or day in SPANS[column]))


@pytest.mark.parametrize(("taken", "days", "free"), [("0.5", "0.5", True), ("0.5", "1", False), ("1", "0.5", False)])
def test_day_when_part_of_it_is_booked_then_only_what_is_left_can_be(taken, days, free):
    day = date(2025, 11, 12)
    why = rules.why_not_book(day, column=2, year=YEAR, spans=SPANS, days=Decimal(days), taken=Decimal(taken))

    assert (why == "") == free


COLUMN = st.integers(0, 6)
KIND = st.sampled_from(["adviser-day", "task-group", "plan"])
WANTED = st.lists(
    st.builds(Wanted, COLUMN, KIND, st.just("x"), st.just("adviser"), st.integers(0, 3).map(Decimal)),
    max_size=12,
    unique_by=lambda w: (w.column, w.kind),
)
STANDS = st.lists(
    st.builds(
        lambda key, column, kind, state, days, used: Stands(key, column, kind, state, min(days, used), days),
        *(st.integers(1, 999), COLUMN, KIND, st.sampled_from(LineState)),
        *(st.integers(0, 3).map(Decimal), st.integers(0, 3).map(Decimal)),
    ),
    max_size=10,
    unique_by=lambda s: s.key,
)


@given(WANTED, STANDS, st.integers(0, 6))
def test_plan_when_a_level_changes_then_nothing_done_is_touched_and_days_had_are_not_asked_for_again(
    wanted, stands, since
):
    plan = rules.plan_year(wanted, stands, since=since, adviser_days=True)

    touched = {*plan.leave_out, *plan.ends_as_done}
    by_key = {s.key: s for s in stands}
    assert all(by_key[key].state == LineState.PLANNED for key in touched)
    assert all(by_key[key].column == 0 or by_key[key].column >= since for key in touched)
    assert all(by_key[key].used == 0 for key in plan.leave_out)
    for line in plan.lines:
        same = [s for s in stands if (s.column, s.kind) == (line.wanted.column, line.wanted.kind)]
        assert line.days == max(line.wanted.days - sum(s.used for s in same), 0)


@given(WANTED, st.integers(0, 6))
def test_plan_when_it_is_the_first_of_the_year_then_every_line_stands_and_past_half_terms_say_so(wanted, since):
    plan = rules.plan_year(wanted, [], since=since, adviser_days=True)

    assert [line.wanted for line in plan.lines] == wanted
    assert all(bool(line.because) == (0 < line.wanted.column < since) for line in plan.lines)


def test_relationships_when_counted_then_six_and_each_school_has_at_most_one():
    said = strategy.strategy()
    cells = {
        (kind, status): said.relationship(kind=kind, status=status)
        for kind in ("maintained", "academy")
        for status in (*strategy.STATUSES, "")
    }

    assert {cell.slug for cell in cells.values() if cell} == {each.slug for each in said.relationships}
    assert (cells["maintained", ""], cells["academy", ""]) == (None, None)


@pytest.mark.parametrize(
    ("grades", "means", "at_risk", "status"),
    [
        (["Good"], {"inadequate"}, True, ""),
        (["Good"], {"requires-improvement"}, False, "requires-improvement"),
        (["Outstanding"], set(), True, "good-at-risk"),
        (["Outstanding"], {"good"}, False, "outstanding"),
        ([], set(), True, ""),
    ],
)
def test_status_when_worked_out_then_the_newest_reading_leads_and_a_level_puts_a_good_school_at_risk(
    grades, means, at_risk, status
):
    assert strategy.status_of(grades, frozenset(means), at_risk=at_risk) == status


def test_words_of_government_when_renamed_then_the_relationship_says_the_new_ones():
    text = "reports on it to the {regions_group}"

    assert (
        strategy.filled(text, lambda key: {"regions_group": "Regions Group"}[key])
        == "reports on it to the Regions Group"
    )


@given(st.decimals(min_value=Decimal("0.5"), max_value=30, places=1))
def test_days_when_said_then_one_is_singular(days):
    assert rules.said(days).endswith(" day") == (days in (Decimal(1), Decimal("0.5")))
