"""The one address of this room that machines ask for without signing in: it lies outside a partnership's path."""

from django.urls import path

from commonroom.support.views import calendar

urlpatterns = [path("calendar/<slug:where>/<str:secret>/visits.ics", calendar.feed, name="calendar_feed")]
