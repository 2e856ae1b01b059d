"""Row policies of letters' words and templates, and of what a grant shows to each role, here and below."""

from importlib import import_module

from django.db import migrations

from commonroom.partnerships import rls
from commonroom.people.rls import at_own_school, in_partnership
from commonroom.register.rules.placing import roles_shown

first = import_module("commonroom.register.migrations.0002_row_security")
HEAD_OF_SERVICE = in_partnership(("head-of-service",))
PAPERS = (
    ("plan", "plan", ""),
    ("priority", "plan", ""),
    ("action", "plan", ""),
    ("progress", "plan", ""),
    ("funding", "funding", ""),
    ("brokerage", "funding", ""),
    ("noteofvisit", "notes", " and visits_noteofvisit.issued > 0"),
    ("review", "reviews", " and visits_review.state = 'finished'"),
)


def live(table, match, roles):
    """A live grant to the person who acts, given for one of these roles, which she still holds."""
    listed = ", ".join(f"'{role}'" for role in roles)
    return (
        f"exists (select 1 from register_grant g where g.partnership_id = {table}.partnership_id and {match} "
        f"and g.person_id = {first.ME} and g.ended_at is null and g.role in ({listed}) "
        "and g.starts_on <= current_date and g.until >= current_date "
        "and exists (select 1 from people_post p where p.person_id = g.person_id "
        "and p.partnership_id = g.partnership_id and p.role = g.role and p.ended_at is null "
        "and p.starts_on <= current_date and (p.ends_on is null or p.ends_on >= current_date)))"
    )


def paper(room, part, more):
    """A further policy for reading a paper of the room of visits by a grant."""
    table = f"visits_{room}"
    condition = f"{rls.TENANT} and {live(table, f'g.urn = {table}.urn', roles_shown(part))}{more}"
    return migrations.RunSQL(
        sql=f"create policy {table}_granted on {table} for select using ({condition});",
        reverse_sql=f"drop policy {table}_granted on {table};",
    )


def reads(table, now, before):
    return migrations.RunSQL(
        sql=f"alter policy {table}_reads on {table} using ({now});",
        reverse_sql=f"alter policy {table}_reads on {table} using ({before});",
    )


def step(grant):
    own = at_own_school("register_step", first.BY_POST)
    ways = f"{first.KEEPER} or {own} or {grant}"
    return f"{rls.TENANT} and ({ways}) and {first.free_of_interest('register_step')}"


def notice(grant):
    own = at_own_school("register_notice", first.AT_SCHOOL)
    sent = f"register_notice.issued_on is not null and ({own} or {grant})"
    return f"{rls.TENANT} and ({first.KEEPER} or ({sent})) and {first.free_of_interest('register_notice')}"


class Migration(migrations.Migration):
    dependencies = [
        ("register", "0003_letters_and_plans"),
        ("visits", "0003_meetings_asked_for"),
        ("people", "0002_row_security"),
    ]

    operations = [
        rls.same_partnership("register_letter", "template_id", "register_lettertemplate"),
        *(
            first.policies(table, reads=rls.TENANT, adds=f"{rls.TENANT} and {HEAD_OF_SERVICE}")
            for table in ("register_letterwords", "register_lettertemplate")
        ),
        reads(
            "register_step",
            step(live("register_step", "g.entry_id = register_step.entry_id", roles_shown("reasons"))),
            step(first.granted("register_step", "entry_id")),
        ),
        reads(
            "register_notice",
            notice(live("register_notice", "g.entry_id = register_notice.entry_id", roles_shown("notices"))),
            notice(first.granted("register_notice", "entry_id")),
        ),
        *(paper(*one) for one in PAPERS),
    ]
