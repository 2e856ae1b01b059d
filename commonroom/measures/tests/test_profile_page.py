"""The profile: exactly two pages of A4 for every kind of school."""

import re
import zlib
from datetime import date

import pytest

from commonroom.measures.tests import factories as make
from commonroom.measures.tests import school_world as world
from commonroom.web import pdf
from commonroom.web.testing import Visitor
from tests.cast import sign_in

PRIMARY = (
    "early_years_gld",
    "phonics_year1",
    "ks2_read_exp",
    "ks2_writ_exp",
    "ks2_maths_exp",
    "ks2_rwm_high",
    "ks2_read_prog",
    "ks2_writ_prog",
    "ks2_maths_prog",
    "absence_overall",
    "absence_persistent",
)
SECONDARY = (
    "ks4_att8",
    "ks4_prog8",
    "ks4_em94",
    "ks4_em95",
    "ks4_ebacc_entry",
    "dest_sustained",
    "p16_alevel_aps",
    "p16_alevel_best3",
    "absence_overall",
    "absence_persistent",
    "suspension_rate",
)
CARD = (
    "Inclusion",
    "Curriculum and teaching",
    "Achievement",
    "Attendance and behaviour",
    "Personal development and wellbeing",
    "Early years",
    "Post-16 provision",
    "Leadership and governance",
)
needs_pango = pytest.mark.skipif(not pdf.available(), reason="Pango is not installed: no PDF was made or counted.")


def full(school, slugs):
    """Everything that a school can have: six years of each measure, gaps, context, inspections, schools alike."""
    world.results(school)
    loading = make.loading("census", 2018)
    for slug in slugs:
        for year in (2014, 2015, 2016, 2017, 2018, 2022, 2023):
            if (slug, year) != ("ks2_rwm_exp", 2018):
                make.value(school, slug, year, 40 + year % 7, cohort=60, loading_id=loading.pk)
                world.bench(slug, year, "england", "", 44)
    for slug in ("ks2_rwm_exp_dis", "ks2_read_exp_dis", "ks2_maths_exp_dis", "ks2_rwm_exp_gap"):
        make.value(school, slug, 2018, 47, cohort=24, loading_id=loading.pk)
    for slug in ("context_fsm_ever", "context_eal", "context_sen_support", "context_ehc"):
        make.value(school, slug, 2018, 30, loading_id=loading.pk)
    world.inspection(
        school.urn,
        date(2026, 1, 21),
        regime="report_card",
        safeguarding="Met",
        judgements=dict.fromkeys(CARD, "Expected standard"),
    )
    for year in (2008, 2011, 2014, 2018, 2022):
        world.inspection(
            school.urn,
            date(year, 5, 3),
            overall="Requires improvement",
            judgements={"Quality of education": "Good", "Personal development": "Outstanding"},
        )
    others = [
        make.school(900301 + n, name=f"A Long Name of a Church of England Voluntary Aided School {n}") for n in range(5)
    ]
    for other in others:
        make.value(other, "ks2_rwm_exp", 2018, 50)
    world.alike(school.urn, *(other.urn for other in others))


def sheets(client, urn):
    """The size of each page in millimetres, read from the file itself, streams of objects included."""
    answer = client.get(f"/rivermead/schools/{urn}/profile.pdf")
    assert answer["Content-Type"] == "application/pdf"
    parts = [answer.content]
    for packed in re.findall(rb"/ObjStm.*?stream\r?\n(.*?)\r?\nendstream", answer.content, re.S):
        parts.append(zlib.decompress(packed))
    boxes = re.findall(rb"/MediaBox\s*\[\s*([\d. ]+)\]", b" ".join(parts))
    return [tuple(round(float(side) / 72 * 25.4) for side in box.split()[2:]) for box in boxes]


@pytest.mark.req("N06")
@needs_pango
@pytest.mark.parametrize(
    ("phase", "kind", "slugs"),
    [
        ("Primary", "Community school", PRIMARY),
        ("Secondary", "Academy converter", SECONDARY),
        ("All-through", "Free schools", (*PRIMARY, *SECONDARY)),
        ("Not applicable", "Community special school", ("absence_overall", "absence_persistent")),
    ],
)
def test_profile_when_everything_is_held_then_two_pages(client, amara, phase, kind, slugs):
    school = make.school(
        900700,
        name="Saint Bartholomew’s Church of England Primary and Nursery School",
        phase=phase,
        kind=kind,
        pupils=418,
        capacity=420,
        low_age=3,
        high_age=11,
        ward="Osier Bank",
    )
    full(school, dict.fromkeys(slugs))

    assert sheets(sign_in(client, amara), 900700) == [(210, 297), (210, 297)]


@needs_pango
def test_profile_when_nothing_is_published_then_two_pages_that_say_so(client, amara):
    make.school(900701, name="Little Acorns Nursery School", phase="Nursery", kind="Local authority nursery school")

    assert sheets(sign_in(client, amara), 900701) == [(210, 297), (210, 297)]
    Visitor(client).opens("/rivermead/schools/900701/profile/").reads(
        "No inspection of this school is held.", "No results or attendance are published for this school."
    )


def test_profile_when_on_the_screen_then_two_sheets_and_the_loader_of_each_file(client, amara, oakfield):
    world.results(oakfield)

    visit = Visitor(sign_in(client, amara)).opens(f"/rivermead/schools/{oakfield.urn}/profile/")

    assert len([a for a in visit.page.find("article") if a.has_class("cr-sheet")]) == 2
    visit.reads("58%", "ks2_final 2018, loaded 6 March 2026.", "Printed by Amara Osei.", "Published figures only.")


def test_profile_when_pango_is_missing_then_a_sentence_and_the_way_out(client, amara, oakfield, monkeypatch):
    def missing():
        raise pdf.PaperUnavailable("PDFs cannot be made on this machine yet.")

    monkeypatch.setattr(pdf, "_weasyprint", missing)

    visit = Visitor(sign_in(client, amara)).opens(f"/rivermead/schools/{oakfield.urn}/profile.pdf", expect=503)

    visit.reads("PDFs cannot be made on this machine yet.").follows(
        "See the two pages and print them from your browser"
    )
