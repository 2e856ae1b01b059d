"""Row-level security for tenant tables, written once and used by migrations."""

from __future__ import annotations

from django.db import migrations

TENANT = "partnership_id = (select nullif(current_setting('app.partnership', true), '')::bigint)"
PERSON = "person_id = (select nullif(current_setting('app.person', true), '')::bigint)"


def protect(table: str, condition: str = TENANT) -> migrations.RunSQL:
    """Enable and force a policy on a table: rows are seen and written only where `condition` holds."""
    return migrations.RunSQL(
        sql=(
            f"alter table {table} enable row level security;"
            f"alter table {table} force row level security;"
            f"create policy {table}_tenant on {table} using ({condition}) with check ({condition});"
        ),
        reverse_sql=(
            f"drop policy {table}_tenant on {table};"
            f"alter table {table} no force row level security;"
            f"alter table {table} disable row level security;"
        ),
    )


def same_partnership(table: str, column: str, target: str) -> migrations.RunSQL:
    """A composite foreign key that carries the partnership: foreign keys alone ignore row policies."""
    name = f"{table}_{column}_same_partnership"
    return migrations.RunSQL(
        sql=(
            f"alter table {table} add constraint {name} foreign key (partnership_id, {column}) "
            f"references {target} (partnership_id, id) deferrable initially deferred;"
        ),
        reverse_sql=f"alter table {table} drop constraint {name};",
    )


def written_by(table: str, condition: str) -> migrations.RunSQL:
    """A further, restrictive policy on every way of writing: whoever may read a row does not therefore write it."""
    return migrations.RunSQL(
        sql=(
            f"create policy {table}_insert on {table} as restrictive for insert with check ({condition});"
            f"create policy {table}_update on {table} as restrictive for update using ({condition});"
            f"create policy {table}_delete on {table} as restrictive for delete using ({condition});"
        ),
        reverse_sql="".join(f"drop policy {table}_{how} on {table};" for how in ("insert", "update", "delete")),
    )
