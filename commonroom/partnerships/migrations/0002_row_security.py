"""Row-level security: the database enforces what the scope promises."""

from django.db import migrations

from commonroom.partnerships import rls


class Migration(migrations.Migration):
    dependencies = [("partnerships", "0001_first")]

    operations = [
        rls.protect("partnerships_cluster"),
    ]
