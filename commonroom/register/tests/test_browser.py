"""In a real browser: the register's pages on a desk and on a phone, for those who keep it and those given sight."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commonroom.register import services as register
from commonroom.register.tests.conftest import NOW, TODAY, as_, give
from commonroom.visits import services as visits
from commonroom.visits.models import Plan
from commonroom.visits.tests.test_browser import at_screen, chromium  # noqa: F401
from tests.cast import hold, make_person
from tests.screens import look

pytestmark = [pytest.mark.journey, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def told(transactional_db, rivermead, oakfield, farid, chidi, entry):
    """Oakfield with a notice in force, a plan that answers it, and sight for a lead school; all committed."""
    helper, adviser = make_person("Tamsin Reeve"), make_person("Daniel Farrow")
    hold(helper, "lead-school", rivermead)
    hold(adviser, "adviser", rivermead, urn=oakfield.urn)
    give(rivermead, farid, entry, helper)
    with as_(rivermead, adviser):
        ends = TODAY + timedelta(days=90)
        plan = visits.start_plan(
            partnership=rivermead, urn=oakfield.urn, name="Leading well", starts_on=TODAY, ends_on=ends, by=adviser,
            at=NOW,
        )  # fmt: skip
        visits.add_priority(plan=plan, name="Spelling", success="Books show it.", by=adviser, at=NOW)
        Plan.objects.update(state="agreed", adviser_agreed_at=NOW, head_agreed_at=NOW)
    with as_(rivermead, farid):
        notice = register.draft_notice(
            entry=entry, issuer="council", grounds=["standards"], evidence="58, then 49, then 41 in 100.",
            recipients=["The chair"], by=farid, at=NOW,
        )  # fmt: skip
        until = TODAY + timedelta(days=40)
        register.move_notice(
            notice=notice, after="issued", on=TODAY, because="Decided.", comply_by=until, by=farid, at=NOW
        )
    return {"farid": farid, "chidi": chidi, "helper": helper, "notice": notice}


def opened(page, server, path, words="Decision due today"):
    page.goto(f"{server.url}/rivermead/register/{path}")
    page.check("input[name=reason][value=decision]")
    page.fill("input[name=words]", words)
    page.get_by_role("button", name="Open the").click()
    page.wait_for_load_state()


def test_pages_when_looked_at_on_a_desk_and_on_a_phone_then_axe_finds_nothing(told, live_server, entry, request):
    sign = request.getfixturevalue("at_screen")
    problems, here = [], f"{entry.public_id}/"
    keeper, helper, head = (sign(told[name]) for name in ("farid", "helper", "chidi"))
    opened(keeper, live_server, here)
    for name, path in {
        "entry": here,
        "markers": f"{here}markers/",
        "notice": f"{here}notices/{told['notice'].public_id}/",
        "letters": "letters/",
        "words": "letters/warning/",
        "flows": "flows/",
    }.items():
        keeper.goto(f"{live_server.url}/rivermead/register/{path}")
        problems += look(keeper, f"register-{name}")
    opened(helper, live_server, here)
    problems += look(helper, "register-shared")
    opened(head, live_server, here)
    problems += look(head, "register-head")

    assert problems == []
