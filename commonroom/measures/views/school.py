"""The page of one school."""

from __future__ import annotations

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse

from commonroom.documents import access as documents
from commonroom.measures import sentences_school as sentences
from commonroom.measures.selectors import school as schools
from commonroom.measures.views import school_words as words
from commonroom.measures.views.school_parts import Parts
from commonroom.people import access
from commonroom.people.permissions import Permission
from commonroom.web import charts

SHOWN_DOCUMENTS = 5


def overview_for(request, urn):
    """The overview of a school for the reader, and how to speak to her. Raises Http404 for an unknown URN."""
    may = access.can(request.user, Permission.SEE_SCHOOLS_OWN_MEASURES, partnership=request.partnership, urn=urn)
    seen = schools.overview(urn, partnership=request.partnership, own_measures=may)
    if seen is None:
        raise Http404
    own = urn in access.own_schools(request.user, partnership=request.partnership)
    return seen, sentences.OWN if own else sentences.OTHERS


def school(request, urn):
    """One school: who and where, sentences, context, inspections, results over the years, schools alike, documents."""
    seen, voice = overview_for(request, urn)
    parts = Parts(seen, partnership=request.partnership.slug, voice=voice)
    papers = list(
        documents.visible_documents(to=request.user, partnership=request.partnership, urn=urn)[: SHOWN_DOCUMENTS + 1]
    )
    slug = request.partnership.slug
    topics = parts.topics()
    compared = "&".join(f"urn={one}" for one in [urn, *(a.urn for a in seen.alike)][:6])
    context = {
        "title": seen.school.name,
        "seen": seen,
        "school": seen.school,
        "own": voice is sentences.OWN,
        "who": parts.who(),
        "facts": words.facts_of(seen.school, seen.clusters, seen.area.name),
        "status_sentence": words.status_sentence(seen.school),
        "opening": parts.opening(),
        "strips": parts.strips(),
        "strip_key": parts.strip_key(),
        "story": seen.story,
        "report_card": parts.report_card(),
        "topics": topics,
        "line_key": charts.line_key(
            voice.school, seen.area.name, "Open any figure with a dotted line to see where it comes from."
        ),
        "gaps": parts.gap_table(),
        "own_table": parts.own_table(),
        "alike": parts.alike_table(),
        "changes": words.changes_of(seen.life),
        "documents": papers[:SHOWN_DOCUMENTS],
        "more_documents": len(papers) > SHOWN_DOCUMENTS,
        "may_add": bool(documents.role_to_add(request.user, partnership=request.partnership, urn=urn)),
        "compare_url": f"{reverse('measures:compare', args=[slug])}?{compared}",
        "all_url": f"{reverse('measures:compare', args=[slug])}?urn={urn}&all=1",
    }
    return render(request, "measures/school.html", context)
