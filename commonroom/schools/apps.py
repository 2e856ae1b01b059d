from django.apps import AppConfig


class SchoolsConfig(AppConfig):
    name = "commonroom.schools"
    label = "schools"
