"""What is known of one school, and what the evidence says on one indicator. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple


class Point(NamedTuple):
    """One figure of one school and year, with the loading it came from. `of` is the URN of the predecessor whose figure
    it is; 0 for the school's own.
    """

    number: float | None
    cohort: int | None = None
    loading_id: int = 0
    of: int = 0


@dataclass(frozen=True, slots=True)
class Inspected:
    """One inspection, in the words of its rules; `before` says that it was of the school that came before, `at` of
    which; `number` and `published` are Ofsted's, where the file has them.
    """

    on: date
    regime: str
    overall: str = ""
    judgements: Mapping[str, str] = field(default_factory=dict)
    safeguarding: str = ""
    loading_id: int = 0
    row: int = 0
    before: bool = False
    at: int = 0
    number: str = ""
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A council team's note that names an indicator. Its words stay with the note."""

    id: int
    indicator: str
    team: str
    said_on: date
    by: str


@dataclass(frozen=True)
class Facts:
    """All that is known of one school: figures by measure and year, the numbers beside them, inspections, notes.

    `beside` is keyed by (comparator, measure, year); `latest` says the newest year of each measure for anybody; `names`
    names the predecessors whose figures stand for the school's own.
    """

    series: Mapping[str, Mapping[int, Point]] = field(default_factory=dict)
    beside: Mapping[tuple[str, str, int], float] = field(default_factory=dict)
    latest: Mapping[str, int] = field(default_factory=dict)
    inspections: Sequence[Inspected] = ()
    notes: Sequence[Note] = ()
    phase: str = ""
    names: Mapping[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Judgement:
    """What the evidence says on one indicator. `strength` is the distance from the line in the measure's own units,
    positive beyond it; None where no line could be drawn. `loading_ids` are the loadings it rests on.
    """

    raised: bool
    strength: float | None
    because: str
    source: str
    evidence: Mapping[str, Any] = field(default_factory=dict)
    loading_ids: tuple[int, ...] = ()

    @property
    def says_something(self) -> bool:
        """Whether it is raised, or near its line with evidence: what is kept as a finding."""
        return self.raised or bool(self.evidence)


SILENT = Judgement(False, None, "", "adviser")
"""What is left to an adviser's eye: nothing is said by the evidence."""
