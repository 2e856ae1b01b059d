import pytest

from commonroom.audit.models import Event
from commonroom.risk import selectors, services
from commonroom.risk.models import Assessment, Finding, Intelligence, Judgement, SupportModel, TermOpening
from commonroom.risk.tests.conftest import AT, AUTUMN, SPRING, Value, inspection, value


def raised(urn):
    return set(Finding.objects.filter(urn=urn, raised=True).values_list("indicator", flat=True))


@pytest.mark.req("F04", "F05")
def test_term_when_opened_then_every_open_school_has_a_draft_with_31_findings_and_a_level(spring, inside, farid):
    with inside(farid):
        drafts = Assessment.objects.filter(state="draft").order_by("urn")

        assert [(a.urn, a.suggested) for a in drafts] == [(900101, "priority-1"), (900102, "priority-3")]
        assert [len(selectors.findings_of(a)) for a in drafts] == [31, 31]
        assert spring.schools == 2


@pytest.mark.req("F06", "F12")
def test_findings_when_figures_are_beyond_the_lines_then_they_are_raised_with_their_evidence(spring, inside, farid):
    with inside(farid):
        absence = Finding.objects.get(urn=900101, indicator="persistent-absence-high")

        assert raised(900101) == {"persistent-absence-high", "persistent-absence-above", "weak-outcomes"}
        assert absence.because == ("Persistent absence: 22.0% in 2024–25, against 14.0% in England; the line is 21.0%.")
        assert (absence.strength, absence.evidence["measure"], absence.evidence["year"]) == (
            1.0,
            "absence_persistent",
            2024,
        )


def test_findings_when_the_evidence_says_nothing_then_they_are_told_but_not_stored(spring, inside, farid):
    with inside(farid):
        quiet = Assessment.objects.get(urn=900102)
        absence = selectors.finding_of(quiet, "persistent-absence-high")

        assert (absence.pk, absence.state, absence.strength, absence.level) == (None, "quiet", -9.0, "priority-1")
        assert {f.state for f in selectors.findings_of(quiet)} == {"quiet"}
        assert (Finding.objects.filter(assessment=quiet).count(), set(quiet.quiet)) == (
            0,
            {"persistent-absence-high", "persistent-absence-above", "weak-outcomes"},
        )


def test_finding_when_somebody_adds_one_that_was_silent_then_it_is_stored_with_its_judgement(spring, inside, farid):
    with inside(farid):
        quiet = Assessment.objects.get(urn=900102)
        services.add_finding(assessment=quiet, indicator="new-head", because="She began in May.", by=farid, at=AT)

        held = Finding.objects.get(assessment=quiet)
        assert (held.indicator, held.state, held.because) == ("new-head", "added", "She began in May.")
        assert Judgement.objects.get().finding_id == held.pk


def test_silent_finding_when_confirmed_then_refused_and_nothing_is_stored(spring, inside, farid):
    with inside(farid):
        quiet = Assessment.objects.get(urn=900102)
        with pytest.raises(services.CannotJudge, match="Nothing is raised here"):
            services.confirm_finding(finding=selectors.finding_of(quiet, "new-head"), by=farid, at=AT)

        assert Finding.objects.filter(assessment=quiet).count() == 0


def test_term_when_opened_twice_then_refused_in_a_sentence(spring, rivermead, inside, farid):
    with inside(farid), pytest.raises(services.CannotOpenTerm, match="is already open"):
        services.open_term(partnership=rivermead, term=SPRING, by=farid, at=AT)


def test_term_when_an_adviser_opens_it_then_refused(rivermead, bela, figures, inside):
    with inside(bela), pytest.raises(services.CannotOpenTerm, match="head of education improvement"):
        services.open_term(partnership=rivermead, term=SPRING, by=bela, at=AT)


def test_term_when_drafting_fails_midway_then_nothing_is_left(rivermead, farid, figures, inside, monkeypatch):
    from commonroom.risk.services import drafting

    def stop(*_):
        raise RuntimeError("killed")

    monkeypatch.setattr(drafting, "_finding_rows", stop)
    with pytest.raises(RuntimeError), inside(farid):
        services.open_term(partnership=rivermead, term=SPRING, by=farid, at=AT)

    with inside(farid):
        assert (TermOpening.objects.count(), Assessment.objects.count(), Finding.objects.count()) == (0, 0, 0)


def test_changes_when_a_second_term_opens_then_they_say_what_is_new_and_what_is_gone(rivermead, farid, figures, inside):
    with inside(farid):
        services.open_term(partnership=rivermead, term=AUTUMN, by=farid, at=AT)
        inspection(900101, "Requires improvement")
        Value.objects.filter(urn=900101, year=2024, number=50).update(number=62)
        services.open_term(partnership=rivermead, term=SPRING, by=farid, at=AT)

        assert Assessment.objects.get(urn=900101, term=2).changes == {
            "first": False,
            "raised_now": ["requires-improvement"],
            "no_longer": ["weak-outcomes"],
        }


