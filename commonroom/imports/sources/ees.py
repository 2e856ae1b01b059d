"""School and area files of explore education statistics, in general.

All of them have the same first columns (time_period, time_identifier, geographic_level, the codes of the place), then
columns that break the figures down, then figures. Columns that the catalogue maps become its measures; a file with
none of those brings every numeric column as a measure of its own, called as the column is called, so it loads too.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from commonroom.imports.sources import ees_totals, figures
from commonroom.imports.sources.base import ROW, Dated, Problem, Reading, Sheet, Unreadable
from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.status import Status
from commonroom.measures.catalogue import MeasureSpec, published_by

KIND = "ees"
NAME = "Explore education statistics"
PUBLISHER = "Department for Education"
WHERE = (
    "On explore-education-statistics.service.gov.uk: open a release, then “Explore and download data”, and take the "
    "CSV of a data set with schools or local authorities in it. Suspensions, phonics and early years are there."
)
NATIONAL = True
NEEDS = "nothing"

_NEEDED = frozenset({"time_period", "geographic_level"})
_URN = ("school_urn", "urn")
_LAESTAB = ("school_laestab", "laestab")
_PLACES = frozenset(
    {
        "code", "time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code",
        "region_name", "old_la_code", "new_la_code", "la_name", "lad_code", "lad_name", "pcon_code", "pcon_name",
        "ward_code", "ward_name", "school_laestab", "laestab", "school_urn", "urn", "school_name", "school_postcode",
        "opportunity_area_code", "opportunity_area_name", "sponsor_id", "sponsor_name", "trust_id", "trust_name",
        "rsc_region_lead_name", "academy_flag", "academy_open_date", "version", "full_address", "telnum", "postcode",
        "estab", "establishment_number", "school_open_date", "school_close_date", "contflag", "iclose", "feeder",
    }
)  # fmt: skip
_PART_YEAR = ("term", "week", "month", "quarter")
_FAMILIES: Mapping[str, frozenset[str]] = {
    "ees.toml": frozenset({"t_allks_pupils", "avg_ks2_scaledscore", "p8_banding"}),
    "suspensions.toml": frozenset({"perm_excl_rate"}),
    "phonics.toml": frozenset(),
    "early_years.toml": frozenset(),
}
"""Columns that a file must have before a map of ours applies: names like t_pupils mean other pupils elsewhere."""
_ONLY: Mapping[str, Mapping[str, str]] = {"phonics.toml": {"year_group": "Year 1"}}
"""Rows that the measures of a map are about, where a file has that column."""


def recognises(header: frozenset[str]) -> bool:
    """True for the common first columns, in lower case."""
    return header >= _NEEDED


def dated(sheet: Sheet) -> Dated:
    """The newest year among the rows, which carry theirs."""
    periods = sheet.frame.select(pl.col("time_period"), _identifier(sheet)).unique()
    years = [start for start in periods.select(_year()).to_series().drop_nulls() if 1900 <= start <= 2199]
    return Dated(year=AcademicYear(max(years)), sure=True) if years else Dated()


def read(sheet: Sheet, *, year: AcademicYear | None, as_at: date | None) -> Reading:
    """The figures of schools, authorities, regions and England, whole years and all pupils only."""
    if not sheet.frame.height:
        raise Unreadable("The file has its header and no rows. Download it again.")
    maps = _maps(sheet.header)
    frame, passed = _whole_years(sheet, maps)
    mapped = {spec.slug: _present(spec.columns, sheet.header) for spec in maps}
    chosen = mapped or _numeric(sheet, frame)
    if not chosen:
        raise Unreadable("The file has no column of figures beside the names and codes of places.")
    frame, wrong = _placed(frame, sheet)
    frame, broken_down = ees_totals.totals_only(frame, _breakdowns(sheet, chosen))
    if broken_down:
        passed["figures of groups of pupils or schools"] = broken_down
    frame, again = _once(frame)
    cohorts = {spec.slug: _present(spec.cohort, sheet.header) for spec in maps}
    frame = frame.select(ROW, *_KEPT, *dict.fromkeys(filter(None, (*chosen.values(), *cohorts.values()))))
    of_schools, unread = _values(frame.filter(pl.col("__level") == "school"), chosen, cohorts)
    of_areas, others = _values(frame.filter(pl.col("__level") != "school"), chosen, cohorts)
    wrong = sorted([*wrong, *again, *unread, *others], key=lambda problem: problem.row)
    if wrong:
        kept = ~pl.col(ROW).is_in(list({problem.row for problem in wrong}))
        of_schools, of_areas = of_schools.filter(kept), of_areas.filter(kept)
    tables = {"values": figures.shape(of_schools, "values"), "area_values": figures.shape(of_areas, "area_values")}
    if not mapped:
        tables["measures"] = _measures(chosen, sheet.header_row)
    return Reading(
        kind=KIND,
        year=dated(sheet).year,
        as_at=as_at,
        rows=sheet.frame.height,
        schools=of_schools.select("urn", "laestab").n_unique() if of_schools.height else 0,
        tables=tables,
        problems=tuple(wrong),
        columns=chosen,
        passed_over=passed,
    )


def _whole_years(sheet: Sheet, maps: list[MeasureSpec]) -> tuple[pl.DataFrame, dict[str, int]]:
    """The rows about places and years that are kept, with level and year; and how many are not, with the words."""
    level = pl.col("geographic_level").str.to_lowercase()
    frame = sheet.frame.with_columns(
        _identifier(sheet), level.replace_strict(_LEVELS, default=None, return_dtype=pl.String).alias("__level")
    ).with_columns(_year().alias("__year"))
    passed: dict[str, int] = {}
    frame = _pass(frame, pl.col("__level").is_null() & level.is_not_null(), "rows of other kinds of area", passed)
    part = pl.col("__identifier").str.contains_any(list(_PART_YEAR)) & pl.col("__year").is_not_null()
    frame = _pass(frame, part, "figures of a part of a year", passed)
    for column, kept in {pair for spec in maps for pair in _ONLY.get(spec.file, {}).items()}:
        if column in frame.columns:
            frame = _pass(frame, pl.col(column) != kept, f"rows of another group than {kept}", passed)
    if not frame.height:
        raise Unreadable(f"Nothing in the file can be taken: it has only {figures.listed(passed)}.")
    return frame, passed


_KEPT = ("__level", "urn", "laestab", "code", "__year")
_LEVELS = {
    "school": "school",
    "local authority": "la",
    "regional": "region",
    "region": "region",
    "national": "england",
    "institution": "school",
}


def _identifier(sheet: Sheet) -> pl.Expr:
    there = "time_identifier" in sheet.header
    return (pl.col("time_identifier").str.to_lowercase() if there else pl.lit(None, pl.String)).alias("__identifier")


def _year() -> pl.Expr:
    """The start of the year: 202324 is 2023; 2023 is a calendar year, or the January of the year from 2022."""
    period = pl.col("time_period").str.replace_all(r"[-/]", "")
    double = period.str.contains(r"^\d{6}$") & (
        (period.str.slice(2, 2).cast(pl.Int32, strict=False) + 1) % 100
        == period.str.slice(4, 2).cast(pl.Int32, strict=False)
    )
    first = period.str.slice(0, 4).cast(pl.Int16, strict=False)
    single = period.str.contains(r"^\d{4}$")
    early = pl.col("__identifier").is_in(["january", "february", "march", "april", "may", "june", "july"])
    return pl.when(double).then(first).when(single & early.fill_null(False)).then(first - 1).when(single).then(first)


def _pass(frame: pl.DataFrame, fails: pl.Expr, words: str, passed: dict[str, int]) -> pl.DataFrame:
    out = int(frame.select(fails.fill_null(False).sum()).item())
    if out:
        passed[words] = passed.get(words, 0) + out
    return frame.filter(~fails.fill_null(False)) if out else frame


def _maps(header: tuple[str, ...]) -> list[MeasureSpec]:
    there = set(header)
    return [
        spec
        for spec in published_by(KIND).values()
        if _FAMILIES.get(spec.file, frozenset()) <= there and _present(spec.columns, header)
    ]


def _present(names: Mapping[str, str], header: tuple[str, ...]) -> str:
    """The first of a measure's column names that the file has; the keys are “default” and words for other layouts."""
    ordered = [names.get("default", ""), *names.values()]
    return next((name for name in ordered if name and name in header), "")


