"""A partnership's own words and its own Word template for letters: dated versions, never changed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from commonroom.audit import services as audit
from commonroom.partnerships.models import Partnership
from commonroom.people.access import Refused
from commonroom.people.models import Person
from commonroom.register import selectors
from commonroom.register.letters import checking, setting
from commonroom.register.models import LetterTemplate, LetterWords
from commonroom.register.services.guards import day_of, head_of_service_role


class CannotWord(Refused):
    """Words or a template were not taken; the message says why and what to do."""


def change_words(
    *,
    partnership: Partnership,
    kind: str,
    to: str,
    subject: str,
    paragraphs: Sequence[str],
    starts_on: date,
    because: str,
    by: Person,
    at: datetime,
) -> LetterWords:
    """Give a kind of letter the partnership's own words from a day on; letters that were written stay. CannotWord."""
    role = head_of_service_role(by, partnership=partnership)
    if kind not in selectors.letters(partnership, on=starts_on):
        raise CannotWord("There is no such letter. Choose one from the list.")
    given = [line.strip() for line in paragraphs if line.strip()]
    if not (to.strip() and subject.strip() and given):
        raise CannotWord("A letter says to whom it goes, what it is about, and at least one paragraph.")
    if not because.strip():
        raise CannotWord("Say why the words change. It stays with this version.")
    if starts_on < day_of(at):
        raise CannotWord("New words hold from today or from a later day: letters of the past keep theirs.")
    for text in (to, subject, *given):
        if wrong := setting.words_problem(text, known=setting.FACTS):
            raise CannotWord(wrong)
    with transaction.atomic():
        made = LetterWords.objects.create(
            partnership=partnership,
            kind=kind,
            starts_on=starts_on,
            to=to.strip()[:300],
            subject=subject.strip()[:300],
            paragraphs=given,
            because=because.strip()[:300],
            made_at=at,
            made_by_id=by.pk,
            made_by_name=by.name,
        )
        _audit("letter words changed", made, by, at, role, because=made.because, data={"kind": kind, "from": starts_on})
    return made


def bring_template(
    *, partnership: Partnership, name: str, content: bytes, starts_on: date, by: Person, at: datetime
) -> LetterTemplate:
    """Take a Word template for letters from a day on, once it is checked through and through. Raises CannotWord."""
    role = head_of_service_role(by, partnership=partnership)
    if not name.casefold().endswith(".docx"):
        raise CannotWord("Bring a Word document whose name ends in .docx.")
    if starts_on < day_of(at):
        raise CannotWord("A template holds from today or from a later day.")
    if wrong := checking.problem(content):
        raise CannotWord(wrong)
    with transaction.atomic():
        made = LetterTemplate.objects.create(
            partnership=partnership,
            name=name[-200:],
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            starts_on=starts_on,
            made_at=at,
            made_by_id=by.pk,
            made_by_name=by.name,
        )
        _audit("letter template brought", made, by, at, role, because="", data={"sha256": made.sha256})
    return made


def _audit(
    verb: str,
    row: LetterWords | LetterTemplate,
    by: Person,
    at: datetime,
    role: str,
    *,
    because: str,
    data: dict[str, object],
) -> None:
    audit.record(
        verb=verb,
        by=by,
        at=at,
        chain=row.partnership,
        acting_as=role,
        kind=str(row._meta.verbose_name),
        object_id=row.pk,
        because=because,
        data=data,
    )
