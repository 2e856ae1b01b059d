"""The trust of a school comes from a register or from a list of groups; the order of files does not matter."""

from __future__ import annotations

from datetime import date

import pytest

from commonroom.imports.tests.bringing import HEADER, load, school, write
from commonroom.schools.models import School

pytestmark = pytest.mark.django_db
GROUPS = (
    "URN", "Group UID", "Group ID", "Group Name", "Companies House Number", "Group Type (code)", "Group Type",
    "Closed Date", "Open date", "Incorporated on (open date)", "Group Status (code)", "Group Status", "Joined date",
    "EstablishmentName", "TypeOfEstablishment (code)", "TypeOfEstablishment (name)", "PhaseOfEducation (code)",
    "PhaseOfEducation (name)", "LA (code)", "LA (name)",
)  # fmt: skip
TRUSTS = ("TrustSchoolFlag (name)", "Trusts (code)", "Trusts (name)")
DAYS = {"groups": date(2022, 3, 14), "register": date(2022, 4, 25), "told": date(2025, 7, 27)}


def member(urn, uid, name, joined, kind="Multi-academy trust"):
    facts = {"URN": urn, "Group UID": uid, "Group Name": name, "Group Type": kind, "Joined date": joined}
    return dict.fromkeys(GROUPS, "") | facts | {"Group Status": "Open", "LA (code)": "990", "LA (name)": "Rivermead"}


@pytest.fixture
def files(tmp_path):
    """A list of groups; a register that names no trusts; a later one that does, and says that Birch is in none."""
    groups = [
        member(900001, 9900, "The Old Trust", "2015-09-01"),
        member(900001, 9901, "The Mill Trust", "2019-09-01"),
        member(900002, 9901, "The Mill Trust", "2018-09-01"),
        member(900003, 9903, "The Mill Foundation", "2018-09-01", "School sponsor"),
    ]
    plain = [school(900001, "Alder"), school(900002, "Birch"), school(900003, "Cedar")]
    river = dict(zip(TRUSTS, ("Supported by a multi-academy trust", 9950, "The River Trust"), strict=True))
    named = [school(900001, "Alder") | river, school(900002, "Birch") | {TRUSTS[0]: "Not applicable"}]
    return {
        "groups": write(tmp_path / "groups.csv", groups, GROUPS),
        "register": write(tmp_path / "register.csv", plain),
        "told": write(tmp_path / "told.csv", named, HEADER + TRUSTS),
    }


def brought(files, *names):
    return [load(files[name], as_at=DAYS[name]) for name in names]


def trusts():
    return dict(School.objects.order_by("urn").values_list("name", "trust_name"))


@pytest.mark.parametrize("order", [("register", "groups"), ("groups", "register")])
def test_trusts_when_a_register_names_none_then_the_groups_do_whichever_came_first(files, order):
    runs = brought(files, *order)

    assert [run.state for run in runs] == ["loaded", "loaded"]
    assert trusts() == {"Alder": "The Mill Trust", "Birch": "The Mill Trust", "Cedar": ""}
    assert School.objects.get(name="Alder").trust_uid == 9901


def test_trusts_when_three_files_come_in_any_order_then_the_same_is_held(files, subtests_of_orders):
    days = {files[name]: DAYS[name] for name in files}

    held = subtests_of_orders(list(days), lambda path: load(path, as_at=days[path]))

    assert len(held) == 1


def test_trusts_when_a_later_register_says_none_then_an_older_list_does_not_fill(files):
    brought(files, "told", "groups")

    assert trusts() == {"Alder": "The River Trust", "Birch": ""}


@pytest.mark.parametrize("order", [("register", "groups"), ("groups", "register")])
def test_trusts_when_the_groups_are_withdrawn_then_empty_again(files, order, withdraw):
    runs = dict(zip(order, brought(files, *order), strict=True))
    withdraw(runs["groups"])

    assert set(trusts().values()) == {""}


def test_trusts_when_the_register_after_the_groups_is_withdrawn_then_no_school_stays(files, withdraw):
    _, register = brought(files, "groups", "register")
    withdraw(register)

    assert trusts() == {}
    assert brought(files, "register")[0].state == "loaded"
    assert trusts()["Alder"] == "The Mill Trust"
