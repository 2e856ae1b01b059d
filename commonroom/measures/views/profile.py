"""A school's profile: two sheets of paper, on the screen and as PDF."""

from __future__ import annotations

from dataclasses import dataclass

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

PAGES = 2
MOST_SOURCES = 8


@dataclass(frozen=True)
class Room:
    """How much of each thing a profile shows. Where names are long and much is held, the next one is tried."""

    alike: int
    before: int
    gaps: int
    multiples: int
    questions: int


ROOMS = (
    Room(5, 3, 4, 6, 3),
    Room(5, 2, 3, 6, 3),
    Room(5, 1, 3, 6, 2),
    Room(5, 1, 2, 6, 2),
    Room(4, 0, 2, 6, 2),
    Room(2, 0, 2, 6, 1),
    Room(1, 0, 1, 3, 0),
)


def _context(request, seen, room):
    """What both forms of the profile show. Nothing but published figures: papers travel."""
    parts = Parts(seen, partnership=request.partnership.slug, voice=sentences.OTHERS, paper=True)
    said = schools.said_of(seen, schools.OPENING, limit=schools.MOST_OPENING)
    newest = seen.story.newest
    sources = schools.sources_of(seen, [*schools.CONTEXT, *schools.SHOWN])
    return {
        "title": seen.school.name,
        "seen": seen,
        "school": seen.school,
        "who": parts.who(),
        "opening": parts.opening(),
        "status_sentence": words.status_sentence(seen.school, seen.followed),
        "strips": parts.strips(),
        "newest": newest,
        "card": charts.report_card(newest.card, caption=f"Report card of {day(newest.on)}")
        if newest and newest.card
        else "",
        "before": seen.story.before[: room.before],
        "alike": parts.papers_alike(room.alike),
        "multiples": parts.papers_multiples(room.multiples),
        "line_key": charts.line_key("the school", seen.area.name),
        "gaps": parts.gap_table(room.gaps),
        "questions": sentences.questions(said, "schools like it")[: room.questions],
        "sources": sources[:MOST_SOURCES],
        "more_sources": max(0, len(sources) - MOST_SOURCES),
        "said": f"School profile, {day(timezone.localdate())}. Published figures only.",
        "printed_by": request.user.name,
        "can_pdf": pdf.available(),
    }


def profile(request, urn):
    """The profile on the screen, as it will stand on paper."""
    seen = overview_for(request, urn)
    return render(request, "measures/profile.html", _context(request, seen, ROOMS[0]))


def profile_pdf(request, urn):
    """The profile as a PDF of two A4 pages; where this machine makes none, a sentence that says what to do."""
    seen = overview_for(request, urn)
    try:
        paper = _fitted(request, seen)
    except pdf.PaperUnavailable as missing:
        reason = {"title": "The PDF cannot be made", "reason": str(missing), "school": seen.school}
        return render(request, "measures/profile_unavailable.html", reason, status=503)
    name = slugify(seen.school.name)[:80] or str(urn)
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{name}-profile.pdf"'
    return response


def _fitted(request, seen):
    """The fullest profile that fits on two pages."""
    paper = b""
    for room in ROOMS:
        context = {**_context(request, seen, room), "partnership": request.partnership}
        paper, pages = pdf.render_pages("measures/profile.html", context)
        if pages <= PAGES:
            break
    return paper
