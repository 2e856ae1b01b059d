"""Rules of inclusion, of routes, and of the two flows."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from commonroom.register.rules import drawing, inclusion, law, notices, placing
from commonroom.register.rules.law import Issuer
from commonroom.register.rules.notices import ACADEMY, FLOWS, MAINTAINED

DAY = date(2026, 3, 6)


def outcome(regime, overall="", on=DAY, **judgements):
    return inclusion.Outcome(regime, on, overall, {k.replace("_", " "): v for k, v in judgements.items()})


@pytest.mark.req("G01")
@pytest.mark.parametrize(
    ("found", "rule"),
    [
        (outcome("graded", "Requires improvement", date(2023, 5, 1)), "requires-improvement"),
        (outcome("graded", "Inadequate", date(2023, 5, 1)), "inadequate"),
        (outcome("graded", "Inadequate", date(2023, 5, 1), Category_of_concern="Special measures"), "category"),
        (outcome("graded", "Good", date(2023, 5, 1)), None),
        (
            outcome("judgements_only", on=date(2025, 1, 8), Quality_of_education="Requires improvement"),
            "judgement-2024",
        ),
        (outcome("judgements_only", on=date(2025, 1, 8), Leadership_and_management="Inadequate"), "judgement-2024"),
        (outcome("judgements_only", on=date(2025, 1, 8), Quality_of_education="Good"), None),
        (outcome("judgements_only", on=date(2025, 1, 8), Early_years_provision="Requires improvement"), None),
        (outcome("judgements_only", on=date(2025, 1, 8), Sixth_form_provision="Inadequate"), None),
        (outcome("report_card", on=date(2026, 1, 8), Inclusion="Urgent improvement"), "urgent-2025"),
        (outcome("report_card", on=date(2026, 1, 8), Inclusion="Needs attention"), None),
    ],
)
def test_inspection_when_read_by_the_rules_of_its_time_then_the_fitting_one_is_named(found, rule):
    fit = inclusion.fits(found)

    assert (fit.rule.slug if fit else None) == rule


def test_rule_when_switched_off_by_the_partnership_then_it_proposes_nothing():
    assert inclusion.fits(outcome("graded", "Requires improvement"), off=["requires-improvement"]) is None


@pytest.mark.parametrize(
    ("kind", "route"),
    [("Community school", "maintained"), ("Academy converter", "academy"), ("Free schools", "academy")],
)
def test_route_when_read_from_the_kind_of_school_then_academies_go_their_own(kind, route):
    assert placing.route_of(kind) == route


@pytest.mark.req("G33", "G34")
def test_grounds_when_asked_for_then_the_council_has_four_and_the_regions_group_two_and_one_by_exception():
    council = [g.slug for g in law.grounds_for(Issuer.COUNCIL, DAY)]
    regions = [(g.slug, bool(g.only_if)) for g in law.grounds_for(Issuer.REGIONS, DAY)]

    assert council == ["standards", "governance", "safety", "pay"]
    assert regions == [("standards", True), ("governance", False), ("safety", False)]


@pytest.mark.parametrize(
    ("day", "name"), [(date(2022, 8, 31), "Regional Schools’ Commissioner"), (date(2022, 9, 1), "DfE Regions Group")]
)
def test_office_when_named_on_a_day_then_it_has_the_name_of_that_day(day, name):
    assert law.office("regions", day) == name


@pytest.mark.req("G37", "G38")
@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_flow_when_walked_then_every_state_is_reached_and_every_end_has_no_way_on(flow):
    reached, waiting = set(), ["draft"]
    while waiting:
        state = waiting.pop()
        if state not in reached:
            reached.add(state)
            waiting += [move.after for move in flow.moves_from(state)]

    assert reached == {state.slug for state in flow.states}
    assert [s.slug for s in flow.states if s.is_end] == [s.slug for s in flow.states if not flow.moves_from(s.slug)]


def try_move(flow, before, after, **facts):
    values = {"because": "It was so", "on": DAY, "today": DAY, "last_on": None, "comply_by": DAY + timedelta(days=30)}
    return notices.move_problem(flow=flow, before=before, after=after, **{**values, **facts})


@pytest.mark.req("G37")
@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_move_when_not_in_the_table_then_refused_with_what_can_follow(flow):
    for before in flow.states:
        for after in flow.states:
            if flow.move(before.slug, after.slug) is None:
                assert try_move(flow, before.slug, after.slug).startswith("That cannot follow")


@pytest.mark.parametrize(
    ("after", "facts", "says"),
    [
        ("issued", {"on": DAY + timedelta(days=1)}, "This day has not come yet."),
        ("issued", {"last_on": DAY + timedelta(days=0), "on": DAY - timedelta(days=1)}, "This day is before the last"),
        ("issued", {"comply_by": DAY}, "Give a last day to comply"),
        ("issued", {"because": " "}, "Say the day, who gets it"),
    ],
)
def test_move_when_dates_or_reasons_cannot_stand_then_refused(after, facts, says):
    assert try_move(MAINTAINED, "draft", after, **facts).startswith(says)


@pytest.mark.req("G35")
def test_non_compliance_when_recorded_before_the_time_has_run_out_then_refused():
    assert try_move(MAINTAINED, "issued", "not-complied").startswith("The time to comply runs until")
    assert try_move(MAINTAINED, "issued", "not-complied", comply_by=DAY - timedelta(days=1)) == ""


def test_academy_when_the_council_would_give_it_a_notice_then_refused():
    said = notices.problem(flow=ACADEMY, issuer=Issuer.COUNCIL, grounds=("safety",), evidence="x" * 30, on=DAY)

    assert said.startswith("The council gives no warning notice to an academy")


@pytest.mark.req("G45")
def test_standing_when_said_then_the_two_statuses_stand_apart():
    assert placing.Standing(True, False).words == (
        "On the register of schools at risk, and not eligible for intervention."
    )
    assert placing.Standing(False, True).words == "Not on the register, and eligible for intervention."


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_drawing_when_made_from_the_table_then_each_state_and_each_move_is_in_it(flow):
    drawn = drawing.svg(flow)

    assert drawn.count("<rect") == len(flow.states)
    assert drawn.count("cr-flow__head") == len(flow.moves)


def test_page_of_states_when_the_tables_change_then_it_must_be_made_again():
    page = Path(__file__).parents[3] / "docs/states.md"

    assert drawing.states_page() in page.read_text(encoding="utf-8")
