from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "commonroom.measures"
    label = "measures"
