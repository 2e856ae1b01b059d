"""What a school was before a change keeps where it came from, so that a loading can be taken back exactly."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("schools", "0002_phase_group")]

    operations = [
        migrations.AddField(
            model_name="schoolchange",
            name="origin",
            field=models.JSONField(default=list),
        ),
    ]
