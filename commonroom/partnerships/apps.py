from django.apps import AppConfig


class PartnershipsConfig(AppConfig):
    name = "commonroom.partnerships"
    label = "partnerships"
