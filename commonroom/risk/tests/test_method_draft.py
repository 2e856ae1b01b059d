"""A draft of the method: gathered, seen by those who change it alone, never written over, in force by one press."""

import threading

import pytest
from django.db import connection

from commonroom.audit.models import Event
from commonroom.measures.catalogue import catalogue
from commonroom.partnerships.scope import entered
from commonroom.risk import differing, document, services, support_model
from commonroom.risk.models import MethodDraft, SupportModel
from commonroom.risk.tests.conftest import AT
from commonroom.web.testing import Visitor
from tests.cast import sign_in

CHANGE, METHOD = "/rivermead/method/change/", "/rivermead/method/"
MODEL = support_model.shipped()
MEASURES = tuple((slug, spec.name) for slug, spec in catalogue().items())


@pytest.fixture
def visits(client):
    return lambda person: Visitor(sign_in(type(client)(), person))


@pytest.fixture
def in_force(inside, farid):
    """The numbers of the versions that stand, and how many drafts."""

    def read():
        with inside(farid):
            numbers = list(SupportModel.objects.order_by("number").values_list("number", flat=True))
            return numbers, MethodDraft.objects.count()

    return read


def saves(visitor, part, **values):
    return visitor.opens(f"{CHANGE}{part}/").fills(**values).presses("Save in the draft")


@pytest.mark.req("F12")
def test_draft_when_several_parts_are_saved_then_one_press_makes_one_version(spring, farid, visits, in_force):
    one = visits(farid)
    saves(one, "fit", figures_count_for="6")
    saves(one, "words", **{"words.adviser": "school partner"})
    saves(one, "cadences", **{"cadences.reviews_a_year.priority-1": "2"})
    before = in_force()

    one.opens(CHANGE).fills(because="Heads asked for it.").presses("Bring the draft into force")

    one.reads("Version 2 of the method holds from", "at most six years back", "Heads asked for it.")
    assert (before, in_force()) == (([1], 1), ([1, 2], 0))


def test_draft_when_it_is_begun_without_any_version_then_it_follows_the_shipped_one(
    rivermead, farid, visits, in_force, inside
):
    one = visits(farid)
    saves(one, "fit", figures_count_for="6")
    one.opens(CHANGE).fills(because="So.").presses("Bring the draft into force")

    with inside(farid):
        counts = [row.document["figures_count_for"] for row in SupportModel.objects.order_by("number")]
    assert (in_force(), counts) == (([1, 2], 0), [4, 6])


def test_draft_when_pages_are_read_then_the_method_says_nothing_of_it_to_those_who_may_not_change_it(
    spring, farid, leah, dora, chidi, bela, visits
):
    saves(visits(farid), "fit", figures_count_for="17")

    for person in (dora, chidi, bela):
        visits(person).opens(METHOD).does_not_read("17 years", "draft")
        assert "17" not in visits(person).opens(f"{METHOD}download/").html.split("figures_count_for")[1][:8]
    visits(leah).opens(METHOD).does_not_read("17 years")
    visits(leah).opens(CHANGE).reads("Begun by Farid Haddad", "A figure counts for so many years")


@pytest.mark.parametrize("name", ["bela", "chidi", "dora", "gwen", "sol", "amara"])
def test_draft_when_the_reader_may_not_change_the_method_then_the_database_holds_it_back(
    spring, name, farid, visits, inside, request
):
    saves(visits(farid), "fit", figures_count_for="6")
    with inside(farid):
        assert MethodDraft.objects.count() == 1

    person = request.getfixturevalue(name)
    with inside(person):
        assert MethodDraft.objects.count() == 0
    for path in ("draft/bring/", "draft/discard/"):
        assert sign_in(visits(person).client, person).post(f"{METHOD}{path}", {"seen": 1}).status_code in (403, 404)


def test_method_form_when_opened_then_words_are_asked_for_in_plain_words_and_a_renamed_one_says_so(
    spring, farid, visits
):
    visits(farid).opens(CHANGE).reads(
        "A good or outstanding school to watch",
        "The Department for Education’s office for the region",
        "From 1 July 2023 pages say “DfE Regions Group” instead.",
    ).does_not_read("What you call it", "Regions group")


def test_draft_when_discarded_then_the_method_stays_and_the_book_knows(spring, farid, visits, in_force):
    one = visits(farid)
    saves(one, "fit", figures_count_for="6")

    one.opens(CHANGE).presses("Discard the draft").reads("The draft is gone. The method stays as it is.")

    assert in_force() == ([1], 0)
    verbs = ["changed the draft of the method", "discarded the draft of the method"]
    assert list(Event.objects.filter(kind="method draft").order_by("pk").values_list("verb", flat=True)) == verbs


def test_draft_when_two_change_different_parts_then_both_are_kept(spring, farid, leah, rivermead, visits, inside):
    second = visits(leah).opens(f"{CHANGE}words/")
    saves(visits(farid), "fit", figures_count_for="6")

    second.fills(**{"words.adviser": "school partner"}).presses("Save in the draft").reads("Kept in the draft.")

    with inside(farid):
        model = support_model.basis(rivermead).model
    assert (model.figures_count_for, model.words["adviser"]) == (6, "school partner")


def test_draft_when_two_change_the_same_part_then_the_second_is_told_and_keeps_her_entries(
    spring, farid, leah, rivermead, visits, inside
):
    def stands():
        with inside(farid):
            return support_model.basis(rivermead).model.figures_count_for

    second = visits(leah).opens(f"{CHANGE}fit/")
    saves(visits(farid), "fit", figures_count_for="6")

    second.fills(figures_count_for="9").presses("Save in the draft").reads(
        "Farid Haddad has changed this since you opened the page, so nothing of yours was kept.",
        "What stands now is: A figure counts for so many years: 6.",
    )
    before = stands()
    second.presses("Save in the draft").reads("Kept in the draft.")

    assert (before, stands()) == (6, 9)


