"""Half-term dates: read by everybody here, set by two posts, told what rests on them, used by every schedule."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine

from commonroom.audit.models import Event
from commonroom.partnerships.models import Partnership
from commonroom.support import rules, selectors, services
from commonroom.support.models import Line
from commonroom.support.rules import Span
from commonroom.support.tests.conftest import AT, OAKFIELD, YEAR
from commonroom.web.testing import Visitor
from tests.cast import sign_in

PAGE = "/rivermead/support/half-terms/"
DATES = {
    1: Span(date(2025, 9, 2), date(2025, 10, 24)),
    2: Span(date(2025, 11, 3), date(2025, 12, 19)),
    3: Span(date(2026, 1, 5), date(2026, 2, 13)),
    4: Span(date(2026, 2, 23), date(2026, 3, 27)),
    5: Span(date(2026, 4, 13), date(2026, 5, 22)),
    6: Span(date(2026, 6, 1), date(2026, 7, 21)),
}


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel(AT, tick=False):
        yield


def sent(**other):
    """What the form sends for the dates above, with some of them changed."""
    held = {f"first_{n}": span.first.isoformat() for n, span in DATES.items()}
    return held | {f"last_{n}": span.last.isoformat() for n, span in DATES.items()} | other


@pytest.mark.parametrize("who", ["amara", "farid"])
def test_dates_when_set_by_one_who_may_then_told_first_kept_after_and_recorded(client, rivermead, request, inside, who):
    person = request.getfixturevalue(who)
    page = Visitor(sign_in(client, person)).opens(f"{PAGE}2025/").fills(**sent())

    page.presses("See what changes").reads("Autumn 2: 1 November to 31 December becomes 3 November to 19 December.")
    assert Partnership.objects.get(pk=rivermead.pk).settings == {}
    page.presses("Keep these dates").reads(
        "The half-terms of 2025–26 are set", "Mon 3 Nov 2025", "Set by the partnership"
    )

    assert selectors.half_terms(Partnership.objects.get(pk=rivermead.pk), YEAR) == DATES
    with inside(person):
        assert Event.objects.filter(verb="set half-term dates").count() == 1


@pytest.mark.parametrize("who", ["chidi", "leah", "bela"])
def test_dates_when_read_by_others_then_shown_without_a_way_to_change_them(client, rivermead, request, who):
    signed_in = sign_in(client, request.getfixturevalue(who))

    assert "Autumn 1" in signed_in.get(PAGE).content.decode()
    assert "Change the dates" not in signed_in.get(PAGE).content.decode()
    assert signed_in.get(f"{PAGE}2025/").status_code in (403, 404)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"first_2": "2025-10-20"}, "Autumn 2 begins on 20 October 2025, and Autumn 1 ends on 24 October 2025."),
        ({"last_3": "2026-01-05"}, "Spring 1 ends on 5 January 2026. Give a last day after its first, 5 January 2026."),
        ({"last_6": "2026-09-04"}, "Summer 2: 4 September 2026 lies outside 2025–26."),
        ({"first_1": "yesterday"}, "Give “First day of Autumn 1” as a day, like 20/03/2026."),
    ],
)
def test_dates_when_they_cannot_be_then_a_sentence_and_nothing_changes(client, rivermead, farid, wrong, sentence):
    page = Visitor(sign_in(client, farid)).opens(f"{PAGE}2025/").fills(**sent(**wrong))

    page.presses("See what changes").reads(sentence)
    assert Partnership.objects.get(pk=rivermead.pk).settings == {}


def test_dates_when_a_booked_day_falls_outside_then_leads_are_told_and_the_manager_is_not(
    client, rivermead, scheduled, bela, farid, amara, inside
):
    scheduled("priority-2")
    with inside(bela):
        line = Line.objects.get(column=2, kind="adviser-day")
        on = {"on": date(2025, 12, 22), "days": Decimal(1)}
        services.book_day(partnership=rivermead, urn=OAKFIELD, line=line, **on, by=bela, at=AT)
    told = "One booked day lies outside the half-term for which it was booked, 1 of them still to come. They stay."

    page = Visitor(sign_in(client, farid)).opens(f"{PAGE}2025/").fills(**sent()).presses("See what changes")
    page.reads("One school has a schedule by these half-terms. It follows.", told)
    page = Visitor(sign_in(client, amara)).opens(f"{PAGE}2025/").fills(**sent()).presses("See what changes")
    page.does_not_read("booked day lies", "has a schedule")


def test_dates_when_set_then_the_schedule_and_days_to_book_follow(rivermead, client, scheduled, bela, farid, inside):
    scheduled("priority-2")
    with inside(farid):
        services.set_half_terms(partnership=rivermead, year=YEAR, spans=DATES, by=farid, at=AT)
    with inside(bela):
        line = Line.objects.get(column=2, kind="adviser-day")
    page = Visitor(sign_in(client, bela)).opens(f"/rivermead/schools/{OAKFIELD}/schedule/")

    page.reads("3 November to 19 December now")
    page.opens(f"/rivermead/support/lines/{line.public_id}/book/").fills(on="2025-12-22", days="1")
    page.presses("Book the day").reads("Choose a day between 3 November 2025 and 19 December 2025")


def test_dates_when_in_order_then_nothing_is_wrong():
    assert rules.why_not_half_terms(YEAR, DATES) == []
