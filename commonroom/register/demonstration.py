"""The demonstration’s small story of the register, told through the services."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from commonroom.partnerships.models import Partnership
from commonroom.partnerships.scope import entered
from commonroom.people.models import Person
from commonroom.register import selectors
from commonroom.register import services as register
from commonroom.register.models import Entry
from commonroom.register.rules.placing import Route, route_of
from commonroom.risk.models import Finding
from commonroom.schools.models import School

PRECEDING = timedelta(days=55)
"""The first is placed after the levels of the term before were agreed: reasons stand before they are used."""
WORDS = "Outcomes at key stage 2 fell two years running, and three heads have led the school in four years."


def fill(partnership: Partnership, people: Mapping[str, Person], at: datetime) -> int:
    """Two maintained schools and an academy on the register, one with a notice; how many entries were made. And two
    lines of what was shared outside, one about a school that is not on it.

    Chooses schools by URN, on what was raised for them at the last assessment, so that the story is
    the same each time and agrees with theirs; does nothing where an entry stands already.
    """
    farid = people["farid"]
    with entered(partnership, person_id=farid.pk):
        if Entry.objects.filter(partnership=partnership).exists():
            return 0
        raised = _raised(partnership, at)
        area = list(School.objects.filter(la_code__in=partnership.la_codes, is_open=True).order_by("urn"))
        primary = [s for s in area if route_of(s.type) is Route.MAINTAINED and s.phase == "Primary"]
        ours = sorted([*primary[3:], *primary[:3]], key=lambda school: school.urn not in raised)
        academies = [s for s in area if route_of(s.type) is Route.ACADEMY]
        academies.sort(key=lambda school: school.urn not in raised)
        chosen = [*ours[:2], *academies[:1]]
        first = [slug for slug, _ in selectors.indicators(partnership, on=at.date())][:2] or ["outcomes"]
        for place, school in enumerate(chosen):
            slugs, words = raised.get(school.urn, (first, WORDS))
            _place(partnership, school, slugs, words, farid, people, at, place)
        _share(partnership, [*chosen[:1], *ours[2:3]], farid, at)
    return len(chosen)


def _raised(partnership: Partnership, at: datetime) -> dict[int, tuple[list[str], str]]:
    """By URN the indicators on which a school could be placed, two at most, and the words in which each was raised."""
    slugs = [slug for slug, _ in selectors.indicators(partnership, on=at.date())]
    rows = Finding.objects.filter(partnership=partnership, state__in=("raised", "added"), indicator__in=slugs)
    rows = rows.filter(assessment__opening__opened_at__lt=at - PRECEDING).order_by("urn", "pk")
    found: dict[int, list[Finding]] = {}
    for one in rows:
        found.setdefault(one.urn, []).append(one)
    return {
        urn: ([one.indicator for one in listed[:2]], " ".join(one.because for one in listed[:2]).strip() or WORDS)
        for urn, listed in found.items()
    }


def _share(partnership: Partnership, schools: list[School], farid: Person, at: datetime) -> None:
    """What the council told Ofsted and the regional office; the second line is about a school off the register."""
    for place, school in enumerate(schools):
        register.share_intelligence(
            partnership=partnership,
            urn=school.urn,
            office=("ofsted", "regions")[place],
            who=("the regional office", "")[place],
            what=(
                "Two posts of leadership stand empty; an adviser works with the school each week.",
                "The governors and the council met about the roll, which falls. Support was offered and taken.",
            )[place],
            purpose=("Asked before an inspection", "For the termly meeting about schools of the area")[place],
            ground="Section 10 of the Children Act 2004: the duty to cooperate; asked for by letter",
            shared_on=(at - timedelta(days=12 - place)).date(),
            school_reads=bool(place),
            by=farid,
            at=at - timedelta(days=12 - place),
        )


def _place(
    partnership: Partnership,
    school: School,
    slugs: list[str],
    words: str,
    farid: Person,
    people: Mapping[str, Person],
    at: datetime,
    place: int,
) -> None:
    first = at - PRECEDING + timedelta(days=10 * place)
    entry = register.place_school(
        partnership=partnership,
        urn=school.urn,
        indicators=slugs,
        because=words,
        decided_on=first.date(),
        decided_with="the director of education",
        due_on=at.date() + timedelta(days=3 + 20 * place),
        by=farid,
        at=first,
    )
    academy = entry.route == Route.ACADEMY
    for kind, said in (
        (("told-trust", "The chief executive was telephoned."), ("told-regions", "Told by letter."))
        if academy
        else (("told-school", "Met with the head and the chair."), ("adviser", "An adviser works with the school."))
    ):
        day = first + timedelta(days=2)
        register.record_step(entry=entry, kind=kind, on=day.date(), words=said, by=farid, at=day)
    if place == 1:
        _notice(entry, farid, at)
    if academy and "noor" in people:
        register.give_sight(
            entry=entry,
            person=people["noor"],
            purpose="To prepare the termly meeting about academies",
            until=at.date() + timedelta(days=14),
            by=farid,
            at=at,
        )


def _notice(entry: Entry, farid: Person, at: datetime) -> None:
    day = at - timedelta(days=20)
    notice = register.draft_notice(
        entry=entry,
        issuer="council",
        grounds=["governance"],
        evidence="The governing body has not met since the summer, and two posts have stood empty for a year.",
        recipients=["The chair of governors", "The headteacher", "The diocese"],
        by=farid,
        at=day,
    )
    register.write_letter(
        notice=notice, kind="warning", signed_by="Head of education improvement", dated=day.date(), by=farid, at=day
    )
