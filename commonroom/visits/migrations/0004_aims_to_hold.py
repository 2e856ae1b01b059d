"""A priority may say why its aim is to hold what is good already."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0003_meetings_asked_for"),
    ]

    operations = [
        migrations.AddField(
            model_name="priority",
            name="holds_because",
            field=models.CharField(blank=True, max_length=500),
        ),
    ]
