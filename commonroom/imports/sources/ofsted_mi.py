"""Ofsted's management information of state-funded schools: the latest inspections of each school.

Three layouts are known: the one from September 2024 (“graded”, without new single grades), the one before it (“full”)
and the one with report cards (from November 2025). One row of the file gives up to four events. Nothing is converted:
numbers 1 to 4 become the words that Ofsted publishes for them, report cards keep their own words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import polars as pl

from commonroom.imports.sources import figures
from commonroom.imports.sources.base import ROW, Dated, Problem, Reading, Sheet, Unreadable
from commonroom.kit.academic_year import AcademicYear

KIND = "ofsted_mi"
NAME = "Ofsted management information: latest inspections"
PUBLISHER = "Ofsted"
WHERE = (
    "On GOV.UK, search for “Monthly management information: Ofsted’s school inspections outcomes”. Take the CSV of "
    "state-funded schools, latest inspections, of the newest month."
)
NATIONAL = True
NEEDS = "as_at"

NO_OVERALL_FROM = date(2024, 9, 2)
"""From this day Ofsted gave state-funded schools no single grade (announced on 2 September 2024)."""
REPORT_CARDS_FROM = date(2025, 11, 10)
"""The first day of inspections with report cards (Ofsted's renewed framework)."""

GRADES = {"1": "Outstanding", "2": "Good", "3": "Requires improvement", "4": "Inadequate"}
_CONCERN = {"SM": "Special measures", "SWK": "Serious weaknesses", "NTI": "Notice to improve"}
_NOT = {"0", "9", "not judged", "null", "na"}
_MISSING = ("NULL", "null", "#N/A")


@dataclass(frozen=True)
class Slot:
    """The columns (spaces and capitals evened out) in which a layout keeps one event."""

    event: str
    number: str
    inspected: str
    published: str
    at_urn: str = ""
    overall: str = ""
    outcome: str = ""
    safeguarding: str = ""
    concern: str = ""
    areas: Mapping[str, str] = field(default_factory=dict)
    previous: bool = False
    cards: bool = False


_OEIF = {
    "Quality of education": "quality of education",
    "Behaviour and attitudes": "behaviour and attitudes",
    "Personal development": "personal development",
    "Leadership and management": "effectiveness of leadership and management",
    "Early years provision": "early years provision (where applicable)",
    "Sixth form provision": "sixth form provision (where applicable)",
}
_CARDS = {
    "Inclusion": "inclusion",
    "Curriculum and teaching": "curriculum and teaching",
    "Achievement": "achievement",
    "Attendance and behaviour": "attendance and behaviour",
    "Personal development and wellbeing": "personal development and wellbeing",
    "Early years": "early years (where applicable)",
    "Post-16 provision": "post-16 provision (where applicable)",
    "Leadership and governance": "leadership and governance",
}


def _oeif(before: str = "") -> dict[str, str]:
    return {area: before + column for area, column in _OEIF.items()}


def _latest(which: str, of: str = "", before: str = "") -> Slot:
    """The latest graded inspection; `of` ends and `before` begins the names of its columns in some layouts."""
    return Slot(
        event="graded",
        number=f"inspection number of latest {which} inspection",
        inspected=f"inspection start date{of}",
        published=f"publication date{of}",
        at_urn=f"urn at time of latest {which} inspection",
        overall=f"{before}overall effectiveness",
        safeguarding=f"{before}safeguarding is effective?",
        concern=f"{before}category of concern",
        areas=_oeif(before),
    )


def _previous(which: str) -> Slot:
    return Slot(
        event="graded",
        number=f"previous {which} inspection number",
        inspected="previous inspection start date",
        published="previous publication date",
        at_urn=f"urn at time of previous {which} inspection",
        overall=f"previous {which} inspection overall effectiveness",
        safeguarding="previous safeguarding is effective?",
        concern="previous category of concern",
        areas=_oeif("previous "),
        previous=True,
    )


def _ungraded(number: str) -> Slot:
    return Slot(
        event="ungraded",
        number=number,
        inspected="date of latest ungraded inspection",
        published="ungraded inspection publication date",
        at_urn="urn at time of the ungraded inspection",
        outcome="ungraded inspection overall outcome",
    )


_REPORT_CARD = Slot(
    event="graded",
    number="inspection number of latest full inspection",
    inspected="inspection start date",
    published="publication date",
    at_urn="urn at time of latest full inspection",
    safeguarding="safeguarding standards",
    concern="category of concern",
    areas=_CARDS,
    cards=True,
)
LAYOUTS: dict[str, tuple[Slot, ...]] = {
    "report cards": (
        _REPORT_CARD,
        _latest("oeif graded", " of latest oeif graded inspection", "latest oeif "),
        _ungraded("latest ungraded inspection number"),
    ),
    "graded": (
        _latest("graded"),
        _ungraded("latest ungraded inspection number since last graded inspection"),
        _previous("graded"),
    ),
    "full": (
        _latest("full"),
        Slot(
            event="ungraded",
            number="latest section 8 inspection number since last full inspection",
            inspected="date of latest section 8 inspection",
            published="section 8 inspection publication date",
            at_urn="urn at time of the section 8 inspection",
            outcome="section 8 inspection overall outcome",
        ),
        _previous("full"),
    ),
}


def recognises(header: frozenset[str]) -> bool:
    """True for a layout of the management information with one row a school."""
    return _layout(frozenset(map(_even, header))) is not None


def dated(sheet: Sheet) -> Dated:
    """The “as at” date in the lines above the header, or else in the file's name."""
    above = figures.date_in(" ".join(sheet.preamble))
    return Dated(as_at=above, sure=True) if above else Dated(as_at=figures.date_in(sheet.name))


def read(sheet: Sheet, *, year: AcademicYear | None, as_at: date | None) -> Reading:
    """The inspection events of each row, each with what was judged in the words that were published."""
    columns = {_even(name): name for name in reversed(sheet.header)}
    slots = _layout(frozenset(columns))
    if slots is None:
        raise Unreadable("The columns are not those of Ofsted’s management information. Download it again.")
    frame = sheet.frame.filter(pl.any_horizontal(pl.col(name).is_not_null() for name in sheet.header))
    if not frame.height:
        raise Unreadable("The file has its header and no schools. Download it again.")
    frame = frame.rename({name: even for even, name in columns.items()}).select(ROW, *columns)
    frame = frame.with_columns(pl.col(pl.String).replace(dict.fromkeys(_MISSING)))
    frame = frame.with_columns(figures.whole(pl.col("urn")).alias("__urn"))
    wrong = _urn_problems(frame)
    events = []
    for slot in slots:
        found, faults = _events(frame, slot)
        events.append(found)
        wrong += faults
    refused = list({problem.row for problem in wrong if problem.refuses})
    every = pl.concat(events).filter(~pl.col(ROW).is_in(refused))
    every = every.unique(subset=[ROW, "number"], keep="first", maintain_order=True).sort(ROW, maintain_order=True)
    rows = frame.filter(~pl.col(ROW).is_in(refused))
    without = rows.height - every[ROW].n_unique()
    return Reading(
        kind=KIND,
        year=None,
        as_at=as_at,
        rows=frame.height,
        schools=rows["__urn"].n_unique(),
        tables={"inspections": figures.shape(every, "inspections")},
        problems=tuple(
            replace(problem, column=columns.get(problem.column, problem.column))
            for problem in sorted(wrong, key=lambda problem: problem.row)
        ),
        passed_over={"schools without an inspection yet": without} if without else {},
    )


def regime_of(inspected: pl.Expr, overall: pl.Expr) -> pl.Expr:
    """The rules an inspection was made under, by its day: graded, judgements_only or report_card.

    An inspection of the last weeks of the old rules may lack a single grade too, so its own overall grade decides
    first.
    """
    return (
        pl.when(overall.is_not_null())
        .then(pl.lit("graded"))
        .when(inspected >= REPORT_CARDS_FROM)
        .then(pl.lit("report_card"))
        .when(inspected >= NO_OVERALL_FROM)
        .then(pl.lit("judgements_only"))
        .otherwise(pl.lit("graded"))
    )


def as_json(words: Mapping[str, pl.Expr]) -> pl.Expr:
    """The text of a JSON object of the words that are there; null when there are none."""
    pieces = []
    for area, word in words.items():
        safe = word.str.replace_all("\\", "\\\\", literal=True).str.replace_all('"', '\\"', literal=True)
        safe = safe.str.replace_all(r"[\x00-\x1f]+", " ")
        pieces.append(pl.when(word.is_not_null()).then(pl.format('"{}": "{}"', pl.lit(area), safe)))
    if not pieces:
        return pl.lit(None, pl.String)
    some = pl.any_horizontal(word.is_not_null() for word in words.values())
    return pl.when(some).then(
        pl.concat_str(pl.lit("{"), pl.concat_str(pieces, separator=", ", ignore_nulls=True), pl.lit("}"))
    )


def _even(name: str) -> str:
    return re.sub(r"\s+", " ", name).strip().lower()


def _layout(names: frozenset[str]) -> tuple[Slot, ...] | None:
    if not {"urn", "ofsted phase"} <= names:
        return None
    for layout in ("report cards", "graded", "full"):
        slots = LAYOUTS[layout]
        needed = {slots[0].number, slots[0].inspected, *list(slots[0].areas.values())[:3]}
        if needed <= names:
            return slots
    return None


def _events(frame: pl.DataFrame, slot: Slot) -> tuple[pl.DataFrame, list[Problem]]:
    """One event for each row that has the slot's date or number, and what is wrong with it."""
    has = set(frame.columns)
    if slot.inspected not in has:
        return _no_events(), []
    col = {key: pl.col(name) if name in has else pl.lit(None, pl.String) for key, name in _fields(slot).items()}
    areas = {area: column for area, column in slot.areas.items() if column in has}
    found = frame.filter(pl.any_horizontal(col["inspected"].is_not_null(), col["number"].is_not_null()))
    if slot.cards:
        found = found.filter(pl.any_horizontal(pl.col(column).is_not_null() for column in areas.values()))
    inspected, at_urn, safe = figures.day(col["inspected"]), figures.whole(col["at_urn"]), col["safeguarding"]
    wrong = _fault(found, slot.inspected, inspected.is_null(), _NO_DAY)
    graded = [] if slot.cards else [column for column in (slot.overall, *areas.values()) if column in has]
    for column in graded:
        wrong += _fault(found, column, ~_known(pl.col(column)), _NO_GRADE)
    overall = _grade(col["overall"])
    events = found.select(
        ROW,
        pl.col("__urn").alias("urn"),
        inspected.alias("inspected_on"),
        figures.day(col["published"]).alias("published_on"),
        pl.coalesce(col["number"], col["inspected"]).alias("number"),
        (pl.lit("report_card") if slot.cards else regime_of(inspected, overall)).alias("regime"),
        pl.lit(slot.event).alias("event"),
        (pl.lit(None, pl.String) if slot.cards else overall).alias("overall"),
        as_json(_words(slot, areas, col)).alias("judgements"),
        pl.when(safe.is_in(["9", "0"])).then(pl.lit("Not judged")).otherwise(safe).alias("safeguarding"),
        pl.lit(slot.previous).alias("previous"),
        pl.when(at_urn != pl.col("__urn")).then(at_urn).alias("at_urn"),
    )
    return events, wrong


def _words(slot: Slot, areas: Mapping[str, str], col: Mapping[str, pl.Expr]) -> dict[str, pl.Expr]:
    """What an event found, by area: the outcome of an ungraded inspection, or judgements and category of concern."""
    if slot.outcome:
        return {"Outcome": col["outcome"]}
    words = {area: _word(pl.col(column), slot, column) for area, column in areas.items()}
    if slot.overall:
        unjudged = pl.when(col["overall"].str.to_lowercase().is_in(list(_NOT))).then(pl.lit("Not judged"))
        words = {"Overall effectiveness": unjudged, **words}
    return {**words, "Category of concern": col["concern"].replace(_CONCERN)}


_NO_DAY = "“{found}” is no date that is understood. Write it like 31/03/2025."
_NO_GRADE = "“{found}” is no grade of this framework. Write 1 to 4, 9 or Not judged."


def _fields(slot: Slot) -> dict[str, str]:
    return {
        "number": slot.number,
        "inspected": slot.inspected,
        "published": slot.published,
        "at_urn": slot.at_urn,
        "overall": slot.overall,
        "outcome": slot.outcome,
        "safeguarding": slot.safeguarding,
        "concern": slot.concern,
    }


def _grade(cell: pl.Expr) -> pl.Expr:
    """The published word of a grade 1 to 4, or of a grade in words; null for anything else."""
    words = {word.lower(): word for word in GRADES.values()}
    plain = cell.str.replace(r"\.0$", "").str.to_lowercase()
    return plain.replace_strict(GRADES | words, default=None, return_dtype=pl.String)


def _known(cell: pl.Expr) -> pl.Expr:
    plain = cell.str.replace(r"\.0$", "").str.to_lowercase()
    return cell.is_null() | _grade(cell).is_not_null() | plain.is_in(list(_NOT))


def _word(cell: pl.Expr, slot: Slot, column: str) -> pl.Expr:
    """The word as published; 9 (and 0 in older files) says that the area does not apply or was not judged."""
    if slot.cards:
        return cell
    none = "Does not apply" if "where applicable" in column else "Not judged"
    return pl.when(cell.is_not_null()).then(pl.coalesce(_grade(cell), pl.lit(none)))


def _fault(frame: pl.DataFrame, column: str, fails: pl.Expr, sentence: str) -> list[Problem]:
    return figures.problems(frame.filter(fails).select(ROW, column).rows(), column, sentence)


def _urn_problems(frame: pl.DataFrame) -> list[Problem]:
    wrong = _fault(frame, "urn", pl.col("__urn").is_null(), "“{found}” is no URN. Write the six digits of the school.")
    twice = pl.col("__urn").is_not_null() & ~pl.col("__urn").is_first_distinct()
    return wrong + _fault(frame, "urn", twice, "School {found} has a row further up already. Leave one of the two.")


def _no_events() -> pl.DataFrame:
    return figures.shape(pl.DataFrame(), "inspections").select(
        ROW, "urn", "inspected_on", "published_on", "number", "regime", "event", "overall", "judgements",
        "safeguarding", "previous", "at_urn",
    )  # fmt: skip
