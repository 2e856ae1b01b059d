"""Everything of our work with one school, for the school itself and for those who work with it."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from commonroom.documents import access as documents
from commonroom.risk import selectors as risk
from commonroom.risk import support_model
from commonroom.schools.models import School
from commonroom.visits import access, asked, selectors, services, waiting
from commonroom.visits.rules import cases
from commonroom.visits.views import begin


def _ways(request, urn):
    """The other pages of a school's support: its level with the assessments, and its schedule where that stands."""
    found = []
    for words, why, route in (
        ("Level and assessment", "why this level, what it brings, who agreed it", "risk:school"),
        ("Schedule of support", "what comes in which half-term", "support:school"),
    ):
        try:
            found.append((words, why, reverse(route, args=[request.partnership.slug, urn])))
        except NoReverseMatch:
            continue
    return found


def _level(partnership, urn, today):
    """The level that stands, with its day, in the words of the method; None where there is none."""
    decision = risk.current_level(partnership, urn)
    level = support_model.document(partnership, on=today).levels.get(decision.level) if decision else None
    return (level, decision) if level else None


def _beginnings(to, partnership, urn, plans):
    """What may be begun here: no second plan beside one that is open."""
    has_plan = any(one.state in ("draft", "agreed") for one in plans)
    offered = begin.offered(to, partnership, urn)
    return [(slug, one) for slug, one in offered if not one.only_asked and not (has_plan and slug == "plan")]


def school(request, urn):
    """Notes, plan, meetings, reviews, help, queries and what is asked of the reader: each as far as she may see it."""
    to, partnership, today = request.user, request.partnership, timezone.localdate()
    if not access.can_open_school(to, partnership=partnership, urn=urn):
        raise Http404
    found = get_object_or_404(School, pk=urn)
    services.opened_school(partnership=partnership, urn=urn, by=to, at=timezone.now())
    notes = access.visible_notes(to=to, partnership=partnership).filter(urn=urn)
    plans = access.visible_plans(to=to, partnership=partnership).filter(urn=urn).order_by("-starts_on", "-pk")
    reads_drafts = access.reads_drafts(to, partnership=partnership, urn=urn)
    every, because = selectors.rhythm_of(partnership, urn, today=today)
    settings = selectors.settings_for(partnership, on=today)
    waits = [one for one in waiting.waiting_for(to, partnership=partnership, today=today) if one.urn == urn]
    is_own = not access.roles_at(to, partnership=partnership, urn=urn) & {*access.LEADS, *access.STAFF}
    context = {
        "title": "Support" if is_own else f"Working with {found.name}",
        "is_own": is_own,
        "ways": _ways(request, urn),
        "level": _level(partnership, urn, today),
        "to_meet": asked.to_meet(partnership, settings=settings, urns=[urn]),
        "school": found,
        "kept": documents.read_before_visits(to=to, partnership=partnership, urn=urn),
        "may_keep": bool(documents.role_to_add(to, partnership=partnership, urn=urn)),
        "waiting": [(one, one.address(partnership.slug)) for one in waits],
        "notes": selectors.note_rows(notes if reads_drafts else notes.filter(issued__gt=0)),
        "plans": plans,
        "meetings": access.visible_meetings(to=to, partnership=partnership).filter(urn=urn).order_by("-on", "-pk"),
        "reviews": access.visible_reviews(to=to, partnership=partnership).filter(urn=urn).order_by("-on", "-pk"),
        "help": access.visible_help(to=to, partnership=partnership).filter(urn=urn).order_by("-made_at"),
        "queries": access.visible_queries(to=to, partnership=partnership).filter(urn=urn).order_by("-asked_on", "-pk"),
        "actions": access.visible_steps(to=to, partnership=partnership).filter(urn=urn).order_by("-on", "-pk"),
        "standing": selectors.reviews_of(partnership, urn, today=today),
        "rhythm": cases.RHYTHMS[every][0],
        "rhythm_because": because,
        "next_group": selectors.next_task_group(partnership, urn, today=today),
        "beginnings": _beginnings(to, partnership, urn, plans),
        "reads_drafts": reads_drafts,
        "may_visit": access.role_for("plan a visit", by=to, partnership=partnership, urn=urn),
        "today": today,
        "breadcrumbs": [] if is_own else [(found.name, ""), ("Working together", "")],
    }
    return render(request, "visits/school.html", context)