def test_control_when_a_page_does_not_say_what_it_showed_then_the_later_writes_over_the_earlier(
    spring, farid, leah, rivermead, visits, inside
):
    second = visits(leah).opens(f"{CHANGE}fit/")
    saves(visits(farid), "fit", figures_count_for="6")
    second.fills(figures_count_for="9", seen="").presses("Save in the draft")

    with inside(farid):
        assert support_model.basis(rivermead).model.figures_count_for == 9


def test_draft_when_changed_since_it_was_read_then_it_is_not_brought_into_force_unread(
    spring, farid, leah, visits, in_force
):
    saves(visits(farid), "fit", figures_count_for="6")
    reader = visits(leah).opens(CHANGE)
    saves(visits(farid), "words", **{"words.adviser": "school partner"})

    reader.fills(because="So.").presses("Bring the draft into force").reads(
        "Farid Haddad has changed the draft since you opened this page", "school partner"
    )

    assert in_force() == ([1], 1)
    reader.presses("Bring the draft into force")
    assert in_force() == ([1, 2], 0)


def test_draft_when_it_says_the_same_then_it_is_not_brought_into_force(spring, farid, rivermead, inside):
    with inside(farid):
        row = services.keep_draft(partnership=rivermead, data=document.as_data(MODEL), seen=0, by=farid, at=AT)
        with pytest.raises(services.CannotKeepDraft, match="says the same as version 1"):
            services.bring_into_force(
                partnership=rivermead, seen=row.changes, starts_on=AT.date(), because="So.", by=farid, at=AT
            )


def test_draft_when_a_version_was_made_after_it_was_begun_then_it_cannot_overtake(spring, farid, rivermead, inside):
    changed = {**document.as_data(MODEL), "figures_count_for": 6}
    rest = {"partnership": rivermead, "by": farid, "at": AT}
    with inside(farid):
        row = services.keep_draft(data=changed, seen=0, **rest)
        services.change_model(data=changed, starts_on=AT.date(), because="So.", **rest)
        with pytest.raises(services.CannotKeepDraft, match="Version 2 was made after this draft was begun"):
            services.bring_into_force(seen=row.changes, starts_on=AT.date(), because="So.", **rest)


def test_version_when_it_is_still_to_come_then_a_newer_one_does_not_overtake_it(spring, farid, visits, in_force):
    one = visits(farid)
    saves(one, "fit", figures_count_for="6")
    one.opens(CHANGE).fills(starts_on="2099-09-01", because="Next year.").presses("Bring the draft into force")
    saves(one, "fit", figures_count_for="3")

    one.opens(CHANGE).fills(because="Now.").presses("Bring the draft into force").reads(
        "A newer one starts then or later"
    )

    assert in_force() == ([1, 2], 1)


def test_file_when_brought_then_it_is_the_draft_and_nothing_holds_yet(spring, farid, visits, in_force, client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    text = visits(farid).opens(f"{METHOD}download/").html.replace("figures_count_for = 4", "figures_count_for = 7")
    file = SimpleUploadedFile("method.toml", text.encode())
    sign_in(client, farid).post(f"{METHOD}upload/", {"file": file, "seen": "0"})

    visits(farid).opens(CHANGE).reads("A figure counts for so many years", "7")
    assert in_force() == ([1], 1)


def changes(**changed):
    found = differing.differences(MODEL, document.check({**document.as_data(MODEL), **changed}), MEASURES)
    return [(part.title, each.what, each.before, each.after) for part in found for each in part.changes]


def test_differences_when_nothing_was_changed_then_there_are_none():
    assert changes() == []


def test_differences_when_values_change_then_before_and_after_are_told_in_words():
    assert changes(figures_count_for=6, for_schools=["maintained", "colleges"]) == [
        (
            "Which schools it is for",
            "Looked at each term",
            "Maintained schools, Academies and free schools, Maintained special schools and special academies, "
            "Pupil referral units and alternative provision, Maintained nursery schools",
            "Maintained schools, Further education and sixth-form colleges",
        ),
        ("What fits best, and how old figures may be", "A figure counts for so many years", "4", "6"),
    ]


def test_differences_when_a_row_in_the_middle_goes_then_the_others_are_the_same():
    rows = document.as_data(MODEL)["universal"]

    told = changes(universal=[rows[0], *rows[2:], {"name": "A choir", "who": "The music hub"}])

    assert [what for _, what, _, _ in told] == [
        "For every school added: A choir",
        f"For every school left out: {rows[1]['name']}",
    ]


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_draft_when_two_save_at_one_moment_then_one_is_kept_and_the_other_is_told(
    spring, rivermead, farid, leah, inside
):
    gate, told = threading.Barrier(2), []

    def save(person, years):
        data = {**document.as_data(MODEL), "figures_count_for": years}
        try:
            with entered(rivermead, person_id=person.pk):
                gate.wait(10)
                services.keep_draft(partnership=rivermead, data=data, seen=0, by=person, at=AT)
        except services.CannotKeepDraft as error:
            told.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=save, args=pair) for pair in ((farid, 6), (leah, 9))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    with inside(farid):
        kept = MethodDraft.objects.get()
    assert (kept.changes, len(told)) == (1, 1)
    assert told[0].startswith(f"{kept.changed_by_name} has changed the draft since you opened this page")
