"""The words of a whole register fit the index's list of new ones; afterwards they are sorted in, all at once.

Only the owner of an index may sort its list in, so the function that does runs as the owner.
"""

import django.contrib.postgres.indexes
from django.db import migrations

INDEX = django.contrib.postgres.indexes.GinIndex(
    fields=["search"], name="school_by_words", fastupdate=True, gin_pending_list_limit=65_536
)


class Migration(migrations.Migration):
    dependencies = [("schools", "0004_words_in_bulk")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "alter index school_by_words set (gin_pending_list_limit = 65536)",
                    "alter index school_by_words reset (gin_pending_list_limit)",
                )
            ],
            state_operations=[
                migrations.RemoveIndex("school", "school_by_words"),
                migrations.AddIndex("school", INDEX),
            ],
        ),
        migrations.RunSQL(
            sql=(
                "create function schools_settle_words() returns bigint language sql security definer "
                "set search_path = pg_catalog, public as "
                "$$ select gin_clean_pending_list('public.school_by_words'::regclass) $$;"
            ),
            reverse_sql="drop function schools_settle_words();",
        ),
    ]
