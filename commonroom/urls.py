"""Every address of the house, composed from the rooms. The roof comes last: a partnership's home is a bare slug."""

from django.urls import include, path

from commonroom.portal import views as portal

handler403 = "commonroom.web.views.permission_denied"
handler404 = "commonroom.web.views.page_not_found"
handler500 = "commonroom.web.views.server_error"

urlpatterns = [
    path("help/", portal.help_page, name="help"),
    path("", include("commonroom.web.urls")),
    path("", include("commonroom.people.urls")),
    path("", include("commonroom.imports.urls")),
    path("", include("commonroom.support.feed_urls")),
    path("<slug:partnership>/", include("commonroom.people.partnership_urls")),
    path("<slug:partnership>/", include("commonroom.measures.urls")),
    path("<slug:partnership>/", include("commonroom.documents.urls")),
    path("<slug:partnership>/", include("commonroom.reports.urls")),
    path("<slug:partnership>/", include("commonroom.register.urls")),
    path("<slug:partnership>/", include("commonroom.visits.urls")),
    path("<slug:partnership>/", include("commonroom.support.urls")),
    path("<slug:partnership>/", include("commonroom.risk.urls")),
    path("", include("commonroom.portal.urls")),
]
