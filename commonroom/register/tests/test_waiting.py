"""What waits from the register asks the same number of statements however many records and notices there are."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonroom.register import selectors
from commonroom.register import services as register
from commonroom.register.tests.conftest import NOW, TODAY, as_, give, place
from commonroom.visits import services as visits
from tests.cast import hold, make_person, make_school


def a_case(rivermead, farid, daniel, officer, urn):
    """A record with a decision that is due, a notice in force, the plan that answers it, and sight that ends soon."""
    make_school(urn, f"Larkrise {urn}")
    hold(daniel, "adviser", rivermead, urn=urn)
    entry = place(rivermead, farid, urn)
    give(rivermead, farid, entry, officer, until=TODAY + timedelta(days=2))
    with as_(rivermead, daniel):
        plan = visits.start_plan(
            partnership=rivermead, urn=urn, name="Leadership", by=daniel, at=NOW, starts_on=TODAY,
            ends_on=TODAY + timedelta(days=90),
        )  # fmt: skip
    with as_(rivermead, farid):
        made = register.draft_notice(
            entry=entry, issuer="council", grounds=["standards"], evidence="58, then 49, then 41 in 100.",
            recipients=["The chair"], by=farid, at=NOW,
        )  # fmt: skip
        until = TODAY + timedelta(days=40)
        register.move_notice(
            notice=made, after="issued", on=TODAY, because="Decided.", comply_by=until, by=farid, at=NOW
        )
        register.name_plan(notice=made, plan=plan, by=farid, at=NOW)


def asked(rivermead, farid):
    """How many things wait for the head of service, and the statements that it takes to say so."""
    with as_(rivermead, farid), CaptureQueriesContext(connection) as statements:
        return len(selectors.waiting(farid, rivermead, on=TODAY)), len(statements)


def test_waiting_when_there_are_five_cases_instead_of_one_then_it_asks_as_many_statements(rivermead, farid, officer):
    daniel = make_person("Daniel Farrow")
    a_case(rivermead, farid, daniel, officer, 900111)
    one, few = asked(rivermead, farid)
    for urn in range(900112, 900116):
        a_case(rivermead, farid, daniel, officer, urn)

    assert (one, asked(rivermead, farid)) == (3, (15, few))
