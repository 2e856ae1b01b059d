"""Schedules by level: the seven columns as the strategy prints them, and what a change of level does to them."""

from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from commonroom.audit.models import Event
from commonroom.people.access import Refused
from commonroom.support import selectors, services
from commonroom.support.models import Booking, Line, Schedule
from commonroom.support.tests.conftest import AT, OAKFIELD, SEPTEMBER, YEAR

FEBRUARY = datetime(2026, 2, 25, 9, 0, tzinfo=UTC)


def columns(lines):
    found = defaultdict(list)
    for line in lines:
        found[line.column].append((line.kind, float(line.days)))
    return {column: found[column] for column in range(7)}


def kept(rivermead, reader, inside):
    with inside(reader):
        return selectors.schedule(rivermead, urn=OAKFIELD, year=YEAR)


def book(rivermead, bela, inside, line, on, days="1", at=AT):
    with inside(bela):
        return services.book_day(
            partnership=rivermead, urn=line.urn, line=line, on=on, days=Decimal(days), by=bela, at=at
        )


def lines_of(rivermead, reader, inside, **wanted):
    with inside(reader):
        return list(Line.objects.filter(partnership=rivermead, **wanted).order_by("column", "pk"))


START = [("plan", 0.0), ("cluster", 0.0), ("task-group", 0.0), ("offer", 0.0)]


@pytest.mark.req("G12")
def test_priority_1_when_scheduled_then_two_days_each_half_term_and_meetings_as_printed(
    rivermead, scheduled, leah, inside
):
    scheduled("priority-1")

    year = kept(rivermead, leah, inside)
    two = ("adviser-day", 2.0)
    assert columns(row.line for row in year.rows) == {
        0: START,
        1: [two],
        2: [two, ("task-group", 0.0)],
        3: [two],
        4: [two, ("task-group", 0.0)],
        5: [two],
        6: [two, ("scrutiny", 0.0)],
    }


@pytest.mark.req("G12")
def test_priority_2_when_scheduled_then_a_day_each_half_term_and_meetings_as_printed(
    rivermead, scheduled, leah, inside
):
    scheduled("priority-2")

    one = ("adviser-day", 1.0)
    assert columns(row.line for row in kept(rivermead, leah, inside).rows) == {
        0: START,
        1: [one],
        2: [one, ("task-group", 0.0)],
        3: [one],
        4: [one],
        5: [one],
        6: [one, ("scrutiny", 0.0)],
    }


@pytest.mark.req("G12")
def test_priority_3_when_scheduled_then_one_visit_and_help_from_a_distance(rivermead, scheduled, leah, inside):
    scheduled("priority-3")

    remote = [("remote", 0.0)]
    assert columns(row.line for row in kept(rivermead, leah, inside).rows) == {
        0: [("visit", 1.0), ("cluster", 0.0), ("offer", 0.0)],
        **dict.fromkeys(range(1, 7), remote),
    }


@pytest.mark.req("G11")
@pytest.mark.parametrize(("level", "days"), [("priority-1", 12), ("priority-2", 6), ("priority-3", 1)])
def test_days_when_a_level_is_scheduled_then_those_of_its_level(rivermead, scheduled, leah, inside, level, days):
    scheduled(level)

    found = kept(rivermead, leah, inside).days
    assert (found.planned, found.used, found.left, found.overrun) == (days, 0, days, 0)


def test_level_when_agreed_late_in_the_year_then_half_terms_before_it_are_left_out_and_say_so(
    rivermead, scheduled, leah, inside
):
    scheduled("priority-2", at=FEBRUARY)

    year = kept(rivermead, leah, inside)
    days = [row.line.because for row in year.left_out if row.line.kind == "adviser-day"]
    assert days == [f"{name} was over when this level was agreed." for name in ("Autumn 1", "Autumn 2", "Spring 1")]
    assert year.days.planned == 3


def test_level_when_it_rises_then_later_lines_are_replaced_and_what_was_done_stays(
    rivermead, scheduled, leah, bela, inside
):
    scheduled("priority-2")
    first = lines_of(rivermead, leah, inside, column=1, kind="adviser-day")[0]
    booking = book(rivermead, bela, inside, first, date(2025, 10, 6))
    with inside(bela):
        services.day_had(booking=booking, by=bela, at=AT)

    scheduled("priority-1", at=FEBRUARY)

    year = kept(rivermead, leah, inside)
    days = {(row.line.column, row.line.days, row.line.state) for n in range(7) for row in year.column(n)}
    assert {each for each in days if each[1]} == {
        (1, Decimal(1), "done"),
        (2, Decimal(1), "planned"),
        (3, Decimal(1), "planned"),
        *((n, Decimal(2), "planned") for n in (4, 5, 6)),
    }


