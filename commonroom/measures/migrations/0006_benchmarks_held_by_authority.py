"""What an authority’s schools have figures of is found at once, however many benchmarks are held."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("measures", "0005_replaced_values"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="benchmark",
            index=models.Index(
                condition=models.Q(("level", "la"), ("n__gt", 0), ("phase", "")),
                fields=["code", "measure_id", "year"],
                name="benchmark_held_by_authority",
            ),
        ),
    ]
