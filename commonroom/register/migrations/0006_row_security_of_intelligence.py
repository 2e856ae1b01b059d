"""Row policies of what was shared outside: keepers all of it, an adviser and the school's own only lines without a
record of the register, the school's own only those that are marked for it to read."""

from importlib import import_module

from django.db import migrations

from commonroom.partnerships import rls
from commonroom.people.rls import at_own_school

first = import_module("commonroom.register.migrations.0002_row_security")
TABLE = "register_disclosure"
FREE = first.free_of_interest(TABLE)
ADVISER = f"({TABLE}.entry_id is null and {at_own_school(TABLE, ('adviser',))})"
SCHOOL = f"({TABLE}.entry_id is null and {TABLE}.school_reads and {at_own_school(TABLE, first.AT_SCHOOL)})"
BEFORE = f"{rls.TENANT} and {first.KEEPER} and {FREE}"
READS = f"{rls.TENANT} and ({first.KEEPER} or {ADVISER} or {SCHOOL}) and {FREE}"
ADDS = f"{rls.TENANT} and ({first.KEEPER} or {ADVISER}) and {FREE}"


class Migration(migrations.Migration):
    dependencies = [("register", "0005_intelligence"), ("people", "0003_post_policy")]

    operations = [
        migrations.RunSQL(
            sql=(
                f"alter policy {TABLE}_reads on {TABLE} using ({READS});"
                f"alter policy {TABLE}_adds on {TABLE} with check ({ADDS});"
            ),
            reverse_sql=(
                f"alter policy {TABLE}_reads on {TABLE} using ({BEFORE});"
                f"alter policy {TABLE}_adds on {TABLE} with check ({BEFORE});"
            ),
        )
    ]
