"""What inspections count as, by the words of their own rules; nothing is turned from one set into another. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from commonroom.measures import one_inspection
from commonroom.risk.document import Indicator, Reading, SupportDocument
from commonroom.risk.phrasing import listed
from commonroom.risk.rules.facts import Inspected, Judgement


@dataclass(frozen=True)
class Seen:
    """A school's inspections read once: those with an outcome, newest first, and all that they count as today."""

    history: Sequence[tuple[Inspected, str]]
    stands: frozenset[str]


def see(inspections: Iterable[Inspected], model: SupportDocument) -> Seen:
    """Read a school's inspections by the model."""
    told = _once(inspections)
    outcomes = history(told, model)
    return Seen(outcomes, frozenset(_standing(told, outcomes, model)))


GRAVEST = ("inadequate", "urgent-improvement", "requires-improvement", "needs-attention", "good")


def _once(inspections: Iterable[Inspected]) -> list[Inspected]:
    """Each inspection once, newest first: of several tellings the one that says most, by its newest day."""
    return [replace(told.best, on=told.on) for told in one_inspection.once(inspections, _telling) if told.on]


def _telling(one: Inspected) -> one_inspection.Telling:
    says = len(one.judgements) + bool(one.overall) + bool(one.safeguarding)
    return one_inspection.Telling(
        one.on, one.regime, one.overall, says, one.loading_id, one.row, number=one.number, published=one.published,
        at=one.at,
    )  # fmt: skip


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
    return [(i, outcome) for i in _once(inspections) if (outcome := outcome_of(i, model.readings))]


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


def by_inspection(indicator: Indicator, seen: Seen) -> Judgement | None:
    """What the newest inspection with an outcome says of an indicator; None where there is none."""
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
    who = "The school before this one was inspected" if newest.before else "Inspected"
    return Judgement(True, None, f"{who} on {day}: {said}.", "inspection", evidence, loadings)
