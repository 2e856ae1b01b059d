"""Findings that say nothing are rows no longer: `quiet` of an assessment has how far such figures lie from their lines.

The keys that carry the partnership guard assessments and findings; plain keys beside them only cost time.
"""

import django.db.models.deletion
from django.db import migrations, models

TABLES = ("risk_assessment", "risk_finding")
SILENT = """f.state = 'quiet' and not f.raised and f.evidence = '{}' and f.judged_at is null
    and not exists (select 1 from risk_judgement j where j.finding_id = f.id)"""
FILL = f"""
update risk_assessment a set quiet = q.quiet from (
    select f.assessment_id, jsonb_object_agg(f.indicator, f.strength) as quiet from risk_finding f
    where f.strength is not null and {SILENT} group by f.assessment_id) q
where q.assessment_id = a.id
"""
CLEAR = f"delete from risk_finding f where {SILENT}"


def turn_over(apps, schema_editor):
    """Fill `quiet`, take the silent rows away, in all partnerships: row policies bind the owner only while forced."""
    with schema_editor.connection.cursor() as cursor:
        for table in (*TABLES, "risk_judgement"):
            cursor.execute(f"alter table {table} no force row level security")
        cursor.execute(FILL)
        cursor.execute(CLEAR)
        cursor.execute("set constraints all immediate")
        for table in (*TABLES, "risk_judgement"):
            cursor.execute(f"alter table {table} force row level security")


def _key(to, **options):
    return models.ForeignKey(
        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=to, **options
    )


class Migration(migrations.Migration):
    dependencies = [("risk", "0002_row_security")]

    operations = [
        migrations.AddField("assessment", "quiet", models.JSONField(default=dict)),
        migrations.AlterField("assessment", "partnership", _key("partnerships.partnership")),
        migrations.AlterField("assessment", "opening", _key("risk.termopening")),
        migrations.AlterField("finding", "partnership", _key("partnerships.partnership", db_index=False)),
        migrations.AlterField("finding", "assessment", _key("risk.assessment", db_index=False)),
        migrations.RunPython(turn_over),
    ]