def _numeric(sheet: Sheet, frame: pl.DataFrame) -> dict[str, str]:
    """Every column that holds only numbers and marks, and at least one number, by slug."""
    found = {}
    for name in sheet.header:
        if not name or name in _PLACES or name.endswith("_code"):
            continue
        cells = frame[name].drop_nulls().unique().to_frame("cell")
        state = cells.select(figures.status(pl.col("cell")).alias("status"))["status"]
        if state.len() and not state.null_count() and (state == int(Status.PUBLISHED)).any():
            found["ees_" + figures.slug(name)] = name
    return found


def _breakdowns(sheet: Sheet, chosen: Mapping[str, str]) -> list[str]:
    return [name for name in sheet.header if name and name not in _PLACES and name not in set(chosen.values())]


def _placed(frame: pl.DataFrame, sheet: Sheet) -> tuple[pl.DataFrame, list[Problem]]:
    """Adds urn, laestab and code; the rows whose place or year cannot be told are Problems."""

    def whole(names: tuple[str, ...]) -> pl.Expr:
        return pl.coalesce([figures.whole(pl.col(n)) for n in names if n in sheet.header] or [pl.lit(None, pl.Int32)])

    def text(name: str) -> pl.Expr:
        return pl.col(name) if name in sheet.header else pl.lit(None, pl.String)

    frame = frame.with_columns(
        whole(_URN).alias("urn"),
        pl.when(whole(_URN).is_null()).then(whole(_LAESTAB)).alias("laestab"),
        pl.when(pl.col("__level") == "la")
        .then(figures.la_code(text("old_la_code")))
        .when(pl.col("__level") == "region")
        .then(figures.region(text("region_name")))
        .when(pl.col("__level") == "england")
        .then(pl.lit(""))
        .alias("code"),
    )
    school = pl.col("__level") == "school"
    name_of = {"la": "la_name", "region": "region_name"}
    wrong: list[Problem] = []
    for column, fails, sentence in (
        ("geographic_level", pl.col("__level").is_null(), "The row does not say which kind of area it is about."),
        ("time_period", pl.col("__year").is_null(), "“{found}” is no year that is understood. Write it like 202324."),
        (
            next((n for n in (*_URN, *_LAESTAB) if n in sheet.header), "school_urn"),
            school & pl.col("urn").is_null() & pl.col("laestab").is_null(),
            "“{found}” is neither a URN nor a LAESTAB. Write the number of the school.",
        ),
        *(
            (name_of[kind], (pl.col("__level") == kind) & pl.col("code").is_null(), _NO_AREA[kind])
            for kind in ("la", "region")
        ),
    ):
        shown = pl.col(column) if column in frame.columns else pl.lit(None, pl.String)
        wrong += figures.problems(frame.filter(fails).select(ROW, shown.alias("found")).rows(), column, sentence)
    return (frame.filter(~pl.col(ROW).is_in([problem.row for problem in wrong])) if wrong else frame), wrong


