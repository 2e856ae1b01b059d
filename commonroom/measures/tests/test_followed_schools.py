"""Schools that a list of links says another has followed: marked where both are open, never closed silently."""

from datetime import date

import pytest

from commonroom.measures.models import Loading, Release
from commonroom.measures.selectors import replaced
from commonroom.measures.tests import area_rows as rows
from commonroom.measures.tests import factories as make
from commonroom.schools.models import School, SchoolLink
from commonroom.web.testing import Visitor
from tests.cast import sign_in

OLD, NEW = 990001, 990002
REGISTER, CHANGE, LINKS = date(2019, 11, 7), date(2021, 8, 31), date(2023, 4, 21)


@pytest.fixture
def field_end(rivermead):
    """A junior school last told of by a register of 2019, and the academy that followed it in 2021; both open."""
    rows.authority()
    rows.school(OLD, "Field End Junior School")
    rows.school(NEW, "Field End Academy")
    School.objects.filter(pk=OLD).update(as_at=REGISTER)
    return link()


def link(kind="Successor", on=CHANGE):
    return SchoolLink.objects.create(
        urn=OLD, other_urn=NEW, other_name="Field End Academy", kind=kind, established_on=on, as_at=LINKS, loading_id=1,
        row=2,
    )  # fmt: skip


def found():
    return {urn: (one.urn, one.name, one.on) for urn, one in replaced.followed([OLD, NEW]).items()}


def test_followed_when_the_successor_is_open_and_no_file_closes_the_old_one_then_told(field_end):
    assert found() == {OLD: (NEW, "Field End Academy", CHANGE)}


@pytest.mark.parametrize(
    ("facts", "link_facts"),
    [
        ({"is_open": False, "status": "Closed"}, {}),
        ({"as_at": date(2022, 4, 25)}, {}),
        ({}, {"kind": "Successor - Split School"}),
        ({}, {"kind": "Sixth Form Centre Link"}),
    ],
    ids=["it is closed", "a register after the change has it open", "it split and goes on", "another kind of link"],
)
def test_followed_when_it_is_not_so_then_not_told(field_end, facts, link_facts):
    SchoolLink.objects.filter(pk=field_end.pk).update(**{"kind": "Successor", **link_facts})
    School.objects.filter(pk=OLD).update(urn=OLD, **facts)

    assert found() == {}


@pytest.mark.parametrize(
    ("columns", "told"),
    [({"urn": "URN", "status": "EstablishmentStatus (name)"}, []), ({"urn": "URN", "kind": "LinkType"}, [OLD])],
    ids=["a register", "the links themselves"],
)
def test_followed_when_a_later_file_has_the_school_too_then_only_a_register_confirms_it(field_end, columns, told):
    later = make.loading("gias", None, name="later.csv", columns=columns)
    Release.objects.filter(pk=later.release_id).update(as_at=date(2022, 4, 25))
    Loading.objects.filter(pk=later.pk).update(urns=[OLD])

    assert list(found()) == told


def test_followed_when_the_successor_is_not_held_then_not_told(field_end):
    School.objects.filter(pk=NEW).delete()

    assert found() == {}


@pytest.mark.req("F01")
def test_area_when_a_school_was_followed_then_both_stand_and_the_old_one_is_marked(client, amara, field_end):
    visitor = Visitor(sign_in(client, amara)).opens("/rivermead/area/")

    visitor.reads(
        "One school counted here has been followed by another that is open too",
        "“‡” marks a school that another open one has followed; no file closes it yet.",
    )
    (table,) = visitor.page.find("table", id="area-table")
    names = [row.find("th")[0].text for row in table.find("tr")[1:]]
    assert names[2:] == ["Field End Academy", "Field End Junior School ‡"]


def test_school_when_another_has_followed_it_then_the_first_thing_said(client, amara, field_end):
    visitor = Visitor(sign_in(client, amara)).opens(f"/rivermead/schools/{OLD}/")

    visitor.reads(
        "By the list of links, Field End Academy (URN 990002) followed this school on 31 August 2021 and is open.",
        "No file that is held closes this one, so it still counts as open here.",
    )
    visitor.opens(f"/rivermead/schools/{NEW}/").does_not_read("still counts as open here")
