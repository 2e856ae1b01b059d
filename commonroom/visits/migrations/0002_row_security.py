"""Row-level security: who may see and who may write each record, whatever Python asks; and what never changes."""

from django.db import migrations

from commonroom.partnerships import rls
from commonroom.people.rls import cleared

LEADS = ("head-of-service", "school-improvement-lead")
HEAD, CHAIR = "headteacher", "chair-of-governors"


def seen(room, *others, or_else=""):
    return cleared(f"visits_{room}", everywhere=LEADS, at_school=("adviser", *others), or_else=or_else)


def at_school(room, role):
    return cleared(f"visits_{room}", at_school=(role,))


def through(column, parent):
    """Seen by whoever sees the row that this one belongs to."""
    return f"(exists (select 1 from {parent} whole where whole.id = {column}))"


def written_by(room, condition):
    """Readers do not write: a further policy on every way of writing."""
    return rls.written_by(f"visits_{room}", condition)


def never_changed(room):
    table = f"visits_{room}"
    return migrations.RunSQL(
        sql=(
            f"create trigger {table}_never_changed before update or delete on {table} "
            "for each row execute function visits_never_changed();"
        ),
        reverse_sql=f"drop trigger {table}_never_changed on {table};",
    )


NOTE = (
    f"(visits_noteofvisit.issued > 0 and ({at_school('noteofvisit', HEAD)} "
    f"or (visits_noteofvisit.shows_chair and {at_school('noteofvisit', CHAIR)})))"
)
VISIT = "(exists (select 1 from visits_noteofvisit note where note.visit_id = visits_visit.id))"
MEETING = f"(visits_meeting.chair_invited and {at_school('meeting', CHAIR)})"
EDITION = " or ".join(
    through(f"visits_edition.{column}_id", table)
    for column, table in (("note", "visits_noteofvisit"), ("meeting", "visits_meeting"), ("review", "visits_review"))
)
POLICIES = {
    "visit": seen("visit", HEAD, or_else=VISIT),
    "noteofvisit": seen("noteofvisit", or_else=NOTE),
    "reply": f"{rls.TENANT} and {through('visits_reply.note_id', 'visits_noteofvisit')}",
    "draft": seen("draft"),
    "edition": f"{rls.TENANT} and ({EDITION})",
    "brokerage": seen("brokerage", HEAD),
    "plan": seen("plan", HEAD, CHAIR),
    "priority": seen("priority", HEAD, CHAIR),
    "action": seen("action", HEAD, CHAIR),
    "funding": seen("funding", HEAD, CHAIR),
    "progress": seen("progress", HEAD, CHAIR),
    "meeting": seen("meeting", HEAD, or_else=MEETING),
    "rhythm": seen("rhythm", HEAD, CHAIR),
    "review": seen("review", HEAD, CHAIR),
    "preventivestep": seen("preventivestep", HEAD),
    "query": seen("query", HEAD),
}
BY_STAFF = ("visit", "noteofvisit", "edition", "brokerage", "meeting", "rhythm", "review", "preventivestep")
WITH_HEAD = ("plan", "priority", "action", "funding", "progress")
FIXED = ("reply", "edition", "progress", "preventivestep")
KEYS = (
    ("noteofvisit", "visit_id", "visits_visit"),
    ("reply", "note_id", "visits_noteofvisit"),
    *((text, f"{column}_id", table) for text in ("draft", "edition") for column, table in (
        ("note", "visits_noteofvisit"), ("meeting", "visits_meeting"), ("review", "visits_review"))),
    ("brokerage", "note_id", "visits_noteofvisit"),
    ("brokerage", "plan_id", "visits_plan"),
    ("priority", "plan_id", "visits_plan"),
    ("action", "priority_id", "visits_priority"),
    ("funding", "plan_id", "visits_plan"),
    ("progress", "priority_id", "visits_priority"),
    ("progress", "meeting_id", "visits_meeting"),
    ("meeting", "plan_id", "visits_plan"),
    ("review", "priority_id", "visits_priority"),
)  # fmt: skip
NEVER_CHANGED = """
create function visits_never_changed() returns trigger language plpgsql as $$
begin raise exception 'This record is never changed: add a later one.'; end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("visits", "0001_first"), ("people", "0002_row_security")]

    operations = [
        *(rls.same_partnership(f"visits_{room}", column, target) for room, column, target in KEYS),
        *(rls.protect(f"visits_{room}", condition) for room, condition in POLICIES.items()),
        *(written_by(room, seen(room)) for room in BY_STAFF),
        *(written_by(room, seen(room, HEAD)) for room in WITH_HEAD),
        written_by("reply", at_school("reply", HEAD)),
        migrations.RunSQL(sql=NEVER_CHANGED, reverse_sql="drop function visits_never_changed();"),
        *(never_changed(room) for room in FIXED),
    ]
