"""A draft of the method: seen and written by those who may change the method, whatever Python asks."""

import django.db.models.deletion
from django.db import migrations, models

from commonroom.partnerships import rls
from commonroom.people.rls import in_partnership

LEADS = ("head-of-service", "school-improvement-lead")


def _key(to):
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to)


class Migration(migrations.Migration):
    dependencies = [("risk", "0003_findings_that_speak")]

    operations = [
        migrations.CreateModel(
            name="MethodDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("document", models.JSONField()),
                ("changes", models.IntegerField(default=0)),
                ("begun_at", models.DateTimeField()),
                ("begun_by_name", models.CharField(max_length=200)),
                ("changed_at", models.DateTimeField()),
                ("changed_by_id", models.BigIntegerField(null=True)),
                ("changed_by_name", models.CharField(max_length=200)),
                ("partnership", _key("partnerships.partnership")),
                ("rests_on", _key("risk.supportmodel")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=["partnership"], name="one_method_draft_a_partnership")],
            },
        ),
        rls.protect("risk_methoddraft", f"{rls.TENANT} and {in_partnership(LEADS)}"),
        rls.same_partnership("risk_methoddraft", "rests_on_id", "risk_supportmodel"),
    ]
