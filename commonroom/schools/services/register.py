"""Loading the register: only what differs is written, and what it was before is kept.

The rules, field by field: a blank, or a column that a file lacks, changes nothing. A file older than a fact leaves it
alone and fills only what is not held. A school that a file does not have is left as it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import connection

from commonroom.kit import bulk
from commonroom.kit.tabular import ROW
from commonroom.schools.models import School, SchoolChange
from commonroom.schools.services.frames import (
    COLUMNS,
    FIELDS,
    TABLE,
    fitted,
    held_schools,
    with_derived,
    with_place,
)

MANY = 4_000
SLICE = 4_096
"""Schools sent at a time: with 63 columns each they are much to make and to take."""
NONE_IS_SAID = frozenset({"trust_uid", "trust_name", "sponsor_name", "federation_name"})
"""Facts for which a register's blank means that there is none."""
Hashes = Callable[[Sequence[int]], Sequence[str]]
"""The hashes of the lines that some rows were, as 32 hexadecimal digits each."""
TEXTS = tuple(name for name, kind in FIELDS.items() if kind == pl.String)


@dataclass(frozen=True)
class Newer:
    """A loading that describes a later day than the file in hand: which schools and which columns it had."""

    urns: Sequence[int]
    columns: frozenset[str]


@dataclass(frozen=True)
class Comparison:
    """A register file against what is held. `before` and `after` have one row a changed school, in the same order;
    `differs` the same rows with a Boolean for each field; `new` the schools that were not held; `same` counts the rest,
    of which `outdated` say something else than a newer file, which stands.
    """

    new: pl.DataFrame
    before: pl.DataFrame
    after: pl.DataFrame
    differs: pl.DataFrame
    same: int
    fields: tuple[str, ...]
    outdated: int = 0

    @property
    def changed(self) -> int:
        """How many schools held would change."""
        return self.after.height

    def changes(self) -> Iterator[tuple[int, dict[str, Any], dict[str, Any]]]:
        """For each changed school its URN, and its changed fields as they are held and as they would be."""
        flags = self.differs.select(self.fields).rows()
        held = self.before.select(self.fields).rows()
        found = self.after.select(self.fields).rows()
        for urn, marks, old, new in zip(self.after["urn"], flags, held, found, strict=True):
            which = [i for i, mark in enumerate(marks) if mark]
            yield urn, {self.fields[i]: old[i] for i in which}, {self.fields[i]: new[i] for i in which}


def is_empty() -> bool:
    """Whether no school is held yet."""
    with connection.cursor() as cursor:
        cursor.execute(f"select not exists(select 1 from {TABLE})")
        return bool(cursor.fetchone()[0])


def no_hashes(rows: Sequence[int]) -> list[str]:
    """The hashes of rows that were not read as lines: noughts."""
    return [bytes(16).hex()] * len(rows)


