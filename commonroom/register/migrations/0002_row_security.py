"""Row policies: reading and writing apart, and what is never changed has no policy for changing."""

from django.db import migrations

from commonroom.partnerships import rls
from commonroom.people.rls import at_own_school, in_partnership
from commonroom.register.rules.placing import KEEPERS

ME = "(select nullif(current_setting('app.person', true), '')::bigint)"
HOUSE = "(select nullif(current_setting('app.partnership', true), '')::bigint)"
KEEPER = in_partnership(KEEPERS)
BY_POST = ("adviser", "headteacher", "chair-of-governors")
AT_SCHOOL = ("headteacher", "chair-of-governors")


def free_of_interest(table: str) -> str:
    """No declared interest in the row's school, and no post there but those that read its entry."""
    listed = ", ".join(f"'{role}'" for role in BY_POST)
    return (
        f"not exists (select 1 from register_conflict c where c.partnership_id = {table}.partnership_id "
        f"and c.person_id = {ME} and c.urn = {table}.urn and c.ended_at is null) "
        f"and not exists (select 1 from people_post p where p.person_id = {ME} "
        f"and p.partnership_id = {table}.partnership_id and p.urn = {table}.urn and p.role not in ({listed}) "
        "and p.ended_at is null and p.starts_on <= current_date and (p.ends_on is null or p.ends_on >= current_date) "
        "and not exists (select 1 from people_post q where q.person_id = p.person_id "
        f"and q.partnership_id = p.partnership_id and q.urn = p.urn and q.role in ({listed}) "
        "and q.ended_at is null and q.starts_on <= current_date "
        "and (q.ends_on is null or q.ends_on >= current_date)))"
    )


def granted(table: str, key: str) -> str:
    """A live grant of the entry to the person who acts, who still holds the post for which it was given."""
    return (
        f"exists (select 1 from register_grant g where g.partnership_id = {table}.partnership_id "
        f"and g.entry_id = {table}.{key} and g.person_id = {ME} and g.ended_at is null "
        "and g.starts_on <= current_date and g.until >= current_date "
        "and exists (select 1 from people_post p where p.person_id = g.person_id "
        "and p.partnership_id = g.partnership_id and p.role = g.role and p.ended_at is null "
        "and p.starts_on <= current_date and (p.ends_on is null or p.ends_on >= current_date)))"
    )


def policies(table: str, *, reads: str, adds: str, changes: str = "") -> migrations.RunSQL:
    """Separate policies for reading, adding and changing; nothing is ever deleted."""
    made = [
        f"alter table {table} enable row level security",
        f"alter table {table} force row level security",
        f"create policy {table}_reads on {table} for select using ({reads})",
        f"create policy {table}_adds on {table} for insert with check ({adds})",
    ]
    gone = [f"drop policy {table}_adds on {table}", f"drop policy {table}_reads on {table}"]
    if changes:
        made.append(f"create policy {table}_changes on {table} for update using ({changes}) with check ({changes})")
        gone.insert(0, f"drop policy {table}_changes on {table}")
    gone += [f"alter table {table} no force row level security", f"alter table {table} disable row level security"]
    return migrations.RunSQL(sql=";".join(made) + ";", reverse_sql=";".join(gone) + ";")


def kept(table: str, key: str, *, by_post=BY_POST, changes: bool = False) -> migrations.RunSQL:
    """Rows that the keepers write, read by posts at the school and by grant."""
    ways = [KEEPER, *([at_own_school(table, by_post)] if by_post else []), *([granted(table, key)] if key else [])]
    free = free_of_interest(table)
    write = f"{rls.TENANT} and {KEEPER} and {free}"
    return policies(
        table,
        reads=f"{rls.TENANT} and ({' or '.join(ways)}) and {free}",
        adds=write,
        changes=write if changes else "",
    )


def of_notice(table: str) -> migrations.RunSQL:
    """Notices and what hangs on them: the keepers’ from the draft on, the school’s and a grant’s once issued."""
    free = free_of_interest(table)
    write = f"{rls.TENANT} and {KEEPER} and {free}"
    if table == "register_notice":
        sent, ways = (
            f"{table}.issued_on is not null",
            f"{at_own_school(table, AT_SCHOOL)} or {granted(table, 'entry_id')}",
        )
    else:
        sent = f"exists (select 1 from register_notice n where n.id = {table}.notice_id and n.issued_on is not null)"
        ways = "true"
    return policies(
        table,
        reads=f"{rls.TENANT} and ({KEEPER} or ({sent} and ({ways}))) and {free}",
        adds=write,
        changes=write if table == "register_notice" else "",
    )


GRANT_READS = (
    f"{rls.TENANT} and (register_grant.person_id = {ME} or "
    f"(({KEEPER} or {at_own_school('register_grant', AT_SCHOOL)}) and {free_of_interest('register_grant')}))"
)
GRANT_WRITES = f"{rls.TENANT} and {KEEPER} and {free_of_interest('register_grant')}"
MINE = f"{rls.TENANT} and register_opening.person_id = {ME}"
OPENING_READS = (
    f"{rls.TENANT} and (register_opening.person_id = {ME} or "
    f"(({KEEPER} or {at_own_school('register_opening', AT_SCHOOL)}) and {free_of_interest('register_opening')}))"
)
CONFLICTS = f"{rls.TENANT} and (register_conflict.person_id = {ME} or {in_partnership(['head-of-service'])})"
FOREIGN = (
    ("step", "entry_id", "entry"),
    ("grant", "entry_id", "entry"),
    ("grant", "renews_id", "grant"),
    ("opening", "entry_id", "entry"),
    ("notice", "entry_id", "entry"),
    ("noticemove", "notice_id", "notice"),
    ("letter", "notice_id", "notice"),
    ("disclosure", "entry_id", "entry"),
)


class Migration(migrations.Migration):
    dependencies = [("register", "0001_first"), ("people", "0002_row_security")]

    operations = [
        *(rls.same_partnership(f"register_{t}", column, f"register_{to}") for t, column, to in FOREIGN),
        policies("register_conflict", reads=CONFLICTS, adds=CONFLICTS, changes=CONFLICTS),
        policies("register_grant", reads=GRANT_READS, adds=GRANT_WRITES, changes=GRANT_WRITES),
        policies("register_opening", reads=OPENING_READS, adds=MINE, changes=MINE),
        kept("register_entry", "id", changes=True),
        kept("register_step", "entry_id"),
        of_notice("register_notice"),
        of_notice("register_noticemove"),
        of_notice("register_letter"),
        kept("register_disclosure", "", by_post=()),
    ]
