"""Booking days, saying that they were had, and what was done of a schedule."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from commonroom.people.access import Refused
from commonroom.people.models import Person
from commonroom.schools.models import School
from commonroom.support import access, forms, rules, selectors, services
from commonroom.support.models import Booking
from commonroom.support.views import words


def _back(request, urn):
    return reverse("support:school", args=[request.partnership.slug, urn])


def _form_page(request, form, urn, title, button, lede):
    name = School.objects.values_list("name", flat=True).get(pk=urn)
    back = _back(request, urn)
    context = {
        "title": title,
        "form": form,
        "lede": lede or f"For {name}.",
        "button": button,
        "back": back,
        "breadcrumbs": words.crumbs(request, (name, back), (title, "")),
    }
    return render(request, "support/form.html", context)


def book(request, public_id):
    """Book a day for a line of a school's schedule."""
    line = access.open_line(public_id, to=request.user, partnership=request.partnership)
    return _book(request, line.urn, line=line)


def extra(request, urn):
    """Book a day for a school that stands in no line of its schedule."""
    get_object_or_404(School, pk=urn)
    return _book(request, urn, line=None)


def _book(request, urn, *, line):
    partnership, today = request.partnership, timezone.localdate()
    if not access.role_for("book a day", by=request.user, partnership=partnership, urn=urn):
        raise Http404
    people = [] if access.is_adviser(request.user, partnership=partnership) else _advisers(partnership, today)
    form = forms.BookForm(request.POST or None, people=people, extra=line is None)
    if request.method == "POST" and form.is_valid():
        booking = _booked(request, form, urn, line, people)
        if booking is not None:
            _say(request, booking, urn)
            return redirect(_back(request, urn))
    title = f"Book a day: {line.what.lower()}" if line else "Book an extra day"
    return _form_page(request, form, urn, title, "Book the day", _lede(request, urn, line))


def _advisers(partnership, today):
    return selectors.adviser_names(partnership, on=today)


def _booked(request, form, urn, line, people):
    data = dict(form.cleaned_data)
    chosen = data.pop("person", None)
    person = Person.objects.get(pk=chosen) if people and chosen else None
    try:
        return services.book_day(
            partnership=request.partnership,
            urn=urn,
            line=line,
            person=person,
            by=request.user,
            at=timezone.now(),
            **data,
        )
    except Refused as error:
        form.add_error(None, str(error))
        return None


def _say(request, booking, urn):
    """That it is booked; and where it goes beyond what was planned, so much."""
    day = f"{booking.on:%A} {booking.on.day} {booking.on:%B}"
    messages.success(request, f"{rules.said(booking.days).capitalize()} is booked on {day}.")
    year = selectors.schedule(request.partnership, urn=urn, year=selectors.AcademicYear.of(booking.on))
    if year and year.days.used + year.days.booked > year.days.planned:
        messages.warning(request, year.days.sentence)


def _lede(request, urn, line):
    name = School.objects.values_list("name", flat=True).get(pk=urn)
    if line is None:
        return f"For {name}, beside its schedule. More than planned is allowed, and is said."
    spans = selectors.half_terms(request.partnership, selectors.AcademicYear(line.schedule.year))
    when = f"{words.column_name(line.column)}, {words.span_words(spans[line.column])}" if line.column else "The year"
    return f"For {name}. {when}: {rules.said(line.days)} planned."


def done(request, public_id):
    """Say that something without days was done."""
    line = access.open_line(public_id, to=request.user, partnership=request.partnership)
    form = forms.DoneForm(request.POST or None, initial={"on": timezone.localdate()})

    def run(**data):
        services.line_done(line=line, by=request.user, at=timezone.now(), **data)

    return _line_step(request, line, form, run, f"Done: {line.what.lower()}", "Say that it was done")


def leave_out(request, public_id):
    """Leave a line out of a school's schedule."""
    line = access.open_line(public_id, to=request.user, partnership=request.partnership)
    form = forms.LeaveOutForm(request.POST or None)

    def run(**data):
        services.leave_out(line=line, by=request.user, at=timezone.now(), **data)

    return _line_step(request, line, form, run, f"Leave out: {line.what.lower()}", "Leave it out")


def _line_step(request, line, form, run, title, button):
    if not access.role_for("say what was done", by=request.user, partnership=request.partnership, urn=line.urn):
        raise Http404
    if request.method == "POST" and form.is_valid():
        try:
            run(**form.cleaned_data)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, "Noted in the schedule.")
            return redirect(_back(request, line.urn))
    return _form_page(request, form, line.urn, title, button, "")


def had(request, public_id):
    """Say that a booked day was had."""
    return _booking_step(request, public_id, services.day_had, "The day counts as used.")


def call_off(request, public_id):
    """Call a booked day off."""
    return _booking_step(request, public_id, services.call_off, "The day is called off.")


def _booking_step(request, public_id, service, said):
    booking: Booking = access.open_booking(public_id, to=request.user, partnership=request.partnership)
    if not access.role_for("say what was done", by=request.user, partnership=request.partnership, urn=booking.urn):
        raise Http404
    try:
        service(booking=booking, by=request.user, at=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    if request.POST.get("from") == "adviser":
        return redirect("support:adviser", request.partnership.slug, booking.person_id)
    return redirect(_back(request, booking.urn))
