"""Addresses of the pages that belong to no room."""

from django.urls import path

from commonroom.web import views

app_name = "web"
urlpatterns = [
    path("health/", views.health, name="health"),
    path("help/", views.help_page, name="help"),
    path("words/", views.words, name="words"),
    path("figures/", views.figures, name="figures"),
    path("privacy/", views.privacy, name="privacy"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("gallery/", views.gallery, name="gallery"),
    path("gallery/paper/", views.gallery_paper, name="gallery-paper"),
]
