from django.apps import AppConfig


class RiskConfig(AppConfig):
    name = "commonroom.risk"
    label = "risk"
