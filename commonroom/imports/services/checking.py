"""What a file would change against what is held: for the register, for lists, for figures. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import polars as pl
from django.db import connection, transaction

from commonroom.imports import rules
from commonroom.imports.services import lists
from commonroom.imports.services.taking import Taken
from commonroom.kit.academic_year import AcademicYear
from commonroom.measures.models import Loading
from commonroom.measures.services import own, releases, values
from commonroom.partnerships.models import Partnership
from commonroom.schools import rules as school_rules
from commonroom.schools import services as schools
from commonroom.schools.models import School

MOST_SHOWN = 60


@dataclass
class Check:
    """A file against what is held. `nothing_new` when every fact of it is held as it stands there."""

    counts: dict[str, int] = field(default_factory=dict)
    nothing_new: bool = False
    areas: list[dict[str, Any]] = field(default_factory=list)
    register: schools.Comparison | None = None
    first: bool = False
    figures: dict[str, pl.DataFrame] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    carried: dict[str, bool] = field(default_factory=dict)
    repeats: dict[int, str] = field(default_factory=dict)
    urns: list[int] = field(default_factory=list)


def check(taken: Taken, *, as_at: date | None, partnership: Partnership | None = None, rehearse: bool = True) -> Check:
    """Compare everything a reader took with what is held, in the caller's transaction. Raises schools.CannotMix.

    A rehearsal writes lists and takes them back, to count what they would change, and makes no measure.
    """
    made = Check(urns=urns_of(taken))
    schools.guard_house(urns=made.urns, la_codes=la_codes_of(taken), write=False)
    if partnership is not None:
        _check_own(taken, partnership, made)
        return made
    if taken.frame("schools") is not None or taken.table.known:
        _check_register(taken, as_at or date.min, made)
    if taken.frame("values") is not None or taken.frame("area_values") is not None:
        _check_figures(taken, made, rehearse)
    if rehearse:
        _rehearse_lists(taken, as_at or date.min, made)
    made.nothing_new = made.counts.get("unheld", 0) == 0
    return made


def urns_of(taken: Taken) -> list[int]:
    """Every school that a file is about, lines already held included."""
    found: set[int] = set(taken.table.known.values())
    for name in ("schools", "values", "inspections", "links", "group_links"):
        frame = taken.frame(name)
        if frame is not None:
            found |= set(frame["urn"].drop_nulls().unique().to_list())
    return sorted(found)


def la_codes_of(taken: Taken) -> list[str]:
    """The authorities that a file is about."""
    found: set[str] = set()
    for name in ("schools", "authorities", "neighbours"):
        frame = taken.frame(name)
        if frame is not None and "la_code" in frame.columns:
            found |= set(frame["la_code"].drop_nulls().unique())
    areas = taken.frame("area_values")
    if areas is not None:
        found |= set(areas.filter(pl.col("level") == "la")["code"].drop_nulls().unique())
    return sorted(found)


def with_urns(frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Figures with the URN found where a row has only a LAESTAB; and the rows for which no school is known."""
    if "laestab" not in frame.columns:
        return frame, frame.clear()
    wanted = frame.filter(pl.col("urn").is_null())["laestab"].drop_nulls().unique().to_list()
    if wanted:
        found = schools.urns_of_laestabs(wanted)
        told = pl.col("laestab").replace_strict(found, default=None, return_dtype=pl.Int32)
        frame = frame.with_columns(pl.coalesce("urn", told).alias("urn"))
    return frame.filter(pl.col("urn").is_not_null()).drop("laestab"), frame.filter(pl.col("urn").is_null())


def newer_registers(as_at: date) -> list[schools.Newer]:
    """The live loadings of registers that describe a later day."""
    found = Loading.objects.filter(withdrawn_at=None, release__as_at__gt=as_at, columns__has_key="urn")
    return [schools.Newer(urns, frozenset(columns)) for urns, columns in found.values_list("urns", "columns")]


