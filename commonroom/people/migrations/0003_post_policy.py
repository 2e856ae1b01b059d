"""Platform posts can be listed by whoever keeps them, and no one can write herself a post in a foreign partnership."""

from django.db import migrations

from commonroom.partnerships.rls import PERSON, TENANT

BEFORE = f"{TENANT} or {PERSON}"
SEEN = f"{TENANT} or {PERSON} or partnership_id is null"
WRITTEN = f"{TENANT} or partnership_id is null"


class Migration(migrations.Migration):
    dependencies = [("people", "0002_row_security")]

    operations = [
        migrations.RunSQL(
            sql=(
                "drop policy people_post_tenant on people_post;"
                f"create policy people_post_tenant on people_post using ({SEEN}) with check ({WRITTEN});"
            ),
            reverse_sql=(
                "drop policy people_post_tenant on people_post;"
                f"create policy people_post_tenant on people_post using ({BEFORE}) with check ({BEFORE});"
            ),
        ),
    ]
