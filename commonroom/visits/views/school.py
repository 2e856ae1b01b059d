"""Everything of our work with one school, for the school itself and for those who work with it."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from commonroom.schools.models import School
from commonroom.visits import access, selectors
from commonroom.visits.rules import cases
from commonroom.visits.views import begin


def school(request, urn):
    """Notes, plan, meetings, reviews, help, queries and what is asked of the reader: each as far as she may see it."""
    to, partnership, today = request.user, request.partnership, timezone.localdate()
    if not access.can_open_school(to, partnership=partnership, urn=urn):
        raise Http404
    found = get_object_or_404(School, pk=urn)
    notes = access.visible_notes(to=to, partnership=partnership).filter(urn=urn)
    reads_drafts = access.reads_drafts(to, partnership=partnership, urn=urn)
    every, because = selectors.rhythm_of(partnership, urn, today=today)
    context = {
        "title": f"Working with {found.name}",
        "school": found,
        "waiting": [one for one in selectors.waiting_for(to, partnership=partnership, today=today) if one.urn == urn],
        "notes": selectors.note_rows(notes if reads_drafts else notes.filter(issued__gt=0)),
        "plans": access.visible_plans(to=to, partnership=partnership).filter(urn=urn).order_by("-starts_on", "-pk"),
        "meetings": access.visible_meetings(to=to, partnership=partnership).filter(urn=urn).order_by("-on", "-pk"),
        "reviews": access.visible_reviews(to=to, partnership=partnership).filter(urn=urn).order_by("-on", "-pk"),
        "help": access.visible_help(to=to, partnership=partnership).filter(urn=urn).order_by("-made_at"),
        "queries": access.visible_queries(to=to, partnership=partnership).filter(urn=urn).order_by("-asked_on", "-pk"),
        "actions": access.visible_steps(to=to, partnership=partnership).filter(urn=urn).order_by("-on", "-pk"),
        "standing": selectors.reviews_of(partnership, urn, today=today),
        "rhythm": cases.RHYTHMS[every][0],
        "rhythm_because": because,
        "next_group": selectors.next_task_group(partnership, urn, today=today),
        "beginnings": begin.offered(to, partnership, urn),
        "reads_drafts": reads_drafts,
        "may_visit": access.role_for("plan a visit", by=to, partnership=partnership, urn=urn),
        "today": today,
        "breadcrumbs": [(found.name, ""), ("Working together", "")],
    }
    return render(request, "visits/school.html", context)
