from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "commonroom.imports"
    label = "imports"
