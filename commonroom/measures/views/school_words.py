"""A school's facts and changes in the words of a page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from commonroom.measures.selectors.replaced import Followed
from commonroom.measures.selectors.school_life import Life
from commonroom.measures.views.school_parts import day
from commonroom.schools.models import School
from commonroom.schools.rules import Status

FIELDS = {
    "name": "Name",
    "type": "Type of school",
    "status": "Status",
    "phase": "Phase",
    "trust_name": "Trust",
    "trust_uid": "",
    "sponsor_name": "Sponsor",
    "federation_name": "Federation",
    "la_name": "Local authority",
    "la_code": "",
    "low_age": "Youngest age",
    "high_age": "Oldest age",
    "capacity": "Places",
    "pupils": "Pupils on roll",
    "religious_character": "Faith",
    "gender": "Boys or girls",
    "opened_on": "Opened",
    "closed_on": "Closed",
    "closed_because": "Reason for closing",
    "sixth_form": "Sixth form",
    "nursery": "Nursery",
    "head_last_name": "Head",
    "head_first_name": "",
    "head_title": "",
    "ward": "Ward",
    "postcode": "Postcode",
}
"""Facts whose changes are told, and their names; an empty name is told with its sister, any other is left out."""

MOST_CHANGES = 40


@dataclass(frozen=True)
class Told:
    """One change in a school's life as a page tells it."""

    on: date
    what: str
    before: str
    after: str


def changes_of(life: Life) -> list[Told]:
    """The changes that matter to people, newest first."""
    told = []
    for change in life.changes:
        name = FIELDS.get(change.field, "")
        if name:
            told.append(Told(change.as_at, name, _words(change.before), _words(change.after)))
    return told[:MOST_CHANGES]


def _words(value: object) -> str:
    if value in (None, ""):
        return "not given"
    text = str(value)
    try:
        return day(date.fromisoformat(text)) if len(text) == 10 and text[4] == "-" else text
    except ValueError:
        return text


def facts_of(school: School, clusters: tuple[str, ...], area: str) -> list[tuple[str, str]]:
    """URN, DfE number, trust, faith, cluster and the like, as pairs; what is not known is left out."""
    trust = school.trust_name or school.federation_name
    faith = school.religious_character
    opened = f"{day(school.opened_on)}{_because(school.opened_because)}" if school.opened_on else ""
    pairs = [
        ("URN", str(school.pk)),
        ("DfE number", school.laestab),
        ("Trust" if school.trust_name else "Federation", trust),
        ("Faith", faith if faith.casefold() not in ("", "none", "does not apply", "not applicable") else ""),
        ("Cluster", ", ".join(clusters)),
        ("Opened", opened),
        ("Register as at", day(school.as_at)),
    ]
    return [(name, value) for name, value in pairs if value]


def _because(reason: str) -> str:
    return f" ({reason.lower()})" if reason and reason.casefold() not in ("not applicable", "not recorded") else ""


def status_sentence(school: School, followed: Followed | None = None) -> str:
    """What a reader must know first of a school that is not simply open; empty for one that is."""
    if followed is not None:
        when = f" on {day(followed.on)}" if followed.on else ""
        return (
            f"By the list of links, {followed.name} (URN {followed.urn}) followed this school{when} and is open. "
            "No file that is held closes this one, so it still counts as open here."
        )
    status = school.status_words
    if status is Status.CLOSED:
        return f"This school closed on {day(school.closed_on)}." if school.closed_on else "This school is closed."
    if status is Status.CLOSING:
        when = f" on {day(school.closed_on)}" if school.closed_on else ""
        return f"This school is open, and proposed to close{when}."
    if status is Status.PROPOSED:
        when = f" on {day(school.opened_on)}" if school.opened_on else ""
        return f"This school is proposed to open{when}."
    return ""
