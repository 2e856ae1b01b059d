"""Addresses of the overview, under a partnership's own path."""

from django.urls import path

from commonroom.measures.views import area, groups

app_name = "measures"

urlpatterns = [
    path("area/", area.area, name="area"),
    path("area/measures/", area.choose_measures, name="choose_measures"),
    path("area/download/<str:ending>/", area.download, name="area_download"),
    path("area/trends/<str:slug>/<str:ending>/", area.trend, name="area_trend"),
    path("groups/", groups.groups, name="groups"),
    path("groups/make/", groups.make_group, name="make_group"),
    path("groups/<int:pk>/", groups.edit_group, name="edit_group"),
    path("groups/<int:pk>/delete/", groups.delete_group, name="delete_group"),
]
