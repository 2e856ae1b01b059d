"""A school's profile: two sheets of paper, on the screen and as PDF."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import slugify

from commonroom.measures import sentences_school as sentences
from commonroom.measures.selectors import school as schools
from commonroom.measures.views import school_words as words
from commonroom.measures.views.school import overview_for
from commonroom.measures.views.school_parts import Parts, day
from commonroom.web import charts, pdf

MOST_MULTIPLES = 9
MOST_BEFORE = 4
MOST_GAPS = 4
MOST_SOURCES = 8


def _context(request, urn):
    """What both forms of the profile show. Nothing but published figures: papers travel."""
    seen, _ = overview_for(request, urn)
    parts = Parts(seen, partnership=request.partnership.slug, voice=sentences.OTHERS, paper=True)
    said = schools.said_of(seen, schools.OPENING, limit=schools.MOST_OPENING)
    newest = seen.story.newest
    sources = schools.sources_of(seen, [*schools.CONTEXT, *schools.SHOWN])
    return {
        "title": f"{seen.school.name}, profile",
        "seen": seen,
        "school": seen.school,
        "who": parts.who(),
        "opening": parts.opening(),
        "status_sentence": words.status_sentence(seen.school),
        "strips": parts.strips(),
        "newest": newest,
        "card": charts.report_card(newest.card, caption=f"Report card of {day(newest.on)}")
        if newest and newest.card
        else "",
        "before": seen.story.before[:MOST_BEFORE],
        "alike": parts.alike_table(),
        "multiples": [item for topic in parts.topics() for item in topic.multiples][:MOST_MULTIPLES],
        "line_key": charts.line_key("the school", seen.area.name),
        "gaps": parts.gap_table(MOST_GAPS),
        "questions": sentences.questions(said, {}, "schools like it"),
        "sources": sources[:MOST_SOURCES],
        "more_sources": max(0, len(sources) - MOST_SOURCES),
        "said": f"School profile, {day(timezone.localdate())}. Published figures only.",
        "printed_by": request.user.name,
        "can_pdf": pdf.available(),
    }


def profile(request, urn):
    """The profile on the screen, as it will stand on paper."""
    return render(request, "measures/profile.html", _context(request, urn))


def profile_pdf(request, urn):
    """The profile as a PDF of two A4 pages; where this machine makes none, a sentence that says what to do."""
    context = _context(request, urn)
    try:
        paper = pdf.render_pdf("measures/profile.html", {**context, "partnership": request.partnership})
    except pdf.PaperUnavailable as missing:
        reason = {"title": "The PDF cannot be made", "reason": str(missing), "school": context["school"]}
        return render(request, "measures/profile_unavailable.html", reason, status=503)
    name = slugify(context["school"].name)[:80] or str(urn)
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}-profile.pdf"'
    return response
