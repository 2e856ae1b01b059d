"""Values that newer ones replaced are found by school: a figure opens to its earlier tellings."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("measures", "0004_inspected_as")]

    operations = [
        migrations.AddIndex(
            model_name="value",
            index=models.Index(
                condition=models.Q(("current", False)), fields=["urn", "measure_id"], name="value_replaced"
            ),
        ),
    ]
