"""The demonstration’s report."""

from __future__ import annotations

from commonroom.reports import demonstration
from commonroom.reports.models import PublishedReport, ThemeDecision
from commonroom.reports.tests.conftest import NOW, as_


def test_story_when_told_twice_then_one_report_stands_with_a_theme_agreed(area, farid, lead, eleanor):
    people = {"farid": farid, "hannah": lead, "eleanor": eleanor}

    made = [demonstration.fill(area, people, NOW), demonstration.fill(area, people, NOW)]

    with as_(area, farid):
        assert (made, PublishedReport.objects.count()) == ([1, 0], 1)
        assert [row.answer for row in ThemeDecision.objects.all()] == ["agreed"]
