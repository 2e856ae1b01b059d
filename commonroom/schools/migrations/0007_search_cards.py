"""What the search reads moves out of the schools into cards of their own, so that a register is loaded without it."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

SETTLES = (
    "create or replace function schools_settle_words() returns bigint language sql security definer "
    "set search_path = pg_catalog, public as "
    "$$ select gin_clean_pending_list('public.{index}'::regclass) $$;"
)


class Migration(migrations.Migration):
    dependencies = [("schools", "0006_facts_of_the_house")]

    operations = [
        migrations.CreateModel(
            name="SearchCard",
            fields=[
                ("urn", models.IntegerField(primary_key=True, serialize=False)),
                ("la_code", models.CharField(blank=True, max_length=3)),
                ("name", models.CharField(max_length=250)),
                ("is_open", models.BooleanField()),
                ("words", django.contrib.postgres.search.SearchVectorField()),
            ],
        ),
        migrations.RunSQL(
            "insert into schools_searchcard (urn, la_code, name, is_open, words) "
            "select urn, la_code, name, is_open, search from schools_school where search is not null",
            "update schools_school set search = words from schools_searchcard c where c.urn = schools_school.urn",
        ),
        migrations.AddIndex(
            "searchcard",
            django.contrib.postgres.indexes.GinIndex(
                fields=["words"], name="card_by_words", fastupdate=True, gin_pending_list_limit=65_536
            ),
        ),
        migrations.RunSQL(SETTLES.format(index="card_by_words"), SETTLES.format(index="school_by_words")),
        migrations.RemoveIndex("school", "school_by_words"),
        migrations.RemoveField("school", "search"),
    ]
