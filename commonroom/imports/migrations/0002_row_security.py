"""Row-level security: the database enforces what the scope promises."""

from django.db import migrations

from commonroom.partnerships import rls


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_first")]

    operations = [
        rls.protect("imports_run", f"partnership_id is null or {rls.TENANT}"),
    ]
