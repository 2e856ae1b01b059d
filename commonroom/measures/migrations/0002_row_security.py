"""Row-level security: the database enforces what the scope promises."""

from django.db import migrations

from commonroom.partnerships import rls


class Migration(migrations.Migration):
    dependencies = [("measures", "0001_first")]

    operations = [
        rls.protect("measures_ownmeasure"),
        rls.protect("measures_ownloading"),
        rls.protect("measures_ownvalue"),
        rls.protect("measures_comparisongroup"),
        rls.same_partnership("measures_ownvalue", "measure_id", "measures_ownmeasure"),
        rls.same_partnership("measures_ownvalue", "loading_id", "measures_ownloading"),
    ]
