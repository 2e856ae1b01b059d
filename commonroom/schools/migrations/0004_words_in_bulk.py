"""The index of words takes new ones in bulk; the index itself stays as it is."""

import django.contrib.postgres.indexes
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("schools", "0003_origin_of_changes")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    "alter index school_by_words set (fastupdate = on)",
                    "alter index school_by_words set (fastupdate = off)",
                )
            ],
            state_operations=[
                migrations.RemoveIndex("school", "school_by_words"),
                migrations.AddIndex(
                    "school",
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["search"], name="school_by_words", fastupdate=True
                    ),
                ),
            ],
        )
    ]
