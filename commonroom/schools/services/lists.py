"""Links between schools, groups and who is in them, authorities and their neighbours: keyed rows, newest file wins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl
from django.db import connection

from commonroom.kit import bulk
from commonroom.kit.tabular import ROW
from commonroom.schools import rules
from commonroom.schools.models import GroupMembership, LocalAuthority, SchoolGroup, SchoolLink, StatisticalNeighbour

LISTS = (SchoolLink, SchoolGroup, GroupMembership, StatisticalNeighbour)


def load_links(frame: pl.DataFrame, *, loading_id: int, as_at: date) -> int:
    """Write published links; how many rows were new or differed. Links that the file lacks stay."""
    return _upsert("schools_schoollink", _with_origin(frame, loading_id, as_at), ("urn", "other_urn", "kind"))


def load_groups(frame: pl.DataFrame, *, loading_id: int, as_at: date) -> int:
    """Write groups of schools; how many rows were new or differed."""
    return _upsert("schools_schoolgroup", _with_origin(frame, loading_id, as_at), ("uid",))


def load_group_links(frame: pl.DataFrame, *, loading_id: int, as_at: date) -> int:
    """Write which school is in which group; how many rows were new or differed."""
    return _upsert("schools_groupmembership", _with_origin(frame, loading_id, as_at), ("urn", "uid"))


def load_neighbours(frame: pl.DataFrame, *, loading_id: int, as_at: date) -> int:
    """Write the statistical neighbours of a date; how many rows were new or differed."""
    frame = _with_origin(frame, loading_id, as_at).rename({"la_code": "authority_code"})
    return _upsert("schools_statisticalneighbour", frame, ("authority_code", "as_at", "rank"))


def load_authorities(frame: pl.DataFrame) -> int:
    """Write authorities with codes, names and regions from their published list; how many were new or differed."""
    frame = frame.drop(ROW, strict=False).rename({"la_code": "code"}).drop_nulls("code").unique("code", keep="first")
    return _upsert("schools_localauthority", _found_by(frame), ("code",), blanks_keep=True)


def note_authorities(schools: pl.DataFrame) -> int:
    """Note authorities that rows of the register name and that are not held, or whose region is not; how many."""
    if not {"la_code", "la_name"} <= set(schools.columns):
        return 0
    named = {"la_code": "code", "la_name": "name", "la_gss": "gss", "region": "region"}
    have = [name for name in named if name in schools.columns]
    found = (
        schools.select(have)
        .drop_nulls(["la_code", "la_name"])
        .group_by("la_code")
        .agg(pl.col(name).drop_nulls().mode().sort().first() for name in have if name != "la_code")
        .rename({name: named[name] for name in have})
    )
    held = {a.code: a for a in LocalAuthority.objects.all()}
    wanted = found.filter(~pl.col("code").is_in([a.code for a in held.values() if a.region and a.gss and a.name]))
    rows = []
    for row in wanted.iter_rows(named=True):
        known = held.get(row["code"])
        kept = {name: getattr(known, name) or row.get(name) for name in ("name", "gss", "region")} if known else row
        rows.append({"code": row["code"], **{name: kept.get(name) for name in ("name", "gss", "region")}})
    schema = {"code": pl.String, "name": pl.String, "gss": pl.String, "region": pl.String}
    return _upsert("schools_localauthority", _found_by(pl.DataFrame(rows, schema=schema)), ("code",), blanks_keep=True)


def trusts_of(frame: pl.DataFrame) -> pl.DataFrame:
    """The trust of each school by its membership of groups, as register facts (urn, trust_uid, trust_name, ROW)."""
    trusts = frame.filter(pl.col("kind").str.to_lowercase().str.contains("academy trust"))
    latest = trusts.sort("joined_on", nulls_last=False).unique("urn", keep="last", maintain_order=True)
    return latest.select("urn", pl.col("uid").alias("trust_uid"), pl.col("group_name").alias("trust_name"), ROW)


_UNTOLD = """
select m.urn, m.uid, m.group_name, m.kind, m.joined_on, m.row, m.loading_id, m.as_at
from schools_groupmembership m join schools_school s using (urn) where s.trust_uid is null and s.trust_name = ''
order by m.urn, m.uid
"""


def memberships_without_trust() -> pl.DataFrame:
    """Which groups schools without a trust are in, by the lists held: rows of `group_links` with their origin."""
    schema = {"urn": pl.Int32, "uid": pl.Int32, "group_name": pl.String, "kind": pl.String, "joined_on": pl.Date,
              ROW: pl.Int32, "loading_id": pl.Int32, "as_at": pl.Date}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_UNTOLD)
        return pl.DataFrame(cursor.fetchall(), schema=schema, orient="row")


def remove_lists(loading_id: int) -> int:
    """Take out the rows of links, groups, memberships and neighbours that a loading wrote last; how many."""
    return sum(model.objects.filter(loading_id=loading_id).delete()[0] for model in LISTS)


def _found_by(frame: pl.DataFrame) -> pl.DataFrame:
    names = frame.get_column("name").to_list()
    folded = [None if name is None else " ".join(rules.words_of(name)) for name in names]
    return frame.with_columns(pl.Series("search", folded, pl.String))


def _with_origin(frame: pl.DataFrame, loading_id: int, as_at: date) -> pl.DataFrame:
    return frame.rename({ROW: "row"}).with_columns(loading_id=pl.lit(loading_id, pl.Int32), as_at=pl.lit(as_at))


def _upsert(table: str, frame: pl.DataFrame, key: Sequence[str], *, blanks_keep: bool = False) -> int:
    """Insert rows or update those that differ in more than their origin. A row of an older day never wins."""
    if not frame.height:
        return 0
    frame = _cut(table, frame.unique(list(key), keep="last", maintain_order=True))
    origin = {"loading_id", "row", "as_at"}
    facts = [name for name in frame.columns if name not in key and name not in origin]
    with connection.cursor() as cursor:
        bulk.temporary(cursor, "incoming_list", table, frame.columns)
        bulk.copy_in(cursor, "incoming_list", frame)
        columns = ", ".join(f'"{name}"' for name in frame.columns)
        sets = [_set(table, name, frame, blanks_keep and name in facts) for name in frame.columns if name not in key]
        differs = " or ".join(_differs(table, name, frame, blanks_keep) for name in facts) or "false"
        dated = f" and {table}.as_at <= excluded.as_at" if "as_at" in frame.columns and "as_at" not in key else ""
        cursor.execute(
            f"insert into {table} ({columns}) select {columns} from incoming_list "
            f"on conflict ({', '.join(key)}) do update set {', '.join(sets)} where ({differs}){dated}"
        )
        return int(cursor.rowcount)


def _set(table: str, name: str, frame: pl.DataFrame, keep: bool) -> str:
    if keep and frame.schema[name] == pl.String:
        return f'"{name}" = coalesce(nullif(excluded."{name}", \'\'), {table}."{name}")'
    return f'"{name}" = excluded."{name}"'


def _differs(table: str, name: str, frame: pl.DataFrame, keep: bool) -> str:
    if keep and frame.schema[name] == pl.String:
        return f'excluded."{name}" <> \'\' and {table}."{name}" <> excluded."{name}"'
    return f'{table}."{name}" is distinct from excluded."{name}"'


def _cut(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    models = {m._meta.db_table: m for m in (*LISTS, LocalAuthority)}
    lengths = {f.column: getattr(f, "max_length", None) for f in models[table]._meta.concrete_fields}
    return frame.with_columns(
        pl.col(name).str.slice(0, lengths[name])
        for name, kind in frame.schema.items()
        if kind == pl.String and lengths.get(name)
    )
