"""The page of one school."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse

from commonroom.documents import access as documents
from commonroom.measures import sentences_school as sentences
from commonroom.measures.selectors import school as schools
from commonroom.measures.views import school_words as words
from commonroom.measures.views.school_parts import Parts
from commonroom.people import access
from commonroom.people.permissions import Permission
from commonroom.schools.selectors import house
from commonroom.schools.selectors.kept import kept
from commonroom.web import charts

SHOWN_DOCUMENTS = 5
PAGES_KEPT = 400
"""Pages of schools that a process holds, about 25 kB each."""


def here_for(request, urn):
    """What the partnership holds of a school, as far as the reader may see it."""
    may = access.can(request.user, Permission.SEE_SCHOOLS_OWN_MEASURES, partnership=request.partnership, urn=urn)
    return schools.kept_here(urn, partnership=request.partnership, own_measures=may)


def overview_for(request, urn):
    """The overview of a school for the reader. Raises Http404 for an unknown URN."""
    seen = schools.overview(urn, partnership=request.partnership, here=here_for(request, urn))
    if seen is None:
        raise Http404
    return seen


@dataclass(frozen=True)
class _Page:
    """What a school's page says to everyone who stands to the school as this reader does."""

    title: str
    head: str
    body: str


def school(request, urn):
    """One school: who and where, sentences, context, inspections, results over the years, schools alike, documents."""
    partnership = request.partnership
    here = here_for(request, urn)
    own = urn in access.works_at(request.user, partnership=partnership)
    facts = (partnership.pk, partnership.slug, partnership.short_name, tuple(partnership.la_codes))
    page = kept(
        "school",
        (urn, own, here, facts),
        lambda: _page(urn, partnership, here, own=own),
        at=house.held_for(request).facts,
        most=PAGES_KEPT,
    )
    if page is None:
        raise Http404
    papers = list(documents.visible_documents(to=request.user, partnership=partnership, urn=urn)[: SHOWN_DOCUMENTS + 1])
    context = {
        "title": page.title,
        "page": page,
        "urn": urn,
        "documents": papers[:SHOWN_DOCUMENTS],
        "more_documents": len(papers) > SHOWN_DOCUMENTS,
        "may_add": bool(documents.role_to_add(request.user, partnership=partnership, urn=urn)),
    }
    return render(request, "measures/school.html", context)


def _page(urn, partnership, here, *, own):
    """Everything of the page that rests on facts and on `here`; None for an unknown URN."""
    seen = schools.overview(urn, partnership=partnership, here=here)
    if seen is None:
        return None
    voice = sentences.OWN if own else sentences.OTHERS
    parts = Parts(seen, partnership=partnership.slug, voice=voice)
    compare = reverse("measures:compare", args=[partnership.slug])
    compared = "&".join(f"urn={one}" for one in [urn, *(a.urn for a in seen.alike)][:6])
    context = {
        "title": seen.school.name,
        "partnership": partnership,
        "seen": seen,
        "school": seen.school,
        "own": own,
        "who": parts.who(),
        "facts": words.facts_of(seen.school, here.clusters, seen.area.name),
        "status_sentence": words.status_sentence(seen.school, seen.followed),
        "opening": parts.opening(),
        "strips": parts.strips(),
        "strip_key": parts.strip_key(),
        "story": seen.story,
        "chapters": parts.chapters(),
        "report_card": parts.report_card(),
        "topics": parts.topics(),
        "line_key": charts.line_key(
            voice.school, seen.area.name, "Open any figure with a dotted line to see where it comes from."
        ),
        "gaps": parts.gap_table(),
        "own_table": parts.own_table(),
        "alike": parts.alike_table(),
        "changes": words.changes_of(seen.life),
        "compare_url": f"{compare}?{compared}",
        "all_url": f"{compare}?urn={urn}&all=1",
    }
    drawn = [render_to_string(f"measures/_school_{part}.html", context) for part in ("head", "body")]
    return _Page(seen.school.name, *drawn)
