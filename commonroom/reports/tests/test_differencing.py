"""No small count can be worked out from all published tables together, nor by subtracting one report from the next."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonroom.reports.rules import publishing
from commonroom.reports.rules.audit import Known, Range, Readers
from commonroom.reports.rules.ground import Ground, SchoolFacts, Shared, merged
from commonroom.reports.tests.attacker import Attacker

LEVELS = ("priority-1", "priority-2", "priority-3")
LEAST = 5
DATES = ({"term": 1, "now": 2}, {"previous": 2, "term": 3, "now": 4})


def world(seed, *, schools, stays, share):
    """Two reports on a random area: levels at four dates, some schools that open or close between them."""
    draw = random.Random(seed)
    paths = {}
    for urn in range(900001, 900001 + schools):
        opens, closes = draw.choices([(0, 9), (3, 9), (0, 4)], [0.94, 0.03, 0.03])[0]
        group = draw.choices(["primary", "secondary"], [0.7, 0.3])[0]
        level = draw.choices(LEVELS, share)[0]
        path = []
        for _ in range(4):
            level = level if draw.random() < stays else draw.choice(LEVELS)
            path.append(level)
        paths[urn] = (group, [lv if opens <= day < closes else None for day, lv in enumerate(path, 1)])
    return paths


def ground(paths, dates):
    """What a report counts of these schools."""
    points = tuple(name for name in ("previous", "term", "now") if name in dates)
    counts = Counter(group for group, path in paths.values() if path[dates["now"] - 1] is not None)
    tables = merged(("primary", "secondary"), counts, least=LEAST, rest="secondary")
    facts = [
        SchoolFacts(urn, tables.get(group, "secondary"), tuple(path[dates[point] - 1] for point in points))
        for urn, (group, path) in paths.items()
    ]
    there = tuple(one for one in facts if any(state is not None for state in one.states))
    return Ground(points, tuple(dict.fromkeys(tables.values())), LEVELS, LEVELS[:2], there, {})


def both(paths):
    """The two reports as they are published, the second with the first in mind."""
    first = publishing.decide(ground(paths, DATES[0]), [], least=LEAST)
    return [first, publishing.decide(ground(paths, DATES[1]), [first], least=LEAST)]


def attack(paths, grounds):
    """The small counts of all reports that somebody who reads them can work out."""
    counts = [publishing.counts_of(one) for one in grounds]
    reports = [
        (DATES[place], {one.urn: one.group for one in each.schools}, {k: counts[place][k] for k in each.shown})
        for place, each in enumerate(grounds)
    ]
    targets = [
        (place, key)
        for place, found in enumerate(counts)
        for key, count in found.items()
        if count < LEAST and not key.startswith("now/none/")
    ]
    return Attacker(reports, lambda urn, date: paths[urn][1][date - 1] is not None).recovers(targets, LEAST)


def only_small(one):
    """A report from which small counts alone were left out."""
    counts = publishing.counts_of(one)
    shown = frozenset(k for k, count in counts.items() if count >= LEAST or k.startswith("now/none/"))
    return Ground(one.points, one.groups, one.levels, one.concern, one.schools, {}, shown)


WORLDS = st.builds(
    lambda seed, schools, stays, first: world(
        seed, schools=schools, stays=stays, share=(first, (1 - first) / 3, 2 * (1 - first) / 3)
    ),
    seed=st.integers(0, 10**6),
    schools=st.integers(22, 70),
    stays=st.sampled_from([0.8, 0.93, 0.98, 1.0]),
    first=st.sampled_from([0.05, 0.15, 0.3]),
)


@pytest.mark.slow
@pytest.mark.req("D07")
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(paths=WORLDS)
def test_two_reports_when_read_together_then_no_small_count_can_be_worked_out(paths):
    assert attack(paths, both(paths)) == []


PLAIN = world(7, schools=60, stays=0.93, share=(0.1, 0.3, 0.6))


def test_one_report_when_small_counts_alone_are_left_out_then_the_attacker_works_some_out():
    assert attack(PLAIN, [only_small(ground(PLAIN, DATES[0]))]) != []


def test_second_report_when_made_without_looking_at_the_first_then_subtraction_works_some_out():
    paths = world(28, schools=40, stays=0.93, share=(0.3, 0.3, 0.4))
    apart = [publishing.decide(ground(paths, dates), [], least=LEAST) for dates in DATES]

    assert (0, "now/priority-2/secondary") in attack(paths, apart)
    assert attack(paths, apart[:1]) == []
    assert attack(paths, both(paths)) == []


def test_ranges_when_a_total_leaves_little_room_then_they_say_so():
    readers = Readers([Known({"a": 1, "b": 1}, 3), Known({"b": 1, "c": 1}, 9)])

    assert [readers.range_of([name]) for name in "ac"] == [Range(0, 3), Range(6, 9)]


def test_figures_of_two_reports_when_linked_then_what_is_known_fits_the_truth():
    grounds = both(PLAIN)
    shared = Shared(grounds)
    cells = [cell for place in range(2) for cell in shared.cells(place)]
    readers = Readers([*shared.known(), *(cell.known for cell in cells if cell.atoms)])

    found = {cell.key: readers.range_of(cell.atoms) for cell in cells if cell.atoms}

    assert {key: (one.least, one.most) for key, one in found.items()} == {
        c.key: (c.count,) * 2 for c in cells if c.atoms
    }
