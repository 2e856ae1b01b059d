"""What a report counts: deeds in its time, priorities that improved, the register as a number and themes, days."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from commonroom.measures.tests import factories
from commonroom.register import services as register
from commonroom.register.models import Conflict
from commonroom.reports.rules import improving, naming
from commonroom.reports.tests.conftest import NOW, TODAY, as_, publish
from commonroom.risk import services as risk
from commonroom.support.models import AdviserYear, Booking
from commonroom.visits.models import Action, Edition, NoteOfVisit, Plan, Priority, Review, Visit

MADE = {"made_at": NOW, "made_by_id": 1, "made_by_name": "the tests"}
LATER = NOW + timedelta(hours=1)


def sentences(published, section):
    """What a part of a report says."""
    return published.document["sections"][section]["sentences"]


def row(published, section, name):
    """The texts of one row of a table."""
    rows = published.document["sections"][section]["tables"][0]["rows"]
    return next([cell["text"] for cell in each["cells"]] for each in rows if each["name"].startswith(name))


def share(partnership, urn, *, visited, shared):
    """A note of a visit so many days ago, shared so many days ago."""
    of = {"partnership": partnership, "urn": urn}
    visit = Visit.objects.create(
        **of, kind="support", on=TODAY - timedelta(days=visited), person_id=1, person_name="Daniel", **MADE
    )
    note = NoteOfVisit.objects.create(
        **of, visit=visit, state="shared", issued=1, shared_at=NOW, shared_by_name="x", reply_until=TODAY, **MADE
    )
    made = {**MADE, "made_at": NOW - timedelta(days=shared)}
    Edition.objects.create(**of, note=note, number=1, words={}, sha256="x", written_by_name="x", **made)


def test_notes_when_most_come_in_time_then_the_report_says_how_many_in_100(area, published, farid):
    with as_(area, farid):
        for place in range(15):
            share(area, 900201 + place, visited=12, shared=8)
        for place in range(5):
            share(area, 900221 + place, visited=35, shared=3)
        share(area, 900230, visited=80, shared=60)

    assert row(publish(area, farid), "promises", "Notes shared within ten working days") == ["20", "15", "75 in 100"]


def test_notes_when_one_is_late_then_neither_it_nor_the_rest_is_told(area, published, farid):
    with as_(area, farid):
        for place in range(9):
            share(area, 900201 + place, visited=12, shared=8)
        share(area, 900221, visited=35, shared=3)

    found = row(publish(area, farid), "promises", "Notes shared")

    assert found == ["not shown", "not shown", "too few to show"]


def test_reviews_when_agreed_in_time_or_not_then_both_are_counted(area, published, farid):
    with as_(area, farid):
        for place, notice in enumerate([14] * 6 + [2] * 5):
            on = TODAY - timedelta(days=3)
            Review.objects.create(
                partnership=area, urn=900201 + place, theme="general", state="timetabled", on=on, lead_name="x",
                timetable_agreed_on=on - timedelta(days=notice), timetable_with="The head", **MADE,
            )  # fmt: skip

    assert row(publish(area, farid), "promises", "Reviews with a timetable agreed five working days") == [
        "11", "6", "55 in 100",
    ]  # fmt: skip


def plan_of(partnership, urn, **facts):
    """An agreed plan."""
    starts = TODAY - timedelta(days=100)
    return Plan.objects.create(
        partnership=partnership, urn=urn, name="Reading", state="agreed", starts_on=starts,
        ends_on=TODAY + timedelta(days=200), **MADE, **facts,
    )  # fmt: skip


def test_actions_when_due_in_the_time_then_done_and_not_done_are_counted(area, published, farid):
    with as_(area, farid):
        priority = Priority.objects.create(
            partnership=area, urn=900201, plan=plan_of(area, 900201), number=1, name="Reading"
        )
        due = TODAY - timedelta(days=4)
        done = {"state": "done", "ended_on": due, "ended_by_name": "x"}
        for place in range(12):
            facts = done if place < 7 else {}
            Action.objects.create(
                partnership=area, urn=900201, priority=priority, what="Train", owner="Head", due_on=due, **facts
            )

    assert row(publish(area, farid), "promises", "Actions of improvement plans") == ["12", "7", "58 in 100"]


SLUG = "ks2_rwm_exp"


def priorities(partnership, changes):
    """Schools at Priority 1 and 2 with two priorities each, whose figure changed by so much."""
    for place, change in enumerate(changes):
        urn = 900201 + place
        plan = plan_of(partnership, urn)
        for number in (1, 2):
            Priority.objects.create(
                partnership=partnership, urn=urn, plan=plan, number=number, name="Reading", measure=SLUG,
                baseline=Decimal(50), baseline_year=2024,
            )  # fmt: skip
        factories.value(urn, SLUG, 2024, 50)
        if change is not None:
            factories.value(urn, SLUG, 2025, 50 + change)


@pytest.mark.req("N05")
def test_impact_when_most_schools_improved_then_the_report_says_x_of_y_priorities_and_schools(area, published, farid):
    with as_(area, farid):
        priorities(area, [4] * 9 + [-2] * 5 + [None] * 5)

    told = sentences(publish(area, farid), "impact")

    assert told[0].startswith("18 of 38 agreed priorities have improved since they were agreed, by published figures.")
    assert told[1] == "9 of 19 schools with most support improved on most of their priorities."


@pytest.mark.req("N05")
def test_impact_when_nearly_all_improved_then_the_few_others_cannot_be_counted(area, published, farid):
    with as_(area, farid):
        priorities(area, [4] * 9 + [-2])

    told = sentences(publish(area, farid), "impact")

    assert told[0] == "Nine schools with most support improved on most of their priorities."
    assert len(told) == 2


def test_priority_when_lower_is_better_then_a_fall_improves_and_without_a_figure_it_is_early():
    assert [improving.of_priority(8.0, now, "down") for now in (7.0, 8.0, None)] == ["improved", "not", "early"]
    assert [improving.of_school(h) for h in (["improved", "not"], ["improved", "early"], [])] == [
        "not", "improved", "early",
    ]  # fmt: skip


def place_on_register(partnership, farid, count):
    """So many schools on the register."""
    for urn in [*range(900201, 900241), *range(900301, 900321)][:count]:
        register.place_school(
            partnership=partnership, urn=urn, indicators=["inadequate"], because="As decided.",
            decided_on=TODAY - timedelta(days=3), due_on=TODAY + timedelta(days=20), by=farid, at=NOW,
        )  # fmt: skip


@pytest.mark.req("D07")
def test_register_when_large_enough_then_the_board_reads_its_number_and_its_themes(area, published, farid):
    with as_(area, farid):
        place_on_register(area, farid, 6)

    told = sentences(publish(area, farid, LATER), "register")

    assert told == [
        "Six schools are on the register of schools at risk.",
        "What most of their entries rest on: Judged Inadequate, or at risk of it.",
        "No school is named to any board.",
    ]


@pytest.mark.req("D07")
@pytest.mark.parametrize("count", [0, 4, 56])
def test_register_when_few_are_on_it_or_few_are_not_then_the_report_says_nothing(area, published, farid, count):
    with as_(area, farid):
        place_on_register(area, farid, count)

    assert sentences(publish(area, farid, LATER), "register")[0] == (
        "The number of schools on the register of schools at risk is not shown."
    )


def test_register_when_the_writer_has_an_interest_then_its_number_is_not_counted_short(area, published, farid):
    with as_(area, farid):
        place_on_register(area, farid, 6)
        Conflict.objects.create(
            partnership=area, urn=900201, person_id=farid.pk, person_name="x", what="My child", declared_at=NOW
        )

    assert "is not shown" in sentences(publish(area, farid, LATER), "register")[0]


def book(partnership, schools):
    """A day booked at each of so many schools."""
    AdviserYear.objects.create(partnership=partnership, person_id=7, name="Daniel", year=_year(), days=120)
    for place in range(schools):
        Booking.objects.create(
            partnership=partnership, urn=900201 + place, person_id=7, person_name="Daniel",
            on=TODAY - timedelta(days=2), days=1, what="Visit", public_id=uuid4(), **MADE,
        )  # fmt: skip


def _year():
    from commonroom.kit.academic_year import AcademicYear

    return AcademicYear.of(TODAY).start


def test_days_when_enough_schools_had_some_then_the_report_says_how_many(area, published, farid):
    with as_(area, farid):
        book(area, 8)

    assert sentences(publish(area, farid), "days") == [
        "Advisers have 120 days for schools this year.",
        "They have used 8 of them since report 1.",
    ]


def test_days_when_few_schools_had_some_then_their_number_is_not_told(area, published, farid):
    with as_(area, farid):
        book(area, 4)

    assert sentences(publish(area, farid), "days")[1] == "Too few schools have had days since report 1 to say how many."


def test_teams_when_they_wrote_notes_then_the_report_counts_them_and_quotes_none(area, published, farid):
    with as_(area, farid):
        for place in range(11):
            risk.note_intelligence(
                partnership=area, urn=900201 + place, team="governance" if place < 6 else "finance",
                said_on=TODAY, text="Two governors have left.", by=farid, at=NOW,
            )  # fmt: skip

    found = publish(area, farid, LATER)

    assert [row(found, "teams", name) for name in ("Governance", "Finance", "All")] == [["6"], ["5"], ["11"]]
    assert "governors have left" not in str(found.document)


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("Thank you to Oak Hill for its work.", "Oak Hill Primary School"),
        ("OAK-HILL PRIMARY SCHOOL did well.", "Oak Hill Primary School"),
        ("St Mary’s works well.", "St Mary’s Catholic Primary School"),
        ("Schools on a hill, and an oak.", ""),
    ],
)
def test_words_when_they_name_a_school_in_part_then_it_is_found(words, named):
    schools = ["Oak Hill Primary School", "St Mary’s Catholic Primary School", "Elm Academy"]

    assert naming.named(words, schools) == named
