"""Addresses of assessment and levels, under a partnership's own path."""

from django.urls import path

from commonroom.risk.views import assessment, changing, levels, method, moderation, notes, overview, parts, team

app_name = "risk"

urlpatterns = [
    path("method/", method.method, name="method"),
    path("method/download/", method.download, name="method_download"),
    path("method/change/", changing.change, name="method_change"),
    path("method/draft/bring/", changing.bring, name="method_bring"),
    path("method/draft/discard/", changing.discard, name="method_discard"),
    path("method/change/<slug:part>/", parts.part, name="method_part"),
    path("method/upload/", changing.upload, name="method_upload"),
    path("assessment/", overview.overview, name="overview"),
    path("assessment/open/", overview.open_term, name="open_term"),
    path("assessment/side-by-side/", moderation.moderation, name="moderation"),
    path("assessment/notes/", notes.notes, name="notes"),
    path("assessment/team/", team.team, name="team"),
    path("assessment/schools/<int:urn>/", levels.school, name="school"),
    path("assessment/schools/<int:urn>/ask/", levels.ask, name="ask"),
    path("assessment/schools/<int:urn>/level/", levels.decide, name="decide"),
    path("assessment/levels/<uuid:public_id>/answer/", levels.answer, name="answer"),
    path("assessment/<uuid:public_id>/", assessment.assessment, name="assessment"),
    path("assessment/<uuid:public_id>/again/", assessment.again, name="again"),
    path("assessment/<uuid:public_id>/settle/", assessment.settle, name="settle"),
]
