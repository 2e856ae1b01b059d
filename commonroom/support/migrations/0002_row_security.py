"""Row policies: schedules and days for those cleared for the school, the team's own matters for the leads.

A schedule tells a level, so it is as closed as the level. Calendars' hashes are seen within the partnership, because a
calendar's address is asked for by nobody who is signed in; they tell nothing.
"""

from django.db import migrations

from commonroom.partnerships import rls
from commonroom.people.rls import cleared, in_partnership

LEADS = ("head-of-service", "school-improvement-lead")
ADVISER = ("adviser",)
SCHOOL = ("headteacher", "chair-of-governors")
MINE = f"({rls.PERSON} and {in_partnership(ADVISER)})"


def _seen(name: str, *others: str, or_else: str = "") -> str:
    return cleared(f"support_{name}", everywhere=LEADS, at_school=(*ADVISER, *others), or_else=or_else)


class Migration(migrations.Migration):
    dependencies = [
        ("support", "0001_first"),
        ("people", "0003_post_policy"),
        ("risk", "0002_row_security"),
    ]

    operations = [
        rls.protect("support_schedule", _seen("schedule", *SCHOOL)),
        rls.protect("support_line", _seen("line", *SCHOOL)),
        rls.protect("support_booking", _seen("booking", *SCHOOL, or_else=MINE)),
        rls.protect("support_assignment", _seen("assignment", or_else=MINE)),
        rls.protect("support_expectation", _seen("expectation", *SCHOOL)),
        rls.protect("support_dialogue", _seen("dialogue")),
        rls.protect("support_adviseryear", cleared("support_adviseryear", everywhere=LEADS, or_else=MINE)),
        rls.protect("support_solution", cleared("support_solution", everywhere=LEADS)),
        rls.protect("support_feed"),
        rls.written_by("support_schedule", _seen("schedule")),
        rls.written_by("support_line", _seen("line")),
        rls.written_by("support_booking", _seen("booking", or_else=MINE)),
        rls.written_by("support_assignment", cleared("support_assignment", everywhere=LEADS)),
        rls.written_by("support_adviseryear", cleared("support_adviseryear", everywhere=LEADS)),
        rls.written_by("support_feed", MINE),
        rls.same_partnership("support_schedule", "decision_id", "risk_leveldecision"),
        rls.same_partnership("support_line", "schedule_id", "support_schedule"),
        rls.same_partnership("support_booking", "line_id", "support_line"),
        rls.same_partnership("support_assignment", "solution_id", "support_solution"),
    ]
