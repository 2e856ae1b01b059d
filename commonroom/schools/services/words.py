"""The vocabulary behind the forgiving search."""

from __future__ import annotations

from django.db import connection


def rebuild_words() -> None:
    """Bring the vocabulary in line with the words of all schools, writing only what differs, and settle their index."""
    with connection.cursor() as cursor:
        cursor.execute("select schools_settle_words()")
        cursor.execute("drop table if exists vocabulary")
        cursor.execute(
            "create temp table vocabulary on commit drop as select left(word, 60) as word, sum(ndoc)::int as schools "
            "from ts_stat('select search from schools_school where search is not null') group by 1"
        )
        cursor.execute(
            "insert into schools_searchword (word, schools) select word, schools from vocabulary "
            "on conflict (word) do update set schools = excluded.schools "
            "where schools_searchword.schools <> excluded.schools"
        )
        cursor.execute(
            "delete from schools_searchword held where not exists(select 1 from vocabulary v where v.word = held.word)"
        )
