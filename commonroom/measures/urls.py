"""Addresses of the overview, under a partnership's own path."""

from django.urls import path

from commonroom.measures.views import area, area_themes, compare, figure, groups, profile, school

app_name = "measures"

urlpatterns = [
    path("area/", area.area, name="area"),
    path("area/measures/", area.choose_measures, name="choose_measures"),
    path("area/themes/add/", area_themes.add_theme, name="add_theme"),
    path("area/themes/<slug:key>/", area_themes.decide_theme, name="decide_theme"),
    path("area/download/<str:ending>/", area.download, name="area_download"),
    path("area/trends/<str:slug>/<str:ending>/", area.trend, name="area_trend"),
    path("schools/<int:urn>/", school.school, name="school"),
    path("schools/<int:urn>/profile/", profile.profile, name="profile"),
    path("schools/<int:urn>/profile.pdf", profile.profile_pdf, name="profile_pdf"),
    path("figures/<int:urn>/<str:slug>/<int:year>/", figure.figure, name="figure"),
    path("figures/area/<slug:level>/<str:code>/<str:slug>/<int:year>/", figure.area_figure, name="area_figure"),
    path("measures/<str:slug>/", figure.measure, name="measure"),
    path("compare/", compare.compare, name="compare"),
    path("compare/download/<slug:ending>/", compare.download, name="compare_download"),
    path("groups/", groups.groups, name="groups"),
    path("groups/make/", groups.make_group, name="make_group"),
    path("groups/<int:pk>/", groups.edit_group, name="edit_group"),
    path("groups/<int:pk>/delete/", groups.delete_group, name="delete_group"),
]
