"""Pages of plans, meetings, reviews, help and queries, and the steps on each."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from commonroom.visits import access, forms, papers, selectors, services
from commonroom.visits.models import Brokerage, Meeting, Plan, Query, Review
from commonroom.visits.rules import asked, cases
from commonroom.visits.views import steps
from commonroom.visits.views.steps_cases import HELP, MEETING, QUERY, REVIEW
from commonroom.visits.views.steps_plan import PLAN
from commonroom.web import pdf

_PAGES = {Plan: "plan", Meeting: "meeting", Review: "review", Brokerage: "brokerage", Query: "query"}


def address(request, thing):
    """Where a thing stands."""
    return reverse(f"visits:{_PAGES[type(thing)]}", args=[request.partnership.slug, thing.public_id])


def _page(request, thing, template, title, table, **context):
    """The page of a thing: recorded as opened, with the steps that its reader may take now."""
    services.opened(thing, by=request.user, at=timezone.now())
    school = selectors.school_names([thing.urn]).get(thing.urn, "All schools")
    context |= {
        "title": title,
        "thing": thing,
        "school": school,
        "today": timezone.localdate(),
        "steps": steps.offered(table, thing, request.user),
        "part_steps": steps.offered(table, thing, request.user, with_part=True),
        "breadcrumbs": [*steps.crumbs_for(request, thing), (title, "")],
    }
    return render(request, template, context)


def _step(request, thing, table, step, part=None):
    crumbs = [*steps.crumbs_for(request, thing), (str(thing), address(request, thing))]
    return steps.take(request, thing, table, step, back=address(request, thing), part=part, crumbs=crumbs)


# ---- plans


def plan(request, public_id):
    """A plan: its priorities with their figures, actions, money and progress."""
    found = access.open_plan(public_id, to=request.user, partnership=request.partnership)
    funding, whole = selectors.funding_of(found)
    facts = selectors.plan_facts(found, today=timezone.localdate())
    return _page(
        request,
        found,
        "visits/plan.html",
        found.name,
        PLAN,
        rows=selectors.priority_rows(found),
        funding=funding,
        whole=whole,
        still=cases.why_not_agree(facts) if found.state == "draft" else cases.why_not_close(facts),
    )


def plan_step(request, public_id, step, part=None):
    """A step on a plan, or on one of its priorities or actions."""
    found = access.open_plan(public_id, to=request.user, partnership=request.partnership)
    return _step(request, found, PLAN, step, part)


# ---- meetings and reviews


def _writing(request, thing, titles, deed, states):
    """The form of a draft for whoever writes it."""
    draft = selectors.draft_of(thing)
    role = access.role_for(deed, by=request.user, partnership=request.partnership, urn=thing.urn)
    if draft is None or not role or thing.state not in states:
        return {"draft": None}
    return {
        "draft": draft,
        "form": forms.TitledForm(initial=draft.words, titles=titles),
        "kept_as": f"{request.user.pk}-{thing.public_id}",
    }


def _editions(thing, titles):
    return [
        (one, [(title, one.words[key]) for key, title in titles.items() if one.words.get(key)])
        for one in selectors.editions_of(thing)
    ]


def meeting(request, public_id):
    """A meeting: who must be there, its record while it is written, its record as it was circulated."""
    found = access.open_meeting(public_id, to=request.user, partnership=request.partnership)
    must = [cases.PARTIES[party] for party in cases.MUST[found.kind]]
    writing = _writing(request, found, cases.RECORD, "plan a meeting", ("planned", "circulated"))
    there = [(cases.PARTIES.get(party, party), name) for party, name in found.there.items()]
    absent = [(cases.PARTIES.get(party, party), why) for party, why in found.absent.items()]
    outcome = asked.OUTCOMES.get(found.kind, {}).get(found.outcome, "")
    context = {
        "outcome": outcome,
        "must": must,
        "there": there,
        "absent": absent,
        "editions": _editions(found, cases.RECORD),
    }
    return _page(request, found, "visits/meeting.html", found.get_kind_display(), MEETING, **context, **writing)


def meeting_step(request, public_id, step):
    """A step on a meeting."""
    found = access.open_meeting(public_id, to=request.user, partnership=request.partnership)
    return _step(request, found, MEETING, step)


def review(request, public_id):
    """A review: its timetable, its summary while it is written, its summary as it was finished."""
    found = access.open_review(public_id, to=request.user, partnership=request.partnership)
    writing = _writing(request, found, cases.SUMMARY, "write a summary", ("timetabled", "finished"))
    context = {
        "officers": [cases.OFFICERS[one] for one in found.officers],
        "editions": _editions(found, cases.SUMMARY),
        "settings": selectors.settings_for(request.partnership, on=timezone.localdate()),
    }
    title = f"Review: {found.get_theme_display().lower()}"
    return _page(request, found, "visits/review.html", title, REVIEW, **context, **writing)


def review_step(request, public_id, step):
    """A step on a review."""
    found = access.open_review(public_id, to=request.user, partnership=request.partnership)
    return _step(request, found, REVIEW, step)


def _paper(request, thing, name):
    """The newest edition as a PDF; the draft for its writers where there is none yet."""
    editions, draft = selectors.editions_of(thing), selectors.draft_of(thing)
    words = editions[0].words if editions else draft.words if draft else {}
    try:
        made, _ = papers.paper(thing, words)
    except pdf.PaperUnavailable as missing:
        context = {"title": "The PDF cannot be made", "reason": str(missing), "back": address(request, thing)}
        return render(request, "visits/unavailable.html", context, status=503)
    services.opened(thing, by=request.user, at=timezone.now())
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{slugify(name)}-{thing.on:%Y-%m-%d}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


def record_pdf(request, public_id):
    """The record of a meeting on one page."""
    found = access.open_meeting(public_id, to=request.user, partnership=request.partnership)
    return _paper(request, found, "meeting-record")


def summary_pdf(request, public_id):
    """The summary of a review on one page."""
    found = access.open_review(public_id, to=request.user, partnership=request.partnership)
    return _paper(request, found, "review-summary")


# ---- help and queries


def brokerage(request, public_id):
    """A request for help and how far it is."""
    found = access.open_help(public_id, to=request.user, partnership=request.partnership)
    return _page(request, found, "visits/brokerage.html", "Help for the school", HELP)


def brokerage_step(request, public_id, step):
    """A step on a request for help."""
    found = access.open_help(public_id, to=request.user, partnership=request.partnership)
    return _step(request, found, HELP, step)


def query(request, public_id):
    """A query between visits and its answer."""
    found = access.open_query(public_id, to=request.user, partnership=request.partnership)
    return _page(request, found, "visits/query.html", "Query between visits", QUERY)


def query_step(request, public_id, step):
    """Answer a query."""
    found = access.open_query(public_id, to=request.user, partnership=request.partnership)
    return _step(request, found, QUERY, step)
