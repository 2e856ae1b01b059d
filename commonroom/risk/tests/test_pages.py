import pytest

from commonroom.audit.models import Event
from commonroom.risk import services
from commonroom.risk.models import (
    Agreement,
    Assessment,
    Finding,
    Intelligence,
    LevelDecision,
    SelfReferral,
    SupportModel,
)
from commonroom.risk.tests.conftest import AT
from commonroom.web.testing import Visitor
from tests.cast import sign_in


@pytest.fixture
def visits(client):
    return lambda person: Visitor(sign_in(type(client)(), person))


@pytest.fixture
def of_oakfield(spring, inside, farid):
    with inside(farid):
        return f"/rivermead/assessment/{Assessment.objects.get(urn=900101).public_id}/"


@pytest.mark.req("F04")
def test_term_when_the_head_of_service_presses_then_every_school_has_a_draft(rivermead, farid, figures, visits, inside):
    page = visits(farid).opens("/rivermead/assessment/")
    term = next(b.text for b in page.page.find("button") if b.text.startswith("Open the"))

    page.presses(term).reads("two schools have an assessment this term", "Oakfield Primary School")

    with inside(farid):
        assert Assessment.objects.filter(state="draft").count() == 2


@pytest.mark.req("F06")
def test_assessment_when_an_adviser_opens_it_then_evidence_reasons_and_what_is_close_are_told(
    of_oakfield, bela, visits
):
    visits(bela).opens(of_oakfield).reads(
        "The evidence suggests Priority 1",
        "Persistent absence: 22.0% in 2024–25, against 14.0% in England; the line is 21.0%.",
        "Counts towards Priority 1.",
        "Two indicators of Priority 1 or more fit Priority 1 best.",
        "You decide; the figures only suggest.",
    )


@pytest.mark.req("F06")
def test_judgement_when_saved_then_set_aside_has_its_reason_and_the_level_its_override(
    of_oakfield, bela, visits, inside, farid
):
    visits(bela).opens(of_oakfield).fills(
        **{
            "state_weak-outcomes": "set_aside",
            "why_weak-outcomes": "A very small year.",
            "state_persistent-absence-high": "confirmed",
            "add": "new-head",
            "add_because": "The head began in January.",
            "level": "priority-3",
            "because": "Attendance is rising fast.",
        }
    ).presses("Save your judgement").reads("Your judgement has been saved.", "A very small year.")

    with inside(farid):
        found = dict(Finding.objects.filter(urn=900101).exclude(state="quiet").values_list("indicator", "state"))
        assert found == {
            "weak-outcomes": "set_aside",
            "persistent-absence-high": "confirmed",
            "persistent-absence-above": "raised",
            "new-head": "added",
        }
        held = Assessment.objects.get(urn=900101)
        assert (held.state, held.suggested, held.proposed, held.proposed_by_name) == (
            "moderated",
            "priority-2",
            "priority-3",
            "Bela Kovacs",
        )


def test_assessment_when_nothing_was_corrected_then_no_new_draft_is_offered(of_oakfield, farid, visits):
    visits(farid).opens(of_oakfield).does_not_read("Make a new draft")


def test_judgement_when_set_aside_without_a_reason_then_it_is_asked_for_and_nothing_is_kept(
    of_oakfield, bela, visits, inside, farid
):
    visits(bela).opens(of_oakfield).fills(**{"state_weak-outcomes": "set_aside"}).presses("Save your judgement").reads(
        "Say why you set it aside"
    )

    with inside(farid):
        assert Assessment.objects.get(urn=900101).state == "draft"


@pytest.mark.req("F13", "F14")
def test_level_when_settled_then_four_parties_answer_and_history_stays(
    of_oakfield, rivermead, bela, farid, leah, chidi, gwen, visits, inside
):
    visits(bela).opens(of_oakfield).presses("Save your judgement")
    visits(leah).opens(of_oakfield).fills(because="Attendance first.").presses("Settle on Priority 1")
    own = "/rivermead/assessment/schools/900101/"
    for person in (bela, leah, chidi):
        visits(person).opens(own).fills(answer="agreed").presses("Send your answer").reads("Thank you.")
    visits(gwen).opens(own).fills(answer="commented", words="We agree, and it is improving.").presses(
        "Send your answer"
    )

    page = visits(chidi).opens(own)
    page.reads("Your school is at Priority 1", "Attendance first.", "We agree, and it is improving.")
    with inside(farid):
        assert {a.party: a.answer for a in Agreement.objects.all()} == {
            "adviser": "agreed",
            "lead": "agreed",
            "head": "agreed",
            "chair": "commented",
        }


@pytest.mark.req("F14", "G46")
def test_level_when_changed_on_any_day_then_the_one_before_stays_as_history(spring, farid, visits, inside):
    own = "/rivermead/assessment/schools/900102/"
    visits(farid).opens(own).fills(level="priority-1", because="The head left.").presses("Decide the level")
    visits(farid).opens(own).fills(level="priority-2", because="A new head began.").presses("Decide the level")

    visits(farid).opens(own).reads("The head left.", "A new head began.")
    with inside(farid):
        assert list(LevelDecision.objects.order_by("pk").values_list("level", flat=True)) == [
            "priority-1",
            "priority-2",
        ]


