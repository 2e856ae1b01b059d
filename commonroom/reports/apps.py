from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "commonroom.reports"
    label = "reports"