@pytest.mark.req("F07")
def test_draft_when_a_team_has_told_of_an_indicator_then_it_is_raised_without_the_words(
    rivermead, sol, farid, figures, inside
):
    with inside(sol):
        services.note_intelligence(
            partnership=rivermead,
            urn=900102,
            team="governance",
            said_on=AT.date(),
            text="The chair left.",
            indicator="governance-weak",
            by=sol,
            at=AT,
        )
    with inside(farid):
        services.open_term(partnership=rivermead, term=SPRING, by=farid, at=AT)
        finding = Finding.objects.get(urn=900102, indicator="governance-weak")

        assert finding.because == "Told by the governance team on 6 March 2026."
        assert finding.evidence == {"notes": [Intelligence.objects.get().pk]}


@pytest.mark.req("F15")
def test_draft_when_the_school_asked_itself_then_the_reasons_say_so(rivermead, chidi, farid, figures, inside):
    with inside(chidi):
        services.refer_oneself(partnership=rivermead, urn=900101, text="Help with attendance.", by=chidi, at=AT)
    with inside(farid):
        services.open_term(partnership=rivermead, term=SPRING, by=farid, at=AT)

        assert Assessment.objects.get(urn=900101).reasons[-1] == "The school has asked for more support itself."


@pytest.mark.req("G02")
def test_draft_when_a_good_school_has_weak_results_then_it_is_watched_for_decline(rivermead, farid, figures, inside):
    inspection(900101, "Good")
    with inside(farid):
        services.open_term(partnership=rivermead, term=SPRING, by=farid, at=AT)

        assert dict(Assessment.objects.values_list("urn", "gobar")) == {900101: "decline", 900102: ""}


def test_new_draft_when_the_old_was_agreed_then_what_was_agreed_stays(spring, rivermead, farid, inside):
    with inside(farid):
        agreed = Assessment.objects.get(urn=900101)
        decision = services.agree_level(
            partnership=rivermead,
            urn=900101,
            level="priority-2",
            because="Attendance is rising.",
            assessment=agreed,
            by=farid,
            at=AT,
        )
        before = list(Finding.objects.filter(assessment=agreed).order_by("pk").values())
        Value.objects.filter(urn=900101, year=2024).update(current=False)
        value(900101, "absence_persistent", 13.0, loading_id=8)

        new = services.draft_again(assessment=agreed, by=farid, at=AT)

        agreed.refresh_from_db()
        assert (agreed.state, new.state, new.suggested) == ("agreed", "draft", "priority-3")
        assert list(Finding.objects.filter(assessment=agreed).order_by("pk").values()) == before
        assert (decision.level, decision.assessment_id) == ("priority-2", agreed.pk)


def test_opening_when_done_then_the_book_has_one_line_with_counts(spring, farid):
    event = Event.objects.get(verb="opened a term")

    assert (event.actor_name, event.acting_as) == ("Farid Haddad", "head-of-service")
    assert event.data == {"year": 2025, "term": 2, "schools": 2, "model": 1}


def test_model_when_a_term_opens_first_then_the_shipped_one_becomes_the_partnerships(spring, inside, farid):
    with inside(farid):
        assert SupportModel.objects.get().document["name"] == "Hillingdon 2022–23"


def test_demonstration_when_told_then_two_terms_levels_answers_and_notes_stand(
    rivermead, farid, leah, bela, chidi, gwen, sol, figures, inside
):
    from commonroom.risk import demonstration
    from commonroom.risk.models import Agreement, LevelDecision, SelfReferral

    cast = {
        "head-of-service": farid,
        "school-improvement-lead": leah,
        "adviser": bela,
        "headteacher": chidi,
        "chair-of-governors": gwen,
        "support-officer": sol,
    }
    demonstration.fill(rivermead, cast, AT)
    demonstration.fill(rivermead, cast, AT)

    with inside(farid):
        assert TermOpening.objects.count() == 2
        assert (LevelDecision.objects.count(), SelfReferral.objects.count()) == (3, 1)
        assert set(Agreement.objects.values_list("party", flat=True)) == {"adviser", "head", "chair", "lead"}


def test_assessment_when_a_corrected_file_comes_then_a_new_draft_is_offered_and_not_before(spring, farid, inside):
    with inside(farid):
        draft = Assessment.objects.get(urn=900101)
        before = selectors.newer_figures(draft, on=AT.date())
        Value.objects.filter(urn=900101, year=2024, number=22).update(current=False)
        value(900101, "absence_persistent", 21.5, loading_id=8)

        assert (before, selectors.newer_figures(draft, on=AT.date())) == (False, True)
