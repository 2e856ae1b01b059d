from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "commonroom.web"
    label = "web"