@pytest.mark.req("F08")
def test_assessment_when_the_school_reads_it_then_support_not_judgement_and_no_form(of_oakfield, bela, chidi, visits):
    visits(chidi).opens(of_oakfield, expect=404)
    visits(bela).opens(of_oakfield).presses("Save your judgement")

    page = visits(chidi).opens(of_oakfield)

    page.reads("It says how much support a school gets, not how good it is.")
    assert [b.text for b in page.page.find("button") if "judgement" in b.text] == []


@pytest.mark.req("F15")
def test_school_when_it_asks_for_support_then_the_team_reads_it(spring, chidi, farid, visits, inside):
    visits(chidi).opens("/rivermead/assessment/").follows("Ask for support").fills(text="Help with phonics.").presses(
        "Ask for support"
    ).reads("Thank you for asking.")

    visits(farid).opens("/rivermead/assessment/schools/900101/").reads("Help with phonics.")
    with inside(farid):
        assert SelfReferral.objects.get().made_by_role == "headteacher"


@pytest.mark.req("F07")
def test_note_when_a_support_officer_writes_then_she_reads_her_own_and_no_result(spring, sol, visits, inside, farid):
    page = visits(sol).opens("/rivermead/assessment/notes/")
    page.fills(urn="900101", team="finance", text="The budget is tight.").presses("Keep the note").reads(
        "The budget is tight."
    )

    visits(sol).opens("/rivermead/assessment/", expect=404)
    with inside(farid):
        assert Intelligence.objects.get().written_by_name == "Sol Fraser"
    with inside(sol):
        assert (Intelligence.objects.count(), Assessment.objects.count(), Finding.objects.count()) == (1, 0, 0)


def test_moderation_when_a_line_moves_then_it_says_how_many_schools_would_and_writes_nothing(
    spring, farid, visits, inside
):
    page = visits(farid).opens("/rivermead/assessment/side-by-side/?all=1")
    page.reads("Oakfield Primary School", "No schools would be suggested another level.")

    page.opens("/rivermead/assessment/side-by-side/?persistent-absence-high.0=2&weak-outcomes.0=20")

    page.reads("a line at 2 times", "No schools raised, one school fewer than now.")
    page.reads("One school would be suggested another level. Oakfield Primary School.")
    with inside(farid):
        assert set(Assessment.objects.values_list("suggested", flat=True)) == {"priority-1", "priority-3"}


@pytest.mark.req("F09", "F10", "F11")
def test_method_when_anyone_with_a_post_opens_it_then_all_31_indicators_and_no_result(spring, dora, visits):
    page = visits(dora).opens("/rivermead/method/")

    page.reads("Priority 1", "Statutory duties are not met", "1.5 times England or more", "Internal review meeting")
    page.reads("2 days each half-term", "Challenge task group with the head of service", "Primary hub")
    page.does_not_read("Oakfield", "Osier Bank")


@pytest.mark.req("F12")
def test_method_when_a_line_is_changed_then_a_dated_version_follows_and_the_old_stays(spring, farid, visits, inside):
    page = visits(farid).opens("/rivermead/method/change/").fills(**{"line_persistent-absence-high.0": "1.6"})
    page.presses("Save in the draft").reads("Kept in the draft.", "1.6")
    page.fills(because="Heads asked for it.").presses("Bring the draft into force").reads(
        "1.6 times England or more", "Heads asked for it."
    )

    with inside(farid):
        assert list(SupportModel.objects.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_method_when_downloaded_and_brought_back_then_it_is_the_same(spring, farid, visits):
    from commonroom.risk import document, support_model

    page = visits(farid).opens("/rivermead/method/download/")

    assert document.parse(page.html) == support_model.shipped()


def test_team_when_a_school_is_given_then_the_adviser_sees_it_at_the_next_request(
    spring, farid, ben, visits, of_oakfield
):
    visits(ben).opens(of_oakfield, expect=404)
    visits(farid).opens("/rivermead/assessment/team/").fills(person=str(ben.pk), urns=["900101"]).presses(
        "Give these schools"
    ).reads("Ben Adeyemi now works with one more school.")

    visits(ben).opens(of_oakfield).reads("Oakfield Primary School")


def test_assessment_when_opened_then_the_book_has_exactly_one_line(of_oakfield, farid, visits):
    visits(farid).opens(of_oakfield)

    assert Event.objects.filter(verb="opened an assessment", urn=900101).count() == 1


@pytest.mark.parametrize("name", ["amara", "eleanor", "dora", "grace", "sol", "harun"])
def test_results_when_the_reader_is_not_cleared_then_pages_are_as_if_they_were_not(
    name, of_oakfield, request, visits, inside, farid, rivermead
):
    person = request.getfixturevalue(name)
    with inside(farid):
        services.agree_level(
            partnership=rivermead, urn=900101, level="priority-1", because="For a while.", by=farid, at=AT
        )
    page = visits(person)
    for path in (of_oakfield, "/rivermead/assessment/side-by-side/", "/rivermead/assessment/schools/900101/"):
        page.opens(path, expect=404)
    with inside(person):
        counts = [model.objects.count() for model in (Assessment, Finding, LevelDecision, Agreement)]
        assert counts == [0, 0, 0, 0] or name == "grace"
