"""What the home and find pages say in words. Pure but for the addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commonroom.partnerships.models import Partnership
from commonroom.portal.navigation import address
from commonroom.portal.selectors import Waiting
from commonroom.schools.models import School
from commonroom.schools.selectors.finding import Found
from commonroom.web.numbers import count


def waiting(name: str, things: Sequence[Waiting]) -> str:
    """The opening sentence of a home page."""
    if not things:
        return f"Nothing waits for you, {name}."
    said = count(len(things), "thing waits", "things wait", capital=True)
    past = sum(thing.past for thing in things)
    tail = f" {count(past, 'is past its date', 'are past their date', capital=True)}." if past else ""
    return f"{said} for you, {name}.{tail}"


@dataclass(frozen=True)
class Way:
    """A way onward: where it leads and what it is good for."""

    label: str
    url: str
    why: str


def ways(
    partnership: Partnership,
    own: Sequence[School],
    support: Mapping[int, str] | None = None,
    *,
    reports: tuple[str, bool] = ("", False),
) -> list[Way]:
    """Where people go from home: their own school first; `support` says where that of a school stands, by its URN,
    `reports` where a reader finds reports, and whether they are the board’s.
    """
    support = support or {}
    slug = partnership.slug
    found = [
        Way(school.name, address("measures:school", slug, school.urn), "Your school, and how it compares.")
        for school in own
    ]
    found += [
        Way(
            f"Support of {school.name}", url, "Its level, schedule, notes, plan and meetings, and what is asked of you."
        )
        for school in own
        if (url := support.get(school.urn, ""))
    ]
    url, the_boards = reports
    label = "Board reports" if the_boards else "Reports for elected members"
    found.append(Way(label, url, "How schools do, and how they are supported."))
    found += [
        Way(
            "Area overview", address("measures:area", slug), f"Every school of {partnership.short_name}, side by side."
        ),
        Way("Schools", address("portal:schools", slug), "Find any school in England."),
        Way("Compare schools", address("measures:compare", slug), "Up to six schools beside each other."),
        Way("Half-term dates", address("support:half_terms", slug), "When each half-term begins and ends here."),
        Way("Data", address("imports:data", slug), "What is held, how fresh it is, and what is missing."),
    ]
    return [way for way in found if way.url]


def listed(number: int, place: str | None) -> str:
    """What stands before anybody has asked: so many open schools of a place, or how to ask where there is none."""
    if not place:
        return "Type part of a school’s name, its postcode, its URN or its trust."
    return f"{count(number, 'open school', 'open schools', capital=True)} in {place}, by name."


def found(asked: str, result: Found) -> str:
    """What a search found, in a sentence."""
    number = len(result.urns)
    read = ", ".join(f"“{wrong}” as “{right}”" for wrong, right in result.instead)
    note = f" We read {read}." if read else ""
    if not number:
        return f"No school in England matches “{asked}”. Try fewer words, or the postcode."
    more = f"The first {number} schools" if result.more else count(number, "school", "schools", capital=True)
    verb = "matches" if number == 1 else "match"
    return f"{more} {verb} “{asked}”.{note}"
