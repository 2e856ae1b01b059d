"""Judgement on schools' need for support, pure: findings from figures and inspections, and the level they suggest.

Nothing here decides: a finding says what the evidence says, a suggestion what would fit best, and people do the rest.
Nothing depends on the order in which figures, inspections, notes or findings come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from commonroom.kit.academic_year import AcademicYear
from commonroom.risk.document import TEAMS, Gobar, Indicator, Line, Reading, SupportDocument
from commonroom.risk.phrasing import Measured, count, figure, listed


class AssessmentState(StrEnum):
    """draft: made from the evidence, nobody has looked; moderated: an adviser proposes a level; agreed: a level was
    decided from it; replaced: a newer draft took its place.
    """

    DRAFT = "draft"
    MODERATED = "moderated"
    AGREED = "agreed"
    REPLACED = "replaced"


class FindingState(StrEnum):
    """quiet: not raised; raised: raised by the evidence and waiting; confirmed, set aside, asked (of the school) and
    added are what people made of it.
    """

    QUIET = "quiet"
    RAISED = "raised"
    CONFIRMED = "confirmed"
    SET_ASIDE = "set_aside"
    ASKED = "asked"
    ADDED = "added"


COUNTS = frozenset({FindingState.RAISED, FindingState.CONFIRMED, FindingState.ASKED, FindingState.ADDED})
"""The states in which a finding counts towards a level."""


class Party(StrEnum):
    """The four who agree a level (F13)."""

    HEAD = "head"
    CHAIR = "chair"
    ADVISER = "adviser"
    LEAD = "lead"


class Answer(StrEnum):
    """What one of the four says."""

    AGREED = "agreed"
    COMMENTED = "commented"


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of one school and year, with the loading and row it came from."""

    number: float | None
    cohort: int | None = None
    loading_id: int = 0
    row: int = 0


@dataclass(frozen=True, slots=True)
class Inspected:
    """One inspection, in the words of its rules."""

    on: date
    regime: str
    overall: str = ""
    judgements: Mapping[str, str] = field(default_factory=dict)
    safeguarding: str = ""
    loading_id: int = 0
    row: int = 0


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

    `beside` is keyed by (comparator, measure, year); `latest` says the newest year of each measure for anybody.
    """

    series: Mapping[str, Mapping[int, Point]] = field(default_factory=dict)
    beside: Mapping[tuple[str, str, int], float] = field(default_factory=dict)
    latest: Mapping[str, int] = field(default_factory=dict)
    inspections: Sequence[Inspected] = ()
    notes: Sequence[Note] = ()


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


SILENT = Judgement(False, None, "", "adviser")
"""What is left to an adviser's eye: nothing is said by the evidence."""
EPSILON = 9
"""Decimals to which a distance is taken, so that a figure on the line counts as on it."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line drawn for one school: by how much its figures are beyond it (the least of the years running)."""

    line: Line
    beyond: float
    years: tuple[tuple[int, float, float, float], ...]
    cohort: int | None
    loading_ids: tuple[int, ...]


def draw(line: Line, facts: Facts) -> Drawn | None:
    """How far a school is beyond a line; None without a figure for the newest year, without a comparator, or with
    fewer pupils than the line asks. `years` holds (year, figure, comparator, line), newest first.
    """
    newest = facts.latest.get(line.measure)
    held = facts.series.get(line.measure)
    if newest is None or not held:
        return None
    asked = 1 if line.comparator == "itself" else line.years
    years, loadings, least = [], [], None
    for year in range(newest, newest - asked, -1):
        point = held.get(year)
        beside = _beside(line, facts, held, year)
        if point is None or point.number is None or beside is None or (point.cohort or 10**9) < line.least_pupils:
            return None
        at, beyond = _beyond(line, point.number, beside)
        years.append((year, point.number, beside, at))
        loadings.append(point.loading_id)
        least = beyond if least is None else min(least, beyond)
    assert least is not None
    return Drawn(line, round(least, EPSILON), tuple(years), held[newest].cohort, tuple(sorted(set(loadings))))


def _beside(line: Line, facts: Facts, held: Mapping[int, Point], year: int) -> float | None:
    if line.comparator == "number":
        return line.amount
    if line.comparator == "itself":
        before = held.get(year - line.years)
        return before.number if before else None
    return facts.beside.get((line.comparator, line.measure, year))


