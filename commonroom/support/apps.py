from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "commonroom.support"
    label = "support"
