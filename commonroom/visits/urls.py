"""Addresses of visits, notes, help, plans, meetings, reviews and queries."""

from django.urls import path

from commonroom.visits.views import begin, drafts, listing, notes, school, things

app_name = "visits"
urlpatterns = [
    path("visits/", listing.visits, name="list"),
    path("visits/new/", notes.new_visit, name="new"),
    path("visits/notes/<uuid:public_id>/", notes.note, name="note"),
    path("visits/notes/<uuid:public_id>/save/", drafts.save_note, name="save_note"),
    path("visits/notes/<uuid:public_id>/reply/", notes.reply, name="reply"),
    path("visits/notes/<uuid:public_id>/step/<slug:step>/", notes.note_step, name="note_step"),
    path("visits/plans/<uuid:public_id>/", things.plan, name="plan"),
    path("visits/plans/<uuid:public_id>/step/<slug:step>/", things.plan_step, name="plan_step"),
    path("visits/plans/<uuid:public_id>/step/<slug:step>/<int:part>/", things.plan_step, name="plan_part"),
    path("visits/meetings/internal/", begin.internal_meeting, name="internal_meeting"),
    path("visits/meetings/<uuid:public_id>/", things.meeting, name="meeting"),
    path("visits/meetings/<uuid:public_id>/save/", drafts.save_record, name="save_record"),
    path("visits/meetings/<uuid:public_id>/record.pdf", things.record_pdf, name="record_pdf"),
    path("visits/meetings/<uuid:public_id>/step/<slug:step>/", things.meeting_step, name="meeting_step"),
    path("visits/reviews/<uuid:public_id>/", things.review, name="review"),
    path("visits/reviews/<uuid:public_id>/save/", drafts.save_summary, name="save_summary"),
    path("visits/reviews/<uuid:public_id>/summary.pdf", things.summary_pdf, name="summary_pdf"),
    path("visits/reviews/<uuid:public_id>/step/<slug:step>/", things.review_step, name="review_step"),
    path("visits/help/<uuid:public_id>/", things.brokerage, name="brokerage"),
    path("visits/help/<uuid:public_id>/step/<slug:step>/", things.brokerage_step, name="brokerage_step"),
    path("visits/queries/<uuid:public_id>/", things.query, name="query"),
    path("visits/queries/<uuid:public_id>/step/<slug:step>/", things.query_step, name="query_step"),
    path("schools/<int:urn>/support/", school.school, name="school"),
    path("schools/<int:urn>/support/<slug:what>/", begin.begin, name="begin"),
]