def test_level_when_it_rises_within_a_half_term_then_days_had_there_count(rivermead, scheduled, leah, bela, inside):
    scheduled("priority-2")
    line = lines_of(rivermead, leah, inside, column=2, kind="adviser-day")[0]
    booking = book(rivermead, bela, inside, line, date(2025, 11, 10))
    with inside(bela):
        services.day_had(booking=booking, by=bela, at=AT)

    scheduled("priority-1", at=AT)

    in_autumn = [(row.line.days, row.line.state) for row in kept(rivermead, leah, inside).column(2)]
    assert in_autumn == [(Decimal(1), "done"), (Decimal(1), "planned"), (Decimal(0), "planned")]


def test_booked_day_when_the_level_changes_then_it_moves_to_the_new_line_or_stays_as_an_extra_day(
    rivermead, scheduled, leah, bela, inside
):
    scheduled("priority-1")
    line = lines_of(rivermead, leah, inside, column=5, kind="adviser-day")[0]
    booking = book(rivermead, bela, inside, line, date(2026, 4, 20))

    scheduled("priority-2", at=AT)
    with inside(leah):
        moved = Booking.objects.select_related("line").get(pk=booking.pk)
    assert (moved.line.days, moved.line.schedule_id != line.schedule_id, moved.state) == (1, True, "booked")

    scheduled("priority-3", at=FEBRUARY)
    with inside(leah):
        assert Booking.objects.get(pk=booking.pk).line_id is None


def test_internal_review_when_the_method_is_read_then_once_a_term_and_in_no_schedule(
    rivermead, scheduled, leah, inside
):
    scheduled("priority-1")

    from commonroom.risk import support_model

    with inside(leah):
        assert support_model.document(rivermead, on=AT.date()).internal_review.columns == (2, 4, 6)
        assert not Line.objects.filter(partnership=rivermead, what__icontains="internal").exists()


def test_academy_when_scheduled_then_adviser_days_are_left_out_with_the_reason(
    rivermead, scheduled, leah, inside, lockside
):
    scheduled("priority-2", urn=lockside.urn)

    with inside(leah):
        year = selectors.schedule(rivermead, urn=lockside.urn, year=YEAR)
    assert year.days.planned == 0
    assert {row.line.because for row in year.left_out} == {
        "Days of the council’s advisers are for maintained schools. Support is suggested and schools are linked."
    }


def test_schedule_when_made_twice_then_refused_with_a_sentence(rivermead, scheduled, leah, inside):
    decision = scheduled("priority-2").decision

    with inside(leah), pytest.raises(services.CannotSchedule, match="stands already"):
        services.schedule_year(decision=decision, year=YEAR, by=leah, at=AT)


def test_schedule_when_the_decision_is_not_the_newest_then_refused(rivermead, agree, leah, inside, oakfield):
    old = agree(OAKFIELD, "priority-2")
    agree(OAKFIELD, "priority-1", AT)

    with inside(leah), pytest.raises(services.CannotSchedule, match="newer level"):
        services.schedule_year(decision=old, year=YEAR, by=leah, at=AT)


def test_schedule_when_an_adviser_would_make_it_then_refused(rivermead, agree, bela, inside):
    decision = agree(OAKFIELD, "priority-2")

    with inside(bela), pytest.raises(Refused, match="make a schedule"):
        services.schedule_year(decision=decision, year=YEAR, by=bela, at=AT)


def test_all_schedules_when_pressed_then_one_for_each_agreed_level_and_a_second_press_makes_none(
    rivermead, agree, farid, inside, oakfield, osier_bank
):
    agree(oakfield.urn, "priority-1")
    agree(osier_bank.urn, "priority-3")

    with inside(farid):
        assert services.schedule_all(partnership=rivermead, year=YEAR, by=farid, at=SEPTEMBER) == 2
        assert set(Schedule.objects.values_list("urn", "level")) == {(900101, "priority-1"), (900102, "priority-3")}
        with pytest.raises(services.CannotSchedule, match="nothing to make"):
            services.schedule_all(partnership=rivermead, year=YEAR, by=farid, at=SEPTEMBER)


def test_trail_when_a_schedule_is_made_then_it_says_so_without_the_level(rivermead, scheduled, leah, inside):
    schedule = scheduled("priority-1")

    with inside(leah):
        event = Event.objects.get(verb="made a schedule")
    assert (event.object_id, event.urn) == (str(schedule.public_id), OAKFIELD)
    assert "priority-1" not in str(event.data)
