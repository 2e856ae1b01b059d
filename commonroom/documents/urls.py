"""Addresses of a school's documents."""

from django.urls import path

from commonroom.documents import views

app_name = "documents"
urlpatterns = [
    path("schools/<int:urn>/documents/", views.documents, name="school"),
    path("schools/<int:urn>/documents/add/", views.add, name="add"),
    path("documents/<int:pk>/", views.document, name="document"),
    path("documents/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
