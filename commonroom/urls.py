"""Every address of the house, composed from the rooms."""

from django.urls import include, path

urlpatterns = [
    path("sign-in/", include("allauth.urls")),
]
