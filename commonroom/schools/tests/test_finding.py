"""A school is found by what people remember of it, and by what they mistype."""

from datetime import date

import pytest

from commonroom.schools.models import School, SearchWord
from commonroom.schools.selectors import finding
from commonroom.schools.services.words import rebuild_words

ROWS = [
    (990402, "Osier Bank Primary School", "Rivermead Learning Trust", "RX1 2AB", "Open"),
    (990403, "Oakfield Primary School", "", "RX1 9QT", "Open"),
    (990404, "Oakfield Infant School", "", "RX12 1AA", "Closed"),
    (991001, "St Aldhelm's Catholic Primary School", "", "HC7 9QT", "Open"),
]


@pytest.fixture(autouse=True)
def _register(db):
    for urn, name, trust, postcode, status in ROWS:
        School.objects.create(
            urn=urn,
            la_code=str(urn)[:3],
            establishment_number=urn % 10000,
            name=name,
            trust_name=trust,
            postcode=postcode,
            status=status,
            is_open=status == "Open",
            loading_id=1,
            row=2,
            as_at=date(2026, 3, 6),
            content_hash=bytes(16),
        )
    rebuild_words()
    finding.VOCABULARY.forget()
    yield
    finding.VOCABULARY.forget()


def urns(text, **more):
    return [school.urn for school in finding.find_schools(text, **more).schools]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("osier", [990402]),
        ("Osier Bank", [990402]),
        ("bank osi", [990402]),
        ("990402", [990402]),
        ("9900403", [990403]),
        ("rx1 2ab", [990402]),
        ("RX12AB", [990402]),
        ("rivermead learning", [990402]),
        ("st aldhelms", [991001]),
        ("St. Aldhelm’s", [991001]),
        ("oakfield", [990403, 990404]),
        ("oakfeild primary", [990403]),
        ("oseir bnak", [990402]),
        ("aldhlem", [991001]),
        ("zzzzzz", []),
        ("   ", []),
        ("'; drop table", []),
    ],
)
def test_find_when_typed_so_then_these(text, expected):
    assert urns(text) == expected


def test_find_when_a_word_is_mistyped_then_says_how_it_was_read():
    assert finding.find_schools("oakfeild").instead == (("oakfeild", "oakfield"),)


def test_find_when_in_own_area_then_first():
    assert urns("primary", near_codes=["991"])[0] == 991001


def test_names_when_no_vocabulary_was_made_yet_then_are_looked_at_themselves():
    SearchWord.objects.all().delete()
    finding.VOCABULARY.forget()

    assert urns("bank osier") == [990402]


def test_cards_when_a_name_changes_or_a_school_goes_then_follow():
    School.objects.filter(urn=990402).update(name="Alder Bank Primary School")
    School.objects.filter(urn=990403).delete()

    rebuild_words()
    finding.VOCABULARY.forget()

    assert [urns(words) for words in ("alder bank", "osier bank", "oakfield primary")] == [[990402], [], []]
