"""The half-term dates of a year, for everybody here to read; changed by those who set a partnership up."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from commonroom.kit.academic_year import AcademicYear
from commonroom.kit.terms import HalfTerm
from commonroom.people import access as people
from commonroom.people.access import Refused
from commonroom.people.permissions import Permission
from commonroom.support import access, forms, rules, selectors, services
from commonroom.support.views import words


def _year(start):
    """This year or the next; nothing else is offered."""
    now = AcademicYear.of(timezone.localdate())
    if start is not None and start not in (now.start, now.start + 1):
        raise Http404
    return AcademicYear(start or now.start)


def half_terms(request):
    """The half-terms of this year and the next."""
    partnership, now = request.partnership, _year(None)
    may_set = people.can(request.user, Permission.SET_UP_PARTNERSHIP, partnership=partnership)
    years = [
        (year, _is_own(partnership, year), _rows(partnership, year)) for year in (now, AcademicYear(now.start + 1))
    ]
    context = {"title": "Half-term dates", "years": years, "may_set": may_set}
    return render(request, "support/half_terms.html", context)


def _is_own(partnership, year):
    return year.slug in partnership.settings.get("half_terms", {})


def _rows(partnership, year):
    spans = selectors.half_terms(partnership, year)
    return [(HalfTerm(n).words, span) for n, span in spans.items()]


def set_half_terms(request, start):
    """Change the dates of a year: what rests on them is told first, then they are kept."""
    partnership, year = request.partnership, _year(start)
    stands = selectors.half_terms(partnership, year)
    form = forms.HalfTermsForm(request.POST if request.method == "POST" else None, stands=stands)
    told = None
    if form.is_bound and form.is_valid():
        if wrong := rules.why_not_half_terms(year, form.spans):
            for sentence in wrong:
                form.add_error(None, sentence)
        elif "keep" not in request.POST:
            told = _told(request, year, stands, form.spans)
        elif _set(request, form, year):
            return redirect("support:half_terms", partnership.slug)
    context = {
        "title": f"Half-terms of {year}",
        "form": form,
        "told": told,
        "dates": [(HalfTerm(n).words, span) for n, span in form.spans.items()] if told else [],
        "breadcrumbs": [
            ("Half-term dates", reverse("support:half_terms", args=[partnership.slug])),
            (str(year), ""),
        ],
    }
    return render(request, "support/half_terms_set.html", context)


def _told(request, year, stands, spans):
    """What rests on the dates, in sentences. Days of schools are told to those alone who lead support."""
    found = [f"{HalfTerm(n).words}: {words.span_words(stands[n])} becomes {words.span_words(spans[n])}." for n in stands
             if stands[n] != spans[n]]  # fmt: skip
    if not found:
        return ["Nothing changes: these are the dates that stand."]
    if access.role_for("make a schedule", by=request.user, partnership=request.partnership):
        found += selectors.resting_on(request.partnership, year=year, spans=spans)
    else:
        found.append("Schedules and calendars of the year follow. Booked days stay on their day.")
    return found


def _set(request, form, year):
    try:
        services.set_half_terms(
            partnership=request.partnership, year=year, spans=form.spans, by=request.user, at=timezone.now()
        )
    except Refused as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, f"The half-terms of {year} are set. Schedules follow them.")
    return True
