"""Where a term begins: opening it, and the list of its schools."""

from __future__ import annotations

from collections import Counter

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone

from commonroom.risk import access, ages, selectors, services, support_model, waiting
from commonroom.risk.rules import AssessmentState
from commonroom.risk.views import choosing
from commonroom.risk.views.words import STATES
from commonroom.schools.models import School


def overview(request):
    """The newest term: what waits and how its schools stand. A school's own people are led to their school."""
    partnership, today = request.partnership, timezone.localdate()
    if not access.role_of(request.user, partnership=partnership, among=(*access.LEADS, *access.ADVISERS)):
        own = sorted(access.schools_of(request.user, partnership=partnership, roles=access.SCHOOLS))
        return redirect("risk:school", partnership.slug, own[0])
    opening = selectors.latest_opening(partnership)
    rows = selectors.rows_of(opening, to=request.user, on=today) if opening else []
    model = support_model.of_row(opening.model) if opening else support_model.document(partnership, on=today)
    to_answer = {one.urn for one in waiting.to_answer(request.user, partnership=partnership)}
    found = choosing.boxes(request, rows, model, to_answer)
    kept = choosing.kept(found, rows)
    page = Paginator(_listed(kept, model), choosing.ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "title": opening.of.words if opening else "Assessment",
        "opening": opening,
        "schools": len(rows),
        "boxes": found,
        "chosen": any(box.value for box in found),
        "kept": len(kept),
        **_answering(found, rows, to_answer),
        "page": page,
        "rows": [_row(row, model) for row in page],
        "states": Counter(row.assessment.state for row in rows),
        "suggested": _suggested(rows, model),
        "next_term": _next(opening, today) if access.role_to_settle(request.user, partnership=partnership) else None,
        "ages": ages.ages(model, on=timezone.localdate(opening.opened_at)) if opening else None,
        "limit": model.figures_count_for,
        "is_lead": access.is_lead(request.user, partnership=partnership),
    }
    return render(request, "risk/overview.html", context)


def _answering(found, rows, to_answer):
    """Whether the levels to answer were chosen, and those of schools that are not in this term's list."""
    chosen = any(box.name == choosing.ANSWER and box.value == choosing.WAITS for box in found)
    beside = to_answer - {row.school.pk for row in rows} if chosen else ()
    return {"answering": chosen, "beside": School.objects.filter(pk__in=beside).order_by("name")}


def _next(opening, today):
    """The term that may be opened: the current one, unless it is open already."""
    now = selectors.term_of(today)
    return now if opening is None or opening.of < now else None


def _listed(rows, model):
    """Those still to be looked at, then those to be settled; of these, those for whom most support is suggested."""
    order = {AssessmentState.DRAFT: 0, AssessmentState.MODERATED: 1}
    most = list(model.levels)

    def place(row):
        made = row.assessment
        return order.get(made.state, 2), most.index(made.suggested), -made.raised, row.school.name

    return sorted(rows, key=place)


def _row(row, model):
    return {
        "row": row,
        "level": model.levels.get(row.level.level) if row.level else None,
        "suggested": model.levels.get(row.assessment.suggested),
        "proposed": model.levels.get(row.assessment.proposed),
        "state": STATES[row.assessment.state],
    }


def _suggested(rows, model):
    found = Counter(row.assessment.suggested for row in rows)
    return [(level, found[slug]) for slug, level in model.levels.items()]


def open_term(request):
    """Open the current term."""
    term = selectors.term_of(timezone.localdate())
    try:
        opening = services.open_term(partnership=request.partnership, term=term, by=request.user, at=timezone.now())
    except services.CannotOpenTerm as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{opening.of.words} is open: {opening.schools} schools have a draft.")
    return redirect("risk:overview", request.partnership.slug)
