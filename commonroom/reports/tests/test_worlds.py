"""Worlds that show a small count to be safe: they say what the whole range says, and are found with little work."""

from __future__ import annotations

import random

import pytest

from commonroom.reports.rules import audit, publishing
from commonroom.reports.rules.audit import Known, Readers, fits, total
from commonroom.reports.tests.test_differencing import DATES, LEAST, ground, world


def known_of(seed):
    """Sums that some world of twelve atoms fulfils, and that world."""
    draw = random.Random(seed)
    truth = {name: draw.randint(0, 4) for name in "abcdefghijkl"}
    sums = [draw.sample(sorted(truth), draw.randint(2, 5)) for _ in range(8)]
    return [Known(dict.fromkeys(names, 1), sum(truth[name] for name in names)) for names in sums]


@pytest.mark.parametrize("seed", range(30))
def test_worlds_apart_when_asked_for_then_there_are_some_just_where_the_range_is_wide_enough(seed):
    known = known_of(seed)
    told = sorted({atom for fact in known for atom in fact.terms})
    wanted = random.Random(-seed).sample(told, 2)
    readers = Readers([*known, Known(dict.fromkeys(told, 1), 0, at_least=True)])

    for width in (1, 3, 5):
        found = readers.apart(wanted, width, [])
        assert (found is not None) == (readers.range_of(wanted).width >= width)


def test_worlds_apart_when_found_then_all_that_is_known_holds_in_each_and_they_are_apart():
    known = known_of(4)
    wanted = sorted(known[0].terms)[:1]
    readers = Readers([*known, Known(dict.fromkeys("abcdefghijkl", 1), 0, at_least=True)])

    found = readers.apart(wanted, 1, []) or []

    assert [[fits(one, fact) for fact in known] for one in found] == [[True] * len(known)] * len(found)
    assert len({total(one, wanted) for one in found}) == 2


def test_second_report_when_decided_then_few_programmes_are_solved(monkeypatch):
    """Looking at each small count anew for each figure took 171 here."""
    paths = world(28, schools=40, stays=0.93, share=(0.3, 0.3, 0.4))
    first = publishing.decide(ground(paths, DATES[0]), [], least=LEAST)
    solved = []
    plain = audit._Linear.end
    monkeypatch.setattr(audit._Linear, "end", lambda self, *a, **k: solved.append(1) or plain(self, *a, **k))

    publishing.decide(ground(paths, DATES[1]), [first], least=LEAST)

    assert len(solved) < 100
