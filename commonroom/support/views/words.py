"""What several pages of this room say alike."""

from __future__ import annotations

from django.urls import reverse

from commonroom.kit.terms import HalfTerm
from commonroom.people.roles import ROLES
from commonroom.risk.document import COLUMNS
from commonroom.support.rules import LineState, number, said

SHORT = {
    "plan": "Plan",
    "task-group": "Task group",
    "scrutiny": "Support and scrutiny",
    "visit": "Visit",
    "remote": "By telephone",
}
"""Short names for the table of all schools; other kinds are named by their own words."""
WHO = {"director": "Director", "school": "The school", "adviser": "Adviser"}


def who(slug, model, on):
    """Whom a line names: by the support model's word for the post, else by the role's name."""
    if slug == "head-of-service":
        words = model.word("head_of_service", on)
        return words[0].upper() + words[1:]
    return WHO.get(slug) or (ROLES[slug].name if slug in ROLES else slug.replace("-", " ").capitalize())


def line_words(line):
    """A line as a list names it: “Autumn 2: Adviser’s support, 2 days”."""
    days = f", {said(line.days)}" if line.days else ""
    return f"{column_name(line.column)}: {line.what}{days}"


def column_name(number):
    """The heading of a column, as the strategy prints it."""
    return COLUMNS[number]


def span_words(span):
    """When a half-term is: “1 November to 31 December”."""
    return f"{span.first.day} {span.first:%B} to {span.last.day} {span.last:%B}"


def state_of(row, *, column, now, year_is_now):
    """The mark of a line: done, booked, late where its half-term is over, else to come."""
    line = row.line
    if line.state == LineState.DONE:
        return ("done", f"done {line.done_on.day} {line.done_on:%b}" if line.done_on else "done")
    if line.days and row.used:
        return ("wait", f"{number(row.used)} of {number(line.days)} had")
    if row.booked:
        return ("wait", "booked")
    if line.days and year_is_now and 0 < column < now:
        return ("watch", f"not had in {HalfTerm(column).words}")
    return ("", "")


def crumbs(request, *more):
    """The way from the team's page to a page."""
    return [("Support", reverse("support:team", args=[request.partnership.slug])), *more]
