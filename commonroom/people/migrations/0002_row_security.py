"""Row-level security: the database enforces what the scope promises."""

from django.db import migrations

from commonroom.partnerships import rls


class Migration(migrations.Migration):
    dependencies = [("people", "0001_first")]

    operations = [
        rls.protect("people_post", f"{rls.TENANT} or {rls.PERSON}"),
    ]
