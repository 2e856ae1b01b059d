"""Addresses of a partnership's people, under its own path."""

from django.urls import path

from commonroom.people.views import posts

urlpatterns = [
    path("people/", posts.people, name="people"),
    path("people/invite/", posts.invite, name="invite"),
    path("people/who-may-do-what/", posts.roles, name="roles"),
    path("people/<int:pk>/", posts.person, name="person"),
    path("people/posts/<int:pk>/end/", posts.end_post, name="end_post"),
]