def _beyond(line: Line, number: float, beside: float) -> tuple[float, float]:
    """(where the line lies, how far beyond it the number is)."""
    if line.side == "either":
        return beside, abs(number - beside) - line.amount
    step = line.amount if line.side == "above" else -line.amount
    at = beside if line.by == "number" else beside * line.amount if line.by == "times" else beside + step
    return at, (number - at if line.side == "above" else at - number)


@dataclass(frozen=True)
class Seen:
    """A school's inspections read once: those with an outcome, newest first, and all that they count as today."""

    history: Sequence[tuple[Inspected, str]]
    stands: frozenset[str]


def see(inspections: Iterable[Inspected], model: SupportDocument) -> Seen:
    """Read a school's inspections by the model."""
    told = list(inspections)
    outcomes = history(told, model)
    return Seen(outcomes, frozenset(_standing(told, outcomes, model)))


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
        found.append(_by_measures(indicator, facts, measures))
    if indicator.inspection:
        found.append(_by_inspection(indicator, seen or see(facts.inspections, model)))
    if indicator.teams:
        found.append(_by_notes(indicator, facts.notes))
    said = [judgement for judgement in found if judgement is not None]
    return max(said, key=lambda j: (j.raised, j.strength is not None), default=SILENT)


def _by_measures(indicator: Indicator, facts: Facts, measures: Mapping[str, Measured]) -> Judgement | None:
    drawn = [found for line in indicator.lines if (found := draw(line, facts)) is not None]
    if not drawn:
        return None
    chosen = max(drawn, key=_loudness)
    loadings = tuple(sorted({loading for each in drawn for loading in each.loading_ids}))
    raised = chosen.beyond >= 0
    near = raised or bool(how_close(chosen.beyond, chosen.years[0][3]))
    because = _sentence(chosen, measures[chosen.line.measure]) if raised else ""
    return Judgement(raised, chosen.beyond, because, "measures", _evidence(chosen, facts) if near else {}, loadings)


def _loudness(drawn: Drawn) -> tuple[bool, float, str]:
    """Beyond the line first, then the distance as a share of where the line lies; by name so that ties are even."""
    at = drawn.years[0][3]
    return drawn.beyond >= 0, drawn.beyond / max(abs(at), 1e-9), drawn.line.measure


def _evidence(drawn: Drawn, facts: Facts) -> dict[str, Any]:
    """The figures that speak, each with the year that leads to its origin, and the years before for the picture."""
    line, shown = drawn.line, {year for year, *_ in drawn.years}
    held = facts.series[line.measure]
    newest = drawn.years[0][0]
    told = {year for year in range(newest - max(3, line.years), newest + 1) if year in held} | shown
    years = [[year, held[year].number] for year in sorted(told)]
    return {
        "measure": line.measure,
        "year": newest,
        "number": drawn.years[0][1],
        "beside": drawn.years[0][2],
        "comparator": line.comparator,
        "line": round(drawn.years[0][3], 4),
        "cohort": drawn.cohort,
        "years": years,
    }


_COMPARED = {"england": "in England", "authority": "in the local authority"}


def _sentence(drawn: Drawn, measure: Measured) -> str:
    """“17.8% in 2024–25, against 13.7% in England; the line is 17.1%.” and the years running."""
    line = drawn.line
    year, number, beside, at = drawn.years[0]
    own = f"{measure.short}: {figure(number, measure)} in {AcademicYear(year)}"
    if line.comparator == "number":
        return f"{own}; the line is {figure(at, measure)}."
    if line.comparator == "itself":
        before = f"{figure(beside, measure)} in {AcademicYear(year - line.years)}"
        moved = figure(abs(number - beside), measure, change=True)
        if line.by == "times":
            return f"{own}, after {before}; the line is {figure(at, measure)}."
        return f"{own}, after {before}: a change of {moved}; the line is {figure(line.amount, measure, change=True)}."
    text = f"{own}, against {figure(beside, measure)} {_COMPARED[line.comparator]}; the line is {figure(at, measure)}."
    if len(drawn.years) > 1 and drawn.beyond >= 0:
        text += f" {count(len(drawn.years), 'year', capital=True)} running."
    return text


GRAVEST = ("inadequate", "urgent-improvement", "requires-improvement", "needs-attention", "good")


def outcome_of(inspected: Inspected, readings: Iterable[Reading]) -> str:
    """What an inspection's outcome counts as, by the gravest of its words; empty where none of them is read."""
    means = {reading.means for reading in readings if reading.area != "safeguarding" and _reads(reading, inspected)}
    return next((word for word in GRAVEST if word in means), "")


