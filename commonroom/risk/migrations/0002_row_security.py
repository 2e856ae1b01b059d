"""Row policies: the method is a partnership's; records of schools are for those cleared, whatever Python asks.

The school's own head and chair see an assessment once its adviser has looked. Intelligence is never the school's to
read. Decisions, agreements and judgements are only ever added.
"""

from django.db import migrations

from commonroom.partnerships import rls
from commonroom.people.rls import at_own_school, cleared, in_partnership

LEADS = ("head-of-service", "school-improvement-lead")
TEAM = ("adviser",)
SCHOOL = ("headteacher", "chair-of-governors")
WROTE = "written_by_id = (select nullif(current_setting('app.person', true), '')::bigint)"
LOOKED_AT = "exists (select 1 from risk_assessment a where a.id = {0}.assessment_id and a.state <> 'draft')"
JUDGED = "exists (select 1 from risk_finding f where f.id = {0}.finding_id)"


def _assessment() -> str:
    school = f"({at_own_school('risk_assessment', SCHOOL)} and state <> 'draft')"
    return cleared("risk_assessment", everywhere=LEADS, at_school=TEAM, or_else=school)


def _finding() -> str:
    school = f"({at_own_school('risk_finding', SCHOOL)} and {LOOKED_AT.format('risk_finding')})"
    return cleared("risk_finding", everywhere=LEADS, at_school=TEAM, or_else=school)


def _judgement() -> str:
    school = f"({at_own_school('risk_judgement', SCHOOL)} and {JUDGED.format('risk_judgement')})"
    return cleared("risk_judgement", everywhere=LEADS, at_school=TEAM, or_else=school)


def _intelligence() -> str:
    own = f"({WROTE} and {in_partnership(('support-officer',))})"
    return cleared("risk_intelligence", everywhere=LEADS, at_school=TEAM, or_else=own)


def _only_added(*tables: str) -> migrations.RunSQL:
    make = (
        "create function risk_refuse() returns trigger language plpgsql as $$ begin "
        "raise exception 'What was decided about a school is never changed: decide anew.'; end $$;"
    )
    triggers = "".join(
        f"create trigger {table}_stays before update or delete on {table} for each row execute function risk_refuse();"
        for table in tables
    )
    drop = "".join(f"drop trigger {table}_stays on {table};" for table in tables)
    return migrations.RunSQL(make + triggers, drop + "drop function risk_refuse();")


class Migration(migrations.Migration):
    dependencies = [("risk", "0001_first"), ("people", "0003_post_policy"), ("partnerships", "0002_row_security")]

    operations = [
        rls.protect("risk_supportmodel"),
        rls.protect("risk_termopening"),
        rls.protect("risk_intelligence", _intelligence()),
        rls.protect("risk_selfreferral", cleared("risk_selfreferral", everywhere=LEADS, at_school=(*TEAM, *SCHOOL))),
        rls.protect("risk_assessment", _assessment()),
        rls.protect("risk_finding", _finding()),
        rls.protect("risk_judgement", _judgement()),
        rls.protect("risk_leveldecision", cleared("risk_leveldecision", everywhere=LEADS, at_school=(*TEAM, *SCHOOL))),
        rls.protect("risk_agreement", cleared("risk_agreement", everywhere=LEADS, at_school=(*TEAM, *SCHOOL))),
        rls.same_partnership("risk_termopening", "model_id", "risk_supportmodel"),
        rls.same_partnership("risk_assessment", "opening_id", "risk_termopening"),
        rls.same_partnership("risk_finding", "assessment_id", "risk_assessment"),
        rls.same_partnership("risk_judgement", "finding_id", "risk_finding"),
        rls.same_partnership("risk_leveldecision", "assessment_id", "risk_assessment"),
        rls.same_partnership("risk_agreement", "decision_id", "risk_leveldecision"),
        _only_added("risk_leveldecision", "risk_agreement", "risk_judgement"),
    ]
