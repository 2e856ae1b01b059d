"""A partnership's own words and Word template for letters: versions by date, and hostile files refused."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from docx import Document

from commonroom.audit.models import Event
from commonroom.people.access import Refused
from commonroom.register import selectors
from commonroom.register import services as register
from commonroom.register.letters import checking, setting
from commonroom.register.models import LetterTemplate
from commonroom.register.services import notices as notice_services
from commonroom.register.tests.conftest import NOW, TODAY, as_
from commonroom.web.testing import Visitor
from tests.cast import sign_in

PLAIN = setting.blank()
LATER = TODAY + timedelta(days=9)
LETTERS = "/rivermead/register/letters/"


def with_part(name, data):
    """Our own template with one more part in it, or another one in its place."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(PLAIN)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            if one.filename != name:
                new.writestr(one.filename, old.read(one.filename))
        new.writestr(name, data)
    return out.getvalue()


def saying(*paragraphs):
    """A template with these paragraphs."""
    document, out = Document(), io.BytesIO()
    for text in paragraphs:
        document.add_paragraph(text)
    document.save(out)
    return out.getvalue()


WHOLE = ("{{ to }}", "{{ subject }}", "{% for paragraph in paragraphs %}{{ paragraph }}{% endfor %}", "{{ signed_by }}")
RELS = (
    b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    b'<Relationship Id="r" Type="http://x/attachedTemplate" Target="http://192.0.2.1/t.dotm" TargetMode="External"/>'
    b"</Relationships>"
)
FIELD = b'<w:hdr xmlns:w="x"><w:p><w:r><w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText></w:r></w:p></w:hdr>'
HOSTILE = {
    "no zip": (b"MZ not a word file at all", "not a Word file"),
    "cut short": (PLAIN[: len(PLAIN) // 2], "not a Word file"),
    "a zip of something else": (with_part("word/document.xml", b""), "no place for: to, subject"),
    "macro": (with_part("word/vbaProject.bin", b"x"), "a macro"),
    "content type of macros": (
        with_part("[Content_Types].xml", b"<Types>application/vnd.ms-word.document.macroEnabled.main+xml</Types>"),
        "made for macros"),
    "embedded object": (with_part("word/embeddings/oleObject1.bin", b"x"), "an embedded object"),
    "control": (with_part("word/activeX/activeX1.xml", b"<x/>"), "an embedded object"),
    "another document": (with_part("word/afchunk.mht", b"x"), "another document"),
    "template from outside": (with_part("word/_rels/settings.xml.rels", RELS), "from outside"),
    "field that fetches": (with_part("word/header1.xml", FIELD), "a field that fetches"),
    "entities": (with_part("word/footer1.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'), "a definition that Word never"),
    "bomb": (with_part("word/big.xml", b"0" * 21_000_000), "far more than a letter needs"),
    "name that leads out": (with_part("../../etc/passwd", b"x"), "leads out of it"),
    "code in braces": (saying(*WHOLE, "{{ ''.__class__.__mro__ }}"), "Only plain names"),
    "call in braces": (saying(*WHOLE, "{{ range(9) }}"), "Only plain names"),
    "endless loop": (saying(*WHOLE, "{% for x in range %}{% endfor %}"), "A loop goes through copies or paragraphs"),
    "name that nothing fills": (saying(*WHOLE, "{{ password }}"), "“password” is no name"),
    "braces left open": (saying(*WHOLE, "{{ to"), "not closed"),
    "no place for the words": (saying("{{ to }}", "{{ subject }}", "{{ signed_by }}"), "no place for: paragraphs"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_template_when_hostile_or_broken_then_a_sentence_says_what_to_do(name):
    content, says = HOSTILE[name]

    assert says in checking.problem(content)


@pytest.mark.parametrize("content", [PLAIN, saying(*WHOLE)], ids=["ours", "a plain one"])
def test_template_when_plain_then_taken(content):
    assert checking.problem(content) == ""


def test_template_when_too_large_then_refused():
    assert "larger than 2 MB" in checking.problem(b"x" * 2_000_001)


def worded(rivermead, farid, starts_on=TODAY, **given):
    values = {"to": "Dear governors of {{ school }}", "subject": "Notice", "paragraphs": ["By {{ comply_by }}."]}
    with as_(rivermead, farid):
        return register.change_words(
            partnership=rivermead, kind="warning", starts_on=starts_on, because="Shorter", by=farid, at=NOW,
            **{**values, **given},
        )  # fmt: skip


def test_words_when_changed_then_they_hold_from_their_day_and_the_versions_stay(rivermead, farid):
    worded(rivermead, farid)
    worded(rivermead, farid, LATER, subject="A later notice")

    with as_(rivermead, farid):
        subjects = [selectors.letters(rivermead, on=day)["warning"].subject for day in (TODAY, LATER)]
        story = [row.subject for row in selectors.words_story(rivermead, "warning")]
    assert (subjects, story) == (["Notice", "A later notice"], ["A later notice", "Notice"])
    assert Event.objects.filter(verb="letter words changed").count() == 2


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"paragraphs": ["{{ school.delete() }}"]}, "Only plain names can be filled in"),
        ({"subject": "{{ pupil }}"}, "“pupil” is no name that letters know"),
        ({"paragraphs": [" "]}, "at least one paragraph"),
        ({"to": "{% for x in school %}{% endfor %}"}, "A loop goes through nothing here alone"),
    ],
)
def test_words_when_they_cannot_be_filled_in_then_refused(rivermead, farid, given, says):
    with pytest.raises(register.CannotWord, match=says):
        worded(rivermead, farid, **given)


def test_words_when_the_lead_changes_them_then_refused(rivermead, lead):
    with pytest.raises(Refused, match="Only the head of service changes the words"):
        worded(rivermead, lead)


def drafted(rivermead, farid, entry):
    with as_(rivermead, farid):
        return register.draft_notice(
            entry=entry, issuer="council", grounds=["safety"], evidence="Three reviews said so.", recipients=["C"],
            by=farid, at=NOW,
        )  # fmt: skip


@pytest.mark.req("G33")
def test_letter_when_words_change_after_it_was_written_then_it_stays_as_it_was(rivermead, farid, entry):
    notice = drafted(rivermead, farid, entry)
    with as_(rivermead, farid):
        letter = register.write_letter(notice=notice, kind="warning", signed_by="", dated=TODAY, by=farid, at=NOW)
    worded(rivermead, farid)
    with as_(rivermead, farid):
        letter.refresh_from_db()
        newer = register.write_letter(notice=notice, kind="warning", signed_by="", dated=TODAY, by=farid, at=NOW)

    assert (letter.subject, newer.subject) == ("Warning notice: Oakfield Primary School", "Notice")


@pytest.mark.req("G33")
def test_template_when_brought_on_the_page_then_letters_are_set_in_it_and_earlier_ones_are_not(
    client, rivermead, farid, entry
):
    notice = drafted(rivermead, farid, entry)
    with as_(rivermead, farid):
        before = register.write_letter(notice=notice, kind="warning", signed_by="", dated=TODAY, by=farid, at=NOW)
    sign_in(client, farid)
    file = SimpleUploadedFile("ours.docx", saying("The Council House, Rivermead", *WHOLE))
    page = client.post(LETTERS, {"file": file, "starts_on": str(TODAY)}, follow=True)
    with as_(rivermead, farid):
        after = register.write_letter(notice=notice, kind="warning", signed_by="", dated=TODAY, by=farid, at=NOW)
        made = [_lines(letter) for letter in (before, after)]

    assert "The template is kept." in page.content.decode()
    assert ["The Council House, Rivermead" in lines for lines in made] == [False, True]


def _lines(letter):
    content = setting.as_word(notice_services.letter_facts(letter), notice_services.template_of(letter))
    return [p.text for p in Document(io.BytesIO(content)).paragraphs]


def test_template_when_hostile_on_the_page_then_the_sentence_stands_there_and_nothing_is_kept(client, rivermead, farid):
    sign_in(client, farid)
    file = SimpleUploadedFile("ours.docx", HOSTILE["macro"][0])

    page = client.post(LETTERS, {"file": file, "starts_on": str(TODAY)})

    assert "The file holds a macro" in page.content.decode()
    with as_(rivermead, farid):
        assert LetterTemplate.objects.count() == 0


def test_words_when_changed_on_the_page_then_the_list_says_whose_they_are(client, farid, rivermead):
    page = Visitor(sign_in(client, farid)).opens(LETTERS).follows("Warning notice to a governing body")
    page = page.fills(paragraphs="We write about [school].\nBy [comply_by].", because="In our own words")
    page.presses("Keep these words").reads("The words are kept.", "Your own, one version")

    with as_(rivermead, farid):
        letter = selectors.letters(rivermead, on=TODAY)["warning"]
    assert letter.paragraphs == ("We write about {{ school }}.", "By {{ comply_by }}.")


@pytest.mark.req("G07")
def test_markers_when_changed_on_the_page_then_the_story_keeps_what_stood_before(client, farid, rivermead, entry):
    page = Visitor(sign_in(client, farid)).opens(f"/rivermead/register/{entry.public_id}/")
    page = page.fills(reason="request", words="Request under the Act").presses("Open the record")
    page = page.follows("Change the markers").fills(foi_marker="FOI: section 36", because="Asked on 3 March.")
    page.presses("Change the markers").reads("FOI: section 36", "Asked on 3 March. Before: FOI: an exemption may apply")

    event = Event.objects.get(verb="markers changed")
    assert (event.actor_name, event.data["after"]["foi"]) == ("Farid Haddad", "FOI: section 36")


def test_markers_when_they_stay_as_they_are_then_refused(farid, rivermead, entry):
    given = {"foi_marker": entry.foi_marker, "code_marker": entry.code_marker, "because": "x"}

    with as_(rivermead, farid), pytest.raises(register.CannotRecord, match="These are the markers"):
        register.mark(entry=entry, by=farid, at=NOW, **given)


@pytest.mark.parametrize("who", ["amara", "chidi", "ben", "officer"])
def test_letters_when_asked_for_by_somebody_who_keeps_no_register_then_404(client, request, who, entry):
    sign_in(client, request.getfixturevalue(who))

    assert [client.get(LETTERS + tail).status_code for tail in ("", "template/", "warning/")] == [404, 404, 404]
