from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "commonroom.portal"
    label = "portal"
