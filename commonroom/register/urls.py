"""Addresses of the register. Nothing in them is a number that could be counted."""

from django.urls import path

from commonroom.register.views import doors, entry, letters, notices, papers, shared, sight

app_name = "register"
_ENTRY = "register/<uuid:public_id>/"
_NOTICE = _ENTRY + "notices/<uuid:notice>/"
urlpatterns = [
    path("register/", doors.register, name="list"),
    path("register/open/", doors.open_list, name="open_list"),
    path("register/mine/", doors.mine, name="mine"),
    path("register/interests/", doors.interests, name="interests"),
    path("register/interests/<int:pk>/end/", doors.end_interest, name="end_interest"),
    path("register/shared/", shared.listed, name="shared"),
    path("register/shared/new/", shared.share, name="share"),
    path("register/flows/", notices.flows, name="flows"),
    path("register/letters/", letters.letters, name="letters"),
    path("register/letters/template/", letters.blank, name="blank"),
    path("register/letters/<slug:kind>/", letters.words, name="words"),
    path("register/place/", entry.place, name="place"),
    path("register/include/<int:urn>/", entry.include, name="include"),
    path(_ENTRY + "open/", doors.door, name="door"),
    path(_ENTRY + "close/", doors.close, name="close"),
    path(_ENTRY, entry.entry, name="entry"),
    path(_ENTRY + "decide/", entry.decide, name="decide"),
    path(_ENTRY + "step/", entry.step, name="step"),
    path(_ENTRY + "markers/", entry.mark, name="mark"),
    path(_ENTRY + "openings/", entry.openings, name="openings"),
    path(_ENTRY + "record.pdf", papers.record, name="record_pdf"),
    path(_ENTRY + "sight/", sight.give, name="give"),
    path(_ENTRY + "sight/<uuid:grant>/renew/", sight.renew, name="renew"),
    path(_ENTRY + "sight/<uuid:grant>/end/", sight.end, name="end_sight"),
    path(_ENTRY + "notices/draft/", notices.draft, name="draft"),
    path(_NOTICE, notices.notice, name="notice"),
    path(_NOTICE + "plan/<uuid:plan>/", notices.name_plan, name="name_plan"),
    path(_NOTICE + "letter/", notices.write, name="write"),
    path(_NOTICE + "letters/<uuid:letter>/word/", papers.letter_word, name="letter_word"),
    path(_NOTICE + "letters/<uuid:letter>/pdf/", papers.letter_pdf, name="letter_pdf"),
    path(_ENTRY + "disclose/", papers.disclose, name="disclose"),
    path(_ENTRY + "disclosures/<uuid:disclosure>/csv/", papers.pack_csv, name="pack_csv"),
    path(_ENTRY + "disclosures/<uuid:disclosure>/pdf/", papers.pack_pdf, name="pack_pdf"),
]
