"""The demonstration’s story."""

from __future__ import annotations

from datetime import timedelta

from commonroom.register import demonstration
from commonroom.register.models import Disclosure, Entry, Grant, Letter
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


def test_story_when_schools_were_assessed_then_each_is_placed_on_what_was_raised_for_it(rivermead, farid):
    from commonroom.risk import selectors as risk
    from commonroom.risk import services
    from commonroom.risk.models import Assessment, Finding

    for place in range(4):
        make_school(900110 + place, f"School {place}")
    term = risk.term_of(NOW.date()).before
    with as_(rivermead, farid):
        services.open_term(partnership=rivermead, term=term, by=farid, at=NOW - timedelta(days=75))
        for urn, slug in ((900112, "weak-outcomes"), (900113, "governance-weak")):
            draft = Assessment.objects.get(urn=urn)
            services.add_finding(
                assessment=draft, indicator=slug, because=f"Seen at {urn}.", by=farid, at=NOW - timedelta(days=70)
            )

    demonstration.fill(rivermead, {"farid": farid}, NOW)

    with as_(rivermead, farid):
        placed = {e.urn: set(e.indicators) for e in Entry.objects.all()}
        raised = {
            urn: set(Finding.objects.filter(urn=urn, state__in=("raised", "added")).values_list("indicator", flat=True))
            for urn in placed
        }
        shared = set(Disclosure.objects.values_list("urn", flat=True))
    assert sorted(placed) == [900112, 900113]
    assert all(placed[urn] and placed[urn] <= raised[urn] for urn in placed)
    assert len(shared - placed.keys()) == 1
