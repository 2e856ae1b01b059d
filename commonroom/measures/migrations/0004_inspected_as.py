"""The URN that was inspected, where it was a predecessor's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("measures", "0003_benchmarks_by_phase")]

    operations = [
        migrations.AddField(
            model_name="inspection",
            name="at_urn",
            field=models.IntegerField(null=True),
        ),
    ]
