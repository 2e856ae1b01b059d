"""Row-level security: the database enforces what the scope promises."""

from django.db import migrations

from commonroom.partnerships import rls


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_first")]

    operations = [
        rls.protect("documents_document"),
    ]
