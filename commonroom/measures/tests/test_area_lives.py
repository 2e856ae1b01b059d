"""Predecessors' results stand with the successor, and say whose they are."""

from datetime import date

import pytest

from commonroom.kit.status import Status
from commonroom.measures.selectors import figures, lives
from commonroom.measures.tests import factories as make
from commonroom.schools.models import SchoolLink

RWM = "ks2_rwm_exp"


def link(urn, other, kind="Predecessor"):
    SchoolLink.objects.create(
        urn=urn,
        other_urn=other,
        other_name=f"School {other}",
        kind=kind,
        established_on=date(2024, 9, 1),
        as_at=date(2026, 3, 6),
        loading_id=1,
        row=2,
    )


@pytest.fixture
def academy(db):
    make.school(990001)
    make.school(990002, status="Closed", is_open=False)
    link(990001, 990002)
    return 990001


def test_figures_when_own_is_missing_then_the_predecessors_keeps_its_urn(academy):
    make.value(990002, RWM, 2022, 58)
    make.value(990001, RWM, 2024, 61)

    found = lives.with_predecessors(figures.figures([academy], [RWM]), [academy], slugs=[RWM])

    assert {year: (f.urn, f.number) for (_, _, year), f in found.items()} == {2022: (990002, 58), 2024: (990001, 61)}


def test_figures_when_the_school_has_its_own_then_it_stays(academy):
    make.value(990002, RWM, 2024, 58)
    make.value(990001, RWM, 2024, status=Status.SUPPRESSED)

    found = lives.with_predecessors(figures.figures([academy], [RWM]), [academy], slugs=[RWM])

    assert found[academy, RWM, 2024].status == Status.SUPPRESSED


def test_figures_when_the_school_is_new_then_the_predecessors_stand(academy):
    make.value(990002, RWM, 2024, 58)
    make.value(990001, RWM, 2024, status=Status.NEW_SCHOOL)

    found = lives.with_predecessors(figures.figures([academy], [RWM]), [academy], slugs=[RWM])

    assert found[academy, RWM, 2024].number == 58


def test_figures_when_two_schools_amalgamated_then_neither_stands_for_the_new_one(academy):
    make.school(990003, status="Closed", is_open=False)
    link(academy, 990003, "Predecessor - amalgamated")
    make.value(990002, RWM, 2022, 58)
    make.value(990003, RWM, 2022, 70)

    assert lives.with_predecessors({}, [academy], slugs=[RWM]) == {}


def test_predecessors_when_links_run_in_a_ring_then_each_stands_once(academy):
    link(990002, 990003)
    link(990003, 990002)

    assert [(p.urn, p.steps) for p in lives.predecessors([academy])[academy]] == [(990002, 1), (990003, 2)]


def test_successors_are_no_predecessors(academy):
    assert lives.predecessors([990002]) == {}
