"""Parts of an area that may stand out together: which schools, and their average."""

import pytest

from commonroom.measures.selectors import area, area_groups, area_measures
from commonroom.measures.selectors.area import Cluster
from commonroom.measures.selectors.area_summary import Line
from commonroom.measures.tests import area_rows as rows
from commonroom.measures.tests import factories as make
from commonroom.measures.tests.area_rows import RWM


@pytest.fixture
def schools(rivermead):
    for n in range(8):
        made = rows.school(990001 + n, f"School {n}", ward="Mill" if n < 6 else "Far", fsm_percent=40 if n < 6 else 5)
        make.value(made, RWM, 2024, 70 + n, cohort=60 if n else 30)
    rows.borough()
    return area.area_schools(["990"])


def test_groups_when_six_schools_and_more_then_clusters_and_many_free_meals(schools):
    mill = Cluster("cluster:1", "Mill cluster", frozenset({"Mill"}), frozenset())
    far = Cluster("cluster:2", "Far cluster", frozenset({"Far"}), frozenset())

    found = area_groups.groups_of(schools, [mill, far], ["primary"])

    assert [(group.name, len(group.urns)) for group in found] == [("the Mill cluster", 6), (area_groups.MEALS, 6)]


def test_average_of_a_part_when_pupils_are_known_then_weighted_by_them(schools):
    held = area_measures.held_measures(["990"])
    line = Line(held.specs[RWM], "primary", {2024: 63.0}, {2024: 60.0}, {}, 12.0, 8)
    group = area_groups.Group("the Mill cluster", "primary", tuple(range(990001, 990007)))

    (found,) = area_groups.group_lines(held, [group], [line])

    weighted = (70 * 30 + 60 * (71 + 72 + 73 + 74 + 75)) / 330
    assert (found.standing.area, found.standing.beside, found.standing.schools) == (pytest.approx(weighted), 60.0, 6)
