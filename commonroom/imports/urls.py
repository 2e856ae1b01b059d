"""Addresses of bringing files in: national ones under /data/, a partnership's under its own path."""

from django.urls import path

from commonroom.imports.views import bringing, held, loads

app_name = "imports"
urlpatterns = [
    path("data/", held.data, name="national_data"),
    path("data/bring/", bringing.bring, name="bring"),
    path("data/loads/<int:pk>/", loads.load, name="national_load"),
    path("data/loads/<int:pk>/decide/", loads.decide, name="national_decide"),
    path("data/loads/<int:pk>/problems/", loads.problems, name="national_problems"),
    path("data/loads/<int:pk>/refused-rows.csv", loads.refused, name="national_refused"),
    path("data/loads/<int:pk>/changes/", loads.changes, name="national_changes"),
    path("data/files/<int:loading_id>/rows/<int:row>/", held.row, name="national_row"),
    path("<slug:partnership>/data/", held.data, name="data"),
    path("<slug:partnership>/data/bring/", bringing.bring, name="own"),
    path("<slug:partnership>/data/loads/<int:pk>/", loads.load, name="load"),
    path("<slug:partnership>/data/loads/<int:pk>/decide/", loads.decide, name="decide"),
    path("<slug:partnership>/data/loads/<int:pk>/problems/", loads.problems, name="problems"),
    path("<slug:partnership>/data/loads/<int:pk>/refused-rows.csv", loads.refused, name="refused"),
    path("<slug:partnership>/data/loads/<int:pk>/changes/", loads.changes, name="changes"),
    path("<slug:partnership>/data/files/<int:loading_id>/rows/<int:row>/", held.row, name="row"),
    path("<slug:partnership>/data/own/<int:loading_id>/rows/<int:row>/", held.own_row, name="own_row"),
]
