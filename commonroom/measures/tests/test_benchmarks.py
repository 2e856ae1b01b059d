"""Where an area's figure comes from, and from how many of how many schools."""

import pytest

from commonroom.measures.models import Benchmark
from commonroom.measures.services.benchmarks import refresh_benchmarks
from commonroom.measures.tests import factories as make
from commonroom.schools.models import LocalAuthority, School
from commonroom.schools.rules import phase_of

RWM = "ks2_rwm_exp"


def refreshed(slug, year, level, code="", phase=""):
    refresh_benchmarks([(make.measure(slug).pk, year)])
    return Benchmark.objects.get(measure_id=make.measure(slug).pk, year=year, level=level, code=code, phase=phase)


def test_area_when_nothing_is_published_then_computed_by_pupils_and_says_from_how_many(db):
    make.value(make.school(990001), RWM, 2024, 50, cohort=10)
    make.value(make.school(990002), RWM, 2024, 80, cohort=30)
    make.value(make.school(990003), RWM, 2024, status=1)

    found = refreshed(RWM, 2024, "la", "990")

    assert (found.number, found.method, found.n, found.of) == (72.5, "computed", 2, 3)


def test_area_when_a_total_is_published_then_it_stands_before_lait(db):
    make.value(make.school(990001), RWM, 2024, 50, cohort=10)
    make.area_value("la", "990", "lait_ks2rwm_expected_std", 2024, 61)
    assert (refreshed(RWM, 2024, "la", "990").number, refreshed(RWM, 2024, "la", "990").method) == (61, "lait")

    make.area_value("la", "990", RWM, 2024, 63)

    assert (refreshed(RWM, 2024, "la", "990").number, refreshed(RWM, 2024, "la", "990").method) == (63, "published")


def test_england_when_state_schools_have_a_total_then_it_is_taken(db):
    make.area_value("england", "", RWM, 2024, 61)
    make.area_value("england_state", "", RWM, 2024, 62)

    assert refreshed(RWM, 2024, "england").number == 62


def test_region_when_the_authority_names_it_then_schools_count_there(db):
    LocalAuthority.objects.create(code="990", name="Rivermead", region="London")
    make.value(make.school(990001), RWM, 2024, 50, cohort=10)

    assert refreshed(RWM, 2024, "region", "London").number == 50


def test_measure_when_several_phases_have_it_then_each_is_compared_with_its_own(db):
    make.value(make.school(990001), "absence_overall", 2024, 4)
    make.value(make.school(990002, phase="Secondary"), "absence_overall", 2024, 8)

    assert refreshed("absence_overall", 2024, "england", phase="secondary").number == 8


def test_lait_series_when_loaded_then_the_measure_it_stands_for_is_refreshed(db):
    make.measure(RWM)
    carried = make.area_value("la", "990", "lait_ks2rwm_expected_std", 2024, 61)

    refresh_benchmarks([(carried.measure_id, 2024)])

    assert Benchmark.objects.get(measure_id=make.measure(RWM).pk, level="la").number == 61


def test_centiles_when_schools_are_spread_then_run_from_lowest_to_highest(db):
    for n in range(5):
        make.value(make.school(990001 + n), RWM, 2024, n * 10)

    centiles = refreshed(RWM, 2024, "england").centiles

    assert (len(centiles), centiles[0], centiles[50], centiles[100]) == (101, 0, 20, 40)


@pytest.mark.parametrize(
    ("phase", "kind"),
    [
        ("Primary", "Community school"),
        ("Middle deemed secondary", "Academy converter"),
        ("Not applicable", "Community special school"),
        ("Not applicable", "Pupil referral unit"),
        ("Not applicable", "Academy alternative provision converter"),
        ("16 plus", "Further education"),
        ("All-through", "Free schools"),
        ("", "Other independent school"),
        ("Secondary", "Free schools special"),
    ],
)
def test_phase_group_when_the_database_works_it_out_then_as_the_rule_says(db, phase, kind):
    made = make.school(990009, phase=phase, kind=kind)

    assert School.objects.get(pk=made.pk).phase_group == phase_of(phase, kind)
