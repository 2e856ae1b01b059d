"""The page of an opened term: choosing a part of its schools by address, a page at a time, without a script."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonroom.risk import services
from commonroom.risk.models import Assessment
from commonroom.risk.tests.conftest import AT, AUTUMN, SPRING, value
from commonroom.risk.views import choosing
from commonroom.web.testing import Visitor
from tests.cast import make_school, sign_in

TERM = "/rivermead/assessment/"


@pytest.fixture
def term(rivermead, farid, bela, figures, inside):
    """Oakfield (adviser: Bela) and Osier Bank since last term, Quillfeather new and secondary; Osier Bank proposed."""
    with inside(farid):
        services.open_term(partnership=rivermead, term=AUTUMN, by=farid, at=AT.replace(day=1))
    make_school(900110, "Quillfeather Academy", type="Academy converter", phase="Secondary")
    value(900102, "ks2_rwm_exp", 50.0, year=2023)
    value(900102, "absence_persistent", 30.0, year=2025)
    with inside(farid):
        Assessment.objects.filter(urn=900101, term=1).update(changes={"first": True})
        services.open_term(partnership=rivermead, term=SPRING, by=farid, at=AT)
        Assessment.objects.filter(urn=900102, term=2).update(changes={"raised_now": ["new-head"], "no_longer": []})
        draft = Assessment.objects.get(urn=900102, term=2)
        services.propose_level(assessment=draft, level=draft.suggested, because="", by=farid, at=AT)


@pytest.fixture
def named(farid, client):
    one = Visitor(sign_in(client, farid))

    def names(query=""):
        page = one.opens(f"{TERM}{query}").page
        links = [
            a for a in page.find("a") if a.attributes.get("href", "").startswith(TERM) and "-" in a.attributes["href"]
        ]
        return [a.text for a in links if "School" in a.text or "Academy" in a.text]

    return names


OAKFIELD, OSIER, QUILL = "Oakfield Primary School", "Osier Bank Primary School", "Quillfeather Academy"


@pytest.mark.req("F04")
@pytest.mark.parametrize(
    ("query", "schools"),
    [
        ("", [OAKFIELD, QUILL, OSIER]),
        ("?suggested=priority-1", [OAKFIELD]),
        ("?state=moderated", [OSIER]),
        ("?changed=yes", [OSIER]),
        ("?changed=no", [OAKFIELD, QUILL]),
        ("?phase=secondary", [QUILL]),
        ("?adviser=Bela+Kovacs", [OAKFIELD]),
        ("?adviser=none", [QUILL, OSIER]),
        ("?phase=primary&adviser=none", [OSIER]),
        ("?phase=nonsense&suggested=priority-9", [OAKFIELD, QUILL, OSIER]),
    ],
)
def test_term_page_when_a_part_is_chosen_then_those_schools_alone_are_listed(term, named, query, schools):
    assert named(query) == schools


def test_term_page_when_more_support_is_suggested_then_the_school_stands_higher(term, named, rivermead, farid, inside):
    with inside(farid):
        Assessment.objects.filter(urn=900110, term=2).update(suggested="priority-1", raised=9)

    assert named() == [QUILL, OAKFIELD, OSIER]


def test_term_page_when_the_form_is_sent_then_it_says_how_many_and_shows_all_again(term, farid, client):
    page = Visitor(sign_in(client, farid)).opens(TERM).fills(phase="primary").presses("Show")

    page.reads("2 of 3 schools.").follows("Show all").reads(
        "Three schools, those to be looked at first, most support at the top."
    )


def test_term_page_when_nothing_fits_then_a_sentence_says_so(term, farid, client):
    Visitor(sign_in(client, farid)).opens(f"{TERM}?phase=secondary&adviser=Bela+Kovacs").reads(
        "No school fits this choice."
    )


def test_term_page_when_there_are_many_schools_then_they_come_page_by_page_with_the_choice_kept(
    term, farid, client, monkeypatch
):
    monkeypatch.setattr(choosing, "ON_A_PAGE", 1)
    page = Visitor(sign_in(client, farid)).opens(f"{TERM}?phase=primary&page=2")

    page.reads(OSIER, "2 of 3 schools.").does_not_read(OAKFIELD)
    assert "?phase=primary&page=1" in [a.attributes.get("href") for a in page.page.find("a")]


def statements(client, path):
    client.get(path)
    with CaptureQueriesContext(connection) as told:
        client.get(path)
    return len(told)


def test_term_page_when_a_part_is_chosen_or_schools_are_more_then_no_statement_is_added(
    term, farid, client, rivermead, inside
):
    sign_in(client, farid)
    before = statements(client, TERM)

    assert statements(client, f"{TERM}?phase=primary&adviser=none&changed=yes") == before
    with inside(farid):
        one = Assessment.objects.get(urn=900101, term=2)
        for urn in range(900120, 900140):
            make_school(urn, f"School {urn}")
            one.pk, one.public_id, one.urn = None, f"00000000-0000-4000-8000-000000{urn}", urn
            one.save()
    assert statements(client, TERM) == before
