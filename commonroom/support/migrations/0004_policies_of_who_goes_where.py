"""Who must not go where, and what is being worked out, are the leads' matters alone."""

from django.db import migrations

from commonroom.partnerships import rls
from commonroom.people.rls import cleared

LEADS = ("head-of-service", "school-improvement-lead")


class Migration(migrations.Migration):
    dependencies = [("support", "0003_who_goes_where")]

    operations = [
        rls.protect("support_adviserconflict", cleared("support_adviserconflict", everywhere=LEADS)),
        rls.protect("support_assignmentrun", cleared("support_assignmentrun", everywhere=LEADS)),
    ]
