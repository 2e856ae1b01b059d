"""Everybody of a partnership reads what was decided on its themes; those who answer for the area add to it; nobody
changes what was said."""

from django.db import migrations

from commonroom.partnerships import rls
from commonroom.people.rls import in_partnership

TABLE = "measures_themeofarea"
DECIDERS = ("head-of-service", "school-improvement-lead", "partnership-manager")

STAYS = """
create function measures_themes_stay() returns trigger language plpgsql as $$
begin raise exception 'What was decided on a theme is never changed: decide again.'; end $$;
create trigger measures_themeofarea_stays before update or delete on measures_themeofarea
for each statement execute function measures_themes_stay();
"""
GOES = """
drop trigger measures_themeofarea_stays on measures_themeofarea;
drop function measures_themes_stay();
"""
GUARDED = (
    f"alter table {TABLE} enable row level security;"
    f"alter table {TABLE} force row level security;"
    f"create policy {TABLE}_reads on {TABLE} for select using ({rls.TENANT});"
    f"create policy {TABLE}_adds on {TABLE} for insert with check ({rls.TENANT} and {in_partnership(DECIDERS)});"
)
OPEN = (
    f"drop policy {TABLE}_adds on {TABLE};"
    f"drop policy {TABLE}_reads on {TABLE};"
    f"alter table {TABLE} no force row level security;"
    f"alter table {TABLE} disable row level security;"
)


class Migration(migrations.Migration):
    dependencies = [("measures", "0007_themes_of_the_area"), ("people", "0003_post_policy")]

    operations = [
        migrations.RunSQL(sql=STAYS, reverse_sql=GOES),
        migrations.RunSQL(sql=GUARDED, reverse_sql=OPEN),
    ]
