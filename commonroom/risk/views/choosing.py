"""Choosing a part of a term's schools: a plain form by GET, so that a choice has an address and needs no script."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

from django.http import HttpRequest

from commonroom.risk.document import SupportDocument
from commonroom.risk.rules import AssessmentState
from commonroom.risk.selectors import Row
from commonroom.risk.views.words import STATES
from commonroom.schools.rules import Phase

ON_A_PAGE = 50
NOBODY = "none"
ANSWER, WAITS = "answer", "wait"
"""The choice of levels on which the reader has yet to say whether she agrees."""


@dataclass(frozen=True)
class Box:
    """One box of the form: what it asks, its choices as (value, words), which rows a value keeps, what was chosen."""

    name: str
    label: str
    every: str
    options: Sequence[tuple[str, str]]
    keeps: Callable[[Row, str], bool]
    value: str = ""


def boxes(
    request: HttpRequest, rows: Sequence[Row], model: SupportDocument, to_answer: Collection[int] = ()
) -> list[Box]:
    """The boxes that divide these rows, with what the address chose in each; a value that is no option is none.
    `to_answer`: URNs of the schools on whose level the reader has yet to say whether she agrees.
    """
    asked = (
        _suggested(rows, model), _state(rows), _answer(to_answer), _changed(rows), _phase(rows), _adviser(rows)
    )  # fmt: skip
    found = []
    for box in asked:
        sent = request.GET.get(box.name, "")
        if len(box.options) > 1 or sent:
            found.append(replace(box, value=sent if sent in dict(box.options) else ""))
    return found


def kept(found: Sequence[Box], rows: Sequence[Row]) -> list[Row]:
    """The rows that every chosen value keeps."""
    return [row for row in rows if all(box.keeps(row, box.value) for box in found if box.value)]


def _suggested(rows: Sequence[Row], model: SupportDocument) -> Box:
    there = {row.assessment.suggested for row in rows}
    options = [(slug, level.name) for slug, level in model.levels.items() if slug in there]
    return Box("suggested", "Suggested", "Every level", options, lambda row, value: row.assessment.suggested == value)


def _state(rows: Sequence[Row]) -> Box:
    in_order = (AssessmentState.DRAFT, AssessmentState.MODERATED, AssessmentState.AGREED)
    there = {row.assessment.state for row in rows}
    options = [(state.value, STATES[state.value][1]) for state in in_order if state in there]
    return Box("state", "State", "Every state", options, lambda row, value: row.assessment.state == value)


def _answer(to_answer: Collection[int]) -> Box:
    options = [(WAITS, "wait for your answer"), ("no", "do not")] if to_answer else []
    return Box(ANSWER, "Your agreement", "Either", options, lambda row, value: _unanswered(row, to_answer, value))


def _unanswered(row: Row, to_answer: Collection[int], value: str) -> bool:
    return (row.school.pk in to_answer) == (value == WAITS)


def _changed(rows: Sequence[Row]) -> Box:
    options = [("yes", "something changed"), ("no", "nothing changed")] if any(map(_changes, rows)) else []
    return Box("changed", "Since last term", "Either", options, lambda row, value: _changes(row) == (value == "yes"))


def _changes(row: Row) -> bool:
    told = row.assessment.changes
    return bool(told.get("raised_now") or told.get("no_longer")) and not told.get("first")


def _phase(rows: Sequence[Row]) -> Box:
    there = {row.school.phase_group for row in rows}
    options = [(phase.value, phase.words) for phase in Phase if phase.value in there]
    return Box("phase", "Phase", "Every phase", options, lambda row, value: row.school.phase_group == value)


def _adviser(rows: Sequence[Row]) -> Box:
    names = sorted({name for row in rows for name in row.adviser.split(", ") if name})
    options = [(name, name) for name in names]
    if names and any(not row.adviser for row in rows):
        options.append((NOBODY, "nobody yet"))
    return Box("adviser", "Adviser", "Every adviser", options, _looked_after)


def _looked_after(row: Row, value: str) -> bool:
    return not row.adviser if value == NOBODY else value in row.adviser.split(", ")