def held_hashes() -> dict[bytes, int]:
    """The content hash of each school held, with its URN. All come in one value: rows would take ten times as long."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select string_agg(content_hash || int4send(urn), ''::bytea) from {TABLE} where content_hash <> %s",
            [bytes(16)],
        )
        packed = bytes(cursor.fetchone()[0] or b"")
    return {packed[at : at + 16]: int.from_bytes(packed[at + 16 : at + 20]) for at in range(0, len(packed), 20)}


def compare_register(
    frame: pl.DataFrame, *, as_at: date, newer: Iterable[Newer] = (), only_fill: bool = False
) -> Comparison:
    """Compare the rows of a file (URN unique, ROW) with the schools held. `only_fill` leaves every fact held alone."""
    frame = fitted(_with_trust_number(frame))
    fields = tuple(name for name in FIELDS if name in frame.columns)
    urns = frame["urn"].to_list()
    held = held_schools(urns if len(urns) <= MANY else None)
    joined = frame.join(held, on="urn", how="left", suffix="__held", maintain_order="left")
    known = pl.col("loading_id").is_not_null()
    said = joined.select(urn="urn", says=pl.any_horizontal(_differs(f) for f in fields))
    joined = _protected(joined, fields, newer, as_at, only_fill)
    leaves = _leaves_trust(fields)
    joined = joined.with_columns(
        *(_differs(f).alias(f"{f}__differs") for f in fields if f != "trust_uid"), leaves.alias("leaves")
    )
    if "trust_uid" in fields:
        gone = pl.col("leaves") & pl.col("trust_uid__held").is_not_null()
        joined = joined.with_columns((_differs("trust_uid") | gone).alias("trust_uid__differs"))
    joined = joined.with_columns(changed=known & pl.any_horizontal([f"{f}__differs" for f in fields]), new=~known)
    named = pl.col("name").is_not_null() if "name" in fields else pl.lit(False)
    new = frame.filter(joined["new"]).filter(named)
    rows = joined.filter("changed")
    names = tuple(FIELDS)
    before = rows.select(
        "urn",
        *(pl.col(f"{f}__held" if f in fields else f).alias(f) for f in names),
        *("loading_id", "row", "as_at", "content_hash", "older", "latitude", "longitude"),
    )
    after = rows.select(
        "urn",
        ROW,
        *(_merged(f) if f in fields else pl.col(f) for f in names),
        *((pl.col(f).is_not_null() | _clears(f)).alias(f"{f}__given") for f in fields),
    )
    differs = rows.select("urn", *(pl.col(f"{f}__differs").alias(f) for f in fields))
    same = joined.height - new.height - rows.height
    outdated = joined.select((said["says"] & ~pl.col("changed") & ~pl.col("new")).sum()).item()
    return Comparison(new, before, after, differs, same, fields, 0 if only_fill else outdated)


def first_register(
    frames: Iterable[pl.DataFrame],
    *,
    loading_id: int,
    as_at: date,
    hashes: Hashes = no_hashes,
    tell: bulk.Tell = bulk.nobody,
) -> int:
    """COPY schools straight into the empty table, frame after frame; how many. `tell` hears how many there are yet."""

    def ready() -> Iterator[pl.DataFrame]:
        for frame in frames:
            for part in bulk.slices(fitted(frame), SLICE):
                yield _ready(part, loading_id, as_at, hashes)

    with connection.cursor() as cursor:
        return bulk.copy_slices(cursor, TABLE, ready(), COLUMNS, TEXTS, tell)


def apply_register(
    comparison: Comparison,
    *,
    loading_id: int,
    as_at: date,
    hashes: Hashes = no_hashes,
    tell: bulk.Tell = bulk.nobody,
) -> tuple[int, int]:
    """Write the new and changed schools of a comparison, and what they were before; how many of each."""
    added = first_register((comparison.new,), loading_id=loading_id, as_at=as_at, hashes=hashes, tell=tell)
    if not comparison.after.height:
        return added, 0
    rows = _with_origin(comparison, loading_id, as_at, hashes)
    rows = with_derived(_placed(rows, comparison.before))
    with connection.cursor() as cursor:
        _overwrite(cursor, rows)
        bulk.copy_in(cursor, SchoolChange._meta.db_table, _history(comparison, loading_id, as_at))
    return added, rows.height


def undo_register(loading_id: int) -> tuple[int, int]:
    """Put back what the newest loading of the register changed, and take out the schools it added; how many of each.

    Only right where no later loading has written schools: each change keeps the whole origin of what was before.
    """
    with connection.cursor() as cursor:
        restored = held_schools(list(SchoolChange.objects.filter(loading_id=loading_id).values_list("urn", flat=True)))
        changes = SchoolChange.objects.filter(loading_id=loading_id).values_list("urn", "before", "origin")
        rows = _restored(restored, {urn: (before, origin) for urn, before, origin in changes})
        if rows.height:
            _overwrite(cursor, rows)
        cursor.execute("delete from schools_schoolchange where loading_id = %s", [loading_id])
        cursor.execute(f"delete from {TABLE} where loading_id = %s", [loading_id])
        return rows.height, cursor.rowcount


def forget_schools(urns: Sequence[int]) -> None:
    """Take schools and their history out, so that the files that remain can be read into them again, oldest first."""
    School.objects.filter(urn__in=list(urns)).delete()
    SchoolChange.objects.filter(urn__in=list(urns)).delete()


def touched_by(loading_id: int) -> set[int]:
    """The URNs of schools that hold a fact of a loading, or that it changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select urn from {TABLE} where loading_id = %s or (older is not null and exists("
            "select 1 from jsonb_each(older) as o(name, origin) where (origin->>0)::int = %s))"
            " union select urn from schools_schoolchange where loading_id = %s",
            [loading_id] * 3,
        )
        return {row[0] for row in cursor.fetchall()}


def _overwrite(cursor: Any, rows: pl.DataFrame) -> None:
    bulk.temporary(cursor, "incoming_schools", TABLE, COLUMNS)
    bulk.copy_slices(cursor, "incoming_schools", (rows.select(COLUMNS),), COLUMNS, TEXTS)
    pairs = ", ".join(f'"{name}" = incoming."{name}"' for name in COLUMNS if name != "urn")
    cursor.execute(f"update {TABLE} held set {pairs} from incoming_schools incoming where held.urn = incoming.urn")


def _with_trust_number(frame: pl.DataFrame) -> pl.DataFrame:
    """A trust's number goes with its name: a file that has only the name has the number blank."""
    if "trust_name" in frame.columns and "trust_uid" not in frame.columns:
        return frame.with_columns(trust_uid=pl.lit(None, pl.Int32))
    return frame


def _leaves_trust(fields: Sequence[str]) -> pl.Expr:
    """Whether the file gives another trust, or none, and no number: the number held is then the old trust's."""
    if "trust_name" not in fields:
        return pl.lit(False)
    return pl.col("trust_uid").is_null() & _differs("trust_name")


def _differs(name: str) -> pl.Expr:
    held = pl.col(f"{name}__held")
    held = held.fill_null("") if FIELDS[name] == pl.String else held
    return pl.col(name).is_not_null() & pl.col(name).ne_missing(held)


def _clears(name: str) -> pl.Expr:
    return pl.col("leaves") if name == "trust_uid" else pl.lit(False)


def _merged(name: str) -> pl.Expr:
    merged = pl.coalesce(name, f"{name}__held")
    return pl.when(_clears(name)).then(None).otherwise(merged).alias(name)


def _protected(
    joined: pl.DataFrame, fields: Sequence[str], newer: Iterable[Newer], as_at: date, only_fill: bool
) -> pl.DataFrame:
    """The file's cells set to null where a newer fact is held."""
    if only_fill:
        return joined.with_columns(pl.when(pl.col(f"{f}__held").is_null()).then(pl.col(f)).alias(f) for f in fields)
    later = pl.col("as_at") > as_at
    if joined.select(later.any()).item():
        joined = _protected_by_origin(joined, fields, as_at)
    for loading in newer:
        kept = [f for f in fields if f in loading.columns]
        theirs = pl.col("urn").is_in(pl.Series(list(loading.urns), dtype=pl.Int32).implode())
        joined = joined.with_columns(
            pl.when(theirs & (pl.col(f"{f}__held").is_not_null() | (f in NONE_IS_SAID)))
            .then(None)
            .otherwise(pl.col(f))
            .alias(f)
            for f in kept
        )
    return joined


def _protected_by_origin(joined: pl.DataFrame, fields: Sequence[str], as_at: date) -> pl.DataFrame:
    """A fact is as old as its own origin: the school's, or the one kept for that field."""
    rows = []
    for origin_day, older in zip(joined["as_at"], joined["older"], strict=True):
        own = {name: date.fromisoformat(origin[2]) for name, origin in json.loads(older).items()} if older else {}
        rows.append([origin_day is not None and own.get(f, origin_day) > as_at for f in fields])
    marks = pl.DataFrame(rows, schema=[f"{f}__later" for f in fields], orient="row")
    joined = pl.concat([joined, marks], how="horizontal")
    joined = joined.with_columns(
        pl.when(pl.col(f"{f}__later") & pl.col(f"{f}__held").is_not_null()).then(None).otherwise(pl.col(f)).alias(f)
        for f in fields
    )
    return joined.drop(marks.columns)


def _ready(part: pl.DataFrame, loading_id: int, as_at: date, hashes: Hashes) -> pl.DataFrame:
    part = part.with_columns(
        [pl.lit(None, kind).alias(name) for name, kind in FIELDS.items() if name not in part.columns]
    ).with_columns(
        loading_id=pl.lit(loading_id, pl.Int32),
        row=pl.col(ROW),
        as_at=pl.lit(as_at),
        content_hash="\\x" + pl.Series(hashes(part[ROW].to_list()), dtype=pl.String),
        older=pl.lit(None, pl.String),
    )
    return with_derived(with_place(part)).select(COLUMNS)


def _placed(rows: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
    moved = (rows["easting"].ne_missing(before["easting"])) | (rows["northing"].ne_missing(before["northing"]))
    if moved.any():
        return with_place(rows)
    return rows.with_columns(latitude=before["latitude"], longitude=before["longitude"])


def _with_origin(comparison: Comparison, loading_id: int, as_at: date, hashes: Hashes) -> pl.DataFrame:
    """The changed rows with where each fact comes from: the file, and in `older` what came from elsewhere."""
    after, before = comparison.after, comparison.before
    given = after.select(f"{f}__given" for f in comparison.fields).rows()
    changed = comparison.differs.select(comparison.fields).rows()
    names = tuple(FIELDS)
    stands = before.select(pl.col(f).is_not_null() for f in names).rows()
    origins: list[tuple[int, int, date, str, str | None]] = []
    held = before.select("loading_id", "row", "as_at", "content_hash", "older").rows()
    digests = hashes(after[ROW].to_list())
    for row, digest, gives, differs, had, (old_loading, old_row, old_day, old_hash, old_json) in zip(
        after[ROW], digests, given, changed, stands, held, strict=True
    ):
        older = json.loads(old_json) if old_json else {}
        if as_at >= old_day:
            from_file = {f for f, mark in zip(comparison.fields, gives, strict=True) if mark}
            kept = {
                f: older.get(f) or [old_loading, old_row, str(old_day)]
                for f, had_it in zip(names, had, strict=True)
                if had_it and f not in from_file
            }
            origins.append((loading_id, row, as_at, f"\\x{digest}", json.dumps(kept) if kept else None))
        else:
            filled = [f for f, mark in zip(comparison.fields, differs, strict=True) if mark]
            older |= {f: [loading_id, row, str(as_at)] for f in filled}
            origins.append((old_loading, old_row, old_day, f"\\x{old_hash}", json.dumps(older)))
    schema = {"loading_id": pl.Int32, "row": pl.Int32, "as_at": pl.Date, "content_hash": pl.String, "older": pl.String}
    return pl.concat([after, pl.DataFrame(origins, schema=schema, orient="row")], how="horizontal")


def _history(comparison: Comparison, loading_id: int, as_at: date) -> pl.DataFrame:
    origins = comparison.before.select("loading_id", "row", "as_at", "content_hash", "older").rows()
    rows = []
    for (urn, old, new), (held, row, day, digest, older) in zip(comparison.changes(), origins, strict=True):
        origin = [held, row, str(day), digest, json.loads(older) if older else None]
        rows.append((urn, as_at, loading_id, _json(old), _json(new), json.dumps(origin)))
    columns = ["urn", "as_at", "loading_id", "before", "after", "origin"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, default=str)


def _restored(held: pl.DataFrame, changes: Mapping[int, tuple[dict[str, Any], list[Any]]]) -> pl.DataFrame:
    rows = []
    for school in held.iter_rows(named=True):
        before, (loading_id, row, day, digest, older) = changes[school["urn"]]
        facts = {f: date.fromisoformat(v) if v and FIELDS[f] == pl.Date else v for f, v in before.items()}
        origin = {"loading_id": loading_id, "row": row, "as_at": date.fromisoformat(day)}
        rows.append({**school, **facts, **origin, "content_hash": f"\\x{digest}", "older": older and json.dumps(older)})
    frame = pl.DataFrame(rows, schema=held.schema)
    return with_derived(with_place(frame)).select(COLUMNS) if rows else frame
