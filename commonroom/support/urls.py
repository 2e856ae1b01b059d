"""Addresses of schedules, days and calendars, under a partnership's own path."""

from django.urls import path

from commonroom.support.views import advisers, assignment, calendar, days, dialogue, half_terms, school, team

app_name = "support"

urlpatterns = [
    path("support/", team.team, name="team"),
    path("support/make/", team.make_all, name="make_all"),
    path("support/assignment/", assignment.assignment, name="assignment"),
    path("support/assignment/posts/", assignment.give_posts, name="give_posts"),
    path("support/assignment/conflicts/", assignment.apart, name="apart"),
    path("support/assignment/<int:urn>/", assignment.assignment_school, name="assignment_school"),
    path("support/advisers/<int:person_id>/", advisers.adviser, name="adviser"),
    path("support/calendar/", calendar.own, name="calendar"),
    path("support/half-terms/", half_terms.half_terms, name="half_terms"),
    path("support/half-terms/<int:start>/", half_terms.set_half_terms, name="set_half_terms"),
    path("support/talks/", dialogue.dialogue, name="dialogue"),
    path("support/lines/<uuid:public_id>/book/", days.book, name="book"),
    path("support/lines/<uuid:public_id>/done/", days.done, name="done"),
    path("support/lines/<uuid:public_id>/leave-out/", days.leave_out, name="leave_out"),
    path("support/days/<uuid:public_id>/had/", days.had, name="had"),
    path("support/days/<uuid:public_id>/call-off/", days.call_off, name="call_off"),
    path("schools/<int:urn>/schedule/", school.school, name="school"),
    path("schools/<int:urn>/schedule/make/", school.make, name="make"),
    path("schools/<int:urn>/schedule/book/", days.extra, name="extra"),
    path("schools/<int:urn>/schedule/expected/", school.expect, name="expect"),
]