def _check_register(taken: Taken, as_at: date, made: Check) -> None:
    frame = taken.frame("schools")
    known = len(set(taken.table.known.values()))
    if frame is None:
        made.counts |= {"schools_new": 0, "schools_changed": 0, "schools_closed": 0, "schools_same": known}
        return
    made.first = schools.is_empty() and "name" in frame.columns
    if made.first:
        made.counts |= {"schools_new": frame.height, "schools_changed": 0, "schools_closed": 0, "schools_same": 0}
        made.counts["unheld"] = made.counts.get("unheld", 0) + frame.height
        made.areas = [_area_of_new(p, frame) for p in Partnership.objects.order_by("short_name")]
        return
    compared = schools.compare_register(frame, as_at=as_at, newer=newer_registers(as_at))
    made.register = compared
    closing = _closing(compared)
    made.counts |= {
        "schools_new": compared.new.height,
        "schools_changed": compared.changed,
        "schools_closed": len(closing),
        "schools_same": compared.same + known - compared.outdated,
        "schools_outdated": compared.outdated,
    }
    told = compared.new.height + compared.changed + compared.outdated
    made.counts["unheld"] = made.counts.get("unheld", 0) + told
    made.areas = [_area(p, compared, closing) for p in Partnership.objects.order_by("short_name")]


def _closing(compared: schools.Comparison) -> set[int]:
    """Schools that are open as held and closed as the file has them."""
    if "status" not in compared.fields:
        return set()
    of = school_rules.Status.of
    pairs = zip(compared.after["urn"], compared.before["status"], compared.after["status"], strict=True)
    return {urn for urn, old, new in pairs if of(old).is_open and of(new) is school_rules.Status.CLOSED}


def _area_of_new(partnership: Partnership, frame: pl.DataFrame) -> dict[str, Any]:
    new = 0
    if "la_code" in frame.columns:
        new = frame.filter(pl.col("la_code").is_in(partnership.la_codes)).height
    return _told(partnership, rules.Touched(0, 0, new, 0), [])


def _area(partnership: Partnership, compared: schools.Comparison, closing: set[int]) -> dict[str, Any]:
    codes = set(partnership.la_codes)
    held = set(School.objects.filter(la_code__in=codes, is_open=True).values_list("urn", flat=True))
    new = compared.new.filter(pl.col("la_code").is_in(list(codes))) if "la_code" in compared.new.columns else None
    rows: list[dict[str, Any]] = []
    changed: set[int] = set()
    grave: set[int] = set()
    here = (compared.before["la_code"].is_in(list(codes)) | compared.after["la_code"].is_in(list(codes))).fill_null(
        False
    )
    if here.any():
        urns = set(compared.after.filter(here)["urn"])
        names = dict(compared.before.select("urn", "name").rows())
        for urn, old, now in compared.changes():
            if urn not in urns:
                continue
            changed.add(urn)
            if urn in held and (urn in closing or any(name in now and old.get(name) for name in rules.WATCHED)):
                grave.add(urn)
            rows += [
                {"urn": urn, "name": names.get(urn) or "", "what": rules.field_words(name), "held": _words(old[name]),
                 "new": _words(now[name]), "grave": urn in grave}
                for name in now
            ]  # fmt: skip
    rows.sort(key=lambda row: (not row["grave"], row["name"], row["what"]))
    touched = rules.Touched(len(held), len(changed), 0 if new is None else new.height, len(grave))
    return _told(partnership, touched, rows, closing=len(closing & held))


def _told(
    partnership: Partnership, touched: rules.Touched, rows: list[dict[str, Any]], closing: int = 0
) -> dict[str, Any]:
    return {
        "slug": partnership.slug, "name": partnership.short_name, "schools": touched.schools, "new": touched.new,
        "changed": touched.changed, "grave": touched.grave, "closing": closing, "needs_second": touched.needs_second,
        "changes": rows[:MOST_SHOWN], "more": max(0, len(rows) - MOST_SHOWN),
    }  # fmt: skip


def _words(value: Any) -> str:
    return "" if value is None else f"{value:%-d %B %Y}" if isinstance(value, date) else str(value)


