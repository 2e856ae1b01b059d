"""Local intelligence shared outside about any school: kept as a line, seen by the cleared alone (E21)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from commonroom.audit.models import Event
from commonroom.register import access
from commonroom.register import services as register
from commonroom.register.models import Disclosure
from commonroom.register.tests.conftest import NOW, TODAY, as_
from commonroom.register.tests.test_need_to_know import seen
from commonroom.web.testing import Visitor
from tests.cast import hold, sign_in
from tests.house.raw_rows import ROW_POLICY, RawRows

SHARED = "/rivermead/register/shared/"
WORDS = {
    "office": "ofsted",
    "what": "Two senior posts have stood empty since the summer.",
    "purpose": "Before an inspection of the school",
    "ground": "Section 10 of the Children Act 2004, duty to cooperate",
}


@pytest.fixture
def visit(client):
    """Sign somebody in and look around."""
    return lambda person, **how: Visitor(sign_in(client, person, **how))


def share(partnership, by, urn, **facts):
    """A line that a person keeps."""
    values = {**WORDS, "shared_on": TODAY - timedelta(days=2), "school_reads": False}
    with as_(partnership, by):
        return register.share_intelligence(partnership=partnership, urn=urn, by=by, at=NOW, **{**values, **facts})


def open_list(visitor, path=SHARED):
    visitor.opens(path).fills(reason="meeting", words="Termly talk with Ofsted").presses("Open the register")
    return visitor


@pytest.mark.req("E21")
def test_intelligence_when_shared_about_a_school_off_the_register_then_whom_why_and_basis_are_kept(
    rivermead, farid, osier_bank
):
    made = share(rivermead, farid, osier_bank.urn, who="the regional inspector")
    event = Event.objects.get(verb="intelligence shared")

    assert (made.entry_id, made.to, made.rows[0][3]) == (None, "Ofsted, the regional inspector", WORDS["what"])
    assert (event.urn, event.because, event.acting_as) == (osier_bank.urn, WORDS["purpose"], "head-of-service")
    assert (event.data["office"], event.data["ground"]) == ("ofsted", WORDS["ground"])


@pytest.mark.req("E21")
def test_intelligence_when_kept_on_the_page_then_the_list_shows_it_with_the_school(visit, farid, osier_bank):
    page = open_list(visit(farid)).follows("Keep what was shared")
    page.fills(
        urn=str(osier_bank.urn), office="regions", shared_on=f"{TODAY:%Y-%m-%d}", what=WORDS["what"],
        purpose=WORDS["purpose"], ground=WORDS["ground"], school_reads="no",
    ).presses("Keep it for good")  # fmt: skip

    page.reads("What was shared is kept.", "Osier Bank Primary School", "DfE Regions Group", WORDS["what"])
    page.opens(f"{SHARED}?office=ofsted").does_not_read("Osier Bank")


def test_list_when_not_opened_with_a_purpose_then_the_door_asks_first(client, farid, rivermead, osier_bank):
    share(rivermead, farid, osier_bank.urn)
    sign_in(client, farid)

    answers = [client.get(path) for path in (SHARED, f"{SHARED}new/")]

    assert [answer["Location"] for answer in answers] == ["/rivermead/register/open/?to=shared"] * 2


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"office": "other"}, "which office"),
        ({"what": "Staff"}, "what was shared"),
        ({"purpose": ""}, "what purpose"),
        ({"ground": "law"}, "lawful basis"),
        ({"shared_on": TODAY + timedelta(days=1)}, "not come yet"),
    ],
)
def test_intelligence_when_something_is_missing_then_refused_with_what_to_do(rivermead, farid, osier_bank, wrong, said):
    with pytest.raises(register.CannotDisclose, match=said):
        share(rivermead, farid, osier_bank.urn, **wrong)


def test_intelligence_when_about_a_school_of_another_area_then_refused(rivermead, farid):
    from tests.cast import make_school

    make_school(900109, "Far Away Primary School", la_code="991")

    with pytest.raises(register.CannotDisclose, match="not in the area"):
        share(rivermead, farid, 900109)


def test_adviser_when_she_shares_then_only_about_schools_that_her_posts_name(rivermead, ben, oakfield, osier_bank):
    hold(ben, "adviser", rivermead, urn=osier_bank.urn)
    share(rivermead, ben, osier_bank.urn)

    with pytest.raises(register.CannotDisclose, match="schools allocated"):
        share(rivermead, ben, oakfield.urn)


def test_lines_when_read_by_plain_sql_then_the_cleared_alone_see_them(
    rivermead, farid, lead, ben, grace, chidi, amara, eleanor, dora, officer, osier_bank
):
    share(rivermead, farid, osier_bank.urn)
    hold(ben, "adviser", rivermead, urn=osier_bank.urn)

    people = (farid, lead, ben, grace, chidi, amara, eleanor, dora, officer)
    assert [seen(rivermead, one, "disclosure") for one in people] == [1, 1, 1, 0, 0, 0, 0, 0, 0]


def test_school_when_the_line_is_marked_for_it_then_its_head_reads_it_with_roles(
    visit, rivermead, farid, grace, chidi, osier_bank
):
    share(rivermead, farid, osier_bank.urn, what="Kept from the school for now.")
    share(rivermead, farid, osier_bank.urn, school_reads=True)

    page = visit(grace).opens(SHARED)

    page.reads(WORDS["what"], WORDS["purpose"], "Head of education improvement")
    page.does_not_read("Farid", "Kept from the school")
    assert (seen(rivermead, grace, "disclosure"), seen(rivermead, chidi, "disclosure")) == (1, 0)


def test_pack_of_the_register_when_made_then_neither_adviser_nor_head_sees_it_among_the_lines(
    rivermead, entry, farid, ben, chidi
):
    hold(ben, "adviser", rivermead, urn=entry.urn)
    with as_(rivermead, farid):
        register.disclose(
            entry=entry, kind="intelligence", to="Ofsted", ground="Asked for before an inspection",
            parts=["standing"], by=farid, at=NOW,
        )  # fmt: skip
        kept = access.visible_shared(to=farid, partnership=rivermead).count()

    assert (kept, seen(rivermead, ben, "disclosure"), seen(rivermead, chidi, "disclosure")) == (1, 0, 0)


def test_keeper_when_she_has_an_interest_then_lines_about_that_school_are_gone(rivermead, farid, lead, osier_bank):
    share(rivermead, farid, osier_bank.urn)
    with as_(rivermead, lead):
        register.declare_interest(partnership=rivermead, urn=osier_bank.urn, what="My child", by=lead, at=NOW)

    assert seen(rivermead, lead, "disclosure") == 0
    with pytest.raises(register.CannotDisclose):
        share(rivermead, lead, osier_bank.urn)


def test_line_when_somebody_tries_to_change_or_forge_one_then_the_database_refuses(rivermead, farid, grace, osier_bank):
    share(rivermead, farid, osier_bank.urn, school_reads=True)
    rows = RawRows(rivermead)
    copy = (
        'insert into register_disclosure (partnership_id, public_id, urn, at, by_id, by_name, kind, "to", ground, '
        "parts, rows, sha256, office, purpose, shared_on, school_reads, acting_as) select partnership_id, "
        'gen_random_uuid(), urn, at, by_id, by_name, kind, "to", ground, parts, rows, sha256, office, purpose, '
        "shared_on, school_reads, acting_as from register_disclosure"
    )

    assert rows.changed(farid, "update register_disclosure set purpose = 'Another'") == 0
    assert (rows.refused(grace, copy), rows.refused(farid, copy)) == (ROW_POLICY, "")
    with as_(rivermead, farid):
        assert Disclosure.objects.get().purpose == WORDS["purpose"]


@pytest.mark.parametrize("name", ["amara", "eleanor", "dora", "ben", "officer"])
def test_addresses_when_asked_for_by_the_uncleared_then_they_do_not_exist(
    client, request, name, rivermead, farid, osier_bank
):
    share(rivermead, farid, osier_bank.urn)
    sign_in(client, request.getfixturevalue(name))

    assert [client.get(path).status_code for path in (SHARED, f"{SHARED}new/")] == [404, 404]
