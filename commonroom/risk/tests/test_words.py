"""A level is about support, not judgement: no page of this room, for whoever may read it, has a word that blames."""

import re

import pytest

from commonroom.mail.models import Message
from commonroom.risk import services
from commonroom.risk.models import Assessment
from commonroom.risk.tests.conftest import AT, SPRING, inspection
from commonroom.web.testing import Visitor
from tests.cast import sign_in

BLAMES = re.compile(
    r"\b(fail(s|ed|ing|ure)?|poor(ly)?|bad(ly)?|worst|worse|underperform\w*|under-perform\w*|unacceptable|coasting|"
    r"struggling|blam\w+|fault\w*|offend\w*|punish\w*|deficien\w*|unsatisfactory|guilty|culprit|shame\w*|sanction\w*|"
    r"problem school|weak school|bottom|neglect\w*|incompeten\w*|red flag\w*|naughty|laggard\w*)\b",
    re.IGNORECASE,
)
MEANS = "how much support a school gets, not how good it is"


@pytest.fixture
def level(rivermead, farid, bela, chidi, inside, figures):
    """Oakfield, judged Outstanding, with a tight budget: noted, opened, judged, settled and answered."""
    inspection(900101, "Outstanding")
    with inside(farid):
        services.note_intelligence(
            partnership=rivermead, urn=900101, team="finance", said_on=AT.date(), text="The roll falls.",
            indicator="other-intelligence", by=farid, at=AT,
        )  # fmt: skip
        services.open_term(partnership=rivermead, term=SPRING, by=farid, at=AT)
    with inside(bela):
        draft = Assessment.objects.get(urn=900101)
        services.propose_level(assessment=draft, level=draft.suggested, because="", by=bela, at=AT)
    with inside(farid):
        held = Assessment.objects.get(urn=900101)
        return services.agree_level(
            partnership=rivermead, urn=900101, level=held.proposed, because="Attendance first.", assessment=held,
            by=farid, at=AT,
        )  # fmt: skip


def pages(level):
    own = "/rivermead/assessment/schools/900101/"
    return ["/rivermead/method/", own, f"/rivermead/assessment/{level.assessment.public_id}/"]


MORE = {
    "farid": ("", "notes/", "team/", "side-by-side/", "side-by-side/?all=1"),
    "bela": ("", "notes/"),
    "chidi": ("schools/900101/ask/",),
}


@pytest.mark.req("F08")
@pytest.mark.parametrize("name", ["farid", "bela", "chidi", "gwen"])
def test_pages_when_anybody_cleared_reads_them_then_no_word_blames(level, name, request, client):
    visitor = Visitor(sign_in(client, request.getfixturevalue(name)))
    paths = pages(level) + [f"/rivermead/assessment/{page}" for page in MORE.get(name, ())]

    said = {path: BLAMES.findall(visitor.opens(path).text) for path in paths}

    assert {path: words for path, words in said.items() if words} == {}


@pytest.mark.req("F08")
def test_school_pages_when_read_by_head_or_team_then_they_say_what_a_level_means(level, bela, chidi, client):
    for person in (bela, chidi):
        visitor = Visitor(sign_in(type(client)(), person))
        for path in pages(level):
            visitor.opens(path).reads(MEANS)


@pytest.mark.req("F08")
def test_excellent_school_when_its_roll_falls_then_it_is_suggested_support_and_told_why_kindly(level, chidi, client):
    page = Visitor(sign_in(client, chidi)).opens(pages(level)[2])

    page.reads("Told by the finance support team", "Excellent schools can be at Priority 1.")
    page.reads("A good or outstanding school may still need help for a while.")


@pytest.mark.req("F08")
def test_letters_when_a_level_is_settled_then_none_carries_a_word_of_it(level):
    told = [f"{one.subject} {one.body}" for one in Message.objects.all()]

    assert [text for text in told if "Priority" in text or "Oakfield" in text or BLAMES.search(text)] == []


@pytest.mark.parametrize("text", ["a failing school", "poor results", "Badly led", "it underperforms"])
def test_words_when_one_blames_then_the_list_finds_it(text):
    assert BLAMES.search(text)
