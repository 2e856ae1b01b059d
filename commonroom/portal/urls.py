"""Addresses of the roof."""

from django.urls import path

from commonroom.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.front, name="front"),
    path("find/", views.schools, name="find"),
    path("<slug:partnership>/", views.home, name="home"),
    path("<slug:partnership>/schools/", views.schools, name="schools"),
]
