"""What a figure is compared with, and what that says of itself."""

from datetime import date

import pytest

from commonroom.measures.models import Benchmark
from commonroom.measures.selectors import comparators, figures
from commonroom.measures.selectors.comparators import Kind
from commonroom.measures.tests import factories as make
from commonroom.schools.models import LocalAuthority, StatisticalNeighbour

RWM = "ks2_rwm_exp"


@pytest.fixture
def around(db):
    LocalAuthority.objects.create(code="990", name="Rivermead", region="London")
    for as_at, codes in ((date(2021, 4, 1), ["992"]), (date(2025, 5, 1), ["993", "994", "995"])):
        for rank, code in enumerate(codes, 1):
            StatisticalNeighbour.objects.create(
                authority_code="990",
                as_at=as_at,
                rank=rank,
                neighbour_code=code,
                neighbour_name=f"N{code}",
                loading_id=1,
                row=rank,
            )
    pk = make.measure(RWM).pk
    held = {("england", ""): 61, ("region", "London"): 66, ("la", "990"): 63, ("la", "993"): 60, ("la", "994"): 64}
    for (level, code), number in held.items():
        Benchmark.objects.create(
            measure_id=pk, year=2024, level=level, code=code, number=number, method="published", n=5, of=5
        )
    return comparators.around(comparators.area_of(["990"]), [RWM])


@pytest.mark.parametrize(
    ("kind", "expected"), [(Kind.ENGLAND, 61), (Kind.REGION, 66), (Kind.AUTHORITY, 63), (Kind.NEIGHBOURS, 62)]
)
def test_comparator_when_named_then_its_figure(around, kind, expected):
    assert around.of(kind, RWM, 2024).number == expected


def test_neighbours_when_one_has_no_figure_then_says_two_of_three(around):
    found = around.neighbours(RWM, 2024)

    assert (found.n, found.of, found.method) == (2, 3, "computed")


def test_neighbours_when_listed_twice_then_the_newest_list_and_its_date(around):
    assert (around.area.neighbours, around.area.neighbours_as_at) == (("993", "994", "995"), date(2025, 5, 1))


def test_neighbours_when_asked_for_a_day_then_the_list_of_that_day(around):
    assert comparators.area_of(["990"], on=date(2023, 1, 1)).neighbours == ("992",)


def test_schools_when_averaged_then_by_pupils_and_says_from_how_many(db):
    for urn, number, cohort in ((990001, 50, 10), (990002, 80, 30)):
        make.value(make.school(urn), RWM, 2024, number, cohort=cohort)
    make.value(make.school(990003), RWM, 2024, status=1)
    found = figures.figures([990001, 990002, 990003], [RWM])

    mean = comparators.mean_of_schools(found, [990001, 990002, 990003])[RWM, 2024]

    assert (mean.number, mean.n, mean.of) == (72.5, 2, 3)
