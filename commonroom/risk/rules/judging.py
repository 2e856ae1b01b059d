"""One indicator judged by everything that is known: figures, inspections and notes. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from commonroom.risk.document import TEAMS, Indicator, SupportDocument
from commonroom.risk.phrasing import Measured, count
from commonroom.risk.rules.facts import SILENT, Facts, Judgement, Note
from commonroom.risk.rules.inspections import Seen, by_inspection, see
from commonroom.risk.rules.lines import by_measures


def judge(
    indicator: Indicator,
    facts: Facts,
    measures: Mapping[str, Measured],
    model: SupportDocument,
    seen: Seen | None = None,
) -> Judgement:
    """What the evidence says on one indicator: by figures, inspection and notes, whichever speaks loudest.

    `seen` saves reading the same inspections again for every indicator.
    """
    if not (indicator.lines or indicator.inspection or indicator.teams):
        return SILENT
    found = []
    if indicator.lines:
        found.append(by_measures(indicator, facts, measures))
    if indicator.inspection:
        found.append(by_inspection(indicator, seen or see(facts.inspections, model)))
    if indicator.teams:
        found.append(_by_notes(indicator, facts.notes))
    said = [judgement for judgement in found if judgement is not None]
    return max(said, key=lambda j: (j.raised, j.strength is not None), default=SILENT)


def _by_notes(indicator: Indicator, notes: Sequence[Note]) -> Judgement | None:
    about = sorted((n for n in notes if n.indicator == indicator.slug), key=lambda n: (n.said_on, n.id), reverse=True)
    if not about:
        return None
    newest = about[0]
    team = TEAMS.get(newest.team, newest.team).lower()
    because = f"Told by the {team} team on {newest.said_on.day} {newest.said_on:%B %Y}."
    if len(about) > 1:
        because += f" {count(len(about) - 1, 'more note', capital=True)} on the same."
    return Judgement(True, None, because, "intelligence", {"notes": [note.id for note in about]})
