"""The level that fits best, the watch on good schools, and what changed since the term before. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from commonroom.risk.document import BestFit, Gobar, Indicator, SupportDocument
from commonroom.risk.phrasing import Measured, count, figure, listed
from commonroom.risk.rules.facts import Facts
from commonroom.risk.rules.inspections import Seen, see


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
        if alone := [f"“{indicator.name}”" for indicator in told if indicator.slug in rule.alone]:
            reasons.append(f"{listed(alone)} alone {'fits' if len(alone) == 1 else 'fit'} {name_of(rule, model)} best.")
            return Suggestion(rule.level, tuple(reasons))
        for when in rule.when:
            if all(per_level[slug] >= least for slug, least in when.items()):
                needs = listed([f"{count(least, 'indicator')} of {model.levels[s].name}" for s, least in when.items()])
                verb = "fits" if list(when.values()) == [1] else "fit"
                reasons.append(f"{needs[:1].upper()}{needs[1:]} or more {verb} {name_of(rule, model)} best.")
                return Suggestion(rule.level, tuple(reasons))
    least_support = list(model.levels.values())[-1]
    reasons.append(f"Fewer than any other level asks for, so {least_support.name} fits best.")
    return Suggestion(least_support.slug, tuple(reasons))


def name_of(rule: BestFit, model: SupportDocument) -> str:
    """The name of the level that a rule suggests."""
    return model.levels[rule.level].name


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
