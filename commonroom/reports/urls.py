"""Addresses of board reports. Published ones have numbers; drafts have random ids."""

from django.urls import path

from commonroom.reports.views import drafts, published

app_name = "reports"
urlpatterns = [
    path("reports/", published.listed, name="list"),
    path("reports/begin/", drafts.begin, name="begin"),
    path("reports/drafts/<uuid:public_id>/", drafts.draft, name="draft"),
    path("reports/drafts/<uuid:public_id>/preview/<slug:audience>/", drafts.preview, name="preview"),
    path("reports/drafts/<uuid:public_id>/read/", drafts.read, name="read"),
    path("reports/drafts/<uuid:public_id>/publish/", drafts.publish, name="publish"),
    path("reports/drafts/<uuid:public_id>/leave/", drafts.leave, name="leave"),
    path("reports/<int:number>/", published.board, name="report"),
    path("reports/<int:number>/members/", published.members, name="members"),
    path("reports/<int:number>/report.pdf", published.board_pdf, name="pdf"),
    path("reports/<int:number>/members.pdf", published.members_pdf, name="members_pdf"),
    path("reports/<int:number>/figures/<path:key>/", published.figure, name="figure"),
    path("reports/<int:number>/themes/", published.themes, name="themes"),
]
