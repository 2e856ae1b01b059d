"""Row policies: drafts and origins are for those who may see every school; what is published for the board as well.

What was published, what stands behind it and what the board decided is only ever added.
"""

from django.db import migrations

from commonroom.partnerships import rls
from commonroom.people.rls import in_partnership

LEADS = ("head-of-service", "school-improvement-lead")
READERS = (*LEADS, "board-member", "board-chair")
SERVICE = ("head-of-service",)
CHAIR = ("head-of-service", "board-chair")


def only_added(table: str, *, readers: tuple[str, ...], writers: tuple[str, ...]) -> migrations.RunSQL:
    """Rows are read by some and added by some; nobody changes one, and a trigger says so to whoever tries."""
    made = (
        f"alter table {table} enable row level security;"
        f"alter table {table} force row level security;"
        f"create policy {table}_reads on {table} for select using ({rls.TENANT} and {in_partnership(readers)});"
        f"create policy {table}_adds on {table} for insert "
        f"with check ({rls.TENANT} and {in_partnership(writers)});"
        f"create trigger {table}_stays before update or delete on {table} "
        "for each statement execute function reports_refuse();"
    )
    gone = (
        f"drop trigger {table}_stays on {table};"
        f"drop policy {table}_adds on {table};"
        f"drop policy {table}_reads on {table};"
        f"alter table {table} no force row level security;"
        f"alter table {table} disable row level security;"
    )
    return migrations.RunSQL(made, gone)


REFUSE = """
create function reports_refuse() returns trigger language plpgsql as $$
begin raise exception 'What was published is never changed: publish a report that replaces it.'; end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("reports", "0001_first"), ("people", "0003_post_policy"), ("partnerships", "0002_row_security")]

    operations = [
        migrations.RunSQL(sql=REFUSE, reverse_sql="drop function reports_refuse();"),
        rls.protect("reports_boardreport", f"{rls.TENANT} and {in_partnership(LEADS)}"),
        only_added("reports_publishedreport", readers=READERS, writers=SERVICE),
        only_added("reports_reportorigin", readers=LEADS, writers=SERVICE),
        only_added("reports_themedecision", readers=READERS, writers=CHAIR),
        rls.same_partnership("reports_publishedreport", "report_id", "reports_boardreport"),
        rls.same_partnership("reports_reportorigin", "published_id", "reports_publishedreport"),
        rls.same_partnership("reports_themedecision", "published_id", "reports_publishedreport"),
    ]
