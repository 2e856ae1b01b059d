"""What stands out in an area: themes proposed from figures, for people to confirm (F03). Pure.

Worth sharing: two years and more on the favourable side of England or of the neighbours, beyond chance; or a change
over three years that was better than England's. Needs thought together: the other side. Too early to say: one year
only, few schools, or report cards that most schools do not have yet. Each says its numbers, comparator and how many
schools.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commonroom.kit.academic_year import AcademicYear
from commonroom.measures import sentences
from commonroom.measures.catalogue import MeasureSpec
from commonroom.measures.sentences import ERRORS, FEWEST_SCHOOLS, Outcomes, Standing
from commonroom.web import numbers

MOST = 4
"""Themes in each column."""
FEW = 3
"""Schools from which a measure is worth naming at all."""
GROUP_ERRORS = 3.0
"""Standard errors from which a part of the area is named."""
SPAN = 3
"""Years over which a rise or fall is looked for."""


@dataclass(frozen=True)
class Theme:
    """One theme: what, its numbers, and where to look further. `weight` orders themes, the strongest first."""

    title: str
    numbers: str
    weight: float
    slug: str = ""
    phase: str = ""
    where: str = ""


@dataclass(frozen=True)
class Themes:
    """The three columns, each the strongest first."""

    sharing: tuple[Theme, ...] = ()
    thought: tuple[Theme, ...] = ()
    early: tuple[Theme, ...] = ()


@dataclass(frozen=True)
class Line:
    """One measure of one phase over years: the area, England and the neighbours by start year."""

    spec: MeasureSpec
    phase: str
    area: Mapping[int, float]
    england: Mapping[int, float]
    neighbours: Mapping[int, float]
    spread: float
    schools: int

    def standing(self, year: int, beside: Mapping[int, float]) -> Standing | None:
        """The area beside a comparator in one year, where both have a figure."""
        if year not in self.area or year not in beside:
            return None
        return Standing(self.spec, self.phase, year, self.area[year], beside[year], self.spread, self.schools)

    def standing_of(self, number: float, schools: int) -> Standing:
        """The average of some of the schools beside England, in the newest year of the area."""
        year = max(self.area)
        return Standing(self.spec, self.phase, year, number, self.england[year], self.spread, schools)


@dataclass(frozen=True)
class GroupLine:
    """The average of a part of the area's schools beside England. `where` is the filter that shows the part.

    `only_better`: a part that is bound to be lower (many disadvantaged pupils) is named where it is higher alone.
    """

    standing: Standing
    name: str
    where: str = ""
    only_better: bool = False


def themes(
    lines: Sequence[Line],
    cards: Outcomes,
    schools: int,
    strengths: Sequence[tuple[str, Outcomes]],
    groups: Sequence[GroupLine] = (),
) -> Themes:
    """Everything proposed, at most four a column and one a measure or part of the area."""
    found: list[tuple[int, Theme]] = []
    for line in lines:
        if (said := _of_line(line)) is not None:
            found.append(said)
    found += _of_cards(strengths) + _of_groups(groups)
    sharing = [theme for side, theme in found if side > 0]
    thought = [theme for side, theme in found if side < 0]
    early = [theme for side, theme in found if side == 0]
    return Themes(_strongest(sharing), _strongest(thought), _strongest(_waiting(cards, schools) + early))


def _strongest(found: Sequence[Theme]) -> tuple[Theme, ...]:
    return tuple(sorted(found, key=lambda theme: (-theme.weight, theme.title))[:MOST])


def _of_line(line: Line) -> tuple[int, Theme] | None:
    """(side, theme) of one measure; side 1 is worth sharing, -1 needs thought, 0 is too early to say."""
    if not line.area or line.spec.direction == "none":
        return None
    last = max(line.area)
    if line.schools < FEWEST_SCHOOLS:
        return _few(line, last)
    for beside, words in ((line.england, "England"), (line.neighbours, "neighbours")):
        standing = line.standing(last, beside)
        if standing is None or not standing.told:
            continue
        side = 1 if standing.effect > 0 else -1
        years = _years_running(line, beside, last, side)
        if len(years) > 1:
            return side, _steady(line, standing, words, years)
        return (0, _first_year(line, standing, words, side)) if len(line.area) > 1 else (0, _one_year(line, standing))
    return _moving(line, last)


def _years_running(line: Line, beside: Mapping[int, float], last: int, side: int) -> list[int]:
    """The years up to the last, in a row as they were published, in which the area stood on the same side."""
    running = []
    for year in sorted(line.area, reverse=True):
        standing = line.standing(year, beside) if year <= last else None
        if standing is None or not standing.told or (standing.effect > 0) != (side > 0):
            break
        running.append(year)
    return running


def _title(line: Line) -> str:
    said = sentences.naming(line.spec, line.phase)
    return said[0].upper() + said[1:]


def _of_schools(line: Line) -> str:
    return numbers.count(line.schools, "school")


def _steady(line: Line, standing: Standing, words: str, years: Sequence[int]) -> Theme:
    side = _side_words(standing)
    times = f"{numbers.count(len(years), 'year')} running"
    said = f"{sentences.beside(standing, words)}: {side} {times}, {_of_schools(line)}"
    return Theme(_title(line), said, abs(standing.effect) + 0.05 * len(years), line.spec.slug, line.phase)


def _side_words(standing: Standing) -> str:
    up = standing.difference > 0
    if standing.spec.direction == "down":
        return "higher" if up else "lower"
    return "above" if up else "below"


def _first_year(line: Line, standing: Standing, words: str, side: int) -> Theme:
    more = "more" if side > 0 else "less"
    said = f"{sentences.beside(standing, words)}: {more} favourable for the first year, {_of_schools(line)}"
    return Theme(_title(line), said, abs(standing.effect), line.spec.slug, line.phase)


def _one_year(line: Line, standing: Standing) -> Theme:
    said = f"{sentences.figure(line.spec, standing.area)} in {AcademicYear(standing.year)}, the only year held"
    return Theme(_title(line), f"{said}; {_of_schools(line)}", 0.1, line.spec.slug, line.phase)


def _few(line: Line, last: int) -> tuple[int, Theme] | None:
    if line.schools < FEW:
        return None
    said = (
        f"{numbers.count(line.schools, 'school', capital=True)} with a figure in {AcademicYear(last)}: too few to say"
    )
    return 0, Theme(_title(line), said, 0.05, line.spec.slug, line.phase)


def _moving(line: Line, last: int) -> tuple[int, Theme] | None:
    """A rise or fall over three years that England did not have, beyond chance at both ends."""
    first = last - SPAN
    if not all(year in points for year in (first, last) for points in (line.area, line.england)):
        return None
    here, there = line.area[last] - line.area[first], line.england[last] - line.england[first]
    error = line.spread / math.sqrt(line.schools) * math.sqrt(2)
    if abs(here - there) < ERRORS * error:
        return None
    better = (here - there > 0) != (line.spec.direction == "down")
    said = (
        f"{sentences.figure(line.spec, line.area[first])} in {AcademicYear(first)}, "
        f"{sentences.figure(line.spec, line.area[last])} in {AcademicYear(last)}; England "
        f"{sentences.figure(line.spec, line.england[first])} and {sentences.figure(line.spec, line.england[last])}; "
        f"{_of_schools(line)}"
    )
    word = "rising" if here > 0 else "falling"
    pace = f", {word}" if (here > 0) == (here - there > 0) else ", other than in England"
    weight = abs(here - there) / line.spread
    return (1 if better else -1), Theme(f"{_title(line)}{pace}", said, weight, line.spec.slug, line.phase)


def _of_cards(strengths: Sequence[tuple[str, Outcomes]]) -> list[tuple[int, Theme]]:
    """Areas of report cards judged strong more often, or less, than in England, beyond chance."""
    found = []
    for area, counts in strengths:
        if counts.of < FEWEST_SCHOOLS or not counts.england_of:
            continue
        here, there = counts.met / counts.of, counts.england_met / counts.england_of
        error = math.sqrt(there * (1 - there) / counts.of)
        if not error or abs(here - there) < ERRORS * error:
            continue
        said = (
            f"{counts.met} of {counts.of} report cards a strong standard or better; "
            f"England {numbers.number(100 * there)} in 100"
        )
        found.append((1 if here > there else -1, Theme(f"{area} in report cards", said, abs(here - there) * 2)))
    return found


def _of_groups(groups: Sequence[GroupLine]) -> list[tuple[int, Theme]]:
    """The strongest measure of each part on each side; three errors, because many parts are looked at."""
    best: dict[tuple[str, str, int], tuple[int, Theme]] = {}
    for group in groups:
        one = group.standing
        side = 1 if one.effect > 0 else -1
        if not one.told_by(GROUP_ERRORS) or (group.only_better and side < 0):
            continue
        title = f"{_named(one)} in {group.name}"
        said = f"{sentences.beside(one, 'England')}: {numbers.count(one.schools, 'school')}"
        theme = Theme(title, said, abs(one.effect) * 0.9, one.spec.slug, one.phase, group.where)
        key = (group.name, one.phase, side)
        if key not in best or best[key][1].weight < theme.weight:
            best[key] = (side, theme)
    return list(best.values())


def _named(one: Standing) -> str:
    said = sentences.naming(one.spec, one.phase)
    return said[0].upper() + said[1:]


def _waiting(cards: Outcomes, schools: int) -> list[Theme]:
    """Most schools have no report card yet."""
    if not cards.of or cards.of * 10 >= schools * 9:
        return []
    left = schools - cards.of
    said = f"{numbers.number(cards.of)} of {numbers.number(schools)} inspected since November 2025"
    return [
        Theme(f"Report cards: {numbers.count(left, 'school')} {'has' if left == 1 else 'have'} none yet", said, 9.0)
    ]
