"""An adviser's year: her schools, her days, what is booked; and the leads' page that gives her days."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone

from commonroom.kit.academic_year import AcademicYear
from commonroom.people.access import Refused
from commonroom.people.models import Person
from commonroom.schools.models import School
from commonroom.support import access, forms, rules, selectors, services
from commonroom.support.models import Feed
from commonroom.support.rules import Days
from commonroom.support.views import words


def adviser(request, person_id):
    """One adviser's year; for herself and for the leads, who give the days."""
    partnership, today = request.partnership, timezone.localdate()
    leads = bool(access.role_for("give an adviser days", by=request.user, partnership=partnership))
    if not leads and (person_id != request.user.pk or request.method == "POST"):
        raise Http404
    year = AcademicYear.of(today)
    row = _row(partnership, person_id, year, today)
    form = _days_form(request, row) if leads else None
    if form is not None and form.is_bound and form.is_valid() and _gave(request, form, person_id, year):
        return redirect("support:adviser", partnership.slug, person_id)
    spans = selectors.half_terms(partnership, year)
    now = rules.column_of(today, year, spans)
    bookings = selectors.bookings_of(partnership, person_id=person_id, year=year)
    urns = {*row.schools, *(b.urn for b in bookings)}
    names = dict(School.objects.filter(pk__in=urns).values_list("pk", "name"))
    mine = person_id == request.user.pk
    context = {
        "title": f"Your year {year}" if mine else f"{row.name}: {year}",
        "row": row,
        "mine": mine,
        "form": form,
        "schools": _schools(partnership, row, names, year),
        "half_terms": _half_terms(bookings, names, spans, year, now, today),
        "next_booked": selectors.next_booking(partnership, person_id=person_id, on=today),
        "to_book": selectors.to_book(partnership, urns=row.schools, year=year, on=today),
        "feed": Feed.objects.filter(partnership=partnership, person_id=person_id, ended_at=None).first(),
        "breadcrumbs": words.crumbs(request, (row.name, "")),
    }
    return render(request, "support/adviser.html", context)


def _row(partnership, person_id, year, today):
    row = selectors.adviser(partnership, person_id=person_id, year=year, on=today)
    if row is not None:
        return row
    name = dict(selectors.adviser_names(partnership, on=today)).get(person_id)
    if name is None:
        raise Http404
    return selectors.AdviserRow(person_id, name, None, (), Days())


def _schools(partnership, row, names, year):
    found = selectors.schedules(partnership, year=year, urns=row.schools)
    pairs = [(names[urn], urn, found[urn].days if urn in found else None) for urn in row.schools]
    return sorted(pairs, key=lambda each: each[:2])


def _half_terms(bookings, names, spans, year, now, today):
    """The year's half-terms with their bookings."""
    found = {number: [] for number in spans}
    for booking in bookings:
        column = max(rules.column_of(booking.on, year, spans), 1)
        found[column].append((booking, names.get(booking.urn, f"URN {booking.urn}"), booking.on <= today))
    return [(words.column_name(n), words.span_words(spans[n]), n == now, held) for n, held in found.items()]


def _days_form(request, row):
    initial = {"days": rules.number(row.year.days), "phases": row.year.phases} if row.year else None
    return forms.DaysForm(request.POST if request.method == "POST" else None, initial=initial)


def _gave(request, form, person_id, year):
    try:
        services.give_adviser_days(
            partnership=request.partnership,
            person=Person.objects.get(pk=person_id),
            year=year,
            by=request.user,
            at=timezone.now(),
            **form.given,
        )
    except Refused as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, "The days of the year stand.")
    return True
