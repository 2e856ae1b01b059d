"""What the forgiving search reads: a card for each school, and the vocabulary of all cards."""

from __future__ import annotations

from typing import Any

import polars as pl
from django.db import connection

from commonroom.kit import bulk
from commonroom.schools.models import SearchCard

CARDS = SearchCard._meta.db_table
COLUMNS = ("urn", "la_code", "name", "is_open", "words")
TEXTS = ("la_code", "name", "words")
_FOUND_BY = ("name", "trust_name", "town", "la_name", "postcode")
_READ = {"urn": pl.Int32, "la_code": pl.String, "is_open": pl.String} | dict.fromkeys(_FOUND_BY, pl.String)


def rebuild_words() -> None:
    """Bring cards and vocabulary in line with the schools held, writing only what differs, and settle their index."""
    with connection.cursor() as cursor:
        schools = bulk.copy_out(cursor, f"select {', '.join(_READ)} from schools_school", dict(_READ))
        cards = schools.with_columns(words=_words()).select(COLUMNS)
        cursor.execute("drop table if exists incoming_cards")
        cursor.execute(f"create temp table incoming_cards (like {CARDS}) on commit drop")
        bulk.copy_slices(cursor, "incoming_cards", (cards,), COLUMNS, TEXTS)
        _write_cards(cursor)
        cursor.execute("select schools_settle_words()")
        _write_vocabulary(cursor)


def _write_cards(cursor: Any) -> None:
    facts = [name for name in COLUMNS if name != "urn"]
    cursor.execute(
        f"insert into {CARDS} ({', '.join(COLUMNS)}) select {', '.join(COLUMNS)} from incoming_cards "
        f"on conflict (urn) do update set {', '.join(f'{name} = excluded.{name}' for name in facts)} "
        f"where {' or '.join(f'{CARDS}.{name} <> excluded.{name}' for name in facts)}"
    )
    cursor.execute(f"delete from {CARDS} held where not exists(select 1 from incoming_cards i where i.urn = held.urn)")


def _write_vocabulary(cursor: Any) -> None:
    cursor.execute("drop table if exists vocabulary")
    cursor.execute(
        "create temp table vocabulary on commit drop as select left(word, 60) as word, sum(ndoc)::int as schools "
        f"from ts_stat('select words from {CARDS}') group by 1"
    )
    cursor.execute(
        "insert into schools_searchword (word, schools) select word, schools from vocabulary "
        "on conflict (word) do update set schools = excluded.schools "
        "where schools_searchword.schools <> excluded.schools"
    )
    cursor.execute(
        "delete from schools_searchword held where not exists(select 1 from vocabulary v where v.word = held.word)"
    )


def _words() -> pl.Expr:
    """The words by which a school is found: lower case, without accents and apostrophes, its postcode also as one."""
    texts = [*(pl.col(name) for name in _FOUND_BY), pl.col("postcode").str.replace_all(" ", "")]
    return (
        pl.concat_str(texts, separator=" ", ignore_nulls=True)
        .str.normalize("NFKD")
        .str.to_lowercase()
        .str.replace_all(r"['’‘]|[^\x00-\x7F]", "")
        .str.replace_all(r"[^a-z0-9]+", " ")
    )
