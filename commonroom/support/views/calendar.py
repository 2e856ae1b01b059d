"""The calendar of an adviser's booked days: its secret address, and what that address answers.

What leaves the house here is asked for by machines that are not signed in, and kept on devices that we do not know. So
each entry says “Visit” and the day: no school, no place, no length, no description.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from icalendar import Event as Entry

from commonroom.people.access import Refused
from commonroom.support import services
from commonroom.support.models import Feed
from commonroom.support.views import words

SUMMARY = "Visit"
ONE_HOUR = timedelta(hours=1)
"""What a calendar shows of a visit with a time, whatever its true length: a length would tell a level."""


def own(request):
    """One's own calendar: whether there is an address, a new one, or none any more. An address is shown once."""
    partnership, address = request.partnership, ""
    if request.method == "POST" and "end" in request.POST:
        services.end_feed(partnership=partnership, by=request.user, at=timezone.now())
        messages.success(request, "The address has ended. A calendar that asks for it gets nothing any more.")
        return redirect("support:calendar", partnership.slug)
    if request.method == "POST":
        try:
            secret = services.new_feed(partnership=partnership, by=request.user, at=timezone.now())
        except Refused as error:
            messages.error(request, str(error))
            return redirect("support:calendar", partnership.slug)
        address = request.build_absolute_uri(reverse("calendar_feed", args=[partnership.slug, secret]))
    feed = Feed.objects.filter(partnership=partnership, person_id=request.user.pk, ended_at=None).first()
    context = {
        "title": "Your calendar",
        "feed": feed,
        "address": address,
        "breadcrumbs": words.crumbs(
            request,
            ("Your year", reverse("support:adviser", args=[partnership.slug, request.user.pk])),
            ("Your calendar", ""),
        ),
    }
    response = render(request, "support/calendar.html", context)
    response["Cache-Control"] = "private, no-store"
    return response


def feed(request, where, secret):
    """The booked days as iCalendar; 404 for an address that names nothing."""
    events = services.events_of(slug=where, secret=secret)
    if events is None:
        raise Http404
    response = HttpResponse(as_calendar(events), content_type="text/calendar; charset=utf-8")
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response


def as_calendar(events):
    """Booked days as the bytes of a calendar."""
    calendar = Calendar()
    calendar.add("prodid", "-//Commonroom//Visits//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Visits")
    for event in events:
        entry = Entry()
        entry.add("uid", f"{event.uid}@commonroom")
        entry.add("dtstamp", event.made_at)
        entry.add("summary", SUMMARY)
        if event.starts is None:
            entry.add("dtstart", event.on)
        else:
            begins = datetime.combine(event.on, event.starts, tzinfo=timezone.get_default_timezone())
            entry.add("dtstart", begins)
            entry.add("dtend", begins + ONE_HOUR)
        calendar.add_component(entry)
    return calendar.to_ical()
