"""Sharing local intelligence with offices outside: with whom, and what must be said of it (E21). Pure."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from commonroom.register.rules import law

OTHER = "other"
OFFICES: Mapping[str, str] = MappingProxyType({"regions": "", "ofsted": "Ofsted", OTHER: ""})
"""With whom it is shared (seed 003, 1.1: the regional office and Ofsted rely on the council). The regional office has
its name by the day; another office is typed."""


def name_of(office: str, who: str, *, on: date) -> str:
    """What the office was called on a day, with the person or the place there."""
    name = law.office("regions", on) if office == "regions" else OFFICES[office]
    return ", ".join(words for words in (name, who) if words)


def choices(on: date) -> list[tuple[str, str]]:
    """The offices to choose from, by their names of a day."""
    return [(slug, "Another office" if slug == OTHER else name_of(slug, "", on=on)) for slug in OFFICES]


def problem(*, office: str, who: str, what: str, purpose: str, ground: str, shared_on: date, today: date) -> str:
    """Why this cannot be kept as it is; empty where it can."""
    if office not in OFFICES:
        return "Choose with whom it was shared."
    if office == OTHER and not who:
        return "Say which office it was shared with."
    if len(what) < 10:
        return "Say what was shared: enough to know later what was told."
    if len(purpose) < 10:
        return "Say for what purpose, in a few words."
    if len(ground) < 10:
        return "Say on what lawful basis: the section of the law, the agreement, the request with its date."
    if shared_on > today:
        return "This day has not come yet. Give the day on which it was shared."
    if office == "regions" and shared_on < (law.OFFICES[0].starts_on or shared_on):
        return "That office did not exist yet. Give a later day."
    return ""
