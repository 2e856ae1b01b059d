"""What the cycle of a term shows to those who live it: allocation, every kind of school, the watch, what changed."""

import pytest

from commonroom.measures.models import Value
from commonroom.risk import services
from commonroom.risk.models import Assessment, LevelDecision
from commonroom.risk.tests.conftest import AT, AUTUMN, SPRING, inspection, value
from commonroom.web.testing import Visitor
from tests.cast import make_school, sign_in

SIDE_BY_SIDE = "/rivermead/assessment/side-by-side/?all=1"


@pytest.fixture
def visits(client):
    return lambda person: Visitor(sign_in(type(client)(), person))


def page_of(inside, farid, urn=900101, term=2):
    with inside(farid):
        found = Assessment.objects.filter(urn=urn, term=term).latest("pk")
        return f"/rivermead/assessment/{found.public_id}/"


@pytest.mark.req("F16")
def test_team_when_schools_are_given_then_maintained_ones_only_and_the_adviser_reads_data_and_reasons(
    rivermead, farid, ben, figures, inside, visits
):
    make_school(900110, "Quillfeather Academy", type="Academy converter")
    make_school(900111, "Fernhill House", type="Other independent school")
    with inside(farid):
        services.open_term(partnership=rivermead, term=SPRING, by=farid, at=AT)
    page = visits(farid).opens("/rivermead/assessment/team/")
    page.reads("one academy works with the trust instead")
    offered = [box.attributes.get("value") for box in page.page.find("input") if box.attributes.get("name") == "urns"]
    assert offered == ["900101", "900102"]

    page.fills(person=str(ben.pk), urns=["900101"]).presses("Give these schools")

    visits(ben).opens(page_of(inside, farid)).reads(
        "Persistent absence: 22.0% in 2024–25", "Why Priority 1 is suggested"
    )


@pytest.mark.req("F01", "F07")
def test_term_when_opened_then_academies_and_free_schools_are_assessed_with_what_teams_know(
    rivermead, farid, figures, inside, visits
):
    make_school(900110, "Quillfeather Academy", type="Academy converter")
    make_school(900111, "Reedmace Free School", type="Free schools")
    visits(farid).opens("/rivermead/assessment/notes/").fills(
        urn="900111",
        team="place-planning",
        said_on="2026-03-01",
        indicator="other-intelligence",
        text="The roll falls by a class.",
    ).presses("Keep the note")
    with inside(farid):
        services.open_term(partnership=rivermead, term=SPRING, by=farid, at=AT)
        assert set(Assessment.objects.values_list("urn", flat=True)) == {900101, 900102, 900110, 900111}

    visits(farid).opens(page_of(inside, farid, 900111)).reads("Told by the school places team", "Farid Haddad")


@pytest.mark.req("G02")
def test_watch_when_a_good_school_has_each_kind_then_its_page_and_the_side_by_side_name_it(
    rivermead, farid, figures, inside, visits
):
    inspection(900101, "Good")
    inspection(900102, "Outstanding")
    with inside(farid):
        services.note_intelligence(
            partnership=rivermead, urn=900102, team="human-resources", said_on=AT.date(), text="The head has left.",
            indicator="new-head", by=farid, at=AT,
        )  # fmt: skip
        services.open_term(partnership=rivermead, term=SPRING, by=farid, at=AT)

    visits(farid).opens(page_of(inside, farid)).reads("Good or outstanding, to watch: results have fallen, or lie low.")
    visits(farid).opens(SIDE_BY_SIDE).reads("to watch: a matter of leadership or governance")


def test_first_term_when_open_then_those_suggested_more_than_the_least_are_to_be_talked_about(spring, farid, visits):
    page = visits(farid).opens("/rivermead/assessment/side-by-side/")

    page.reads("To look at together: 1", "Oakfield Primary School")
    page.does_not_read("Osier Bank")


def test_side_by_side_when_a_second_term_opens_then_it_says_what_changed(rivermead, farid, figures, inside, visits):
    with inside(farid):
        services.open_term(partnership=rivermead, term=AUTUMN, by=farid, at=AT)
        inspection(900101, "Requires improvement")
        Value.objects.filter(urn=900101, year=2024, number=50).update(number=62)
        services.open_term(partnership=rivermead, term=SPRING, by=farid, at=AT)

    told = ("New: Judged Requires Improvement, or at risk of it.", "No longer: Pupils’ results are weak.")
    visits(farid).opens(SIDE_BY_SIDE).reads(*told)
    visits(farid).opens(page_of(inside, farid)).reads("Raised now: Judged Requires Improvement, or at risk of it")


def test_agreed_level_when_a_corrected_file_comes_then_a_new_draft_is_offered_beside_it_and_nothing_changes(
    spring, rivermead, farid, inside, visits
):
    with inside(farid):
        draft = Assessment.objects.get(urn=900101)
        services.propose_level(assessment=draft, level=draft.suggested, because="", by=farid, at=AT)
        held = Assessment.objects.get(urn=900101)
        services.agree_level(
            partnership=rivermead, urn=900101, level="priority-1", because="So.", assessment=held, by=farid, at=AT
        )
        Value.objects.filter(urn=900101, year=2024, number=22).update(current=False)
        value(900101, "absence_persistent", 13.0, loading_id=8)

    page = visits(farid).opens(page_of(inside, farid)).reads("What was agreed stays as it was.")
    page.presses("Make a new draft").reads("Here is a new draft from the newest figures.", "suggests Priority 2")

    with inside(farid):
        assert [(a.state, a.suggested) for a in Assessment.objects.filter(urn=900101).order_by("pk")] == [
            ("agreed", "priority-1"),
            ("draft", "priority-2"),
        ]
        assert [d.level for d in LevelDecision.objects.all()] == ["priority-1"]


def test_close_when_a_figure_lies_just_before_its_line_then_the_page_says_how_close(
    rivermead, farid, figures, inside, visits
):
    Value.objects.filter(urn=900102, year=2024, number=12).update(number=20.5)
    with inside(farid):
        services.open_term(partnership=rivermead, term=SPRING, by=farid, at=AT)

    visits(farid).opens(page_of(inside, farid, 900102)).reads("Close, but not raised", "20.5%", "21.0%")


def test_assessment_when_settled_already_then_settling_it_again_is_refused(spring, rivermead, farid, inside):
    with inside(farid):
        held = Assessment.objects.get(urn=900101)
        common = {"partnership": rivermead, "urn": 900101, "because": "So.", "assessment": held, "by": farid, "at": AT}
        services.agree_level(level="priority-1", **common)

        with pytest.raises(services.CannotAgreeLevel, match="is settled already"):
            services.agree_level(level="priority-2", **common)