def _reads(reading: Reading, inspected: Inspected) -> bool:
    if reading.regime not in ("any", inspected.regime) or inspected.on < reading.since:
        return False
    if reading.until is not None and inspected.on > reading.until:
        return False
    return any(said.casefold() in reading.folded for said in _said(reading.area, inspected))


def _said(area: str, inspected: Inspected) -> list[str]:
    if area == "safeguarding":
        return [inspected.safeguarding]
    if area == "overall":
        return [inspected.overall]
    concern = str(inspected.judgements.get("Category of concern", ""))
    if area == "category":
        return [concern]
    return [str(word) for name, word in inspected.judgements.items() if name != "Category of concern"]


def history(inspections: Iterable[Inspected], model: SupportDocument) -> list[tuple[Inspected, str]]:
    """The inspections that gave an outcome, newest first, each with what it counts as."""
    ordered = sorted(inspections, key=lambda i: (i.on, i.loading_id, i.row), reverse=True)
    return [(i, outcome) for i in ordered if (outcome := outcome_of(i, model.readings))]


def standing(inspections: Iterable[Inspected], model: SupportDocument) -> frozenset[str]:
    """Everything a school's inspections count as today: its newest outcome, the same again, safeguarding not met."""
    return see(inspections, model).stands


def _standing(told: list[Inspected], outcomes: list[tuple[Inspected, str]], model: SupportDocument) -> set[str]:
    found = {outcome for _, outcome in outcomes[:1]}
    if [outcome for _, outcome in outcomes[:2]] == ["requires-improvement"] * 2:
        found.add("requires-improvement-again")
    said = [i for i in told if i.safeguarding and i.safeguarding.casefold() not in ("not judged", "9")]
    if said:
        newest = max(said, key=lambda i: (i.on, i.loading_id, i.row))
        found |= {r.means for r in model.readings if r.area == "safeguarding" and _reads(r, newest)}
    return found


def automatic(inspections: Iterable[Inspected], model: SupportDocument) -> list[str]:
    """The sentences of the rules that lead to the register whatever the level (G01), in the model's order."""
    stands = standing(inspections, model)
    return [rule.sentence for rule in model.automatic if rule.when in stands]


_OUTCOMES = {
    "inadequate": "judged Inadequate, or put in a category of concern",
    "urgent-improvement": "a report card with urgent improvement in an area",
    "requires-improvement": "judged Requires Improvement",
    "requires-improvement-again": "judged Requires Improvement twice running",
    "needs-attention": "a report card where an area needs attention",
    "safeguarding-not-met": "safeguarding was not met",
}


def _by_inspection(indicator: Indicator, seen: Seen) -> Judgement | None:
    if not seen.history:
        return None
    newest = seen.history[0][0]
    raised = sorted(seen.stands & set(indicator.inspection))
    loadings = tuple(sorted({i.loading_id for i, _ in seen.history[:2]}))
    if not raised:
        return Judgement(False, None, "", "inspection", {}, loadings)
    words = {**({"Overall": newest.overall} if newest.overall else {}), **newest.judgements}
    if newest.safeguarding:
        words["Safeguarding"] = newest.safeguarding
    evidence = {"inspected_on": newest.on.isoformat(), "regime": newest.regime, "words": words}
    day = f"{newest.on.day} {newest.on:%B %Y}"
    said = listed([_OUTCOMES[word] for word in raised])
    return Judgement(True, None, f"Inspected on {day}: {said}.", "inspection", evidence, loadings)


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


@dataclass(frozen=True)
class Counted:
    """A finding as the suggestion sees it."""

    indicator: str
    counts: bool


@dataclass(frozen=True)
class Suggestion:
    """The level that fits best, with its reasons in sentences; never automatic."""

    level: str
    reasons: tuple[str, ...]


def counting(findings: Iterable[Counted], model: SupportDocument) -> list[Indicator]:
    """The indicators that count towards more support, in the model's order: a milder one is not counted beside the
    graver that covers it, and strengths count for nothing here.
    """
    slugs = {finding.indicator for finding in findings if finding.counts}
    covered = {s for i in model.indicators if i.slug in slugs for s in i.covers}
    return [i for i in model.indicators if i.slug in slugs - covered and not i.strength]


