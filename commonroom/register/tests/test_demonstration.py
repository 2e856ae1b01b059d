"""The demonstration’s story."""

from __future__ import annotations

from commonroom.register import demonstration
from commonroom.register.models import Entry, Grant, Letter
from commonroom.register.tests.conftest import NOW, as_
from tests.cast import make_school


def test_story_when_told_twice_then_it_stands_once(rivermead, farid, officer, academy):
    for place in range(6):
        make_school(900110 + place, f"School {place}")
    people = {"farid": farid, "noor": officer}

    made = [demonstration.fill(rivermead, people, NOW), demonstration.fill(rivermead, people, NOW)]

    with as_(rivermead, farid):
        assert made == [3, 0]
        assert (Entry.objects.count(), Grant.objects.count(), Letter.objects.count()) == (3, 1, 1)