_NO_AREA = {
    "la": "Authority “{found}” has no three-digit code in the column old_la_code. Add it.",
    "region": "“{found}” is no region of England.",
}


def _once(frame: pl.DataFrame) -> tuple[pl.DataFrame, list[Problem]]:
    """One row for each place and year: a further one is a Problem, for nobody can tell which is meant."""
    key = pl.struct("__level", "urn", "laestab", "code", "__year")
    again = frame.filter(~key.is_first_distinct())
    sentence = (
        "There is a row for this place and year further up ({found}), and no column says which of them is the total. "
        "Download the data set with totals only."
    )
    wrong = figures.problems(again.select(ROW, "time_period").rows(), "time_period", sentence)
    return (frame.filter(key.is_first_distinct()) if wrong else frame), wrong


def _values(
    frame: pl.DataFrame, chosen: Mapping[str, str], cohorts: Mapping[str, str]
) -> tuple[pl.DataFrame, list[Problem]]:
    """One row for each place and measure whose cell is not blank; cells of other text are Problems."""
    place = [
        pl.col("__level").alias("level"),
        *map(pl.col, ("urn", "laestab", "code", ROW)),
        pl.col("__year").alias("year"),
    ]
    pieces, wrong = [], []
    for slug, column in chosen.items():
        pupils = cohorts.get(slug, "")
        cell = pl.col(column)
        piece = frame.filter(cell.is_not_null()).select(
            *place,
            pl.lit(slug).alias("measure"),
            figures.number(cell).alias("number"),
            figures.status(cell).alias("status"),
            (figures.whole(pl.col(pupils)) if pupils else pl.lit(None, pl.Int32)).alias("cohort"),
            cell.alias("found"),
        )
        sentence = "“{found}” is neither a number nor one of the marks z, c, x, :, low, u or k."
        wrong += figures.problems(
            piece.filter(pl.col("status").is_null()).select(ROW, "found").rows(), column, sentence
        )
        pieces.append(piece.drop("found"))
    return pl.concat(pieces), wrong


def _measures(own: Mapping[str, str], row: int) -> pl.DataFrame:
    rows = [
        {
            "measure": slug,
            "name": column.replace("_", " ").strip().capitalize(),
            "unit": "percent" if column.startswith("pt_") or "perc" in column else "number",
            "direction": "none",
            "topic": "From explore education statistics",
            "definition": f"The column {column} of the file. See the data guidance of its release.",
            "caveat": "The product has no description of this column, so it is not shaded.",
            ROW: row,
        }
        for slug, column in own.items()
    ]
    return figures.shape(pl.DataFrame(rows), "measures")
