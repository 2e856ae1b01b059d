"""Every address of the house, composed from the rooms."""

from django.urls import include, path

handler403 = "commonroom.web.views.permission_denied"
handler404 = "commonroom.web.views.page_not_found"
handler500 = "commonroom.web.views.server_error"

urlpatterns = [
    path("", include("commonroom.web.urls")),
    path("", include("commonroom.people.urls")),
    path("<slug:partnership>/", include("commonroom.people.partnership_urls")),
]
