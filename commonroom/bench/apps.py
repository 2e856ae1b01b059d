from django.apps import AppConfig


class BenchConfig(AppConfig):
    name = "commonroom.bench"
    label = "bench"
