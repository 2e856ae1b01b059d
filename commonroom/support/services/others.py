"""An adviser's days, what schools have done of what is expected of them, and talks with responsible bodies."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction

from commonroom.kit.academic_year import AcademicYear
from commonroom.partnerships.models import Partnership
from commonroom.people.access import Refused
from commonroom.schools.models import School
from commonroom.schools.rules import is_academy
from commonroom.support import access, rules, strategy
from commonroom.support.models import AdviserYear, Dialogue, Expectation
from commonroom.support.services import common

PHASES = ("Primary", "Secondary", "Special")
"""What an adviser may know well."""


class CannotGiveDays(Refused):
    """Days that cannot be given; the message says what to do."""


@transaction.atomic
def give_adviser_days(
    *,
    partnership: Partnership,
    person: Any,
    year: AcademicYear,
    days: Decimal,
    by: Any,
    at: datetime,
    phases: Collection[str] = (),
    latitude: float | None = None,
    longitude: float | None = None,
) -> AdviserYear:
    """The days that an adviser has for schools in a year, the phases that she knows well, where she sets out from.

    Raises CannotGiveDays, Refused.
    """
    role = access.check("give an adviser days", by=by, partnership=partnership)
    if not 0 <= days <= 260:
        raise CannotGiveDays("A year has between 0 and 260 working days. Check the number.")
    if strange := set(phases) - set(PHASES):
        raise CannotGiveDays(f"We do not know the phase {', '.join(sorted(strange))}. Choose from {', '.join(PHASES)}.")
    place = {} if latitude is None else {"latitude": latitude, "longitude": longitude}
    row, _ = AdviserYear.objects.update_or_create(
        partnership=partnership,
        person_id=person.pk,
        year=year.start,
        defaults={"name": person.name, "days": days, "phases": sorted(phases), **place},
    )
    common.noted(
        "gave an adviser days",
        "adviser year",
        row.pk,
        partnership=partnership,
        urn=None,
        by=by,
        at=at,
        role=role,
        days=str(days),
    )
    return row


class CannotNoteExpectation(Refused):
    """Something that cannot be noted; the message says what to do."""


@transaction.atomic
def note_expectation(
    *, partnership: Partnership, urn: int, kind: str, on: date, words: str, by: Any, at: datetime
) -> Expectation:
    """Note what a school has done of what is expected of it: an external review, practice shared, the name of its link
    inspector (G40, G47). Raises CannotNoteExpectation, Refused.
    """
    role = access.check("note what is expected", by=by, partnership=partnership, urn=urn)
    if kind not in {each.slug for each in strategy.strategy().expected}:
        raise CannotNoteExpectation("Choose what it was from the list.")
    if not words.strip():
        raise CannotNoteExpectation("Say in a few words what was done, and with whom.")
    if on > common.day_of(at):
        raise CannotNoteExpectation("Give the day on which it was done, not one still to come.")
    row = Expectation.objects.create(
        partnership=partnership,
        urn=urn,
        year=AcademicYear.of(on).start,
        kind=kind,
        on=on,
        words=words.strip(),
        **common.made(by, at),
    )
    common.noted(
        "noted what was expected",
        "expectation",
        row.pk,
        partnership=partnership,
        urn=urn,
        by=by,
        at=at,
        role=role,
        kind=kind,
    )
    return row


class CannotLog(Refused):
    """A talk that cannot be logged; the message says what to do."""


@transaction.atomic
def log_dialogue(
    *,
    partnership: Partnership,
    urn: int,
    whole_trust: bool,
    on: date,
    how: str,
    spoke_with: str,
    about: str,
    by: Any,
    at: datetime,
    next_on: date | None = None,
) -> Dialogue:
    """Log a talk with the responsible body of an academy (G44): about that academy, or about all that the trust runs.

    Raises CannotLog, Refused.
    """
    role = access.check("log a talk", by=by, partnership=partnership, urn=urn)
    school = School.objects.filter(pk=urn, la_code__in=partnership.la_codes).first()
    if school is None or not is_academy(school.type):
        raise CannotLog("Choose an academy of the area: for a maintained school the council is responsible itself.")
    if how not in rules.WAYS_OF_TALKING:
        raise CannotLog("Choose how you talked.")
    if not spoke_with.strip() or not about.strip():
        raise CannotLog("Say with whom you talked, by the post they hold, and about what.")
    if on > common.day_of(at):
        raise CannotLog("Give the day of the talk, not one still to come.")
    if next_on is not None and next_on <= on:
        raise CannotLog("The next talk is after this one. Check the two days.")
    row = Dialogue.objects.create(
        partnership=partnership,
        urn=None if whole_trust and school.trust_uid else school.pk,
        group_id=school.trust_uid,
        body=school.trust_name or school.name,
        on=on,
        how=how,
        spoke_with=spoke_with.strip(),
        about=about.strip(),
        next_on=next_on,
        **common.made(by, at),
    )
    common.noted(
        "logged a talk", "dialogue", row.public_id, partnership=partnership, urn=row.urn, by=by, at=at, role=role
    )
    return row