def suggest(findings: Iterable[Counted], model: SupportDocument) -> Suggestion:
    """The level whose rule fits first, the most support first; else the level of least support (F06)."""
    told = counting(findings, model)
    per_level = Counter(indicator.level for indicator in told)
    reasons = []
    for slug, level in model.levels.items():
        names = [f"“{indicator.name}”" for indicator in told if indicator.level == slug]
        if names:
            verb = "counts" if len(names) == 1 else "count"
            told_of = f"{count(len(names), 'indicator', capital=True)} {verb} towards {level.name}"
            reasons.append(f"{told_of}: {listed(names)}.")
    for rule in sorted(model.best_fit, key=lambda rule: model.levels[rule.level].order):
        for when in rule.when:
            if all(per_level[slug] >= least for slug, least in when.items()):
                needs = listed([f"{count(least, 'indicator')} of {model.levels[s].name}" for s, least in when.items()])
                reasons.append(f"{needs[:1].upper()}{needs[1:]} or more fit {model.levels[rule.level].name} best.")
                return Suggestion(rule.level, tuple(reasons))
    least_support = list(model.levels.values())[-1]
    reasons.append(f"Fewer than any other level asks for, so {least_support.name} fits best.")
    return Suggestion(least_support.slug, tuple(reasons))


@dataclass(frozen=True)
class Watch:
    """Why a good or outstanding school may need help for a while (G02): the first kind, and a sentence of each."""

    kind: str
    reasons: tuple[str, ...]


def gobar(
    facts: Facts,
    raised: Iterable[str],
    measures: Mapping[str, Measured],
    model: SupportDocument,
    seen: Seen | None = None,
) -> Watch | None:
    """Whether a school judged good or outstanding has something to watch: decline, variance or leadership."""
    if "good" not in (seen or see(facts.inspections, model)).stands:
        return None
    slugs, kinds = set(raised), {}
    names = [i.name for i in model.indicators if i.slug in slugs & set(model.gobar.decline)]
    falls = sorted({s for slug in model.gobar.decline for s in _falls(model.by_slug[slug], facts, measures, model)})
    if names or falls:
        kinds["decline"] = " ".join([*(f"{name}." for name in names), *falls])
    if apart := [
        words for pair in model.gobar.variance_between if (words := _apart(pair, facts, measures, model.gobar))
    ]:
        kinds["variance"] = " ".join(apart)
    led = [i.name for i in model.indicators if i.slug in slugs & set(model.gobar.leadership)]
    if led:
        kinds["leadership"] = f"{'. '.join(led)}."
    return Watch(next(iter(kinds)), tuple(kinds.values())) if kinds else None


def _falls(
    indicator: Indicator, facts: Facts, measures: Mapping[str, Measured], model: SupportDocument
) -> Iterable[str]:
    rule = model.gobar
    for line in indicator.lines:
        held, newest = facts.series.get(line.measure, {}), facts.latest.get(line.measure, 0)
        last, first = held.get(newest), held.get(newest - rule.decline_years)
        if last is None or first is None or last.number is None or first.number is None:
            continue
        if (last.cohort or 10**9) < line.least_pupils or first.number - last.number < rule.decline_points:
            continue
        measure = measures[line.measure]
        fallen = figure(first.number - last.number, measure, change=True)
        yield f"{measure.short} fell by {fallen} in {count(rule.decline_years, 'year')}."


def _apart(pair: tuple[str, str], facts: Facts, measures: Mapping[str, Measured], rule: Gobar) -> str:
    one, other = (facts.series.get(slug, {}).get(facts.latest.get(slug, 0)) for slug in pair)
    if one is None or other is None or one.number is None or other.number is None:
        return ""
    if abs(one.number - other.number) < rule.variance_points:
        return ""
    first, second = (measures[slug] for slug in pair)
    return f"{first.short} {figure(one.number, first)}, {second.short.lower()} {figure(other.number, second)}."


def changed(now: Iterable[str], before: Iterable[str] | None) -> dict[str, Any]:
    """What is raised now and was not last term, and the other way round; `first` where there was no last term."""
    new, old = set(now), set(before or ())
    if before is None:
        return {"first": True, "raised_now": [], "no_longer": []}
    return {"first": False, "raised_now": sorted(new - old), "no_longer": sorted(old - new)}


def how_close(strength: float | None, line: float | None) -> str:
    """How near a figure that is not raised lies to its line, for a list of what is close; empty if nowhere near."""
    if strength is None or not line or strength >= 0:
        return ""
    part = -strength / abs(line)
    return "very close" if part <= 0.05 else "close" if part <= 0.15 else ""