def _check_figures(taken: Taken, made: Check, rehearse: bool) -> None:
    described = taken.reading.tables.get("measures")
    slugs: set[str] = set()
    for name in ("values", "area_values"):
        frame = taken.frame(name)
        if frame is not None:
            slugs |= set(frame["measure"].unique())
    made.ids = releases.measure_ids(slugs) if rehearse else releases.ensure_measures(slugs, described)
    total = values.Counts()
    for name, kind in (("values", values.SCHOOLS), ("area_values", values.AREAS)):
        frame = taken.frame(name)
        if frame is None:
            continue
        if kind is values.SCHOOLS:
            frame, lost = with_urns(frame)
            made.repeats |= dict.fromkeys(lost["__row"].unique(), "no school with this LAESTAB is known")
        frame, again = values.keyed(frame, made.ids)
        made.repeats |= dict.fromkeys(again["row"].unique(), "the same figure stands in an earlier row")
        made.figures[name] = frame
        made.carried[name] = values.is_carried(kind, frame)
        found = values.compare(kind, frame, kind=taken.kind, carried=made.carried[name])
        total = values.Counts(*(a + b for a, b in zip(_row(total), _row(found), strict=True)))
    made.counts |= {
        "figures_new": total.new, "figures_differ": total.differ, "figures_same": total.same,
        "figures_suppressed": total.suppressed, "figures_statuses": total.statuses,
    }  # fmt: skip
    made.counts["unheld"] = made.counts.get("unheld", 0) + total.unheld
    if "values" in made.figures:
        made.urns = sorted(set(made.urns) | set(made.figures["values"]["urn"].unique()))
        _places(made)  # at the load too: the register may have come since the file was read


def _row(counts: values.Counts) -> tuple[int, ...]:
    return (counts.new, counts.differ, counts.same, counts.unheld, counts.suppressed, counts.statuses)


def _places(made: Check) -> None:
    """Which of the file's schools are in each partnership's area, and how many the register does not know."""
    with connection.cursor() as cursor:
        cursor.execute("select urn, la_code from schools_school where urn = any(%s)", [made.urns])
        by_area: Mapping[int, str] = dict(cursor.fetchall())
    made.counts["schools_unknown"] = len(made.urns) - len(by_area)
    for partnership in Partnership.objects.order_by("short_name"):
        here = sum(1 for code in by_area.values() if code in partnership.la_codes)
        made.areas.append({"slug": partnership.slug, "name": partnership.short_name, "schools": here})


def _rehearse_lists(taken: Taken, as_at: date, made: Check) -> None:
    """Count the rows of lists that would be written, by writing them and taking that back."""
    if made.first:
        for name in lists.names(taken):
            made.counts[f"{name}_new"] = taken.reading.tables[name].height
        return
    with transaction.atomic():
        written = lists.apply_lists(taken, loading_id=0, as_at=as_at)
        transaction.set_rollback(True)
    for name, count in written.items():
        made.counts[f"{name}_new"] = count
        made.counts[f"{name}_same"] = max(0, taken.reading.tables[name].height - count)
    made.counts["unheld"] = made.counts.get("unheld", 0) + sum(written.values())


def _check_own(taken: Taken, partnership: Partnership, made: Check) -> None:
    frame = taken.frame("values")
    if frame is None:
        made.nothing_new = True
        return
    foreign = set(made.urns) - set(
        School.objects.filter(la_code__in=partnership.la_codes).values_list("urn", flat=True)
    )
    new, differ, same = own.compare_own(partnership, frame)
    made.counts |= {"figures_new": new, "figures_differ": differ, "figures_same": same, "schools_unknown": len(foreign)}
    made.counts["figures_suppressed"] = frame.filter(pl.col("status") == 1).height
    made.nothing_new = new + differ == 0


def coverage_of(urns: Iterable[int]) -> str:
    """The one authority that these schools are in, by name (by code where no file has named it); empty for several, as
    for all of England, and where fewer than four in five are known, because then nobody can tell.
    """
    wanted = list(urns)
    with connection.cursor() as cursor:
        cursor.execute(
            "select s.la_code, coalesce(max(nullif(s.la_name, '')), max(a.name), ''), count(*) from schools_school s "
            "left join schools_localauthority a on a.code = s.la_code where s.urn = any(%s) and s.la_code <> '' "
            "group by s.la_code order by count(*) desc limit 2",
            [wanted],
        )
        found = cursor.fetchall()
    if len(found) != 1 or found[0][2] * 5 < len(wanted) * 4:
        return ""
    code, name, _ = found[0]
    return str(name or f"authority {code}")


def year_words(year: int | None) -> str:
    """An academic year by its start, in words; empty for none."""
    return "" if year is None else str(AcademicYear(year))
