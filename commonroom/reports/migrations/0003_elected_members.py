"""Elected members read what was published; of a report the doors show them the version that is written for them."""

from importlib import import_module

from django.db import migrations

from commonroom.partnerships import rls
from commonroom.people.rls import in_partnership

first = import_module("commonroom.reports.migrations.0002_row_security")
TABLE = "reports_publishedreport"


def reads(roles):
    return f"alter policy {TABLE}_reads on {TABLE} using ({rls.TENANT} and {in_partnership(roles)});"


class Migration(migrations.Migration):
    dependencies = [("reports", "0002_row_security")]

    operations = [
        migrations.RunSQL(sql=reads((*first.READERS, "elected-member")), reverse_sql=reads(first.READERS)),
    ]
