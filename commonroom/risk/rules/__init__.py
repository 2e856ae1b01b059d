"""Judgement on schools' need for support, pure: findings from figures and inspections, and the level they suggest.

Nothing here decides: a finding says what the evidence says, a suggestion what would fit best, and people do the rest.
Nothing depends on the order in which figures, inspections, notes or findings come.
"""

from commonroom.risk.rules.columns import Column, Columns, Reached, drawn, reached
from commonroom.risk.rules.facts import SILENT, Facts, Inspected, Judgement, Note, Point
from commonroom.risk.rules.fitting import Counted, Suggestion, Watch, changed, counting, gobar, suggest
from commonroom.risk.rules.inspections import Seen, automatic, history, outcome_of, see, standing
from commonroom.risk.rules.judging import judge
from commonroom.risk.rules.lines import Drawn, draw, how_close
from commonroom.risk.rules.states import COUNTS, Answer, AssessmentState, FindingState, Party

__all__ = [
    "COUNTS",
    "SILENT",
    "Answer",
    "AssessmentState",
    "Column",
    "Columns",
    "Counted",
    "Drawn",
    "Facts",
    "FindingState",
    "Inspected",
    "Judgement",
    "Note",
    "Party",
    "Point",
    "Reached",
    "Seen",
    "Suggestion",
    "Watch",
    "automatic",
    "changed",
    "counting",
    "draw",
    "drawn",
    "gobar",
    "history",
    "how_close",
    "judge",
    "outcome_of",
    "reached",
    "see",
    "standing",
    "suggest",
]
