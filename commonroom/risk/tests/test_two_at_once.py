"""Two advisers at one assessment: on two real connections nothing is lost, and on two screens nothing written over."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from commonroom.partnerships.scope import entered
from commonroom.people.models import Person
from commonroom.risk import services
from commonroom.risk.models import Assessment, Finding, Judgement
from commonroom.risk.services import judging
from commonroom.risk.tests.conftest import AT
from commonroom.web.testing import Visitor
from tests.cast import hold, make_person, sign_in

FINDINGS = ("weak-outcomes", "persistent-absence-high")
ASIDE = {"state_weak-outcomes": "set_aside", "why_weak-outcomes": "A very small year.", "level": "priority-2"}


@pytest.fixture
def zoe(rivermead, oakfield):
    """A second adviser with Oakfield allocated."""
    person = make_person("Zoe Marlow")
    hold(person, "adviser", rivermead, urn=oakfield.urn)
    return person


def at_once(rivermead, people):
    """Each person sets one finding aside, on a connection of her own, at one moment; what went wrong."""
    gate, wrong = threading.Barrier(2), []

    def work(person_id, indicator):
        try:
            with entered(rivermead, person_id=person_id):
                finding = Finding.objects.get(urn=900101, indicator=indicator)
                gate.wait(10)
                services.set_aside(finding=finding, because="Seen.", by=Person.objects.get(pk=person_id), at=AT)
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    pairs = zip(people, FINDINGS, strict=True)
    threads = [threading.Thread(target=work, args=(p.pk, indicator)) for p, indicator in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return wrong


def left(inside, farid):
    with inside(farid):
        assessment = Assessment.objects.get(urn=900101)
        return assessment.suggested, assessment.raised, Judgement.objects.count()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_advisers_when_both_judge_at_one_moment_then_the_suggestion_knows_both(
    spring, rivermead, bela, zoe, farid, inside
):
    wrong = at_once(rivermead, (bela, zoe))

    assert (wrong, left(inside, farid)) == ([], ("priority-3", 1, 2))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_control_when_assessments_are_not_held_then_one_of_the_two_is_lost_from_the_suggestion(
    spring, rivermead, bela, zoe, farid, inside, monkeypatch
):
    both = threading.Barrier(2)
    again = judging._suggest_again

    def late(assessment):
        both.wait(10)
        again(assessment)

    def unheld(one):
        return Assessment.objects.select_related("opening__model", "partnership").get(pk=one.pk)

    monkeypatch.setattr(judging, "hold", unheld)
    monkeypatch.setattr(judging, "_suggest_again", late)

    wrong = at_once(rivermead, (bela, zoe))

    assert wrong == []
    assert left(inside, farid) != ("priority-3", 1, 2)


def test_screens_when_another_adviser_has_saved_since_then_nothing_of_hers_is_written_over(
    spring, bela, zoe, farid, inside
):
    path = f"/rivermead/assessment/{spring_of(inside, farid)}/"
    first, second = screen(bela, path), screen(zoe, path)
    first.fills(**ASIDE).presses("Save your judgement").reads("Your judgement has been saved.")

    page = second.fills(**{"state_weak-outcomes": "confirmed"}).presses("Save your judgement")

    page.reads("Bela Kovacs has judged this while you were looking, so nothing of yours was kept.")
    with inside(farid):
        assert Finding.objects.get(urn=900101, indicator="weak-outcomes").state == "set_aside"
    page.fills(because="Agreed with Bela.").presses("Save your judgement").reads("Your judgement has been saved.")


def test_control_when_screens_do_not_say_what_they_saw_then_the_later_writes_over_the_earlier(
    spring, bela, zoe, farid, inside
):
    path = f"/rivermead/assessment/{spring_of(inside, farid)}/"
    first, second = screen(bela, path), screen(zoe, path)
    first.fills(**ASIDE).presses("Save your judgement")
    second.fills(**{"state_weak-outcomes": "confirmed", "seen": ""}).presses("Save your judgement")

    with inside(farid):
        assert Finding.objects.get(urn=900101, indicator="weak-outcomes").state == "confirmed"


def spring_of(inside, farid):
    with inside(farid):
        return Assessment.objects.get(urn=900101).public_id


def screen(person, path):
    from django.test import Client

    return Visitor(sign_in(Client(), person)).opens(path)
