"""Two advisers at one note, on two real connections at one moment: nothing that either wrote is lost."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from commonroom.partnerships.scope import entered
from commonroom.people import access
from commonroom.people.models import Person
from commonroom.visits import services
from commonroom.visits.models import Draft, NoteOfVisit
from commonroom.visits.rules import notes
from commonroom.visits.services import texts
from commonroom.visits.tests.conftest import AT, OAKFIELD, VISITED

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
TEXTS = ("Daniel saw this.", "Leila saw that.")


def as_person(rivermead, person, ask):
    with entered(rivermead, person_id=person.pk):
        access.forget_posts(person)
        return ask()


@pytest.fixture
def note(transactional_db, rivermead, oakfield, daniel, leila):
    """A note that both advisers have open, empty, as committed."""

    def plan():
        return services.plan_visit(partnership=rivermead, urn=OAKFIELD, kind="support", on=VISITED, by=daniel, at=AT)

    return as_person(rivermead, daniel, plan)


def at_once(rivermead, note, people):
    """Each saves her words over version 0 at one moment; who was told that somebody else had saved."""
    gate, told, wrong = threading.Barrier(2), [], []

    def work(person_id, words):
        try:
            with entered(rivermead, person_id=person_id):
                mine, person = NoteOfVisit.objects.get(pk=note.pk), Person.objects.get(pk=person_id)
                gate.wait(10)
                services.save_draft(thing=mine, words={"seen": words}, version=0, by=person, at=AT)
        except services.Overtaken as overtaken:
            told.append((words, overtaken.saved.words["seen"]))
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    pairs = zip(people, TEXTS, strict=True)
    threads = [threading.Thread(target=work, args=(person.pk, words)) for person, words in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert wrong == []
    return told


def kept(rivermead, daniel, note):
    return as_person(rivermead, daniel, lambda: Draft.objects.get(note=note).words["seen"])


def test_note_when_two_save_at_one_moment_then_one_is_kept_and_the_other_is_handed_both(note, rivermead, daniel, leila):
    told = at_once(rivermead, note, (daniel, leila))

    stands = kept(rivermead, daniel, note)
    assert [(words != stands, saved == stands) for words, saved in told] == [(True, True)]
    assert {stands, told[0][0]} == set(TEXTS)


def test_control_when_versions_are_not_compared_then_one_of_the_two_is_lost_without_a_word(
    note, rivermead, daniel, leila, monkeypatch
):
    monkeypatch.setattr(texts, "overtaken", lambda draft, version: False)

    told = at_once(rivermead, note, (daniel, leila))

    assert (told, kept(rivermead, daniel, note) in TEXTS) == ([], True)


def test_control_when_the_row_is_not_held_then_the_comparison_alone_loses_one(
    note, rivermead, daniel, leila, monkeypatch
):
    both = threading.Barrier(2)
    plain = texts.overtaken

    def late(draft, version):
        answer = plain(draft, version)
        both.wait(10)
        return answer

    monkeypatch.setattr(texts, "overtaken", late)
    monkeypatch.setattr(texts.common, "locked", lambda row: type(row)._default_manager.get(pk=row.pk))

    assert at_once(rivermead, note, (daniel, leila)) == []


def test_note_when_the_other_saves_both_texts_together_then_nothing_is_lost(note, rivermead, daniel, leila):
    ((mine, saved),) = at_once(rivermead, note, (daniel, leila))

    def again():
        both, _ = notes.merged(notes.clean({"seen": saved}), notes.clean({"seen": mine}))
        held = NoteOfVisit.objects.get(pk=note.pk)
        return services.save_draft(thing=held, words=both, version=1, by=leila, at=AT)

    as_person(rivermead, leila, again)
    assert set(kept(rivermead, daniel, note).split("\n\n")) == set(TEXTS)
