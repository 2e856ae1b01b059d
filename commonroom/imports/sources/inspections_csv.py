"""The product's own CSV of inspections, one row an inspection, for history that no publisher gives in one file.

Columns (capitals do not matter; the order does not either):

    URN                 needed: the school
    Inspection Date     needed: the first day; 20180306, 06/03/2018, 06-03-2018 or 2018-03-06
    Rating              the overall grade in words (or “Overall effectiveness”, “Overall”, “Grade”); may be blank when
                        judgements are given
    Publication Date    the day the report was published
    Inspection Number   Ofsted's number of the inspection
    Event               graded, ungraded or monitoring; blank means graded
    Outcome             what an ungraded or monitoring inspection found, in words
    Safeguarding        in words
    Quality of education, Behaviour and attitudes, Personal development, Leadership and management, Early years
    provision, Sixth form provision; and the areas of report cards: Inclusion, Curriculum and teaching, Achievement,
    Attendance and behaviour, Personal development and wellbeing, Early years, Post-16 provision, Leadership and
    governance: the judgement of each area in words

A row that repeats another exactly is passed over. Two different rows for one school and day are one too many: the
first is taken.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from commonroom.imports.sources import figures
from commonroom.imports.sources.base import ROW, Dated, Problem, Reading, Sheet, Unreadable
from commonroom.imports.sources.ofsted_mi import as_json, regime_of
from commonroom.kit.academic_year import AcademicYear

KIND = "inspections_csv"
NAME = "Inspection history"
PUBLISHER = "Ofsted"
WHERE = (
    "Made by hand or from an archive: a CSV with the columns URN, Inspection Date and Rating, one row an inspection. "
    "Publication Date, Inspection Number, Event, Outcome, Safeguarding and judgements may follow."
)
NATIONAL = True
NEEDS = "nothing"

_OVERALL = ("rating", "overall effectiveness", "overall", "grade")
_OEIF = (
    "Quality of education",
    "Behaviour and attitudes",
    "Personal development",
    "Leadership and management",
    "Early years provision",
    "Sixth form provision",
)
_CARDS = (
    "Inclusion",
    "Curriculum and teaching",
    "Achievement",
    "Attendance and behaviour",
    "Personal development and wellbeing",
    "Early years",
    "Post-16 provision",
    "Leadership and governance",
)
_GRADES = {
    word.lower(): word
    for word in (
        "Outstanding",
        "Good",
        "Satisfactory",
        "Requires improvement",
        "Inadequate",
        "Special measures",
        "Serious weaknesses",
    )
}
_EVENTS = ("graded", "ungraded", "monitoring")


def recognises(header: frozenset[str]) -> bool:
    """True for URN, Inspection Date and an overall grade, an outcome or a judgement."""
    names = {name.lower() for name in header}
    judged = {area.lower() for area in (*_OEIF, *_CARDS)} | set(_OVERALL) | {"outcome"}
    return {"urn", "inspection date"} <= names and bool(names & judged) and "ofsted phase" not in names


def dated(sheet: Sheet) -> Dated:
    """Nothing needs to be asked: every row carries its date."""
    return Dated(sure=True)


def read(sheet: Sheet, *, year: AcademicYear | None, as_at: date | None) -> Reading:
    """One inspection for each row."""
    names = {name.lower(): name for name in reversed(sheet.header)}
    frame = sheet.frame.rename({name: low for low, name in names.items()}).select(ROW, *names)
    if not frame.height:
        raise Unreadable("The file has its header and no inspections. Add a row for each inspection.")
    frame = _typed(frame, names)
    content = [name for name in frame.columns if name != ROW]
    repeats = frame.filter(~pl.struct(content).is_first_distinct())
    frame = frame.filter(pl.struct(content).is_first_distinct())
    wrong = _problems(frame, names)
    taken = frame.filter(~pl.col(ROW).is_in([problem.row for problem in wrong]))
    return Reading(
        kind=KIND,
        year=None,
        as_at=as_at,
        rows=sheet.frame.height,
        schools=taken["__urn"].n_unique(),
        tables={"inspections": figures.shape(_events(taken), "inspections")},
        problems=tuple(wrong),
        passed_over={"rows that repeat another": repeats.height} if repeats.height else {},
    )


def _problems(frame: pl.DataFrame, names: dict[str, str]) -> list[Problem]:
    """The first thing wrong with each row, in the order of the file."""
    wrong: list[Problem] = []
    for column, fails, sentence in (
        ("urn", pl.col("__urn").is_null(), "“{found}” is no URN. Write the six digits of the school."),
        (
            "inspection date",
            pl.col("__day").is_null(),
            "“{found}” is no date that is understood. Write it like 20180306 or 06/03/2018.",
        ),
        (
            "__given",
            pl.col("__given").is_not_null() & pl.col("__overall").is_null() & ~pl.col("__unjudged"),
            "“{found}” is no overall grade. Write Outstanding, Good, Requires improvement, Satisfactory or Inadequate.",
        ),
        (
            "__event",
            ~pl.col("__event").is_in(_EVENTS),
            "“{found}” is no kind of inspection. Write graded, ungraded or monitoring.",
        ),
        (
            "__given",
            pl.col("__overall").is_null() & pl.col("__judged").is_null(),
            "The row says neither a grade nor a judgement. Add what the inspection found, or leave the row out.",
        ),
        (
            "inspection date",
            ~pl.struct("__urn", "__day", "__event").is_first_distinct() & pl.col("__day").is_not_null(),
            "The school has another row with a different outcome for {found} further up. Leave the right one.",
        ),
    ):
        label = {"__given": _label(names), "__event": "Event"}.get(column, names.get(column, column))
        bad = frame.filter(fails & ~pl.col(ROW).is_in([problem.row for problem in wrong]))
        wrong += figures.problems(bad.select(ROW, column).rows(), label, sentence)
    return sorted(wrong, key=lambda problem: problem.row)


def _label(names: dict[str, str]) -> str:
    return next((names[name] for name in _OVERALL if name in names), "Rating")


def _typed(frame: pl.DataFrame, names: dict[str, str]) -> pl.DataFrame:
    """Adds the parsed cells, under names that begin with two underscores."""
    given = pl.coalesce([pl.col(name) for name in _OVERALL if name in names] or [pl.lit(None, pl.String)])
    words = {area: pl.col(area.lower()) for area in (*_OEIF, *_CARDS) if area.lower() in names}
    if "outcome" in names:
        words = {"Outcome": pl.col("outcome"), **words}
    cards = [pl.col(area.lower()).is_not_null() for area in _CARDS if area.lower() in names]
    event = pl.col("event").str.to_lowercase().fill_null("graded") if "event" in names else pl.lit("graded")
    low = given.str.to_lowercase()
    return frame.with_columns(
        figures.whole(pl.col("urn")).alias("__urn"),
        figures.day(pl.col("inspection date")).alias("__day"),
        given.alias("__given"),
        low.replace_strict(_GRADES, default=None, return_dtype=pl.String).alias("__overall"),
        low.is_in(["not judged", "9"]).fill_null(False).alias("__unjudged"),
        as_json(words).alias("__judged"),
        event.alias("__event"),
        (pl.any_horizontal(cards) if cards else pl.lit(False)).alias("__cards"),
    )


def _events(frame: pl.DataFrame) -> pl.DataFrame:
    def text(name: str) -> pl.Expr:
        return pl.col(name) if name in frame.columns else pl.lit(None, pl.String)

    regime = regime_of(pl.col("__day"), pl.col("__overall"))
    return frame.select(
        ROW,
        pl.col("__urn").alias("urn"),
        pl.col("__day").alias("inspected_on"),
        figures.day(text("publication date")).alias("published_on"),
        text("inspection number").alias("number"),
        pl.when("__cards").then(pl.lit("report_card")).otherwise(regime).alias("regime"),
        pl.col("__event").alias("event"),
        pl.col("__overall").alias("overall"),
        pl.col("__judged").alias("judgements"),
        text("safeguarding").alias("safeguarding"),
        pl.lit(False).alias("previous"),
    )
