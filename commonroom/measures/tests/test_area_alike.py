"""Schools like each, for a whole area at once: the same schools as for one, and their average."""

import random

import pytest

from commonroom.measures.models import Context
from commonroom.measures.selectors import alike, area_alike
from commonroom.measures.tests import factories as make
from commonroom.measures.tests.area_rows import RWM


@pytest.fixture
def england(db):
    drawn = random.Random(7)
    for urn in range(990001, 990061):
        facts = {name: drawn.gauss(0, 1) for name in ("size", "disadvantage", "language", "support", "plans")}
        phase = "primary" if urn % 3 else "secondary"
        Context.objects.create(urn=urn, phase=phase, low_age=4 + urn % 4, high_age=11, **facts)


def test_nearest_when_asked_for_many_then_the_same_schools_as_one_by_one(england):
    urns = [990001, 990002, 990003, 990030]

    assert area_alike.nearest(urns) == {urn: tuple(one.urn for one in alike.schools_like(urn)) for urn in urns}


def test_nearest_when_nothing_is_known_of_a_school_then_it_is_left_out(england):
    assert area_alike.nearest([991999]) == {}


def test_means_when_ten_schools_are_like_it_then_weighted_by_pupils_and_from_how_many(england):
    near = area_alike.nearest([990001])[990001]
    for urn, number, cohort in ((near[0], 50, 10), (near[1], 80, 30)):
        make.value(urn, RWM, 2024, number, cohort=cohort)
    make.value(near[2], RWM, 2024, status=1)
    ids = {make.measure(RWM).pk: RWM}

    found = area_alike.means([990001], ids, [2024])[990001, RWM, 2024]

    assert (found.number, found.n, found.of) == (72.5, 2, len(near))
