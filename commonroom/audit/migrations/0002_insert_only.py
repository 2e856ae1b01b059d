"""The runtime role may add events and read them, and nothing else."""

from django.db import migrations

REFUSE = """
create function audit_refuse() returns trigger language plpgsql as $$
begin
    raise exception 'Audit events are never changed or deleted.';
end $$;
create trigger audit_event_stays before update or delete on audit_event
    for each row execute function audit_refuse();
do $$ begin
    if exists (select from pg_roles where rolname = 'cr_app') then
        revoke update, delete, truncate on audit_event from cr_app;
        revoke delete, truncate on audit_chain from cr_app;
    end if;
end $$;
"""
ALLOW = """
drop trigger audit_event_stays on audit_event;
drop function audit_refuse();
do $$ begin
    if exists (select from pg_roles where rolname = 'cr_app') then
        grant update, delete on audit_event to cr_app;
        grant delete on audit_chain to cr_app;
    end if;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_first")]

    operations = [migrations.RunSQL(REFUSE, ALLOW)]
