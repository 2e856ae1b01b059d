"""Addresses of schedules, days and calendars, under a partnership's own path."""

from django.urls import URLPattern

app_name = "support"

urlpatterns: list[URLPattern] = []
