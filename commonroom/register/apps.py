from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "commonroom.register"
    label = "register"
