"""The room of visits."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """Visits, notes, plans, meetings and reviews."""

    name = "commonroom.visits"
    label = "visits"
