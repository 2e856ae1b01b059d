"""A school's inspections as one story told under three sets of rules, none turned into another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from commonroom.measures import one_inspection
from commonroom.measures.models import Inspection

REGIMES = {
    "graded": ("Graded, with one overall grade", "Until August 2024"),
    "judgements_only": ("Without an overall grade", "September 2024 to November 2025"),
    "report_card": ("Report card", "Since November 2025"),
}
"""Each set of rules: its heading and its years (Ofsted, 2 September 2024 and 10 November 2025)."""

SCALE = {
    "urgent improvement": 1,
    "needs attention": 2,
    "expected standard": 3,
    "strong standard": 4,
    "exceptional": 5,
}
"""The five points of a report card, by Ofsted's words. No other word is given a place on it."""

_CARD_ORDER = (
    "Inclusion",
    "Curriculum and teaching",
    "Achievement",
    "Attendance and behaviour",
    "Personal development and wellbeing",
    "Early years",
    "Post-16 provision",
    "Leadership and governance",
)
_UNSAID = {"does not apply", "not judged", "not applicable"}
_AREAS = {
    "Quality of education": "quality of education",
    "Behaviour and attitudes": "behaviour and attitudes",
    "Personal development": "personal development",
    "Leadership and management": "leadership and management",
    "Early years provision": "early years",
    "Sixth form provision": "sixth form",
}


SOURCES = {"ofsted_mi": "Ofsted’s own list", "inspections_csv": "a list of inspections", "gias": "the register"}
"""How a page names the file that tells of an inspection."""


@dataclass(frozen=True)
class Source:
    """A row that tells of an inspection: which file, and the day by which it tells it where that is another day."""

    name: str
    loading_id: int
    row: int
    on: date | None = None


@dataclass(frozen=True)
class Event:
    """One inspection as a page tells it. `card`: (area, word, place of five) of a report card; `sources`: every row
    that tells of it.
    """

    on: date | None
    headline: str
    detail: str
    at: str
    card: tuple[tuple[str, str, int | None], ...] = ()
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True)
class Chapter:
    """The inspections under one set of rules, newest first."""

    regime: str
    heading: str
    years: str
    events: tuple[Event, ...]


@dataclass(frozen=True)
class Story:
    """All chapters in the order of time, and the newest event of all."""

    chapters: tuple[Chapter, ...]
    newest: Event | None

    @property
    def told(self) -> bool:
        """Whether there is any inspection to tell of."""
        return self.newest is not None

    @property
    def before(self) -> tuple[Event, ...]:
        """Every event but the newest, newest first."""
        every = [event for chapter in self.chapters for event in chapter.events]
        ordered = sorted(every, key=lambda event: event.on or date.min, reverse=True)
        return tuple(event for event in ordered if event is not self.newest)


def story_of(inspections: Sequence[Inspection], *, urn: int, names: Mapping[int, str]) -> Story:
    """The story of a school's inspections, each told once however many files tell of it. Those of a predecessor say at
    which school they were (`names` by URN).
    """
    chapters = []
    told: list[Event] = []
    for regime, (heading, years) in REGIMES.items():
        rows = [i for i in inspections if i.regime == regime]
        groups = one_inspection.once(rows, lambda row: _telling(row, urn))
        events = tuple(_whole(group, urn, names) for group in groups)
        told += events
        chapters.append(Chapter(regime, heading, years, events))
    newest = max(told, key=lambda event: event.on or date.min, default=None)
    return Story(tuple(chapters), newest)


def _telling(row: Inspection, urn: int) -> one_inspection.Telling:
    at = row.at_urn or row.urn
    says = len(row.judgements) + bool(row.overall) + bool(row.safeguarding)
    return one_inspection.Telling(
        row.inspected_on, row.regime, row.overall, says, row.loading_id, row.row, row.event, row.number,
        row.published_on, 0 if at == urn else at,
    )  # fmt: skip


def _whole(told: one_inspection.Told[Inspection], urn: int, names: Mapping[int, str]) -> Event:
    """The event in the words of the row that says most, at the school that any of its rows names, with all sources."""
    before = next((row for row in told.rows if (row.at_urn or row.urn) != urn), told.best)
    best_first = sorted(told.rows, key=lambda row: row is not told.best)
    sources = tuple(_source(row, told.on) for row in best_first)
    return replace(_event(told.best, urn, names), on=told.on, at=_at(before, urn, names), sources=sources)


def _source(row: Inspection, told_on: date | None) -> Source:
    other_day = row.inspected_on if row.inspected_on != told_on else None
    return Source(SOURCES.get(row.source, row.source), row.loading_id, row.row, other_day)


def _event(row: Inspection, urn: int, names: Mapping[int, str]) -> Event:
    if row.regime == "report_card":
        return Event(row.inspected_on, "Report card", "", _at(row, urn, names), _card(row))
    outcome = str(row.judgements.get("Outcome", ""))
    if row.event == "monitoring":
        headline = outcome or "Monitoring visit"
        detail = "A monitoring visit: no grade was given."
    elif row.event == "ungraded":
        headline = outcome or "Ungraded inspection"
        detail = "An ungraded inspection: no grade was given."
    elif row.overall:
        headline, detail = row.overall, _differing(row)
    else:
        headline, detail = "Graded area by area", _differing(row)
    if unsafe := _safeguarding(row.safeguarding):
        detail = f"{detail} {unsafe}".strip()
    return Event(row.inspected_on, headline, detail, _at(row, urn, names))


def _at(row: Inspection, urn: int, names: Mapping[int, str]) -> str:
    at = row.at_urn or row.urn
    return "" if at == urn else names.get(at, f"the school with URN {at}")


def _differing(row: Inspection) -> str:
    """Judgements that differ from the overall grade, or all of them where there is none; then a category of concern."""
    said: dict[str, list[str]] = {}
    for area, word in _ordered(row, tuple(_AREAS)):
        folded = str(word).casefold()
        if area in ("Outcome", "Category of concern", "Overall effectiveness") or folded in _UNSAID:
            continue
        if folded != row.overall.casefold():
            said.setdefault(folded, []).append(_AREAS.get(area, area[:1].lower() + area[1:]))
    sentences = [f"{_listed(areas)} {word}" for word, areas in said.items()]
    whole = "; ".join(sentences)
    text = f"{whole[:1].upper()}{whole[1:]}." if whole else ""
    concern = str(row.judgements.get("Category of concern", ""))
    return f"{text} {concern}.".strip() if concern else text


def _ordered(row: Inspection, order: tuple[str, ...]) -> list[tuple[str, object]]:
    """Judgements in the order of the report: the database keeps none."""
    places = {area: place for place, area in enumerate(order)}
    return sorted(row.judgements.items(), key=lambda pair: (places.get(pair[0], len(places)), pair[0]))


def _card(row: Inspection) -> tuple[tuple[str, str, int | None], ...]:
    lines: list[tuple[str, str, int | None]] = [
        (area, str(word), SCALE.get(str(word).casefold()))
        for area, word in _ordered(row, _CARD_ORDER)
        if str(word).casefold() not in _UNSAID
    ]
    if row.safeguarding:
        lines.append(("Safeguarding", row.safeguarding, None))
    return tuple(lines)


def _safeguarding(word: str) -> str:
    folded = word.casefold()
    if folded in ("yes", "met", "effective"):
        return "Safeguarding effective."
    if folded in ("no", "not met", "not effective", "ineffective"):
        return "Safeguarding not effective."
    return ""


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
