"""How old the figures are that a method rests on: which still count, and which indicators have none young enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from commonroom.kit.academic_year import AcademicYear
from commonroom.measures.selectors import figures
from commonroom.risk.document import Line, SupportDocument

OLD = 3
"""Years after which the pages say that a figure is old."""


@dataclass(frozen=True)
class Ages:
    """Measures with the year of their newest figures, the oldest first: old ones that count, and ones too old to count;
    and the names of the indicators that figures cannot raise for that reason.
    """

    old: tuple[tuple[str, AcademicYear], ...]
    too_old: tuple[tuple[str, AcademicYear], ...]
    without: tuple[str, ...]


def ages(model: SupportDocument, *, on: date) -> Ages:
    """What a method has to go by on a day. A measure without any figure is in neither list: it was never brought in."""
    specs = figures.measures_by_slug(model.measures)
    newest, now = figures.latest_years(specs), AcademicYear.of(on).start
    limit = model.figures_count_for or now
    aged = sorted((year, specs[slug].name, slug) for slug, year in newest.items() if now - year > min(OLD, limit))
    over = {slug for year, _, slug in aged if now - year > limit}
    told = [(slug in over, (name, AcademicYear(year))) for year, name, slug in aged]
    without = tuple(i.name for i in model.indicators if over and _rests_on(i.lines, newest, over))
    return Ages(tuple(pair for gone, pair in told if not gone), tuple(pair for gone, pair in told if gone), without)


def _rests_on(lines: tuple[Line, ...], newest: Mapping[str, int], over: set[str]) -> bool:
    held = {line.measure for line in lines if line.measure in newest}
    return bool(held) and held <= over
