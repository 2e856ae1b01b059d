from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "commonroom.mail"
    label = "mail"
