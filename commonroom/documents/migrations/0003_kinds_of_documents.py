"""Documents say what they are and of which day."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_row_security"),
        ("partnerships", "0002_row_security"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="dated_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("self-evaluation", "Self-evaluation"),
                    ("improvement-plan", "School improvement plan"),
                    ("other", "Something else"),
                ],
                default="other",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="document",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["self-evaluation", "improvement-plan", "other"])),
                name="a_document_has_a_kind",
            ),
        ),
    ]
